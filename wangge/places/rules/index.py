"""Which grid a point is in: one tree in memory over the boundaries of a district.

The rule of the border: of the finest grids (nothing is drawn below them) that hold the point, border included, the
deepest level takes it, and of these the lowest code. A point that falls between them, in a crack narrower than a metre,
belongs to the nearest; any other to the deepest of the coarser grids that hold it.
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
_STEP, _ASIDE = 100.0, 16.0  # metres along a line from one look to the next, and from it to either side


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
        self.fine_shapes: Shapes = self.shapes[self.fine]
        self.fine_tree = shapely.STRtree(self.fine_shapes)
        inside = shapely.get_coordinates(shapely.point_on_surface(self.shapes))
        shapely.intersects_xy(self.shapes, inside[:, 0], inside[:, 1])
        for tree in (self.tree, self.fine_tree):
            tree.query(shapely.points(0.0, 0.0))

    def one(self, lng: float, lat: float) -> int:
        """The position of the grid in ``grids``; NOWHERE."""
        x, y = (lng - self.plane.lng) * self.plane.east, (lat - self.plane.lat) * self.plane.north
        point = shapely.Point(x, y)
        for n in sorted(self.fine_tree.query(point).tolist()):
            if shapely.intersects_xy(self.fine_shapes[n], x, y):
                return int(self.fine[n])
        return int(self._coarse(np.array([[x, y]]))[0])

    def many(self, lnglat: Floats) -> NDArray[np.int64]:
        """(n, 2) degrees → ids of grids, 0 where there is none."""
        found = np.zeros(len(lnglat), np.int64)
        for start in range(0, len(lnglat), _CHUNK):
            at = self._positions(self.plane.points(lnglat[start : start + _CHUNK]))
            hit = at != NOWHERE
            found[start : start + _CHUNK][hit] = self.ids[at[hit]]
        return found

    def _positions(self, points: Floats) -> NDArray[np.intp]:
        finite = np.isfinite(points[:, 0]) & np.isfinite(points[:, 1])
        points = np.where(finite[:, None], points, np.inf)
        at = _lowest(self.fine_tree, self.fine_shapes, points)
        found = at != NOWHERE
        at[found] = self.fine[at[found]]
        left = np.flatnonzero(~found & finite)
        at[left] = self._coarse(points[left])
        return at

    def _coarse(self, points: Floats) -> NDArray[np.intp]:
        """Of points that no finest grid holds."""
        return self._mended(points, _lowest(self.tree, self.shapes, points))

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

    def along(self, lines: Shapes) -> list[list[int]]:
        """For each line in degrees the ids of the grids on both its sides, in the order of its course."""
        placed = shapely.segmentize(self.plane.shapes(np.asarray(lines, object)), _STEP)
        points, of = shapely.get_coordinates(placed, return_index=True)
        way = points[1:] - points[:-1]
        length = np.hypot(way[:, 0], way[:, 1])
        real = (of[1:] == of[:-1]) & (length > 0)
        middle, of = ((points[1:] + points[:-1]) / 2)[real], of[1:][real]
        across = way[real][:, ::-1] / length[real][:, None] * (-_ASIDE, _ASIDE)
        sides = np.stack([middle + across, middle - across], axis=1).reshape(-1, 2)
        found: list[dict[int, None]] = [{} for _ in range(len(placed))]
        for line, at in zip(np.repeat(of, 2).tolist(), self._positions(sides).tolist(), strict=True):
            if at != NOWHERE:
                found[line][int(self.ids[at])] = None
        return [list(ids) for ids in found]

    def around(self, lng: float, lat: float, within: float) -> list[tuple[int, float]]:
        """(position, metres) of the finest grids within some metres of a point, the nearest first."""
        point = shapely.points(self.plane.points(np.array([[lng, lat]])))[0]
        near = self.fine[self.fine_tree.query(point, predicate="dwithin", distance=within)]
        far = shapely.distance(self.shapes[near], point)
        return sorted(((int(n), float(d)) for n, d in zip(near, far, strict=True)), key=lambda pair: (pair[1], pair[0]))


def _lowest(tree: shapely.STRtree, shapes: Shapes, points: Floats) -> NDArray[np.intp]:
    """For each point the lowest position of those whose shape holds it, border included; NOWHERE."""
    none = len(shapes)
    at = np.full(len(points), none, np.intp)
    which, grid = tree.query(shapely.points(points))
    held = shapely.intersects_xy(shapes[grid], points[which, 0], points[which, 1])
    np.minimum.at(at, which[held], grid[held])
    at[at == none] = NOWHERE
    return at
