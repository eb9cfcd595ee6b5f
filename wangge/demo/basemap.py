"""The base map of the demo district: a file beside the data, read once, asked by box and zoom."""

import gzip
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from shapely import STRtree, box

from wangge.demo.land import Feature, Land, official
from wangge.kit.durable import replace

FILE = "demo-basemap.json.gz"

#: From this zoom on a kind is drawn; the order is the one to draw in.
FROM_ZOOM = {"green": 11, "lake": 10, "building": 15, "road": 14, "river": 8, "main_road": 9}
MOST = 4000  # features of one answer

Box = tuple[float, float, float, float]
Collection = dict[str, Any]


def empty() -> Collection:
    return {"type": "FeatureCollection", "features": []}


def write(home: Path, land: Land) -> Path:
    """Every vector of the land, in the order to draw, as the file that ``Basemap.load`` reads."""
    order = list(FROM_ZOOM)
    rows = sorted(land.features, key=lambda f: order.index(f.kind))
    data = orjson.dumps({"district": official.CODE, "seed": land.seed, "features": [_row(f) for f in rows]})
    replace(home / FILE, gzip.compress(data, compresslevel=3, mtime=0))
    return home / FILE


def of_home(home: Path) -> "Basemap | None":
    """The base map in a data folder, read again when it was written again; None where there is none."""
    path = home / FILE
    try:
        stamp = path.stat()
    except FileNotFoundError:
        return None
    return _loaded(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=1)
def _loaded(path: Path, _mtime: int, _size: int) -> "Basemap":
    found = orjson.loads(gzip.decompress(path.read_bytes()))
    return Basemap(found["district"], found["features"])


@dataclass
class Basemap:
    """Features as (kind, name, filled, flat coordinates)."""

    district: str
    rows: list[list[Any]]

    def __post_init__(self) -> None:
        ends = np.cumsum([len(row[3]) // 2 for row in self.rows])
        points = np.array([n for row in self.rows for n in row[3]]).reshape(-1, 2)
        which = np.repeat(np.arange(len(self.rows)), np.diff(ends, prepend=0))
        self._tree = STRtree(shapely.linestrings(points, indices=which))
        kinds = np.array([FROM_ZOOM[row[0]] for row in self.rows])
        self._from_zoom = kinds

    def within(self, bbox: Box, zoom: float) -> Collection:
        """GeoJSON of what meets a box (west, south, east, north) at a zoom; at most ``MOST`` features.

        Where more meet it, buildings and small roads are left out first, and ``more`` says so.
        """
        hits = np.sort(self._tree.query(box(*bbox)))
        hits = hits[self._from_zoom[hits] <= zoom]
        more = len(hits) > MOST
        if more:
            hits = np.sort(hits[np.argsort(self._from_zoom[hits], kind="stable")][:MOST])
        return {**empty(), "features": [_feature(self.rows[i]) for i in hits], "more": more}


def _row(feature: Feature) -> list[Any]:
    points = [*feature.points, feature.points[0]] if feature.filled else feature.points
    return [feature.kind, feature.name, feature.filled, [round(n, 6) for point in points for n in point]]


def _feature(row: list[Any]) -> dict[str, Any]:
    kind, name, filled, flat = row
    points = list(zip(flat[::2], flat[1::2], strict=True))
    shape = {"type": "Polygon", "coordinates": [points]} if filled else {"type": "LineString", "coordinates": points}
    return {"type": "Feature", "properties": {"kind": kind, "name": name}, "geometry": shape}
