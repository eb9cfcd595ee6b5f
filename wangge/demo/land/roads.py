"""Roads and rivers run along the lines of the partition: main roads and rivers between towns, streets inside them."""

from itertools import pairwise
from math import hypot
from typing import NamedTuple

from wangge.demo.land import official
from wangge.demo.land.mesh import Mesh, degrees
from wangge.demo.land.named import Names
from wangge.demo.land.partition import Cut
from wangge.demo.land.shapes import Feature

#: Of the lines between towns, by the order in which they were cut, these are rivers.
_RIVERS = frozenset({2, 6, 9, 13, 17, 20})


#: Along the west the outline is a river: its first corners.
_WEST = list(range(8))


class Road(NamedTuple):
    """``line``: ids of points of the mesh. ``kind``: river, main_road or road."""

    kind: str
    name: str
    line: list[int]
    within: str  # the town or community it parts; the district's code between towns


def roads(mesh: Mesh, cuts: list[Cut], kinds: dict[str, str], names: Names) -> list[Road]:
    """Every line of the partition as a road or a river, with a made-up name; lanes in villages have none."""
    rivers = iter(names.plan["rivers"])
    found = [Road("river", next(rivers), mesh.line(_WEST), official.CODE)]
    between_towns = 0
    for cut in cuts:
        line = mesh.line([cut.start, cut.end])
        urban = kinds.get(cut.within[:9]) == "urban"
        kind, name = "road", ""
        if cut.level == 1:
            kind = "river" if between_towns in _RIVERS else "main_road"
            between_towns += 1
        elif cut.level == 2 and cut.depth < (2 if urban else 1):
            kind = "main_road"
        if kind == "river":
            name = next(rivers)
        elif cut.level < 3:
            name = names.of(_direction(mesh, line))
        elif urban:
            name = names.of("lanes")
        found.append(Road(kind, name, line, cut.within))
    return found


def drawn(mesh: Mesh, found: list[Road]) -> list[Feature]:
    return [Feature(r.kind, r.name, tuple(degrees(p) for p in mesh.at(r.line))) for r in found]


def length(mesh: Mesh, line: list[int]) -> float:
    """Metres."""
    points = mesh.at(line)
    return sum(hypot(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points))


def _direction(mesh: Mesh, line: list[int]) -> str:
    (ax, ay), (bx, by) = mesh.points[line[0]], mesh.points[line[-1]]
    return "east_west" if abs(bx - ax) >= abs(by - ay) else "north_south"
