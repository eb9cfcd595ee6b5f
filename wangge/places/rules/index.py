"""Which grid a point is in: one tree in memory over the boundaries of a district.

The rule of the border: of all grids that hold the point, border included, the deepest level takes it, and of these
the lowest code. A point that falls between neighbours, in a crack narrower than a metre, belongs to the nearest.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from wangge.places.rules.measure import Floats, Plane, Shapes

NOWHERE = -1
CRACK = 1.0  # metres
_CHUNK = 100_000  # points at a time: memory stays flat


class Drawn(NamedTuple):
    """One grid in force with its boundary."""

    id: int
    code: str
    level: int
    parent_id: int | None


class Index:
    """Immutable once built, and read by any number of threads."""

    def __init__(self, grids: Sequence[Drawn], shapes: Sequence[shapely.Geometry]) -> None:
        order = sorted(range(len(grids)), key=lambda n: (-grids[n].level, grids[n].code))
        self.grids = [grids[n] for n in order]
        self.ids = np.array([grid.id for grid in self.grids] or [0], np.int64)[: len(order)]
        placed = np.array([shapes[n] for n in order], object)
        west, south, east, north = shapely.total_bounds(placed) if len(placed) else (0.0, 0.0, 0.0, 0.0)
        self.plane = Plane.around(float(west + east) / 2, float(south + north) / 2)
        self.shapes: Shapes = self.plane.shapes(placed)
        drawn = {grid.id for grid in self.grids}
        above = {grid.parent_id for grid in self.grids} & drawn
        self.inner = np.array([grid.id in above for grid in self.grids], bool)  # has grids below it that are drawn
        self._ready()

    def _ready(self) -> None:
        """Prepared shapes and the tree make their inner indexes at first use, without a lock: use them once here."""
        shapely.prepare(self.shapes)
        self.tree = shapely.STRtree(self.shapes)
        self.fine = np.flatnonzero(~self.inner)
        self.fine_tree = shapely.STRtree(self.shapes[self.fine])
        inside = shapely.get_coordinates(shapely.point_on_surface(self.shapes))
        shapely.intersects_xy(self.shapes, inside[:, 0], inside[:, 1])
        for tree in (self.tree, self.fine_tree):
            tree.query(shapely.points(0.0, 0.0))

    def one(self, lng: float, lat: float) -> int:
        """The position of the grid in ``grids``; NOWHERE."""
        x, y = (lng - self.plane.lng) * self.plane.east, (lat - self.plane.lat) * self.plane.north
        near = self.tree.query(shapely.points(x, y))
        held = near[shapely.intersects_xy(self.shapes[near], x, y)]
        if not len(held):
            return self._loose(x, y, NOWHERE)
        best = int(held.min())
        return self._loose(x, y, best) if self.inner[best] else best

    def many(self, lnglat: Floats) -> NDArray[np.int64]:
        """(n, 2) degrees → ids of grids, 0 where there is none."""
        found = np.zeros(len(lnglat), np.int64)
        for start in range(0, len(lnglat), _CHUNK):
            at = self._positions(self.plane.points(lnglat[start : start + _CHUNK]))
            hit = at != NOWHERE
            found[start : start + _CHUNK][hit] = self.ids[at[hit]]
        return found

    def _positions(self, points: Floats) -> NDArray[np.intp]:
        none = len(self.grids)
        at = np.full(len(points), none, np.intp)
        finite = np.isfinite(points[:, 0]) & np.isfinite(points[:, 1])
        points = np.where(finite[:, None], points, np.inf)
        which, grid = self.tree.query(shapely.points(points))
        held = shapely.intersects_xy(self.shapes[grid], points[which, 0], points[which, 1])
        np.minimum.at(at, which[held], grid[held])
        at[at == none] = NOWHERE
        loose = np.flatnonzero(finite & np.append(self.inner, True)[at])  # the last is NOWHERE's
        at[loose] = self._mended(points[loose], at[loose])
        return at

    def _loose(self, x: float, y: float, coarse: int) -> int:
        return int(self._mended(np.array([[x, y]]), np.array([coarse]))[0])

    def _mended(self, points: Floats, coarse: NDArray[np.intp]) -> NDArray[np.intp]:
        """In a crack between the finest grids: the nearest of them, then the lowest code; else what was found."""
        which, near = self.fine_tree.query(shapely.points(points), predicate="dwithin", distance=CRACK)
        near = self.fine[near]
        far = shapely.distance(self.shapes[near], shapely.points(points[which]))
        order = np.lexsort((near, far, which))
        first, at = np.unique(which[order], return_index=True)
        mended = coarse.copy()
        mended[first] = near[order][at]
        return mended

    def around(self, lng: float, lat: float, within: float) -> list[tuple[int, float]]:
        """(position, metres) of the finest grids within some metres of a point, the nearest first."""
        point = shapely.points(self.plane.points(np.array([[lng, lat]])))[0]
        near = self.fine[self.fine_tree.query(point, predicate="dwithin", distance=within)]
        far = shapely.distance(self.shapes[near], point)
        return sorted(((int(n), float(d)) for n, d in zip(near, far, strict=True)), key=lambda pair: (pair[1], pair[0]))
