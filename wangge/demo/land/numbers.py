"""House numbers (门牌) along the roads: odd ones left of the line, even ones right, from its first point on."""

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import shapely

from wangge.demo.land.mesh import Point

if TYPE_CHECKING:
    from wangge.demo.land.make import Land

_EVERY = 25.0  # metres of road from a number to the next on the same side
_BLOCK = 4  # numbers of one side that stand together in one grid
_ASIDE = 16.0  # metres from the middle of the road


class Numbers(NamedTuple):
    """The numbers ``first``, ``first`` + 2 … ``last`` of a road stand in one unit grid."""

    grid: str
    first: int
    last: int


def numbered(land: "Land") -> dict[str, tuple[Numbers, ...]]:
    """Road → its numbers, the odd ones first, each side in rising order. Blocks outside the district have none."""
    names, firsts, spots = [], [], []
    for road in land.roads:
        if not road.name or road.kind == "river":
            continue
        line = shapely.LineString(land.mesh.at(land.mesh.line(road.line)))
        for first, side in ((1, _ASIDE), (2, -_ASIDE)):
            for block, spot in enumerate(_along(line, side)):
                names.append(road.name)
                firsts.append(first + 2 * _BLOCK * block)
                spots.append(spot)
    rows = zip(names, firsts, land.holding_many(spots), strict=True)
    found: dict[str, tuple[Numbers, ...]] = {}
    for (name, _, grid), ones in groupby(rows, key=lambda row: (row[0], row[1] % 2, row[2])):
        if grid:
            every = [first for _, first, _ in ones]
            found[name] = (*found.get(name, ()), Numbers(grid, every[0], every[-1] + 2 * (_BLOCK - 1)))
    return found


def _along(line: shapely.LineString, aside: float) -> list[Point]:
    """The middle of each block, so far left of the line; right of it below zero."""
    blocks = max(1, int(line.length // (_EVERY * _BLOCK)))
    step = line.length / blocks
    at = [step * (block + 0.5) for block in range(blocks)]
    before, after = (shapely.line_interpolate_point(line, [spot + by for spot in at]) for by in (-1.0, 1.0))
    found = []
    for one, two in zip(before, after, strict=True):
        east, north = two.x - one.x, two.y - one.y
        long = (east * east + north * north) ** 0.5
        x, y = (one.x + two.x) / 2, (one.y + two.y) / 2
        found.append((x - north / long * aside, y + east / long * aside))
    return found
