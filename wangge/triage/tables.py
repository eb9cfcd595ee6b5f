"""CSV files by the names of their columns; a row that cannot be read is counted by its line."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from wangge.kit.errors import Invalid
from wangge.kit.tables import Csv


class Rows(NamedTuple):
    """``lines``: of each row, counted as an editor does; ``bad``: those of rows that could not be read."""

    rows: list[dict[str, str]]
    bad: list[int]
    lines: list[int]


def read(path: Path, needed: Sequence[str], wished: Sequence[str] = (), *, empty: bool = False) -> Rows:
    """The named columns, "" where a wished one is missing. Invalid without a header or a needed column.

    ``empty``: rows whose cells are all empty count too.
    """
    names = (*needed, *wished)
    with Csv(path) as sheet:
        header = sheet.header
        if not header:
            raise Invalid("triage.no_header", file=path.name)
        for name in needed:
            if name not in header:
                raise Invalid("triage.no_column", file=path.name, field=name, columns=",".join(names))
        places = {name: header.index(name) if name in header else None for name in names}
        found = Rows([], [], [])
        for line, cells in sheet:
            if cells is None or len(cells) < len(header):
                found.bad.append(line)
            elif empty or any(cells):
                found.lines.append(line)
                found.rows.append({name: "" if at is None else cells[at] for name, at in places.items()})
    return found


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """With a BOM: the programs that show it take it for UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
