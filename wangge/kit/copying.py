"""Rows as COPY reads them in its text format: quicker by half than handing it value after value."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from wangge.kit.tx import Tx

_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def escaped(text: str) -> str:
    return text if text.isprintable() and "\\" not in text else text.translate(_ESCAPES)


class _Cells(dict[type, Callable[[Any], str]]):
    """How values of each type are written; of any other type as ``str`` gives them."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        self[kind] = lambda value: escaped(str(value))
        return self[kind]


_CELLS = _Cells({
    type(None): lambda value: "\\N",
    bool: lambda value: "t" if value else "f",
    int: int.__repr__,
    datetime: cast("Callable[[Any], str]", datetime.isoformat),
    str: escaped,
    list: lambda numbers: "{" + ",".join(map(str, numbers)) + "}",
})  # fmt: skip


def line(values: Iterable[Any]) -> str:
    return "\t".join([_CELLS[type(value)](value) for value in values]) + "\n"


def columns_of(statement: str) -> tuple[str, ...]:
    """The columns that a statement ``COPY table (…) FROM STDIN`` names."""
    names = statement[statement.index("(") + 1 : statement.index(")")]
    return tuple(name.strip(' \n"') for name in names.split(","))


class Form:
    """A line with what its like have in common filled in; the columns of ``own`` are each one's own."""

    def __init__(self, columns: Iterable[str], row: Mapping[str, Any], own: Collection[str]) -> None:
        names = tuple(columns)
        cells = ["%s" if name in own else _CELLS[type(row[name])](row[name]).replace("%", "%%") for name in names]
        self._names, self._line = [name for name in names if name in own], "\t".join(cells) + "\n"

    def filled(self, own: Mapping[str, Any]) -> str:
        return self._line % tuple([_CELLS[type(value)](value) for value in map(own.__getitem__, self._names)])


def copy(tx: Tx, statement: str, lines: Iterable[str]) -> None:
    with tx.conn.cursor() as cur, cur.copy(statement.encode()) as stream:
        stream.write("".join(lines).encode())
