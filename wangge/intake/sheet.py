"""A CSV file row by row: UTF-8 or GB18030, quoted line breaks and all, in constant memory."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from wangge.kit.errors import Invalid

_CHUNK = 1 << 20


class Row(NamedTuple):
    """``line`` is where it begins, counted as an editor does. ``cells`` None: its quotes do not close."""

    line: int
    cells: list[str] | None


class Sheet:
    """``with Sheet(path) as sheet: for row in sheet``. Empty lines are left out."""

    def __init__(self, path: Path, delimiter: str = ",") -> None:
        """Invalid for a file with nothing in it; OSError where it cannot be read."""
        self.path, self.size = path, path.stat().st_size
        self.encoding = encoding_of(path)
        self._raw: BufferedReader = path.open("rb")
        # What cannot be decoded becomes U+FFFD, and is found again in its row.
        self._text = TextIOWrapper(self._raw, encoding=self.encoding, errors="replace", newline="")
        self._rows = csv.reader(self._text, delimiter=delimiter, strict=True)
        first = next(iter(self), None)
        if first is None or first.cells is None:
            self._text.close()
            raise Invalid("intake.no_header")
        self.header: Sequence[str] = [name.strip() for name in first.cells]

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
            return "utf-8-sig"
        file.seek(0)
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8-sig"
