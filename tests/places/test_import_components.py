"""`wangge import components`: bad rows by line and field, good ones kept, again no change."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.database import DISTRICT
from wangge import places
from wangge.kit.config import Settings
from wangge.kit.postgres import CannotRun, Urls
from wangge.kit.tx import Pool, work
from wangge.places.components_import import Asked, import_command

pytestmark = pytest.mark.db

HEADER = "标识码,名称,经度,纬度,权属单位,状态,初始日期"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(urls: Urls, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(rows: list[str], toml: str | None = None, encoding: str = "utf-8", **asked: Any) -> tuple[int, str, str]:
        file, mapping, code = tmp_path / "c.csv", None, 0
        file.write_text("\n".join([HEADER, *rows]), encoding=encoding)
        if toml is not None:
            mapping = tmp_path / "map.toml"
            mapping.write_text(toml, encoding="utf-8")
        try:
            import_command(Settings(database_url=urls.app), Asked(file, mapping, **asked))
        except SystemExit as left:
            code = int(str(left.code))
        said = capsys.readouterr()
        return code, said.out.strip(), said.err.strip()

    return run


def test_good_and_bad_rows(run: Run, pool: Pool) -> None:
    code, out, err = run([
        "1101150137000001,路灯,116.33,39.72,城管委,完好,2020-05-01",
        "1101150101000002,上水井盖,116.33,39.72,swj,破损,20200501",
        "110115,路灯,116.33,39.72,,,",
        "1101150137000003,路灯,east,39.72,,,",
        "1101150137000004,路灯,116.33,39.72,水果店,,",
        "1101150137000005,路灯,116.33,39.72,,睡着,",
        "1101150137000006,路灯,116.33,39.72,,,昨天",
        "1101150137000001,路灯,116.33,39.72,,,",
        "1101150137000007,路灯,190,39.72,,,",
    ])  # fmt: skip
    assert (code, out) == (1, "读了 9 行：新增 2，改动 0，不变 0，未导入 7。")
    assert err.splitlines()[1:] == [
        "第 5 行 lng：“east”不是数（lng）（component.number）",
        "第 6 行 owner：没有单位 水果店（owner）（component.unit）",
        "第 7 行 state：映射文件没有说“睡着”是什么（state）（component.word）",
        "第 8 行 installed_on：“昨天”不是日期，应如 2026-10-09（installed_on）（component.date）",
        "第 9 行 code：代码 1101150137000001 在文件里出现过（component.twice）",
        "第 10 行 lng：lng 不是合格的经纬度（point.degrees）",
    ]
    assert err.startswith("第 4 行 code：")
    with work(pool, DISTRICT) as tx:
        cover = places.component(tx, "1101150101000002")
        assert (cover.category, cover.state, str(cover.installed_on)) == ("b0101", "damaged", "2020-05-01")


def test_again_no_change_and_a_mapping(run: Run, pool: Pool) -> None:
    rows = ["1101150137000011,灯,116.341,39.73,城管,好,"]
    toml = 'datum = "gcj02"\n[columns]\nsupervisor = "权属单位"\n[states]\n"好" = "intact"\n[units]\n"城管" = "cgw"'
    assert run(rows, toml, "gb18030", language="en") == (
        0,
        "Read 1 rows: 1 new, 0 changed, 0 unchanged, 0 not imported.",
        "",
    )
    assert run(rows, toml, "gb18030", language="en")[1] == "Read 1 rows: 0 new, 0 changed, 1 unchanged, 0 not imported."
    with work(pool, DISTRICT) as tx:
        found = places.component(tx, "1101150137000011")
    assert (found.lng, found.lat) == places.canonical(116.341, 39.73, "gcj02")
    assert found.supervisor_id is not None


def test_batch_by_batch(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wangge.places.components_import.BATCH", 2)
    _, out, _ = run([f"11011501370001{n:02},灯,116.33,39.72,,," for n in range(5)])
    assert out == "读了 5 行：新增 5，改动 0，不变 0，未导入 0。"


@pytest.mark.parametrize(
    ("toml", "words"),
    [('[columns]\ncode = "没有"', "没有列“没有”"), ("x = 1", "x"), ('[columns]\nshape = "名称"', "shape")],
)
def test_a_mapping_that_fits_not(run: Run, toml: str, words: str) -> None:
    with pytest.raises(CannotRun, match=words):
        run([], toml)
