"""Buildings: rows of slabs in the streets, clusters of yards in the villages."""

from math import cos, sin
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from wangge.demo.land.mesh import Mesh, degrees, middle
from wangge.demo.land.shapes import Feature

if TYPE_CHECKING:
    from wangge.demo.land.make import Cell

Floats = NDArray[np.float64]

_MOST = {"urban": 16, "fringe": 14, "rural": 12}  # of one unit grid


def buildings(mesh: Mesh, cells: "list[Cell]", dice: Random) -> list[Feature]:
    """Footprints inside their unit grid, in the direction of its streets, none on the road."""
    found = []
    for cell in cells:
        points = mesh.at(cell.ring)
        room = Polygon(points).buffer(-14)
        if room.is_empty:
            continue
        shapely.prepare(room)
        boxes = _yards(middle(points), dice) if cell.village else _slabs(points, dice)
        turned = _turned(boxes, cell.lean, middle(points))
        inside = turned[shapely.contains(room, shapely.polygons(turned))][: _MOST[cell.kind]]
        corners = (tuple(degrees((x, y)) for x, y in box) for box in inside.tolist())
        found += [Feature("building", "", ring, filled=True) for ring in corners]
    return found


def _slabs(points: list[tuple[float, float]], dice: Random) -> Floats:
    """Rows from south to north over the whole block, offsets from its centre; a few shorter, with a gap between."""
    (x, y), reach = middle(points), 420.0
    wide = max(abs(px - x) for px, _ in points)
    high = max(abs(py - y) for _, py in points)
    wide, high = min(wide, reach), min(high, reach)
    length, deep = dice.choice(((58, 13), (44, 14), (30, 24), (72, 15))), dice.choice((46, 52, 60))
    rows = [
        (column, row, length[0] * dice.uniform(0.75, 1.0), length[1])
        for row in np.arange(-high, high, deep * max(1.0, high / 230))
        for column in np.arange(-wide, wide, (length[0] + 20) * max(1.0, wide / 230))
    ]
    dice.shuffle(rows)
    return np.array(rows)


def _yards(_: tuple[float, float], dice: Random) -> Floats:
    """A village's houses: close rows around the middle of the grid."""
    rows = [
        (column * 27 + dice.uniform(-3, 3), row * 38 + dice.uniform(-3, 3), dice.uniform(14, 20), dice.uniform(8, 11))
        for row in (-1, 0, 1)
        for column in (-2, -1, 0, 1, 2)
        if dice.random() < 0.85
    ]
    return np.array(rows)


def _turned(boxes: Floats, lean: float, at: tuple[float, float]) -> Floats:
    """Corners (n, 4, 2) of boxes given as offset x, y from ``at``, width and depth; all turned by ``lean``."""
    corner = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
    flat = boxes[:, None, :2] + corner[None] * boxes[:, None, 2:]
    turn = np.array([[cos(lean), sin(lean)], [-sin(lean), cos(lean)]])
    out: Floats = flat @ turn + np.array(at)
    return out
