"""One cell of a sheet as it is read: text, codes, numbers, dates, limits and choices, whatever the program wrote it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from wangge.catalogue.rules.spoken import chosen, spoken
from wangge.catalogue.rules.workbook import Column


class Bad(NamedTuple):
    """What is wrong and where; ``row`` as the program counts them, from 1."""

    sheet: str
    row: int
    column: str
    rule: str


class Spot(NamedTuple):
    """Where a file says something; ``row`` as the program counts them, from 1."""

    sheet: str
    row: int


class Line(NamedTuple):
    row: int
    cells: Mapping[str, Any]  # column key → what the sheet holds


class Table(NamedTuple):
    """One sheet as it was found: its name there, the columns it has, its rows."""

    title: str
    columns: frozenset[str]
    lines: tuple[Line, ...]


class Unreadable(ValueError):
    """The rule that a cell breaks."""


_SEPARATORS = str.maketrans("、，,；;/|\n", " " * 8)


def value_of(column: Column, cell: Any) -> Any:
    """The cell in its stored form; None where it is empty. Unreadable names the rule."""
    text = text_of(cell)
    if not text:
        return None
    read = _READERS.get(column.kind)
    return read(cell, text) if read else _needed(chosen(column.kind, text), "choice")


def text_of(cell: Any) -> str:
    """As a person would have typed it: 5.0 is 5."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip().removeprefix("\ufeff")


def code_of(text: str) -> str:
    """A program that took ``0110`` for a number has lost its zero: codes have an even number of digits."""
    return text.zfill(len(text) + len(text) % 2) if text.isdecimal() else text


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 4:
        raise Unreadable("number")
    return int(text)


def _date(cell: Any, text: str) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(text.replace("/", "-")[:10])
    except ValueError:
        raise Unreadable("date") from None


def _needed(found: str | None, rule: str) -> str:
    if found is None:
        raise Unreadable(rule)
    return found


def _several(field: str) -> Callable[[Any, str], list[str]]:
    def read(cell: Any, text: str) -> list[str]:
        return [_needed(chosen(field, word), "choice") for word in text.translate(_SEPARATORS).split()]

    return read


#: Kind of column → how its cell is read; other kinds are choices.
_READERS: Mapping[str, Callable[[Any, str], Any]] = {
    "text": lambda cell, text: text,
    "code": lambda cell, text: code_of(text),
    "number": lambda cell, text: _number(text),
    "date": _date,
    "limit": lambda cell, text: _needed(spoken(text), "limit"),
    "list": lambda cell, text: tuple(dict.fromkeys(text.translate(_SEPARATORS).split())),
    "kinds": _several("kinds"),
    "evidence": _several("evidence"),
    "flag": lambda cell, text: _needed(chosen("flag", text.lower()), "choice") == "true",
}
