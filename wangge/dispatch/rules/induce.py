"""Rules from what was done: who handled most matters of a class, and where an area goes another way."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from wangge.dispatch.rules.branches import areas


class Done(NamedTuple):
    """One past matter: its class, the path of its grid ("" where unknown), and who handled it, by any name."""

    category: str
    path: str
    unit: str


class Induced(NamedTuple):
    """A rule that the past suggests: so many of so many matters went to the unit."""

    category: str
    area: str  # path of a branch, "" everywhere
    unit: str
    agreed: int
    of: int


def induce(
    past: Iterable[Done], *, by_area: bool = False, least: int = 5, share: float = 0.5, gain: int = 5
) -> list[Induced]:
    """For each class seen ``least`` times the unit of most matters, where that is at least a ``share`` of them.

    ``by_area``: besides, for each branch of the tree where another unit handled most and a rule for it would have
    sent at least ``gain`` more matters right than the rule above it. Equal counts go to the first name in order, so
    that the answer depends on nothing but the matters. No two of the rules can tie.
    """
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for done in past:
        for area in areas(done.path) if by_area else ("",):
            counts[done.category][area][done.unit] += 1
    found: list[Induced] = []
    for category in sorted(counts):
        found += _of_class(category, counts[category], (least, share, gain))
    return found


def _of_class(category: str, counts: dict[str, Counter[str]], bounds: tuple[int, float, int]) -> list[Induced]:
    """Wider branches first; a narrower one only where it knows better by ``gain``."""
    least, share, gain = bounds
    chosen: dict[str, str] = {}
    found: list[Induced] = []
    for area in sorted(counts):  # a branch sorts before what lies in it
        here = counts[area]
        unit, agreed, of = *_most(here), here.total()
        above = next((chosen[up] for up in areas(area)[1:] if up in chosen), None) if area else None
        better = agreed - (here[above] if above else 0)
        if of < least or agreed < share * of or unit == above or (area and better < gain):
            continue
        chosen[area] = unit
        found.append(Induced(category, area, unit, agreed, of))
    return found


def _most(counts: Counter[str]) -> tuple[str, int]:
    unit = min(counts, key=lambda name: (-counts[name], name))
    return unit, counts[unit]
