"""Workbooks in and out: xlsx, xls and ods by calamine, xlsx written by openpyxl; CSV in UTF-8 or GB18030."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from wangge.catalogue.rules.cells import Line, Table
from wangge.catalogue.rules.spoken import CHOICES
from wangge.catalogue.rules.workbook import SHEETS, Column, Row, Sheet
from wangge.kit import tables as files
from wangge.kit.errors import Invalid, word
from wangge.kit.tables import MOST_BYTES, Page

_FORMULA = ("=", "+", "-", "@")


# -- reading ----------------------------------------------------------------------------------------


def pages(data: bytes, name: str) -> list[Page]:
    """Every sheet of a workbook, or a CSV file as one. Invalid for what is neither, or too big."""
    try:
        return files.pages(data, name)
    except files.TooBig:
        raise Invalid("catalogue.too_big", field="file", most=MOST_BYTES // 1_000_000) from None
    except files.NoTable as error:
        raise Invalid("catalogue.no_table", field="file") from error


def tables(book: Sequence[Page]) -> dict[str, Table]:
    """Our sheets by key, found by their title or key; columns by the keys of the hidden row, else by their heads."""
    found: dict[str, Table] = {}
    for page in book:
        for sheet in SHEETS:
            if page.title in (sheet.title, sheet.key) and (table := _table(sheet, page)):
                found[sheet.key] = table
    return found


def _table(sheet: Sheet, page: Page) -> Table | None:
    places: dict[int, str] = {}
    below = 0
    for at, row in enumerate(page.rows[:5]):
        for names in ({c.head: c.key for c in sheet.columns}, {c.key: c.key for c in sheet.columns}):
            here = {i: names[text] for i, cell in enumerate(row) if (text := str(cell).strip()) in names}
            if len(here) >= 2:
                places, below = here, at + 1
    if not places:
        return None
    lines = []
    for at, row in enumerate(page.rows[below:], below + 1):
        cells = {key: row[i] for i, key in places.items() if i < len(row)}
        if any(cell not in ("", None) for cell in cells.values()):
            lines.append(Line(at, cells))
    return Table(page.title, frozenset(places.values()), tuple(lines))


# -- writing ----------------------------------------------------------------------------------------

_HEAD = Font(bold=True, color="FFFFFF")
_FILL = PatternFill("solid", fgColor="1F4E79")
_INFO = PatternFill("solid", fgColor="7F7F7F")
_WRAP = Alignment(wrap_text=True, vertical="top")


def book_of(rows: Mapping[str, Sequence[Row]]) -> bytes:
    """The workbook: notes, then a sheet for each part, keys in a hidden second row, choices as lists."""
    book = Workbook()
    notes = book.active
    assert isinstance(notes, Worksheet)
    _notes(notes)
    for sheet in SHEETS:
        _write(book.create_sheet(sheet.title), sheet, rows[sheet.key])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _notes(page: Worksheet) -> None:
    page.title = word("catalogue", "word.sheet.notes", "zh")
    page.column_dimensions["A"].width = 100
    for at, line in enumerate(word("catalogue", "word.notes", "zh").strip().split("\n"), 1):
        page.cell(at, 1, line).alignment = _WRAP


def _write(page: Worksheet, sheet: Sheet, rows: Sequence[Row]) -> None:
    for at, column in enumerate(sheet.columns, 1):
        head = page.cell(1, at, column.head)
        head.font, head.fill = _HEAD, _INFO if column.info else _FILL
        page.cell(2, at, column.key)
        page.column_dimensions[get_column_letter(at)].width = column.width
        _offer(page, column, at, len(rows))
    page.row_dimensions[2].hidden = True
    page.freeze_panes = "D3" if sheet.key != "categories" else "B3"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}1"
    for line, row in enumerate(rows, 3):
        for at, column in enumerate(sheet.columns, 1):
            _put(page.cell(line, at), column, row.get(column.key))


def _put(cell: Cell | Any, column: Column, value: Any) -> None:
    if column.kind == "code":
        cell.number_format = "@"  # a leading zero stays
    elif column.kind == "date":
        cell.number_format = "yyyy-mm-dd"
    elif column.kind in ("text", "list"):
        cell.alignment = _WRAP
    if value in (None, ""):
        return
    cell.value = value
    if isinstance(value, str) and value.startswith(_FORMULA):
        cell.data_type, cell.quotePrefix = "s", True  # text, whatever program opens it


def _offer(page: Worksheet, column: Column, at: int, rows: int) -> None:
    """A list to choose from; where several may be named, only a word of help would be in the way."""
    if column.kind not in CHOICES or column.kind in ("kinds", "evidence") or column.info:
        return
    listed = ",".join(CHOICES[column.kind].values())
    choice = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    letter = get_column_letter(at)
    choice.add(f"{letter}3:{letter}{rows + 502}")
    page.add_data_validation(choice)
