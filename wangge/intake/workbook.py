"""A sheet of a workbook (xlsx, xls, ods) row by row, as a CSV of the same cells would give it. It is read whole."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

from wangge.intake.sheet import Row
from wangge.kit.errors import Invalid

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})


class Workbook:
    """``with Workbook(path, "Sheet1") as sheet: for row in sheet``. Empty rows are left out."""

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        """Invalid for what is no workbook, a sheet it has not, or one with nothing in it; OSError as for a file."""
        path.stat()
        try:
            self._book = CalamineWorkbook.from_path(str(path))
            names = self._book.sheet_names
            rows = self._book.get_sheet_by_name(sheet if sheet is not None else names[0]).to_python()
        except WorksheetNotFound:
            raise Invalid("intake.no_sheet", sheet=sheet, sheets=names) from None
        except (CalamineError, IndexError) as error:
            raise Invalid("intake.workbook", problem=str(error)) from None
        # A sheet may begin below its first line; lines are counted as the program that shows it does.
        self._rows = [(line, [_text(cell) for cell in cells]) for line, cells in enumerate(rows, 1)]
        self._rows = [(line, cells) for line, cells in self._rows if any(cells)]
        if not self._rows:
            raise Invalid("intake.no_header")
        self.size, self.done = len(self._rows), 1
        self.header: Sequence[str] = [name.strip() for name in self._rows[0][1]]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._book.close()

    def __iter__(self) -> Iterator[Row]:
        for line, cells in self._rows[1:]:
            self.done += 1
            yield Row(line, cells)


def _text(cell: Any) -> str:
    """Dates as ISO times, whole numbers without a point: a telephone number is a number to Excel."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date) and not isinstance(cell, datetime):
        cell = datetime.combine(cell, time())
    return cell.replace(microsecond=0).isoformat() if isinstance(cell, datetime) else str(cell)
