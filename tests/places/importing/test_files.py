"""`wangge import grids`: codes made and numbered, mappings, CSV, files that are none, the command itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from typer.testing import CliRunner

from tests.places import gridfiles
from tests.places.drawing import at, box
from tests.places.gridfiles import DISTRICT, all_files, codes, feature
from wangge import cli, places
from wangge.kit.config import Settings, settings
from wangge.kit.postgres import CannotRun, Urls
from wangge.places.grids_import import Files, import_command
from wangge.places.rules import Datum, from_wgs84

pytestmark = pytest.mark.db

Run = Callable[..., tuple[int, str]]
Reading = Callable[[], Any]


class TestCodes:
    def test_where_there_are_none_they_are_made_west_to_east_north_to_south(self, run: Run, reading: Reading) -> None:
        files = all_files()
        files["grids"] = [feature(shape["geometry"], 备注=str(n)) for n, shape in enumerate(reversed(files["grids"]))]
        files["communities"] = [
            feature(one["geometry"], 名称=one["properties"]["社区"]) for one in reversed(files["communities"])
        ]
        code, said = run(files)
        assert code == 0, said
        assert "16 个网格没有代码" in said
        with reading() as now:
            assert places.grid(now, "330103001001").name == "1街2社区", "the northern one is the first"
            found = places.locate(now, *at(0.5, 3))
            assert found is not None
            assert found.grid.code == "330103001001001"

    @pytest.mark.parametrize(
        ("rule", "grids", "last"), [("number", 17, "330103002002004_2"), ("part", 16, "330103002002004")]
    )
    def test_several_of_one_code(self, run: Run, reading: Reading, rule: str, grids: int, last: str) -> None:
        """The last grid in two pieces with one code."""
        files = all_files()
        whole = files["grids"].pop()
        halves = [box(7, 2, 8, 3), box(7, 3, 8, 4)]
        files["grids"] += [feature(half, **whole["properties"]) for half in halves]
        code, said = run(files, toml=f'same_code = "{rule}"')
        assert code == 0, said
        assert f"17 个要素，{grids} 个网格" in said
        with reading() as now:
            found = places.locate(now, *at(7.5, 2.5))
            assert found is not None
            assert found.grid.code == last

    def test_several_of_one_code_refused(self, run: Run) -> None:
        files = all_files()
        files["grids"][1]["properties"]["网格编码"] = files["grids"][0]["properties"]["网格编码"]
        code, said = run(files, toml='same_code = "refuse"')
        assert code == 1
        assert "代码 330103001001001 用了不止一次" in said

    def test_a_pattern(self, run: Run) -> None:
        levels = "[[levels]]\n" * 2 + '[[levels]]\ncode_pattern = "[0-9]{12}[0-1]{3}"\n'
        code, said = run(all_files(), toml=levels)
        assert code == 1
        assert said.count("不合本级的编码规则") == 12

    def test_strange_ones_are_remarked(self, run: Run) -> None:
        files = all_files()
        files["grids"][3]["properties"]["网格编码"] = "A-7"
        code, said = run(files)
        assert code == 0
        assert "1 个代码不以上级代码开头：A-7" in said
        assert "1 个代码不是 15 位数字：A-7" in said


class TestMapping:
    TOML = """
datum = "gcj02"
[[levels]]
level = 3
name_zh = "大网格"
name_en = "big grid"
code = "n"
name = "t"
kind = "k"
kinds = { a = "dedicated" }
area_class = "c"
"""

    def test_names_levels_kinds_classes_and_the_datum(self, run: Run, reading: Reading) -> None:
        west, east = (
            shapely.transform(box(n, 0, n + 1, 1), lambda points: from_wgs84(points, Datum.GCJ02)) for n in range(2)
        )
        rows = [feature(west, n="7", t="东", k="a", c="A", x=1), feature(east, n="8", t="西", k="", c="B", x=1)]
        code, said = run({"big": rows}, toml=self.TOML)
        assert code == 0, said
        with reading() as now:
            grid = places.grid(now, "7")
            assert (grid.name, grid.level, grid.kind, grid.area_class) == ("东", 3, "dedicated", "A")
            found = places.locate(now, *at(0.5, 0.5))
            assert found is not None
            assert found.grid == grid

    @pytest.mark.parametrize(
        ("toml", "words"),
        [
            ("datum = ", "不是 TOML"),
            ('datum = "utm"', "datum"),
            ("nothing = 1", "nothing"),
            ("[[levels]]", "写了 1 个层级，给了 3 个文件"),
            ('[[levels]]\n[[levels]]\n[[levels]]\ncode = "没有"', "没有属性“没有”"),
            ("[[levels]]\nlevel = 3\n[[levels]]\nlevel = 3\n[[levels]]", "第 3 级不能排在第 3 级之后"),
            ('under = "nowhere"', "没有网格 nowhere"),
        ],
    )
    def test_a_mapping_that_fits_not(self, run: Run, toml: str, words: str) -> None:
        with pytest.raises(CannotRun, match=words):
            run(all_files(), toml=toml)


def test_an_import_moves_nothing(run: Run) -> None:
    run(all_files())
    files = all_files()
    files["grids"][0]["properties"] |= {"上级编码": "330103002001"}
    for other in files["grids"][1:]:
        other["properties"]["上级编码"] = other["properties"]["网格编码"][:12]
    code, said = run(files)
    assert code == 1
    assert "网格 330103001001001 已在 330103001001 之下" in said


def test_other_names_are_remarked_and_kept(run: Run, reading: Reading) -> None:
    run(all_files())
    files = all_files()
    files["grids"][0]["properties"]["网格名称"] = "新名"
    code, said = run(files)
    assert code == 0
    assert "1 个网格的名称与库里不同，未改（如 330103001001001：库里“1街1社区1”，文件“新名”）" in said


def test_a_file_that_holds_the_district_itself(run: Run, reading: Reading) -> None:
    whole = [feature(box(0, 0, 8, 4), code="330103", name="下城区")]
    code, said = run({"district": whole, "streets": gridfiles.streets()})
    assert code == 0, said
    with reading() as now:
        assert codes(now) == ["330103", "330103001", "330103002"]
        assert places.grid(now, "330103").parent_id is None


CSV = """code,name,level,parent,边界
330103,下城区,1,,"POLYGON ((116.33 39.72, 116.332 39.72, 116.332 39.721, 116.33 39.721, 116.33 39.72))"
330103001,西街,2,330103,"116.33 39.72; 116.331 39.72; 116.331 39.721; 116.33 39.721; 116.33 39.72"
330103002,东街,2,330103,"MULTIPOLYGON (((116.331 39.72, 116.332 39.72, 116.332 39.721, 116.331 39.721, 116.331 39.72)))"
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_of_several_levels(empty: Urls, tmp_path: Path, encoding: str, reading: Reading) -> None:
    path = tmp_path / "grids.csv"
    path.write_text(CSV, encoding=encoding)
    import_command(Settings(database_url=empty.app), Files([path]))
    with reading() as now:
        assert codes(now) == ["330103", "330103001", "330103002"]
        assert places.grid(now, "330103002").name == "东街"


def test_a_csv_names_the_line(empty: Urls, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "grids.csv"
    path.write_text(CSV.replace("POLYGON (((116.331", "POLYGON ((116.331"), encoding="utf-8")
    with pytest.raises(SystemExit):
        import_command(Settings(database_url=empty.app), Files([path], language="en"))
    assert "grids.csv, feature 4, geometry" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "words"),
    [("{", "不是 GeoJSON"), ('{"type": "Feature"}', "没有要素"), ("[]", "没有要素"), (None, "打不开")],
)
def test_a_file_that_is_none(empty: Urls, tmp_path: Path, text: str | None, words: str) -> None:
    path = tmp_path / "a.geojson"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(CannotRun, match=words):
        import_command(Settings(database_url=empty.app), Files([path]))


def test_the_command_itself(empty: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANGGE_DATABASE_URL", empty.app)
    settings.cache_clear()
    paths = gridfiles.write(tmp_path, all_files())
    report = tmp_path / "defects.csv"
    words = ["import", "grids", *map(str, paths), "--report", str(report), "--lang", "en", "--district", DISTRICT]
    done = CliRunner().invoke(cli.app, words)
    settings.cache_clear()
    assert done.exit_code == 0, done.output
    assert "Imported." in done.output
    assert report.read_text(encoding="utf-8-sig").startswith("level,kind,repaired,codes,parent,lng,lat,m2,metres")
