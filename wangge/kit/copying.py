"""Rows as COPY reads them in its text format: quicker by half than handing it value after value."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from wangge.kit.tx import Tx

_SPECIAL = re.compile(r"[\\\n\r\t]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def escaped(text: str) -> str:
    return text.translate(_ESCAPES) if _SPECIAL.search(text) else text


_CELLS: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "\\N",
    bool: lambda value: "t" if value else "f",
    int: str,
    datetime: datetime.isoformat,
    str: escaped,
}


def cell(value: Any) -> str:
    """One value; what is neither text, number, time nor nothing as ``str`` gives it."""
    make = _CELLS.get(type(value))
    return make(value) if make else escaped(str(value))


def columns_of(statement: str) -> tuple[str, ...]:
    """The columns that a statement ``COPY table (…) FROM STDIN`` names."""
    names = statement[statement.index("(") + 1 : statement.index(")")]
    return tuple(name.strip(' \n"') for name in names.split(","))


class Form:
    """A line with what its like have in common filled in; the columns of ``own`` are each one's own."""

    def __init__(self, columns: Iterable[str], row: Mapping[str, Any], own: Collection[str]) -> None:
        names = tuple(columns)
        cells = ["%s" if name in own else cell(row[name]).replace("%", "%%") for name in names]
        self._names, self._line = [name for name in names if name in own], "\t".join(cells) + "\n"

    def filled(self, own: Mapping[str, Any]) -> str:
        return self._line % tuple([cell(own[name]) for name in self._names])


def copy(tx: Tx, statement: str, lines: Iterable[str]) -> None:
    with tx.conn.cursor() as cur, cur.copy(statement.encode()) as stream:
        stream.write("".join(lines).encode())
