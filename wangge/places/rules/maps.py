"""What a map shows of boundaries: how fine, and how many."""

from collections.abc import Sequence
from typing import Protocol

import shapely

from wangge.places.rules.measure import Plane, Shapes

MOST = 3000  # grids of one answer
_WIDE = 1500  # pixels: finer than this nobody sees
_DECIMALS = 6

Box = tuple[float, float, float, float]  # west, south, east, north


class Standing(Protocol):
    @property
    def level(self) -> int: ...
    @property
    def path(self) -> str: ...


def step_of(plane: Plane, box: Box) -> float:
    """Metres that one pixel stands for when the box fills a screen, as a power of two."""
    wide = max((box[2] - box[0]) * plane.east, (box[3] - box[1]) * plane.north, 1.0) / _WIDE
    return float(2 ** (int(wide).bit_length() - 1)) if wide >= 1 else 0.0


def finest(grids: Sequence[Standing], path: str, level: int) -> int:
    """The next level below that is drawn; 0 where none is."""
    return min((one.level for one in grids if one.level > level and one.path.startswith(path)), default=0)


def generalised(shapes: Shapes, plane: Plane, step: float) -> Shapes:
    """In degrees, without what is smaller than the step. Common borders stay common, no grid vanishes."""
    if step and len(shapes):
        simpler = shapely.coverage_simplify(shapes, step * step)
        shapes = simpler if not shapely.is_empty(simpler).any() else shapes
    degrees: Shapes = shapely.transform(shapes, lambda points: plane.degrees(points).round(_DECIMALS))
    return degrees
