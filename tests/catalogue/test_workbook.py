"""The catalogue out to Excel, changed there by openpyxl, and in again: preview, one change, versions, undo."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests import town
from tests.catalogue.books import Book
from wangge import catalogue
from wangge.catalogue import CategoryDraft, Draft, Limit
from wangge.catalogue.actions import changes, importing
from wangge.catalogue.rules import Key
from wangge.kit.errors import Invalid, Refused
from wangge.kit.tx import Tx

pytestmark = pytest.mark.db

POTHOLE = Key("0113", "01")


@pytest.fixture
def shelf(tx: Tx) -> Tx:
    """The town's own catalogue, and somebody at work on it."""
    tx.actor = town.actor(tx, town.SHIFT_LEAD)
    tx.now += timedelta(minutes=1)
    return tx


def taken(tx: Tx) -> Book:
    return Book(importing.export(tx))


def applied(tx: Tx, book: Book) -> int:
    data = book.bytes()
    seen = importing.preview(tx, data, "目录.xlsx")
    assert seen.plan.bad == []
    assert seen.token is not None
    return importing.apply(tx, data, "目录.xlsx", seen.token).number


def shown(tx: Tx, book: Book) -> list[tuple[str, str, dict[str, tuple[str | None, str | None]]]]:
    """What the preview says: what, key, and the fields with before and after."""
    rows = importing.preview(tx, book.bytes(), "目录.xlsx").plan.rows
    return [
        (row.what, "/".join(filter(None, row.key)), {d.field: (d.before, d.after) for d in row.differences})
        for row in rows
    ]


class TestOut:
    def test_it_is_whole(self, shelf: Tx) -> None:
        catalogue.ship(shelf)
        book, standards = taken(shelf), catalogue.catalogue(shelf)
        assert len(list(book.rows("conditions"))) == len(standards) > 400
        assert len(list(book.rows("categories"))) == len(catalogue.categories(shelf))
        row = book.row("conditions", category="b0101", condition="01")
        assert book.get("conditions", row, "category_name") == "上水井盖"
        assert book.get("conditions", row, "urgent") == "是"
        limits = book.row("limits", category="b0101", condition="01", area="通用")
        assert (book.get("limits", limits, "handle"), book.get("limits", limits, "sign")) == ("2紧急工作时", "10分钟")

    def test_made_for_hands(self, shelf: Tx) -> None:
        book = taken(shelf)
        page = book.page("conditions")
        assert page.freeze_panes == "D3"
        assert page.row_dimensions[2].hidden
        assert page["A1"].value == "类别代码"
        assert page.column_dimensions["D"].width > 40
        offered = {v.formula1 for v in page.data_validations.dataValidation}
        assert '"一般,较大,重大"' in offered
        assert page["A3"].number_format == "@"
        assert book.book.sheetnames == ["填写说明", "类别", "立案条件", "时限", "阶段时限"]

    def test_no_cell_is_a_formula(self, shelf: Tx) -> None:
        """Texts that a program would compute are texts, in the file and when it comes back."""
        evil = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")']
        for at, text in enumerate(evil):
            catalogue.publish(shelf, Draft("0113", "道路破损", f"8{at}", text, text, law=text, photo=text))
        catalogue.publish_category(shelf, CategoryDraft("0197", "=2+2", description="-x", words=["+1"]))
        data = importing.export(shelf)
        cells = [cell for page in load_workbook(BytesIO(data)) for row in page.iter_rows() for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
        assert {cell.value for cell in cells} >= set(evil)
        assert all(cell.quotePrefix for cell in cells if str(cell.value or "").startswith(("=", "+", "-", "@")))
        assert importing.preview(shelf, data, "x.xlsx").plan.rows == []

    def test_and_in_again_unchanged_nothing_would_change(self, shelf: Tx) -> None:
        catalogue.ship(shelf)
        seen = importing.preview(shelf, importing.export(shelf), "目录.xlsx")
        assert (seen.plan.rows, seen.plan.bad, seen.token) == ([], [], None)
        assert seen.plan.unchanged == len(catalogue.catalogue(shelf)) + len(catalogue.categories(shelf))
        with pytest.raises(Refused, match=r"catalogue\.nothing"):
            importing.apply(shelf, importing.export(shelf), "目录.xlsx", "x")


class TestChanged:
    def test_every_field_before_and_after(self, shelf: Tx) -> None:
        book = taken(shelf)
        row = book.row("conditions", category="0113", condition="01")
        book.put("conditions", row, closing="路面平整", grade="较大", kinds="投诉、求助", evidence__pass="照片、视频")
        limit = book.row("limits", category="0113", condition="01", area="通用")
        book.put("limits", limit, handle="3天", whole="7自然日")
        book.add("limits", category="0113", condition="01", area="A", handle="4小时")
        book.put("categories", book.row("categories", code="0113"), words="坑、路坏了")
        assert shown(shelf, book) == [
            ("changed", "0113", {"words": (None, "坑 路坏了")}),
            (
                "changed",
                "0113/01",
                {
                    "closing": ("路面修平，和周围齐平，标志撤走", "路面平整"),
                    "grade": ("ordinary", "large"),
                    "limits.handle": ("5wd", "3wd"),
                    "evidence.pass": ("photo", "photo video"),
                    "limits.whole": (None, "7cd"),
                    "class_limits.A.handle": (None, "4wh"),
                    "kinds": (None, "complain help"),
                },
            ),
        ]

    def test_nothing_is_written_by_looking(self, shelf: Tx) -> None:
        before, book = catalogue.stamp(shelf), taken(shelf)
        book.put("conditions", book.row("conditions", category="0113", condition="01"), closing="平")
        shown(shelf, book)
        assert catalogue.stamp(shelf) == before
        assert catalogue.standard(shelf, *POTHOLE).closing == "路面修平，和周围齐平，标志撤走"

    def test_a_new_class_with_its_condition_steps_and_limits(self, shelf: Tx) -> None:
        book = taken(shelf)
        book.add("categories", code="0190", name="无人机扰民", origin="扩展", words="无人机、航拍")
        book.add(
            "conditions", category="0190", condition="01", condition_name="低空盘旋", closing="已劝离", urgent="是"
        )
        book.add("limits", category="0190", condition="01", area="通用", handle="2紧急工作时")
        book.add("stages", category="0190", condition="01", code="stop", name="劝离", limit="30分钟", A="10分钟")
        assert [(what, key) for what, key, _ in shown(shelf, book)] == [("added", "0190"), ("added", "0190/01")]
        applied(shelf, book)
        standard = catalogue.standard(shelf, "0190", "01")
        assert (standard.category_name, standard.urgent, str(standard.limits["handle"])) == ("无人机扰民", True, "2uh")
        assert str(standard.limits["sign"]) == "10um"  # the urgent default
        assert standard.stages[0].limit_of("A") == Limit.parse("10um")

    def test_ended_from_a_day_on(self, shelf: Tx) -> None:
        book, day = taken(shelf), (shelf.now + timedelta(days=10)).date()
        row = book.row("conditions", category="b0101", condition="02")
        book.put("conditions", row, until=datetime.combine(day, time()))
        book.put("categories", book.row("categories", code="0128"), until="2020-01-01")
        assert [(what, key) for what, key, _ in shown(shelf, book)] == [
            ("retired", "0128"), ("retired", "0128/01"), ("retired", "b0101/02"),
        ]  # fmt: skip
        applied(shelf, book)
        assert catalogue.standard(shelf, "b0101", "02")  # until that day
        with pytest.raises(Invalid, match=r"standard\.unknown"):
            catalogue.standard(shelf, "0128", "01")
        shelf.now = datetime(day.year, day.month, day.day, tzinfo=shelf.now.tzinfo)
        with pytest.raises(Invalid, match=r"standard\.unknown"):
            catalogue.standard(shelf, "b0101", "02")

    def test_rows_and_sheets_that_are_not_there_change_nothing(self, shelf: Tx) -> None:
        book = taken(shelf)
        for sheet in ("limits", "stages", "categories"):
            del book.book[book.page(sheet).title]
        page = book.page("conditions")
        page.delete_rows(4, page.max_row)
        assert shown(shelf, book) == []

    def test_a_column_that_is_not_there_keeps_what_is_in_force(self, shelf: Tx) -> None:
        book = taken(shelf)
        book.page("conditions").delete_cols(book.columns("conditions")["law"])
        assert shown(shelf, book) == []

    def test_an_empty_cell_means_the_default(self, shelf: Tx) -> None:
        book = taken(shelf)
        book.put("limits", book.row("limits", category="0502", condition="01", area="通用"), whole=None)
        assert shown(shelf, book) == [("changed", "0502/01", {"limits.whole": ("5wd", None)})]

    def test_a_zero_that_the_program_lost(self, shelf: Tx) -> None:
        book = taken(shelf)
        row = book.row("conditions", category="0110", condition="01")
        book.put("conditions", row, category=110, condition=1, closing="净")
        assert [(what, key) for what, key, _ in shown(shelf, book)] == [("changed", "0110/01")]


MINE = {"category": "0113", "condition": "01"}
GENERAL = MINE | {"area": "通用"}
SAFE = {"category": "0502", "condition": "01", "code": "safe"}


class TestWrong:
    @pytest.mark.parametrize(
        ("sheet", "named", "cells", "bad"),
        [
            ("conditions", MINE, {"grade": "特大"}, ("立案条件", "等级", "choice")),
            ("conditions", MINE, {"closing": None}, ("立案条件", "结案条件", "length")),
            ("conditions", MINE, {"reopen_days": "三十"}, ("立案条件", "重开天数", "number")),
            ("conditions", MINE, {"reopen_days": 999}, ("立案条件", "重开天数", "range")),
            ("conditions", MINE, {"until": "明年"}, ("立案条件", "停用日期", "date")),
            ("conditions", MINE, {"kinds": "许愿"}, ("立案条件", "适用诉求", "choice")),
            ("conditions", MINE, {"category": "0777"}, ("立案条件", "类别代码", "no_category")),
            ("conditions", MINE, {"category": "0110"}, ("立案条件", "条件代码", "twice")),
            ("limits", GENERAL, {"handle": "很快"}, ("时限", "处置", "limit")),
            ("limits", GENERAL, {"area": "D"}, ("时限", "区域", "choice")),
            ("limits", GENERAL, {"condition": "77"}, ("时限", "条件代码", "no_condition")),
            ("stages", SAFE, {"code": "repair"}, ("阶段时限", "阶段代码", "code")),
            ("categories", {"code": "0113"}, {"code": "路"}, ("类别", "类别代码", "category_code")),
            ("categories", {"code": "0113"}, {"name": None}, ("类别", "名称", "length")),
        ],
    )  # fmt: skip
    def test_by_sheet_row_column_and_rule(
        self, shelf: Tx, sheet: str, named: dict[str, str], cells: dict[str, object], bad: tuple[str, str, str]
    ) -> None:
        book = taken(shelf)
        row = book.row(sheet, **named)
        book.put(sheet, row, **cells)
        data = book.bytes()
        seen = importing.preview(shelf, data, "目录.xlsx")
        assert seen.token is None
        title, column, rule = bad
        assert any((b.sheet, b.column, b.rule) == (title, column, rule) for b in seen.plan.bad), seen.plan.bad
        before = catalogue.stamp(shelf)
        with pytest.raises(Invalid) as refused:
            importing.apply(shelf, data, "目录.xlsx", "any")
        assert (refused.value.code, refused.value.facts["sheet"]) == ("catalogue.bad_cells", title)
        assert catalogue.stamp(shelf) == before

    @pytest.mark.parametrize(
        "data", [b"", b"x", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0broken", b"a,b\n1,2\n", b"\xff\xfe\x00"]
    )
    def test_no_table_of_ours(self, tx: Tx, data: bytes) -> None:
        with pytest.raises(Invalid, match=r"catalogue\.no_table"):
            importing.preview(tx, data, "x")


class TestApplied:
    def test_one_change_with_who_when_and_what(self, shelf: Tx) -> None:
        book, old = taken(shelf), catalogue.standard(shelf, *POTHOLE)
        book.put("conditions", book.row("conditions", category="0113", condition="01"), closing="路面平整")
        book.put("conditions", book.row("conditions", category="0405", condition="01"), closing="洒落物扫净")
        number = applied(shelf, book)
        noted = changes.change(shelf, number)
        assert (noted.what, noted.file, noted.at, noted.by_name) == ("import", "目录.xlsx", shelf.now, "赵刚")
        assert noted.counts == {"added": 0, "changed": 2, "retired": 0}
        rows = {row.key: row for row in changes.change_rows(shelf, number)}
        assert rows[POTHOLE].before == old.version
        assert rows[POTHOLE].after == catalogue.standard(shelf, *POTHOLE).version
        assert rows[POTHOLE].differences == [("closing", "路面修平，和周围齐平，标志撤走", "路面平整")]

    def test_only_as_it_was_seen(self, shelf: Tx) -> None:
        book = taken(shelf)
        book.put("conditions", book.row("conditions", category="0405", condition="01"), closing="洒落物扫净")
        data = book.bytes()
        seen = importing.preview(shelf, data, "目录.xlsx")
        assert seen.token is not None
        catalogue.publish_category(shelf, CategoryDraft("0196", "别的事"))
        with pytest.raises(Refused, match=r"catalogue\.moved"):
            importing.apply(shelf, data, "目录.xlsx", seen.token)
        book.put("conditions", book.row("conditions", category="0405", condition="01"), closing="别的")
        with pytest.raises(Refused, match=r"catalogue\.moved"):
            importing.apply(shelf, book.bytes(), "目录.xlsx", importing.preview(shelf, data, "目录.xlsx").token or "")

    def test_undone_as_one(self, shelf: Tx) -> None:
        before = importing.current(shelf)
        book = taken(shelf)
        book.put("conditions", book.row("conditions", category="0113", condition="01"), closing="路面平整")
        book.put("conditions", book.row("conditions", category="0405", condition="01"), until=date(2020, 1, 1))
        book.add("categories", code="0190", name="无人机扰民")
        book.add("conditions", category="0190", condition="01", condition_name="低空盘旋", closing="已劝离")
        number = applied(shelf, book)
        shelf.now += timedelta(minutes=1)
        undone = changes.undo(shelf, number)
        assert importing.current(shelf) == before
        assert changes.change(shelf, number).undone_by == undone.number
        assert changes.change(shelf, undone.number).undoes == number
        with pytest.raises(Refused, match=r"catalogue\.undone"):
            changes.undo(shelf, number)
