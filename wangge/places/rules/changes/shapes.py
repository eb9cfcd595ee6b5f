"""Boundaries under change: read from GeoJSON, set against what they replace."""

from collections.abc import Mapping, Sequence

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from wangge.kit.errors import Invalid
from wangge.places.rules.changes.drafts import Geometry
from wangge.places.rules.partition import Defect, check_children

NEAR = 1e-6  # degrees: about 0.1 m
BORDER = 1e-5  # degrees: grids touch along at least a metre; a corner is no border


def read(given: Geometry, field: str) -> BaseGeometry:
    """Invalid for what is no polygon on the earth, with what is wrong and where."""
    try:
        found = shapely.force_2d(shape({"type": given.type, "coordinates": given.coordinates}))
    except (ShapelyError, ValueError, TypeError, IndexError, AttributeError, KeyError, OverflowError):
        raise Invalid("grid.boundary", field=field, problem="coordinates") from None
    if found.is_empty or not found.is_valid:
        raise Invalid("grid.boundary", field=field, problem=shapely.is_valid_reason(found))
    west, south, east, north = found.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Invalid("grid.boundary", field=field, problem="degrees")
    return found


def defects(whole: BaseGeometry, parts: Mapping[str, BaseGeometry]) -> list[Defect]:
    """Every gap, overlap and overhang of a square metre or more."""
    return check_children(whole, list(parts.items())).defects


def united(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    return shapely.union_all(parts)


def alone(parts: Sequence[BaseGeometry]) -> int | None:
    """The index of a part that shares no border with those reached from the first; None where all hang together."""
    reached, waiting = {0}, [0]
    while waiting:
        here = waiting.pop()
        for other in range(len(parts)):
            if other not in reached and _border(parts[here], parts[other]) >= BORDER:
                reached.add(other)
                waiting.append(other)
    return next((n for n in range(len(parts)) if n not in reached), None)


def _border(one: BaseGeometry, other: BaseGeometry) -> float:
    """Degrees of border that two grids share."""
    if not shapely.dwithin(one, other, NEAR):
        return 0.0
    return float(shapely.length(shapely.intersection(one.boundary, shapely.buffer(other, NEAR))))
