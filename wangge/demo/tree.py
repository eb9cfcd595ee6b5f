"""The generated land into a district: tree, boundaries, components and names, in a few statements each."""

import orjson
from shapely import Polygon

from wangge import people, places
from wangge.demo.land import Grid, Land
from wangge.kit import sql
from wangge.kit.tx import Tx
from wangge.places.rules import grid_path
from wangge.places.rules.things import NewComponent, NewPlace, PlaceKind

q = sql.load("wangge.demo")

#: Names of the levels, and the pattern of the codes.
LEVELS = (
    (1, "区", "District", "[0-9]{6}"),
    (2, "镇街", "Street or town", "[0-9]{9}"),
    (3, "村居", "Village or community", "[0-9]{12}"),
    (4, "单元网格", "Unit grid", "[0-9]{15}"),
)

_KINDS = {"compound": PlaceKind.COMPOUND, "road": PlaceKind.ROAD, "village": PlaceKind.PLACE}


def plant(tx: Tx, land: Land) -> None:
    """The whole tree of a land, with every boundary, into an empty district."""
    tx.run_many(q.name_level, [dict(zip(("level", "zh", "en", "pattern"), row, strict=True)) for row in LEVELS])
    paths: dict[str, str] = {}
    for grid in land.grids:
        paths[grid.code] = grid_path((grid.parent, paths[grid.parent]) if grid.parent else None, grid.code)
    for level, *_ in LEVELS:
        rows = [_row(grid, paths[grid.code]) for grid in land.grids if grid.level == level]
        tx.run(q.plant, rows=orjson.dumps(rows).decode(), now=tx.now)
    tx.run(q.note_paths, now=tx.now)
    people.note_audit(tx, "plant_demo_tree", f"grid:{land.grids[0].code}", grids=len(land.grids), seed=land.seed)
    shapes = {grid.code: Polygon(grid.ring) for grid in land.grids}
    ids = {row["code"]: row["id"] for row in tx.rows(q.planted)}
    places.set_boundaries(tx, {ids[code]: shape for code, shape in shapes.items()})


def furnish(tx: Tx, land: Land) -> None:
    """Components and the gazetteer; the units that own them are there."""
    places.put_components(tx, [
        NewComponent(c.code, c.category, c.name, c.lng, c.lat, c.owner, c.keeper) for c in land.components
    ])  # fmt: skip
    places.put_names(tx, [
        NewPlace(_KINDS.get(p.kind, PlaceKind.POI), p.name, p.lng, p.lat, (), p.line) for p in land.places
    ])  # fmt: skip


def _row(grid: Grid, path: str) -> dict[str, object]:
    row = grid._asdict() | {"path": path}
    del row["ring"]
    return row
