"""The check of a partition: siblings cover their parent with no gap and no overlap, and every child lies inside.

Nothing is compared pair by pair: a tree finds who meets whom. What is smaller than the tolerance is a sliver, counted
and not listed. Shapes are valid polygons in degrees (``rings`` names and mends those that are not).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import shapely
from shapely import Geometry

from wangge.places.rules.measure import Shapes, areas, polygonal

TOLERANCE = 1.0  # m²
NOISE = 1e-6  # m²: what arithmetic leaves behind
SAME = 0.999  # of both areas: the same boundary
NEARBY = 4  # grids named around a gap

Codes = tuple[str, ...]


class DefectKind(StrEnum):
    OPEN = "open"  # a ring that does not end where it begins
    SHORT = "short"  # a ring of fewer than three corners
    CROSSING = "crossing"  # a ring that crosses or touches itself
    GAP = "gap"  # part of the parent that no child has
    OVERLAP = "overlap"  # part of two siblings
    DUPLICATE = "duplicate"  # two grids with one boundary
    OUTSIDE = "outside"  # part of a child that its parent has not


class Defect(NamedTuple):
    """``codes``: the grids concerned. ``at``: longitude and latitude, 7 decimals, inside the greatest part of it."""

    kind: DefectKind
    codes: Codes
    at: tuple[float, float]
    m2: float | None = None
    parent: str | None = None
    metres: float | None = None  # how far an open ring gapes


@dataclass
class Found:
    defects: list[Defect] = field(default_factory=list)
    slivers: int = 0
    sliver_m2: float = 0.0
    greatest_sliver: float = 0.0

    def add(self, tolerance: float, defect: Defect) -> None:
        size = defect.m2 or 0.0
        if size <= NOISE:
            return
        if size >= tolerance or defect.kind is DefectKind.DUPLICATE:
            self.defects.append(defect)
            return
        self.slivers += 1
        self.sliver_m2 += size
        self.greatest_sliver = max(self.greatest_sliver, size)


class Level(NamedTuple):
    """The grids of one level: ``parent_of`` gives the position of each one's parent, -1 where it has none."""

    codes: Sequence[str]
    shapes: Shapes
    parent_of: Sequence[int]


class Parents(NamedTuple):
    codes: Sequence[str]
    shapes: Shapes


def check_children(
    parent: Geometry | None, children: Sequence[tuple[str, Geometry]], tolerance: float = TOLERANCE
) -> Found:
    """One parent and all its children, each as (code, shape). Without a parent's shape gaps are holes between them."""
    shapes = np.array([shape for _, shape in children], object)
    level = Level([code for code, _ in children], shapes, [0] * len(children))
    return check_level(Parents([""], np.array([parent], object)), level, tolerance)


def check_level(parents: Parents, level: Level, tolerance: float = TOLERANCE) -> Found:
    """All children of all parents at once; overlaps are found across parents too. Worst first within each kind."""
    found = Found()
    _overlaps(level, tolerance, found)
    _outside(parents, level, tolerance, found)
    _gaps(parents, level, tolerance, found)
    order = list(DefectKind)
    found.defects.sort(key=lambda defect: (order.index(defect.kind), -(defect.m2 or 0)))
    return found


def _overlaps(level: Level, tolerance: float, found: Found) -> None:
    tree = shapely.STRtree(level.shapes)
    one, other = tree.query(level.shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    common = shapely.intersection(level.shapes[one], level.shapes[other])
    real = shapely.area(common) > 0
    one, other, common = one[real], other[real], common[real]
    each = areas(level.shapes)
    for a, b, shape, size in zip(one, other, common, areas(common), strict=True):
        same = size >= SAME * max(each[a], each[b])
        kind = DefectKind.DUPLICATE if same else DefectKind.OVERLAP
        found.add(tolerance, Defect(kind, (level.codes[a], level.codes[b]), place_of(shape), float(size)))


def _outside(parents: Parents, level: Level, tolerance: float, found: Found) -> None:
    above = np.asarray(level.parent_of, int)
    known = [n for n, p in enumerate(above) if p >= 0 and parents.shapes[p] is not None]
    rests = shapely.difference(level.shapes[known], parents.shapes[above[known]])
    for n, rest, size in zip(known, rests, areas(rests), strict=True):
        if size > NOISE:
            code = parents.codes[above[n]]
            found.add(tolerance, Defect(DefectKind.OUTSIDE, (level.codes[n],), place_of(rest), float(size), code))


def _gaps(parents: Parents, level: Level, tolerance: float, found: Found) -> None:
    above = np.asarray(level.parent_of, int)
    tree = shapely.STRtree(level.shapes)
    for n, (code, parent) in enumerate(zip(parents.codes, parents.shapes, strict=True)):
        united = shapely.union_all(level.shapes[above == n])
        left = polygonal(shapely.difference(parent, united)) if parent is not None else _holes(united)
        parts = shapely.get_parts(left)
        for part, size in zip(parts, areas(parts), strict=True):
            if size <= NOISE:
                continue
            codes = _beside(part, level, tree) if size >= tolerance else ()
            found.add(tolerance, Defect(DefectKind.GAP, codes, place_of(part), float(size), code or None))


def _beside(part: Geometry, level: Level, tree: shapely.STRtree) -> Codes:
    """The grids around a gap, those with the longest border first; not those that touch it in a point."""
    near = tree.query(part, predicate="intersects")
    shared = np.round(shapely.length(shapely.intersection(level.shapes[near], part.boundary)), 9)
    ranked = sorted((-length, level.codes[n]) for n, length in zip(near, shared, strict=True) if length > 0)
    return tuple(code for _, code in ranked[:NEARBY])


def _holes(united: Geometry) -> Geometry:
    rings = [ring for part in shapely.get_parts(polygonal(united)) for ring in part.interiors]
    return shapely.multipolygons(shapely.polygons(rings)) if rings else shapely.Polygon()


def place_of(shape: Geometry) -> tuple[float, float]:
    """A point inside its greatest part, 7 decimals."""
    parts = shapely.get_parts(polygonal(shape))
    inside = shapely.point_on_surface(parts[int(np.argmax(shapely.area(parts)))] if len(parts) else shape)
    return round(inside.x, 7), round(inside.y, 7)
