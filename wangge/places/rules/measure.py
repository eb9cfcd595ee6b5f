"""Areas and distances on the WGS-84 ellipsoid, of shapes whose edges are straight in longitude and latitude.

Straight in degrees is what RFC 7946 means by a line. In a metric projection the same line bends (1.6 m over 10 km at
40° north), so two neighbours with different vertices on one border would seem to gape there.
"""

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]

A = 6_378_137.0  # m, WGS-84
E2 = (2 - 1 / 298.257223563) / 298.257223563
E = np.sqrt(E2)

_POLYGON, _MULTIPOLYGON = 3, 6


def areas(shapes: Any) -> Floats:
    """m² of each polygon, multipolygon or collection (its lines and points count nothing); 0 for empty and None.

    Exact for edges straight in degrees: Green's theorem over the area between the equator and a latitude.
    """
    shapes = np.atleast_1d(np.asarray(shapes, object))
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    flat = shapely.get_type_id(parts) == _POLYGON
    parts, part_of = shapely.orient_polygons(parts[flat]), part_of[flat]
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    points, at = shapely.get_coordinates(rings, return_index=True)
    lng, lat = np.radians(points).T
    same = at[1:] == at[:-1]
    middle = (lat[1:] + lat[:-1]) / 2
    height = (_belt(lat[1:]) + 4 * _belt(middle) + _belt(lat[:-1])) / 6
    swept = -(lng[1:] - lng[:-1]) * height * same
    owner = part_of[ring_of[at[1:]]] if len(at) else np.zeros(0, int)
    return np.bincount(owner, swept, minlength=len(shapes)).astype(np.float64)


def area(shape: Geometry) -> float:
    """m² of one shape; see ``areas``."""
    return float(areas([shape])[0])


def _belt(lat: Floats) -> Floats:
    """m² between the equator and a latitude, for each radian of longitude."""
    s = np.sin(lat)
    belt: Floats = (A * A * (1 - E2) / 2) * (s / (1 - E2 * s * s) + np.arctanh(E * s) / E)
    return belt


def polygonal(shape: Geometry) -> Geometry:
    """Only what has an area: a polygon or multipolygon, perhaps empty."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [p for p in shapely.get_parts(shape) if p.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()


class Plane(NamedTuple):
    """Metres east and north of a place: an affine map, so that straight stays straight. Good to 1 % over a district."""

    lng: float
    lat: float
    east: float  # metres in a degree
    north: float

    @classmethod
    def around(cls, lng: float, lat: float) -> "Plane":
        s = np.sin(np.radians(lat))
        bend = 1 - E2 * s * s
        east = np.radians(1) * A / np.sqrt(bend) * np.cos(np.radians(lat))
        north = np.radians(1) * A * (1 - E2) / bend**1.5
        return cls(lng, lat, float(east), float(north))

    def points(self, lnglat: Floats) -> Floats:
        """(n, 2) degrees → (n, 2) metres."""
        return (lnglat - (self.lng, self.lat)) * (self.east, self.north)

    def degrees(self, points: Floats) -> Floats:
        """(n, 2) metres → (n, 2) degrees."""
        return points / (self.east, self.north) + (self.lng, self.lat)

    def shapes(self, shapes: Shapes) -> Shapes:
        placed: Shapes = shapely.transform(shapes, self.points)
        return placed


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Between two near points, each (lng, lat)."""
    plane = Plane.around(a[0], a[1])
    return float(np.hypot((b[0] - a[0]) * plane.east, (b[1] - a[1]) * plane.north))
