"""The file of an import as a sheet of a workbook, row by row as a CSV of the same cells would give it; read whole."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from wangge.kit.errors import Invalid
from wangge.kit.tables import BOOKS as SUFFIXES
from wangge.kit.tables import NoSheet, NoTable, Row, page_of, text

__all__ = ["SUFFIXES", "Workbook"]


class Workbook:
    """``with Workbook(path, "Sheet1") as sheet: for row in sheet``. Empty rows are left out."""

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        """Invalid for what is no workbook, a sheet it has not, or one with nothing in it; OSError as for a file."""
        try:
            rows = page_of(path, sheet).rows
        except NoSheet as error:
            raise Invalid("intake.no_sheet", sheet=sheet, sheets=error.titles) from None
        except NoTable as error:
            raise Invalid("intake.workbook", problem=str(error)) from None
        read = ((line, [text(cell, iso=True) for cell in cells]) for line, cells in enumerate(rows, 1))
        self._rows = [Row(line, cells) for line, cells in read if any(cells)]
        if not self._rows:
            raise Invalid("intake.no_header")
        self.size, self.done = len(self._rows), 1
        self.header: Sequence[str] = [name.strip() for name in self._rows[0].cells or ()]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        return None

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows[1:]:
            self.done += 1
            yield row
