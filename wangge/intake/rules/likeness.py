"""How likely two reports are of one matter (疑似重复): by distance, text, category and time, each part told."""

import math
import re
from collections.abc import Set
from datetime import datetime, timedelta
from typing import NamedTuple

#: A candidate from here on is shown.
SUSPECT = 0.5
#: Metres and days at which nearness counts for nothing.
FAR = 500.0
OLD = timedelta(days=60)

#: What each part weighs; together 1.
WEIGHTS = {"text": 0.4, "distance": 0.3, "category": 0.2, "time": 0.1}

_MARKS = re.compile(r"[\W_]+")
_EARTH = 6_371_000.0

Point = tuple[float, float]


class Said(NamedTuple):
    """One side of the comparison. ``path`` is that of its grid; empty: no place is known."""

    text: str
    category: str  # empty: not known yet
    path: str
    point: Point | None
    at: datetime


class Likeness(NamedTuple):
    """``score`` and its parts from 0 to 1; ``metres`` None where one of both has no point."""

    score: float
    parts: dict[str, float]
    metres: float | None
    days: float


def likeness(one: Said, other: Said, grams: Set[str] | None = None) -> Likeness:
    """``grams`` are those of the first text, where many are compared with it."""
    apart = metres(one.point, other.point) if one.point and other.point else None
    days = abs(one.at - other.at)
    parts = {
        "text": alike(bigrams(one.text) if grams is None else grams, bigrams(other.text)),
        "distance": _near(one, other, apart),
        "category": _same_kind(one.category, other.category),
        "time": max(0.0, 1 - days / OLD),
    }
    score = sum(WEIGHTS[name] * part for name, part in parts.items())
    told = {name: round(part, 3) for name, part in parts.items()}
    return Likeness(
        round(score, 3), told, None if apart is None else round(apart, 1), round(days / timedelta(days=1), 1)
    )


def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters, marks and spaces left out: what Chinese has for words without a dictionary."""
    bare = _MARKS.sub("", text).lower()
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1)) or frozenset({bare} - {""})


def alike(one: Set[str], other: Set[str]) -> float:
    """Shared pairs by the mean of both (Dice); a short text that lies within a long one counts for most of it."""
    if not one or not other:
        return 0.0
    shared, shorter = len(one & other), min(len(one), len(other))
    dice = 2 * shared / (len(one) + len(other))
    return max(dice, 0.8 * shared / shorter if shorter >= 8 else 0.0)


def metres(one: Point, other: Point) -> float:
    """Between two points (longitude, latitude, WGS-84 degrees), good to a thousandth within a city."""
    middle = math.radians((one[1] + other[1]) / 2)
    east = math.radians(other[0] - one[0]) * math.cos(middle)
    return _EARTH * math.hypot(east, math.radians(other[1] - one[1]))


def _near(one: Said, other: Said, apart: float | None) -> float:
    """By metres; without two points by the grid: the same, one within the other, or another."""
    if apart is not None:
        return max(0.0, 1 - apart / FAR)
    if not one.path or not other.path:
        return 0.0
    if one.path == other.path:
        return 0.6
    within = one.path.startswith(other.path) or other.path.startswith(one.path)
    return 0.3 if within else 0.1


def _same_kind(one: str, other: str) -> float:
    """The same minor class, the same major one, or one that is not known yet."""
    if not one or not other:
        return 0.4
    if one == other:
        return 1.0
    return 0.5 if one[:-2] == other[:-2] else 0.0
