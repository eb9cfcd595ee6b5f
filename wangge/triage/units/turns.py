"""A case as it counts for advice on units: who had it first, whether they kept it, who finished it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from wangge.dispatch.rules.branches import areas, categories

#: Grids on the way down to a community (社区) and a street (街镇); a tree that is less deep ends earlier.
COMMUNITY, STREET, DISTRICT = 3, 2, 1


class Turn(NamedTuple):
    """``first`` the unit it was first sent to, ``gone``: it returned the case or lost it to another unit.

    ``done``: the unit it was closed with; None while it is open, or where nobody handled it. ``rule``: the version of
    the ownership rule that named ``first``; None where a person did, or nothing but the street was left.
    """

    case_id: int
    category: str
    condition: str
    path: str
    period: int
    first: int
    gone: bool
    done: int | None
    rule: int | None


class Cell(NamedTuple):
    """A class (major, minor, or minor with condition) in a branch of the grid tree."""

    branch: str
    area: str


Key = tuple[str, str, int, int]  # branch, area, unit, period
Counts = tuple[int, int, int]  # done, sent, gone


def cells(category: str, condition: str, path: str) -> list[Cell]:
    """From the broadest to the narrowest: major class in the street, class in the district, in the street, condition in
    the community."""
    inside = tuple(reversed(areas(path)))  # "", district, street …
    there = {depth: inside[min(depth, len(inside) - 1)] for depth in (COMMUNITY, STREET, DISTRICT)}
    narrow, minor, *rest = categories(category, condition)
    major = rest[0] if len(rest) > 2 else minor
    found = [
        Cell(major, there[STREET]),
        Cell(minor, there[DISTRICT]),
        Cell(minor, there[STREET]),
        Cell(narrow, there[COMMUNITY]),
    ]
    return list(dict.fromkeys(found))


def period(at: datetime) -> int:
    """The quarter of a year: what was usual is forgotten by quarters."""
    return at.year * 4 + (at.month - 1) // 3


def deltas(old: Iterable[Turn], new: Iterable[Turn]) -> dict[Key, Counts]:
    """What the tallies change by when cases turn out otherwise than they were counted; nothing that changes by 0."""
    counted: dict[str, Counter[Key]] = {"done": Counter(), "sent": Counter(), "gone": Counter()}
    for sign, turns in ((-1, old), (1, new)):
        for turn in turns:
            for branch, area in cells(turn.category, turn.condition, turn.path):
                counted["sent"][branch, area, turn.first, turn.period] += sign
                counted["gone"][branch, area, turn.first, turn.period] += sign * turn.gone
                if turn.done is not None:
                    counted["done"][branch, area, turn.done, turn.period] += sign
    keys = sorted({key for counter in counted.values() for key, n in counter.items() if n})
    return {key: (counted["done"][key], counted["sent"][key], counted["gone"][key]) for key in keys}
