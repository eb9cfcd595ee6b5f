"""Areas against those of the geodesic library, and the plane in which distances are taken."""

import numpy as np
import pyproj
import pytest
import shapely

from tests.places.drawing import box
from wangge.places.rules import area, areas
from wangge.places.rules.measure import Plane, metres

GEOD = pyproj.Geod(ellps="WGS84")


@pytest.mark.parametrize("shape", [box(0, 0, 1, 1), box(0, 0, 50, 3), box(-100, 40, 200, 300)], ids=str)
def test_as_the_geodesic_library_says(shape: shapely.Polygon) -> None:
    """Its edges are geodesics: between close points along a parallel both are the same."""
    dense = shapely.segmentize(shape, 0.001)
    assert area(shape) == pytest.approx(abs(GEOD.geometry_area_perimeter(dense)[0]), rel=1e-7)


def test_the_way_round_and_holes() -> None:
    ring, hole = box(0, 0, 3, 3), box(1, 1, 2, 2)
    holed = shapely.Polygon(ring.exterior, [hole.exterior])
    assert area(holed) == pytest.approx(area(ring) - area(hole), rel=1e-9)
    assert area(ring.reverse()) == pytest.approx(area(ring))


def test_each_by_itself() -> None:
    both = shapely.MultiPolygon([box(0, 0, 1, 1), box(5, 0, 6, 1)])
    mixed = shapely.GeometryCollection([box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)])])
    sizes = areas([both, shapely.Polygon(), None, mixed, shapely.Point(1, 1)])
    assert sizes == pytest.approx([2 * area(box(0, 0, 1, 1)), 0, 0, area(box(0, 0, 1, 1)), 0], rel=1e-6)


def test_a_border_of_neighbours_with_other_vertices_does_not_gape() -> None:
    """10 km along a parallel: in a conformal or equal-area plane the line would bend by more than a metre."""
    south = box(0, -10, 117, 0)
    north = shapely.Polygon([*box(0, 0, 117, 10).exterior.coords[:-1][::-1]])
    north = shapely.segmentize(north, 0.01)
    whole = shapely.union_all([south, north])
    assert area(whole) == pytest.approx(area(south) + area(north), abs=0.01)
    assert areas([shapely.intersection(south, north)])[0] == pytest.approx(0, abs=0.01)


def test_distances() -> None:
    a, b = (116.33, 39.72), (116.331, 39.7215)
    true = GEOD.inv(*a, *b)[2]
    assert metres(a, b) == pytest.approx(true, rel=1e-4)
    plane = Plane.around(116.5, 40.1)  # half a district away
    assert np.hypot(*np.diff(plane.points(np.array([a, b])), axis=0)[0]) == pytest.approx(true, rel=0.01)
