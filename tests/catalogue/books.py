"""Workbooks for tests: the exported one opened by openpyxl, cells found by their keys, and saved again."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

TITLES = {"categories": "类别", "conditions": "立案条件", "limits": "时限", "stages": "阶段时限"}


class Book:
    """``with`` nothing: open, change cells, take the bytes."""

    def __init__(self, data: bytes) -> None:
        self.book: Workbook = load_workbook(BytesIO(data))

    def page(self, sheet: str) -> Any:
        return self.book[TITLES[sheet]]

    def columns(self, sheet: str) -> dict[str, int]:
        return {cell.value: cell.column for cell in self.page(sheet)[2]}

    def rows(self, sheet: str) -> Iterator[int]:
        """Numbers of the rows with something in them."""
        page = self.page(sheet)
        yield from (row for row in range(3, page.max_row + 1) if page.cell(row, 1).value)

    def row(self, sheet: str, **named: str) -> int:
        """The only row with these cells."""
        places, page = self.columns(sheet), self.page(sheet)
        (found,) = [
            row for row in self.rows(sheet) if all(page.cell(row, places[k]).value == v for k, v in named.items())
        ]
        return found

    def get(self, sheet: str, row: int, column: str) -> Any:
        return self.page(sheet).cell(row, self.columns(sheet)[column]).value

    def put(self, sheet: str, row: int, **cells: Any) -> None:
        for column, value in cells.items():
            self.page(sheet).cell(row, self.columns(sheet)[column.replace("__", ".")]).value = value

    def add(self, sheet: str, **cells: Any) -> int:
        row = self.page(sheet).max_row + 1
        self.put(sheet, row, **cells)
        return row

    def bytes(self) -> bytes:
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()


def table(*rows: tuple[Any, ...]) -> bytes:
    """A plain workbook with one sheet."""
    book = Workbook()
    page = book.active
    for row in rows:
        page.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()
