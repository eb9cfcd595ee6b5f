"""A row becomes a case as another system has kept it, or is named with all that is wrong with it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.intake.files import GOOD, HEADER, NOW, cells, mapping, reader
from wangge.cases import Channel, Kind, NewReport, OldCase, Person, State
from wangge.intake.rules import Bad, Field, Map, Reader
from wangge.intake.rules.rows import LONGEST
from wangge.kit.errors import Invalid, say

ARRIVED = datetime(2026, 10, 9, 3, 25, 5, tzinfo=UTC)


def read(plan: Map | None = None, **changes: str) -> OldCase:
    found = reader(plan).read(2, cells(**changes))
    assert isinstance(found, OldCase), found
    return found


def problems(plan: Map | None = None, **changes: str) -> list[tuple[str, str]]:
    """Column and rule."""
    found = reader(plan).read(7, cells(**changes))
    assert isinstance(found, list), found
    assert {bad.line for bad in found} == {7}
    return [(bad.column, bad.refused.code) for bad in found]


def test_a_plain_row() -> None:
    report = NewReport(Channel.HOTLINE, Kind.COMPLAIN, "路灯坏了", source="old", source_number="1")
    assert read() == OldCase(report, ARRIVED)


def test_a_full_row() -> None:
    case = read(
        标题="路灯",
        状态="结",
        办结="2026-10-12 09:00:00",
        小类="0113/01",
        网格="110115003006001",
        电话="13812345678",
    )
    assert (case.report.title, case.report.category, case.report.condition) == ("路灯", "0113", "01")
    assert (case.report.grid, case.report.person) == ("110115003006001", Person(phone="13812345678"))
    assert (case.state, case.closed_at) == (State.CLOSED, datetime(2026, 10, 12, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [("2026-10-09 11:25:05", 3, 25), ("2026/10/9 11:25", 3, 25), ("2026/10/09 1:05", 17, 5), ("2026-10-09", 16, 0)],
)
def test_times_in_the_zone_of_the_mapping(written: str, hour: int, minute: int) -> None:
    found = read(时间=written).arrived_at
    assert (found.hour, found.minute, found.tzinfo) == (hour, minute, UTC)


def test_a_time_with_a_zone_of_its_own() -> None:
    plan = mapping(times=["%Y-%m-%dT%H:%M:%S%z"])
    assert read(plan, 时间="2026-10-09T11:25:05+00:00").arrived_at == datetime(2026, 10, 9, 11, 25, 5, tzinfo=UTC)


def test_the_first_format_that_fits_is_meant() -> None:
    """Never the one that fitted the row before."""
    both = reader(mapping(times=["%d/%m/%Y", "%m/%d/%Y"]))
    days = [both.read(2, cells(时间=written)) for written in ("03/04/2026", "04/13/2026", "03/04/2026")]
    assert [case.arrived_at.month if isinstance(case, OldCase) else 0 for case in days] == [4, 4, 4]


@pytest.mark.parametrize(
    ("written", "state"), [("新", State.REPORTED), ("", State.REPORTED), (" 已立案 ", State.FILED)]
)
def test_words_of_the_file(written: str, state: State) -> None:
    assert read(状态=written, 小类="0113/01", 网格="1").state == state


def test_any_other_word() -> None:
    plan = mapping(values={"state": {"结": "closed", "*": "accepted"}})
    assert read(plan, 状态="莫名").state == State.ACCEPTED
    assert read(plan).state == State.REPORTED


def test_without_a_state_it_has_ended_when_it_says_when() -> None:
    plan = mapping(values={"state": {"": ""}})
    assert read(plan, 办结="2026-10-12").state == State.CLOSED
    assert read(plan).state == State.REPORTED


def test_a_filed_case_was_filed_when_it_arrived_unless_it_says_when() -> None:
    assert read(状态="已立案", 小类="0113/01", 网格="1").filed_at == ARRIVED
    assert read().filed_at is None


def test_a_title_alone_is_the_text() -> None:
    case = read(标题="路灯", 内容="")
    assert (case.report.text, case.report.title) == ("路灯", None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"编号": ""}, [("编号", "intake.empty")]),
        ({"编号": "  "}, [("编号", "intake.empty")]),
        ({"编号": "x" * 65}, [("编号", "intake.long")]),
        ({"内容": ""}, [("内容", "intake.empty")]),
        ({"内容": "x" * 7001}, [("内容", "intake.long")]),
        ({"内容": "a\0b"}, [("内容", "intake.unfit")]),
        ({"内容": "a\ufffdb"}, [("内容", "intake.unfit")]),
        ({"时间": ""}, [("时间", "intake.empty")]),
        ({"时间": "昨天"}, [("时间", "intake.time")]),
        ({"时间": "2026-02-30 10:00:00"}, [("时间", "intake.time")]),
        ({"时间": "1949-10-01 15:00:00"}, [("时间", "intake.too_early")]),
        ({"时间": "2026-11-21 15:00:00"}, [("时间", "intake.future")]),
        ({"状态": "莫名"}, [("状态", "intake.word")]),
        ({"状态": "结"}, [("办结", "intake.no_end")]),
        ({"办结": "2026-10-12"}, [("办结", "intake.open_end")]),
        ({"状态": "结", "办结": "2026-10-01"}, [("办结", "intake.before_arrival")]),
        ({"状态": "结", "办结": "2026-12-01"}, [("办结", "intake.future")]),
        ({"时间": "昨天", "状态": "莫名"}, [("时间", "intake.time"), ("状态", "intake.word")]),
        ({"编号": "", "内容": ""}, [("编号", "intake.empty"), ("内容", "intake.empty")]),
    ],
)
def test_what_is_wrong_with_a_row(changes: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert problems(**changes) == expected


@pytest.mark.parametrize(("count", "said"), [(8, "应有 9 列，这一行有 8 列。"), (10, "应有 9 列，这一行有 10 列。")])
def test_too_few_and_too_many_columns(count: int, said: str) -> None:
    found = reader().read(3, ["x"] * count)
    assert isinstance(found, list)
    assert [(bad.line, bad.column, say(bad.refused, "zh")) for bad in found] == [(3, "", said)]


@pytest.mark.parametrize(
    ("lng", "lat", "expected"),
    [
        ("116.34", "39.72", (116.34, 39.72)),
        ("", "", (None, None)),
        ("116.34", "", [("纬", "intake.empty")]),
        ("181", "39", [("经", "intake.degrees")]),
        ("nan", "39", [("经", "intake.degrees")]),
        ("东", "-90.1", [("经", "intake.degrees"), ("纬", "intake.degrees")]),
    ],
)
def test_a_point(lng: str, lat: str, expected: Any) -> None:
    plan = mapping(columns=mapping().columns | {"lng": "经", "lat": "纬"})
    found = Reader(plan, [*HEADER, "经", "纬"], NOW).read(2, [*cells(), lng, lat])
    if isinstance(found, OldCase):
        assert (found.report.lng, found.report.lat) == expected
    else:
        assert [(bad.column, bad.refused.code) for bad in found] == expected


def test_a_column_that_is_not_named_is_never_read() -> None:
    wide = Reader(mapping(), [*HEADER, "备注"], NOW)
    assert wide.read(2, [*cells(), "a\0b" * 9999]) == reader().read(2, cells())


@pytest.mark.parametrize(
    ("header", "code"),
    [(HEADER[1:], "intake.column_missing"), ((*HEADER, "编号"), "intake.column_twice")],
)
def test_a_header_that_does_not_fit(header: tuple[str, ...], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        reader(header=header)
    assert (refused.value.code, refused.value.facts["column"]) == (code, "编号")


def test_a_constant_that_cannot_be_is_refused_before_the_first_row() -> None:
    long = {"channel": "hotline", "kind": "help", "address": "x" * (LONGEST[Field.ADDRESS] + 1)}
    with pytest.raises(Invalid, match=r"intake\.long"):
        reader(mapping(constants=long))


def test_what_personal_columns_hold_is_not_repeated() -> None:
    """Only words of the file's own lists come back in a sentence."""
    found = reader().read(2, cells(电话="a\0b", 内容=GOOD["内容"] * 2000))
    assert isinstance(found, list)
    assert all("路灯" not in str(bad.refused.facts) for bad in found)
    assert [bad.column for bad in found] == ["内容", "电话"]
    assert isinstance(found[0], Bad)
