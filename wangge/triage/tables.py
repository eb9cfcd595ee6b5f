"""CSV files: UTF-8 or GB18030 is read, a BOM is written; a row that cannot be read is counted by its line."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from wangge.kit.errors import Invalid

_BOM = "utf-8-sig"


class Rows(NamedTuple):
    """``lines``: of each row, counted as an editor does; ``bad``: those of rows that could not be read."""

    rows: list[dict[str, str]]
    bad: list[int]
    lines: list[int]


def read(path: Path, needed: Sequence[str], wished: Sequence[str] = (), *, empty: bool = False) -> Rows:
    """The named columns, "" where a wished one is missing. Invalid without a header or a needed column.

    ``empty``: rows whose cells are all empty count too.
    """
    lines = csv.reader(StringIO(_decoded(path), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(lines)]
    except (StopIteration, csv.Error) as error:
        raise Invalid("triage.no_header", file=path.name) from error
    for name in needed:
        if name not in header:
            raise Invalid("triage.no_column", file=path.name, field=name, columns=",".join((*needed, *wished)))
    places = {name: header.index(name) if name in header else None for name in (*needed, *wished)}
    found = Rows([], [], [])
    for line, cells in _rows(lines):
        if cells is None or len(cells) < len(header):
            found.bad.append(line)
        elif empty or any(cells):
            found.lines.append(line)
            found.rows.append({name: "" if at is None else cells[at] for name, at in places.items()})
    return found


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding=_BOM, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _rows(lines: Any) -> Iterator[tuple[int, list[str] | None]]:
    """``lines``: a csv.reader, which has no public type."""
    while True:
        line = lines.line_num + 1
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error:
            yield line, None
            continue
        if cells:
            yield line, cells


def _decoded(path: Path) -> str:
    """What neither encoding can read becomes U+FFFD."""
    raw = path.read_bytes()
    try:
        return raw.decode(_BOM)
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")
