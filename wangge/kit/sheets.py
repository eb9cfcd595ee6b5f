"""Tables as files, whatever they are about: workbooks and CSV read as lines of cells, a workbook written."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wangge.kit import tables
from wangge.kit.errors import Invalid
from wangge.kit.tables import MOST_BYTES

MOST_LINES = 20_000  # of one table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_HEAD, _FILL = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E79")
_TOP = Alignment(wrap_text=True, vertical="top")


class Column(NamedTuple):
    """``head``: what people read. ``width`` in characters."""

    key: str
    head: str
    width: int = 14


class Line(NamedTuple):
    """``no`` as the program that shows the table counts. A cell that is empty is ''; a day is ``2026-11-01``."""

    no: int
    cells: Mapping[str, str]


def lines(data: bytes, columns: Sequence[Column]) -> list[Line]:
    """The lines below the heads of the first table that has them, by key; empty ones are left out.

    Heads or keys stand in one of the first five lines, in any order; other columns are passed over. Invalid for what
    is no table, lacks all of the heads, or is too big.
    """
    for _, rows in _pages(data):
        for at, row in enumerate(rows[:5]):
            known = {name: column.key for column in columns for name in (column.head, column.key)}
            places = {i: known[text] for i, cell in enumerate(row) if (text := _text(cell)) in known}
            if len(places) >= 2:
                return _below(rows, at + 1, places)
    raise Invalid("sheet.no_heads", field="file", heads=[column.head for column in columns])


def _below(rows: Sequence[Sequence[Any]], start: int, places: Mapping[int, str]) -> list[Line]:
    if len(rows) - start > MOST_LINES:
        raise Invalid("sheet.too_long", field="file", most=MOST_LINES)
    found = []
    for no, row in enumerate(rows[start:], start + 1):
        cells = {key: _text(row[i]) if i < len(row) else "" for i, key in places.items()}
        if any(cells.values()):
            found.append(Line(no, cells))
    return found


def _pages(data: bytes) -> list[tables.Page]:
    """The sheets of a file. Invalid for what is no table, or too big."""
    try:
        return tables.pages(data)
    except tables.TooBig:
        raise Invalid("sheet.too_big", field="file", most=MOST_BYTES // 1_000_000) from None
    except tables.NoTable as error:
        raise Invalid("sheet.no_table", field="file") from error


def _text(cell: Any) -> str:
    return tables.text(cell).strip()


def workbook(title: str, columns: Sequence[Column], rows: Iterable[Mapping[str, str]]) -> bytes:
    """One sheet of texts, its heads frozen and to be filtered by. Nothing in a cell is a formula."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = title
    for at, column in enumerate(columns, 1):
        head = page.cell(1, at, column.head)
        head.font, head.fill = _HEAD, _FILL
        page.column_dimensions[get_column_letter(at)].width = column.width
    for line, row in enumerate(rows, 2):
        for at, column in enumerate(columns, 1):
            _put(page.cell(line, at), row.get(column.key, ""))
    page.freeze_panes = "B2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}1"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _put(cell: Cell | Any, text: str) -> None:
    """A text in every program: a leading zero stays, and nothing is counted."""
    cell.number_format, cell.alignment = "@", _TOP
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
