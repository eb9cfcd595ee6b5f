"""Where two roads meet: the point from their courses, the grids around it, and the one at a named corner."""

from collections.abc import Sequence
from math import cos, radians

import shapely

from wangge.triage.placing.entries import LngLat
from wangge.triage.placing.gazetteer import Gazetteer, Thing

_MEETS = 40.0  # metres at most between two roads that cross
_ASIDE = 22.0  # metres from the middle of a crossing to a corner
_PER_LAT = 111_000.0  # metres in a degree of latitude
_SIDES = {"东": 1, "西": -1, "北": 1, "南": -1}


def corner(gazetteer: Gazetteer, one: Thing, two: Thing, facing: Sequence[str] | None) -> tuple[tuple[str, ...], bool]:
    """The grids at the crossing, the one that the point itself counts to first; True where a corner told the one.

    Nothing where the courses of the roads or the grids' borders are not known, or the roads do not meet.
    """
    if not (one.line and two.line and gazetteer.locate):
        return (), False
    met = meeting(one.line, two.line)
    if met is None:
        return (), False
    if facing and (grid := gazetteer.locate(*_beside(met, _SIDES[facing[0]], _SIDES[facing[1]]))):
        return (grid,), True
    around = [met, *(_beside(met, x, y) for x in (1, -1) for y in (1, -1))]
    found = [grid for point in around if (grid := gazetteer.locate(*point))]
    return tuple(dict.fromkeys(found)), False


def meeting(one: Sequence[LngLat], two: Sequence[LngLat]) -> LngLat | None:
    """Where two lines of longitude and latitude come within 40 m of each other."""
    squeeze = _squeeze(one[0][1])
    first, second = (shapely.LineString([(x * squeeze, y) for x, y in line]) for line in (one, two))
    between = shapely.shortest_line(first, second)
    if between is None or between.length * _PER_LAT > _MEETS:
        return None
    x, y = between.coords[0]
    return x / squeeze, y


def _beside(at: LngLat, east: int, north: int) -> LngLat:
    by = _ASIDE / _PER_LAT
    return at[0] + east * by / _squeeze(at[1]), at[1] + north * by


def _squeeze(lat: float) -> float:
    """How much shorter a degree of longitude is than one of latitude."""
    return cos(radians(lat))
