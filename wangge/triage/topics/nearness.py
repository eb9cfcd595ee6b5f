"""How alike in words two must be to be one matter, by where, when and of what class they are.

At one place few common words do; in different places the same words say only that many have the same trouble: seven
homes whose heating is cold are seven matters. Unless all speak up within hours, far more of them than of late: then one
thing has befallen them all.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum
from math import log1p
from zlib import crc32

_ROOT = 1  # grids on the way down to where a report without a place is


class Where(StrEnum):
    """Of two, how near. ``HERE``: the same grid. ``UNKNOWN``: neither has a grid."""

    HERE = "here"
    COMMUNITY = "community"
    STREET = "street"
    FAR = "far"
    LOST = "lost"  # one of them has no grid
    UNKNOWN = "unknown"


#: Likeness to the middle of a matter from which a message belongs to it; and in a burst.
LIKE = {
    Where.HERE: 0.17, Where.COMMUNITY: 0.8, Where.STREET: 2.0, Where.FAR: 2.0, Where.LOST: 0.45, Where.UNKNOWN: 0.17,
}  # fmt: skip
BURSTING = 0.14
ONE, ONE_HERE = 0.23, 0.05  # by how much more two matters must be alike to be one; at one place
_BURSTING = frozenset({Where.COMMUNITY, Where.STREET})
#: Likeness lost for each factor e of days in silence.
FADE = {Where.HERE: 0.02, Where.UNKNOWN: 0.01}
_FADE = 0.03
#: What one class, or another major class, counts for where the place is the same.
KIN, OTHER = -0.14, 0.15

#: A burst: so many matters alike in so many hours, and so many times what there was of them in the days before.
MANY, HOURS, TIMES, BEFORE = 4, 4.0, 6.0, 14.0
ALIKE = 0.12


def place_key(path: str) -> int | None:
    """A key below zero of the grid it is in."""
    return -1 - crc32(path.encode()) % (2**31 - 1) if path.count("/") > _ROOT else None


def where(path: str, other: str, *, shared: bool) -> Where:
    """``shared``: a key of a place is in both."""
    known, levels = (path.count("/") > _ROOT, other.count("/") > _ROOT), _levels(path, other)
    if shared:
        return Where.HERE
    if not any(known):
        return Where.UNKNOWN
    if not all(known):
        return Where.LOST
    return {1: Where.FAR, 2: Where.STREET}.get(levels, Where.COMMUNITY)


def needed(place: Where, days: float, kin: float, *, burst: bool) -> float:
    """Likeness that is asked for. ``days``: between the two; ``kin``: by ``kin``."""
    fade = FADE.get(place, _FADE) * log1p(max(days, 0.0))
    if place is Where.HERE:
        return LIKE[place] + kin + fade
    least = LIKE[place] + fade
    return min(least, BURSTING) if burst and place in _BURSTING and days * 24 <= HOURS else least


def kin(category: str, other: str) -> float:
    """Of two classes, "" where one is not known."""
    if not category or not other:
        return 0.0
    if category == other:
        return KIN
    return OTHER if category[:2] != other[:2] else 0.0


def burst(silences: Sequence[float]) -> bool:
    """Whether those who say the like came together. ``silences``: days since each of them was last heard of."""
    now = sum(days * 24 <= HOURS for days in silences)
    before = sum(HOURS < days * 24 <= BEFORE * 24 for days in silences)
    return now >= MANY and now >= TIMES * before * HOURS / (BEFORE * 24 - HOURS)


def shares(keys: Collection[int], other: Collection[int]) -> bool:
    """Whether a key of a place is in both."""
    return any(key < 0 and key in other for key in keys)


def _levels(path: str, other: str) -> int:
    steps, others = path.split("/")[:-1], other.split("/")[:-1]
    return next(
        (at for at, (a, b) in enumerate(zip(steps, others, strict=False)) if a != b), min(len(steps), len(others))
    )
