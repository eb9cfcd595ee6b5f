"""Tables as they come: CSV in UTF-8 or GB18030 row by row, the sheets of a workbook (xlsx, xls, ods) as they stand.

What a file cannot be read for is told in ``TooBig``, ``NoTable`` and ``NoSheet``; each module says it in its own words.
"""

import codecs
import csv
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

#: Bytes of an uploaded file, bytes of what is packed inside it, cells of one sheet.
MOST_BYTES, MOST_UNPACKED, MOST_CELLS = 10_000_000, 200_000_000, 2_000_000
BOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})  # suffixes

_PACKED, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF8, _CHINESE = "utf-8-sig", "gb18030"
_CHUNK = 1 << 20


class TooBig(Exception):
    """More than ``MOST_BYTES``, or than it may unpack to."""


class NoTable(Exception):
    """Neither a workbook nor a CSV; its text is the problem."""


class NoSheet(NoTable):
    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self.titles = titles


class Row(NamedTuple):
    """``line`` is where it begins, counted as an editor does. ``cells`` None: its quotes do not close."""

    line: int
    cells: list[str] | None


class Page(NamedTuple):
    """One sheet from its first line and column on; empty cells are ''."""

    title: str
    rows: Sequence[Sequence[Any]]


class Csv:
    """``with Csv(path) as sheet: for row in sheet``, in constant memory. Empty lines are left out."""

    def __init__(self, path: Path, delimiter: str = ",") -> None:
        """``header`` is empty where the first line with anything in it cannot be read. OSError as for a file."""
        self.path, self.size = path, path.stat().st_size
        self.encoding = encoding_of(path)
        self._raw = path.open("rb")
        # What cannot be decoded becomes U+FFFD, and is found again in its row.
        self._text = TextIOWrapper(self._raw, encoding=self.encoding, errors="replace", newline="")
        self._rows = csv.reader(self._text, delimiter=delimiter, strict=True)
        first = next(iter(self), None)
        self.header: Sequence[str] = [name.strip() for name in first.cells or ()] if first else []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._text.close()

    @property
    def done(self) -> int:
        """Bytes taken from the file so far."""
        return self._raw.tell()

    def __iter__(self) -> Iterator[Row]:
        while True:
            line = self._rows.line_num + 1
            try:
                cells = next(self._rows)
            except StopIteration:
                return
            except csv.Error:
                yield Row(line, None)
                continue
            if cells:
                yield Row(line, cells)


def encoding_of(path: Path) -> str:
    """``utf-8-sig`` where the whole file is UTF-8 or says so with a BOM, else ``gb18030``."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        if file.read(3) == codecs.BOM_UTF8:
            return _UTF8
        file.seek(0)
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _CHINESE
    return _UTF8


def pages(data: bytes, title: str = "") -> list[Page]:
    """Every sheet of an uploaded workbook, or a CSV as one of that title. TooBig; NoTable."""
    if len(data) > MOST_BYTES:
        raise TooBig
    if not data.startswith((_PACKED, _OLE)):
        return [Page(title, _csv(data))]
    try:
        if data.startswith(_PACKED):
            _weigh(data)
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return [_page(book, name, MOST_CELLS) for name in book.sheet_names]
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise NoTable(str(error)) from error


def page_of(path: Path, title: str | None = None) -> Page:
    """A sheet of a workbook on the disk, of any size; without a title, the first. NoTable, NoSheet, OSError."""
    path.stat()
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            return _page(book, book.sheet_names[0] if title is None else title)
    except WorksheetNotFound:
        raise NoSheet(book.sheet_names) from None
    except (CalamineError, IndexError) as error:
        raise NoTable(str(error)) from None


def text(cell: Any, *, iso: bool = False) -> str:
    """As a person would type it: no decimals of a whole number, a day without its midnight. ``iso``: always a time."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        at = (cell if isinstance(cell, datetime) else datetime.combine(cell, time())).replace(microsecond=0)
        return at.isoformat() if iso else at.isoformat(" ").removesuffix(" 00:00:00")
    return "" if cell is None else str(cell)


def _csv(data: bytes) -> list[list[str]]:
    for encoding in (_UTF8, _CHINESE):
        try:
            return list(csv.reader(StringIO(data.decode(encoding), newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise NoTable


def _weigh(data: bytes) -> None:
    """What a small file may unpack to is looked at before it is unpacked."""
    with zipfile.ZipFile(BytesIO(data)) as packed:
        if sum(item.file_size for item in packed.infolist()) > MOST_UNPACKED:
            raise TooBig


def _page(book: CalamineWorkbook, title: str, most: int | None = None) -> Page:
    sheet = book.get_sheet_by_name(title)
    if most is not None and sheet.total_height * sheet.total_width > most:
        raise TooBig
    return Page(title, sheet.to_python(skip_empty_area=False))
