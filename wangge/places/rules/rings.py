"""A boundary as a file writes it: its rings read, what is wrong with each named, and the shape they mean.

A ring that is open is closed, one of two corners is left out, one that crosses itself becomes the areas it encloses:
so the check of the neighbours can go on. Whether such a shape may stay is for the importer to say.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely import Geometry

from wangge.places.rules.datums import Datum, OutsideChina, to_wgs84
from wangge.places.rules.measure import Floats, metres, polygonal
from wangge.places.rules.partition import DefectKind

CROSSINGS = 5  # places named of one ring

_PLACE = re.compile(r"\[(-?[\d.e+-]+) (-?[\d.e+-]+)\]")
_PAIR = re.compile(r"(-?\d[\d.eE+-]*)[\s,]+(-?\d[\d.eE+-]*)")


class BadShape(ValueError):
    """Nothing to mend: no polygon in degrees; the word for why (``word.why`` in the messages)."""


class Flaw(NamedTuple):
    """``metres``: how far an open ring gapes."""

    kind: DefectKind
    at: tuple[float, float]
    metres: float | None = None


class Ringed(NamedTuple):
    shape: Geometry  # valid; a polygon or multipolygon, empty where no ring was left
    flaws: tuple[Flaw, ...] = ()


def read_shape(geometry: Any, datum: Datum = Datum.WGS84) -> Ringed:
    """A GeoJSON geometry as a value; BadShape for what is no polygon in degrees."""
    if not isinstance(geometry, dict):
        raise BadShape("none")
    kind, polygons = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadShape("kind")
    if kind == "Polygon":
        polygons = [polygons]
    if not isinstance(polygons, list) or not all(isinstance(rings, list) and rings for rings in polygons):
        raise BadShape("numbers")
    flaws: list[Flaw] = []
    shapes = [_polygon([_ring(ring, datum, flaws) for ring in rings], flaws) for rings in polygons]
    whole = [shape for shape in shapes if not shape.is_empty]
    if len(whole) == 1:
        return Ringed(whole[0], tuple(flaws))
    united = polygonal(shapely.union_all(whole))
    return Ringed(united, tuple(flaws))


def read_text(text: str) -> Any:
    """A cell with a boundary as a GeoJSON value: WKT, or one ring as ``lng lat; lng lat; …``. BadShape."""
    words = text.strip()
    if head := re.match(r"(?i)(?:SRID=\d+;)?\s*(MULTIPOLYGON|POLYGON)\s*(?:Z\s*)?(?=\()", words):
        kind = {"polygon": "Polygon", "multipolygon": "MultiPolygon"}[head[1].lower()]
        return {"type": kind, "coordinates": _nested(words[head.end() :])}
    pairs = [_PAIR.fullmatch(part.strip()) for part in words.rstrip(";").split(";")]
    if not words or not all(pairs):
        raise BadShape("none")
    ring = [[_number(pair[1]), _number(pair[2])] for pair in pairs if pair]
    return {"type": "Polygon", "coordinates": [ring]}


def _nested(text: str) -> list[Any]:
    """The brackets of WKT as lists; a point in them as two numbers."""
    stack: list[list[Any]] = [[]]
    for token in re.findall(r"[(),]|[^(),]+", text):
        if token == "(":
            stack.append([])
        elif token == ")":
            if len(stack) < 2:
                raise BadShape("none")
            done = stack.pop()
            stack[-1].append(done)
        elif token != "," and token.strip():
            stack[-1].append([_number(part) for part in token.split()])
    if len(stack) != 1 or len(stack[0]) != 1:
        raise BadShape("none")
    found: list[Any] = stack[0][0]
    return found


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise BadShape("none") from None


def _ring(ring: Any, datum: Datum, flaws: list[Flaw]) -> Floats | None:
    """Its corners, the first again at the end; None where it has fewer than three."""
    points = _points(ring)
    if datum is not Datum.WGS84:
        try:
            points = to_wgs84(points, datum)
        except OutsideChina:
            raise BadShape("datum") from None
    first = _at(points[0])
    if len(np.unique(points, axis=0)) < 3:
        flaws.append(Flaw(DefectKind.SHORT, first))
        return None
    if (points[0] != points[-1]).any():
        last = _at(points[-1])
        flaws.append(Flaw(DefectKind.OPEN, last, metres(last, first)))
        points = np.vstack((points, points[:1]))
    return points


def _points(ring: Any) -> Floats:
    try:
        points = np.array([point[:2] for point in ring], np.float64).reshape(-1, 2)
    except (TypeError, ValueError, IndexError, KeyError, OverflowError):
        raise BadShape("numbers") from None
    if not len(points):
        raise BadShape("numbers")
    if not (np.isfinite(points).all() and (np.abs(points) <= (180, 90)).all()):
        raise BadShape("degrees")
    return points


def _polygon(rings: Sequence[Floats | None], flaws: list[Flaw]) -> Geometry:
    outer, *holes = rings
    if outer is None:
        return shapely.Polygon()
    drawn = shapely.Polygon(outer, [hole for hole in holes if hole is not None])
    if drawn.is_valid:
        return drawn
    flaws += [Flaw(DefectKind.CROSSING, place) for place in _crossings(drawn)]
    return polygonal(shapely.make_valid(drawn))


def _crossings(drawn: Geometry) -> list[tuple[float, float]]:
    """Where its lines cross, else the place that the library names (a ring that touches itself)."""
    found: set[tuple[float, float]] = set()
    for ring in shapely.get_rings(drawn):
        corners = shapely.get_coordinates(ring)
        lines = shapely.linestrings(np.stack((corners[:-1], corners[1:]), axis=1))
        one, other = shapely.STRtree(lines).query(lines, predicate="crosses")
        points = shapely.intersection(lines[one[one < other]], lines[other[one < other]])
        found |= {_at(point) for point in shapely.get_coordinates(points)}
    if found:
        return sorted(found)[:CROSSINGS]
    named = _PLACE.search(str(shapely.is_valid_reason(drawn)))
    return [(round(float(named[1]), 7), round(float(named[2]), 7))] if named else [_at(drawn.exterior.coords[0])]


def _at(point: Any) -> tuple[float, float]:
    return round(float(point[0]), 7), round(float(point[1]), 7)
