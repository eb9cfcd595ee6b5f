"""What counts of who handled cases like this say of the next one: narrow counts first, then broad ones."""

from collections.abc import Callable, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from wangge.triage.units.turns import Cell

#: Cases a broader cell counts for beside a narrower one: the mean of a beta distribution is drawn to it by as much.
PULL = 4.0
#: Cases below which a cell is not told as evidence.
TOLD = 3
#: From a share of cases gone again that is surely above this, a unit is often the wrong one.
OFTEN, SURE = 0.3, 1.64  # share; one-sided 95 %


class Evidence(NamedTuple):
    """``times`` of ``of`` cases in a cell."""

    cell: Cell
    times: int
    of: int


class Learned(NamedTuple):
    unit: int
    confidence: float
    evidence: Evidence


Counted = Sequence[tuple[Cell, Mapping[int, int]]]


def at_home(counts: Counted, level: Callable[[int], str]) -> Counted:
    """Without units of another street or community: what they did there says nothing of who does it here.

    ``level``: of a unit, ``community``, ``street`` or ``district``. A unit is at home where it finished cases.
    """
    if not counts:
        return counts
    areas = {"street": counts[0][0].area, "community": counts[-1][0].area}
    home = {
        name: {unit for cell, found in counts if cell.area.startswith(area) for unit, n in found.items() if n}
        for name, area in areas.items()
    }
    return [
        (cell, {unit: n for unit, n in found.items() if unit in home.get(level(unit), found)}) for cell, found in counts
    ]


def learned(counts: Counted) -> Learned | None:
    """The unit most likely to handle the next case; None where no cell has three cases.

    ``counts``: unit → cases it finished, for each cell from the broadest to the narrowest. The share of a unit in a
    cell is drawn to its share in the broader one as by ``PULL`` further cases; at the broadest, to somebody else.
    """
    share: dict[int, float] = {}
    for _, found in counts:
        total = sum(found.values())
        units = share.keys() | found.keys()
        share = {unit: (found.get(unit, 0) + PULL * share.get(unit, 0.0)) / (total + PULL) for unit in units}
    if not share:
        return None
    best = min(share, key=lambda unit: (-share[unit], unit))
    for cell, found in reversed(counts):
        if (total := sum(found.values())) >= TOLD and found.get(best):
            return Learned(best, round(share[best], 3), Evidence(cell, found[best], total))
    return None


def often(times: int, of: int) -> bool:
    """Whether so many of so many is surely more than ``OFTEN``: the lower end of Wilson's interval."""
    if not of:
        return False
    share, z = times / of, SURE * SURE
    middle = share + z / (2 * of)
    return (middle - SURE * sqrt(share * (1 - share) / of + z / (4 * of * of))) / (1 + z / of) > OFTEN
