"""Boundaries: each grid's by day, append-only, and the stamp that tells every process of a change."""

from collections.abc import Mapping
from datetime import datetime

import shapely
from shapely import Geometry

from wangge import people
from wangge.kit import sql, stamps
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Tx
from wangge.places.rules import areas

q = sql.load("wangge.places")

#: The stamp of the grid tree, its boundaries, and the names of places.
PLACES = "places"


def touch(tx: Tx) -> None:
    """The tree or a boundary has changed: every process builds its index of points again."""
    stamps.touch(tx, PLACES)


def boundary(tx: Tx, grid_id: int, at: datetime | None = None) -> Geometry | None:
    """Polygon or multipolygon of a grid, WGS-84 degrees, as it was at a time (default: now); None: not drawn."""
    found = tx.value(q.boundary, id=grid_id, at=at or tx.now)
    return shapely.from_wkb(bytes(found)) if found is not None else None


def set_boundary(tx: Tx, grid_id: int, geometry: Geometry, since: datetime | None = None) -> None:
    """From ``since`` (default: now) on; the former ones stay. NotFound, Invalid, Refused as ``set_boundaries``."""
    set_boundaries(tx, {grid_id: geometry}, since)


def set_boundaries(tx: Tx, shapes: Mapping[int, Geometry], since: datetime | None = None) -> None:
    """Grid id → its boundary from ``since`` (default: now) on, all at once.

    Invalid for a shape that is no valid polygon in degrees; NotFound for an id that is none; Refused where a grid
    has a boundary of that very moment.
    """
    if not shapes:
        return
    for geometry in shapes.values():
        if problem := shape_problem(geometry):
            raise Invalid("grid.shape", field="boundary", problem=problem)
    ids, drawn = list(shapes), list(shapes.values())
    if missing := set(ids) - {row["id"] for row in tx.rows(q.grid_ids, ids=ids)}:
        raise NotFound("grid.unknown", grid=min(missing))
    wkb = [shapely.to_wkb(shape) for shape in drawn]
    sizes = areas(drawn).tolist()
    if tx.run(q.add_boundaries, ids=ids, shapes=wkb, areas=sizes, since=since or tx.now) < len(ids):
        raise Refused("grid.boundary_twice")
    touch(tx)
    people.note_audit(tx, "set_boundaries", "grids", grids=ids[:100], count=len(ids))


def shape_problem(geometry: Geometry) -> str | None:
    """What keeps a shape from being a boundary; None: nothing."""
    if geometry.geom_type not in ("Polygon", "MultiPolygon") or geometry.is_empty:
        return str(geometry.geom_type) if not geometry.is_empty else "empty"
    west, south, east, north = geometry.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return "degrees"
    return None if geometry.is_valid else str(shapely.is_valid_reason(geometry))
