"""Tables as files, whatever they are about: workbooks and CSV read as lines of cells, a workbook written."""

import csv
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineError, CalamineWorkbook

from wangge.kit.errors import Invalid

#: Bytes of one file, bytes of what is packed inside it, lines of one table.
MOST_BYTES, MOST_UNPACKED, MOST_LINES = 10_000_000, 200_000_000, 20_000

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_PACKED, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
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
    for rows in _tables(data):
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


def _tables(data: bytes) -> list[Sequence[Sequence[Any]]]:
    if len(data) > MOST_BYTES:
        raise Invalid("sheet.too_big", field="file", most=MOST_BYTES // 1_000_000)
    if not data.startswith((_PACKED, _OLE)):
        return [_csv(data)]
    try:
        if data.startswith(_PACKED):
            _weigh(data)
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise Invalid("sheet.no_table", field="file") from error


def _weigh(data: bytes) -> None:
    """What a small file may unpack to is looked at before it is unpacked."""
    with zipfile.ZipFile(BytesIO(data)) as packed:
        if sum(item.file_size for item in packed.infolist()) > MOST_UNPACKED:
            raise Invalid("sheet.too_big", field="file", most=MOST_BYTES // 1_000_000)


def _csv(data: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(StringIO(data.decode(encoding), newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise Invalid("sheet.no_table", field="file")


def _text(cell: Any) -> str:
    """As a person would type it: no decimals of a whole number, a day without its midnight."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date().isoformat()
    if isinstance(cell, (datetime, date)):
        return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    return "" if cell is None else str(cell).strip()


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
