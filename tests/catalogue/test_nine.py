"""The field's nine columns, as Excel and as CSV in UTF-8 and GB18030; limits as clerks write them."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from tests import town
from tests.catalogue.books import table
from wangge import catalogue
from wangge.catalogue import Kind
from wangge.catalogue.actions import importing
from wangge.catalogue.rules.nine import COLUMNS
from wangge.catalogue.rules.spoken import said_limit, spoken
from wangge.kit.tx import Tx


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("4小时", "4wh"),
        ("2天", "2wd"),
        ("1紧急工作时", "1uh"),
        ("2 紧急工作时", "2uh"),
        ("1紧急工作日", "24uh"),
        ("5个工作日", "5wd"),
        ("5工作日(下班止)", "5wd eod"),
        ("5工作日（下班止）", "5wd eod"),
        ("15自然日", "15cd"),
        ("30分钟", "30um"),
        ("８工作时", "8wh"),
        ("5wd eod", "5wd eod"),
        (" 7日 ", "7wd"),
    ],
)
def test_a_limit_as_it_is_written(text: str, limit: str) -> None:
    assert spoken(text) == limit


@pytest.mark.parametrize(
    "text", ["", "很快", "天", "0天", "1.5天", "-2天", "两天", "4小时(下班止)", "99999天", "3星期", "5wd天"]
)
def test_no_limit(text: str) -> None:
    assert spoken(text) is None


@pytest.mark.parametrize("limit", ["4wh", "2wd", "5wd eod", "15cd", "15cd eod", "1uh", "30um"])
def test_said_and_read_again(limit: str) -> None:
    assert spoken(said_limit(limit)) == limit


ROWS = [
    COLUMNS,
    ("01", "市容环境", "0110", "暴露生活垃圾", "环卫所", "城管局", "路边有垃圾", "清走", "4小时"),
    ("", "", "", "", "", "", "桶站外有垃圾", "清走扫净", "2天"),
    ("", "", "0150", "井口冒烟", "消防队", "应急局", "井口冒烟", "查明原因", "1紧急工作时"),
    ("02", "宣传广告", "01", "小广告", "环卫所", "城管局", "墙面有小广告", "清除", "1天"),
]


def as_csv(encoding: str) -> bytes:
    out = StringIO()
    csv.writer(out).writerows(ROWS)
    return out.getvalue().encode(encoding)


@pytest.fixture
def shelf(tx: Tx) -> Tx:
    tx.actor = town.actor(tx, town.SHIFT_LEAD)
    tx.now += timedelta(minutes=1)
    return tx


@pytest.mark.db
class TestTable:
    @pytest.mark.parametrize("data", [table(*ROWS), as_csv("utf-8-sig"), as_csv("utf-8"), as_csv("gb18030")])
    def test_blank_cells_mean_as_above(self, shelf: Tx, data: bytes) -> None:
        seen = importing.preview(shelf, data, "标准.xlsx")
        assert seen.plan.bad == []
        assert {("/".join(filter(None, row.key)), row.what) for row in seen.plan.rows} == {
            (code, "added") for code in ("01", "02", "0110/02", "0110/03", "0150", "0150/01", "0201", "0201/01")
        }
        assert seen.token is not None
        importing.apply(shelf, data, "标准.xlsx", seen.token)
        smoke = catalogue.standard(shelf, "0150", "01")
        assert (smoke.closing, str(smoke.limits["handle"])) == ("查明原因", "1uh")
        assert str(catalogue.standard(shelf, "0110", "03").limits["handle"]) == "2wd"
        assert catalogue.standard(shelf, "0201", "01").category_name == "小广告"

    def test_who_handles_is_told_not_stored(self, shelf: Tx) -> None:
        assert importing.preview(shelf, table(*ROWS), "x").plan.left_out == {"处置单位": 4, "主管部门": 4}

    def test_a_condition_is_known_by_its_text_and_keeps_the_rest(self, shelf: Tx) -> None:
        old = catalogue.standard(shelf, "0113", "01")
        row = ("01", "市容环境", "0113", "道路破损", "", "", old.condition_name, "补平", "3天")
        data = table(COLUMNS, row)
        (changed,) = [r for r in importing.preview(shelf, data, "x").plan.rows if r.key.condition]
        assert (changed.what, [d.field for d in changed.differences]) == ("changed", ["closing", "limits.handle"])
        token = importing.preview(shelf, data, "x").token or ""
        importing.apply(shelf, data, "x", token)
        new = catalogue.standard(shelf, "0113", "01")
        assert (new.evidence, new.call_back_percent, new.closing) == (old.evidence, old.call_back_percent, "补平")

    def test_components_by_their_kind(self, shelf: Tx) -> None:
        data = table(COLUMNS, ("01", "公用设施", "0137", "路灯", "", "", "灯不亮", "亮了", "2天"))
        seen = importing.preview(shelf, data, "部件.xlsx", Kind.COMPONENT)
        assert [row.key.category for row in seen.plan.rows] == ["b01", "b0137", "b0137"]

    @pytest.mark.parametrize(
        ("at", "text", "column", "rule"),
        [
            (8, "尽快", "处置时限", "limit"),
            (8, "", "处置时限", "limit"),
            (7, "", "结案条件", "length"),
            (6, "", "立案条件", "length"),
            (2, "路", "小类代码", "category_code"),
            (3, "", "小类名称", "length"),
            (0, "A1", "大类代码", "category_code"),
        ],
    )
    def test_a_bad_cell_is_named(self, shelf: Tx, at: int, text: str, column: str, rule: str) -> None:
        row = ["01", "市容环境", "0150", "井口冒烟", "", "", "井口冒烟", "查明原因", "1天"]
        row[at] = text
        seen = importing.preview(shelf, table(COLUMNS, tuple(row)), "x")
        assert ("Sheet", 2, column, rule) in seen.plan.bad
        assert seen.token is None

    def test_the_same_condition_twice(self, shelf: Tx) -> None:
        row = ("01", "市容环境", "0150", "井口冒烟", "", "", "井口冒烟", "查明原因", "1天")
        assert ("Sheet", 3, "立案条件", "twice") in importing.preview(shelf, table(COLUMNS, row, row), "x").plan.bad

    def test_a_title_above_the_table(self, shelf: Tx) -> None:
        seen = importing.preview(shelf, table(("某市立结案标准",), (), *ROWS), "x")
        assert (seen.plan.bad, seen.plan.count("added")) == ([], 8)
