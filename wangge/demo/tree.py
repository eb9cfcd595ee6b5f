"""The generated tree into a district: grids, paths and boundaries in a few statements, whatever their number."""

import orjson
from shapely import Polygon, to_wkb

from wangge import people, places
from wangge.demo.land import Grid, Land
from wangge.demo.land.mesh import area, metres
from wangge.kit import sql
from wangge.kit.tx import Tx
from wangge.places.rules import grid_path

q = sql.load("wangge.demo")

#: Names of the levels, and the pattern of the codes.
LEVELS = (
    (1, "区", "District", "[0-9]{6}"),
    (2, "镇街", "Street or town", "[0-9]{9}"),
    (3, "村居", "Village or community", "[0-9]{12}"),
    (4, "单元网格", "Unit grid", "[0-9]{15}"),
)


def plant(tx: Tx, land: Land) -> None:
    """The whole tree of a land into an empty district."""
    tx.run_many(q.name_level, [dict(zip(("level", "zh", "en", "pattern"), row, strict=True)) for row in LEVELS])
    paths: dict[str, str] = {}
    for grid in land.grids:
        paths[grid.code] = grid_path((grid.parent, paths[grid.parent]) if grid.parent else None, grid.code)
    for level, *_ in LEVELS:
        rows = [_row(grid, paths[grid.code]) for grid in land.grids if grid.level == level]
        tx.run(q.plant, rows=orjson.dumps(rows).decode(), now=tx.now)
    tx.run(q.note_paths, now=tx.now)
    places.touch(tx)
    people.note_audit(tx, "plant_demo_tree", f"grid:{land.grids[0].code}", grids=len(land.grids), seed=land.seed)


def _row(grid: Grid, path: str) -> dict[str, object]:
    shape = Polygon(grid.ring)
    return {
        "code": grid.code,
        "name": grid.name,
        "level": grid.level,
        "kind": grid.kind,
        "parent": grid.parent,
        "path": path,
        "area_class": grid.area_class,
        "boundary": "\\x" + to_wkb(shape).hex(),
        "area_m2": _area_m2(shape),
    }


def _area_m2(shape: Polygon) -> float:
    """On a plane at the district's latitude: within 0.2 % of the ellipsoid's."""
    return abs(area([metres(x, y) for x, y in shape.exterior.coords[:-1]]))
