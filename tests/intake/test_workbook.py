"""A sheet of a workbook reads like a CSV of the same cells."""

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook as Written

from tests.intake.files import HEADER, NOW, mapping
from wangge.cases import OldCase
from wangge.intake.rules import Reader
from wangge.intake.workbook import Workbook
from wangge.kit.errors import Invalid


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Two sheets; dates, numbers and an empty row as a person's Excel has them."""
    written = Written()
    first = written.active
    assert first is not None
    first.title = "说明"
    sheet = written.create_sheet("工单")
    sheet.append(list(HEADER))
    sheet.append([17, "", "路灯坏了", datetime(2026, 10, 9, 11, 25, 5), "新", None, "", "", 13812345678])  # noqa: DTZ001
    sheet.append([])
    sheet.append(["A-2", "", "井盖响", "2026/10/09 11:25", "新", None, None, None, None])
    path = tmp_path / "orders.xlsx"
    written.save(path)
    return path


def test_rows_with_their_lines(book: Path) -> None:
    with Workbook(book, "工单") as sheet:
        rows = list(sheet)
        assert list(sheet.header) == list(HEADER)
    assert [row.line for row in rows] == [2, 4]
    assert rows[0].cells == ["17", "", "路灯坏了", "2026-10-09T11:25:05", "新", "", "", "", "13812345678"]


def test_lines_are_counted_from_the_top_of_the_sheet(tmp_path: Path) -> None:
    """Two empty lines above the heads, as a report of another system has them, and an empty column before them."""
    written = Written()
    page = written.active
    assert page is not None
    page["B3"], page["C3"], page["B4"], page["C5"] = "编号", "内容", 1, "路灯坏了"
    written.save(tmp_path / "orders.xlsx")
    with Workbook(tmp_path / "orders.xlsx") as sheet:
        assert list(sheet.header) == ["", "编号", "内容"]
        assert [(row.line, row.cells) for row in sheet] == [(4, ["", "1", ""]), (5, ["", "", "路灯坏了"])]


def test_the_mapping_reads_them(book: Path) -> None:
    plan = mapping(sheet="工单")
    with Workbook(book, plan.sheet) as sheet:
        reader = Reader(plan, sheet.header, NOW)
        read = [reader.read(row.line, row.cells or []) for row in sheet]
    assert all(isinstance(case, OldCase) for case in read)
    first = read[0]
    assert isinstance(first, OldCase)
    assert first.arrived_at.isoformat() == "2026-10-09T03:25:05+00:00"
    assert (first.report.source_number, first.report.person.phone) == ("17", "13812345678")


@pytest.mark.parametrize(
    ("sheet", "code"), [("没有", "intake.no_sheet"), (None, "intake.no_header"), ("工单", "intake.workbook")]
)
def test_what_cannot_be_read(book: Path, sheet: str | None, code: str) -> None:
    if code == "intake.workbook":
        book.write_bytes(b"PK not a workbook")
    with pytest.raises(Invalid) as refused:
        Workbook(book, sheet)
    assert refused.value.code == code
