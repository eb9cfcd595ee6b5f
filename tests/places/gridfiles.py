"""Small GeoJSON files of a district: two streets, four communities, sixteen grids, in squares."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import shapely

from tests.places.drawing import box
from wangge import places
from wangge.kit.tx import Tx

Doc = dict[str, Any]

DISTRICT = "330103"


def feature(shape: shapely.Geometry | Doc | None, **properties: Any) -> Doc:
    geometry = json.loads(shapely.to_geojson(shape)) if isinstance(shape, shapely.Geometry) else shape
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def streets() -> list[Doc]:
    return [feature(box(4 * n, 0, 4 * n + 4, 4), 街道=f"{n + 1}街", 街道编码=f"33010300{n + 1}") for n in range(2)]


def communities() -> list[Doc]:
    return [
        feature(box(4 * s, 2 * c, 4 * s + 4, 2 * c + 2), 街道编码=f"33010300{s + 1}",
                社区编码=f"33010300{s + 1}00{c + 1}", 社区=f"{s + 1}街{c + 1}社区")
        for s in range(2) for c in range(2)
    ]  # fmt: skip


def grids() -> list[Doc]:
    """Code: its community's and 001 to 004, from the west."""
    return [
        feature(box(4 * s + g, 2 * c, 4 * s + g + 1, 2 * c + 2), 网格编码=f"33010300{s + 1}00{c + 1}00{g + 1}",
                网格名称=f"{s + 1}街{c + 1}社区{g + 1}")
        for s in range(2) for c in range(2) for g in range(4)
    ]  # fmt: skip


def write(folder: Path, files: Mapping[str, list[Doc]]) -> list[Path]:
    paths = []
    for name, features in files.items():
        path = folder / f"{name}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        paths.append(path)
    return paths


def all_files() -> dict[str, list[Doc]]:
    return {"streets": streets(), "communities": communities(), "grids": grids()}


def codes(tx: Tx) -> list[str]:
    return [grid.code for grid in places.below(tx, places.grid(tx, DISTRICT))]
