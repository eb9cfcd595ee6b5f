"""``wangge import catalogue`` and ``wangge export catalogue``: what is said, what is written, how it ends."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests import town
from tests.catalogue.books import Book, table
from wangge import catalogue
from wangge.cases.catalogue_import import import_command
from wangge.catalogue import Kind
from wangge.catalogue.command import Asked, export_command
from wangge.catalogue.rules.nine import COLUMNS
from wangge.kit import commands
from wangge.kit.config import Settings, settings
from wangge.kit.postgres import CannotRun, Urls
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db

Said = pytest.CaptureFixture[str]

ROW = ("01", "公用设施", "0137", "路灯", "灯管所", "", "灯不亮", "亮了", "2天")


@pytest.fixture
def chosen(urls: Urls, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(commands, "urls", lambda _: urls)
    return settings()


def stamp(pool: Pool) -> int:
    with work(pool, town.DISTRICT) as tx:
        return catalogue.stamp(tx)


def test_looked_at_then_applied(chosen: Settings, pool: Pool, tmp_path: Path, capsys: Said) -> None:
    file = tmp_path / "部件.xlsx"
    file.write_bytes(table(COLUMNS, ROW))
    before = stamp(pool)
    import_command(chosen, Asked(file, kind=Kind.COMPONENT))
    said = capsys.readouterr().out
    assert "新增 3，修改 0，停用 0，不变 0，写错 0。" in said
    assert "“处置单位”有 1 格没有导入" in said
    assert "--apply" in said
    assert stamp(pool) == before
    import_command(chosen, Asked(file, apply=True, kind=Kind.COMPONENT, language="en"))
    assert f"Applied as change {stamp(pool)}." in capsys.readouterr().out
    with work(pool, town.DISTRICT) as tx:
        assert str(catalogue.standard(tx, "b0137", "01").limits["handle"]) == "2wd"
    import_command(chosen, Asked(file, apply=True, kind=Kind.COMPONENT))
    assert "不变 3" in capsys.readouterr().out


def test_bad_cells_end_with_1(chosen: Settings, pool: Pool, tmp_path: Path, capsys: Said) -> None:
    file, before = tmp_path / "x.xlsx", stamp(pool)
    file.write_bytes(table(COLUMNS, (*ROW[:8], "尽快")))
    with pytest.raises(SystemExit) as ended:
        import_command(chosen, Asked(file, apply=True))
    assert ended.value.code == 1
    assert "表“Sheet”第 2 行“处置时限”：时限写作" in capsys.readouterr().out
    assert stamp(pool) == before


def test_out_and_in(chosen: Settings, pool: Pool, tmp_path: Path, capsys: Said) -> None:
    file = tmp_path / "目录.xlsx"
    export_command(chosen, Asked(file))
    assert "已导出到" in capsys.readouterr().out
    assert load_workbook(file).sheetnames[1:] == ["类别", "立案条件", "时限", "阶段时限"]
    book = Book(file.read_bytes())
    book.put("conditions", book.row("conditions", category="0405", condition="01"), closing="货都收了")
    file.write_bytes(book.bytes())
    import_command(chosen, Asked(file, apply=True))
    with work(pool, town.DISTRICT) as tx:
        assert catalogue.standard(tx, "0405", "01").closing == "货都收了"


def test_the_shipped_one(chosen: Settings, capsys: Said) -> None:
    import_command(chosen, Asked(None))
    assert "出厂目录已导入" in capsys.readouterr().out
    import_command(chosen, Asked(None))
    assert "没有缺少的" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked(Path("/nowhere.xlsx")), "读不到文件"),
        (Asked(Path("/nowhere.xlsx"), language="en"), "cannot be read"),
        (Asked(Path("/nowhere.xlsx"), language="fr"), "--lang"),
    ],
)
def test_what_cannot_be_used(chosen: Settings, asked: Asked, words: str) -> None:
    with pytest.raises(CannotRun, match=words):
        import_command(chosen, asked)


def test_an_export_is_an_xlsx(chosen: Settings, tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"\.xlsx"):
        export_command(chosen, Asked(tmp_path / "x.csv"))
    with pytest.raises(CannotRun, match="No such file"):
        export_command(chosen, Asked(tmp_path / "missing" / "x.xlsx"))
