"""Boundaries for a map: generalised together, so that neighbours stay neighbours, and bounded in number."""

from collections import OrderedDict
from hashlib import sha256
from threading import Lock
from typing import NamedTuple

import numpy as np
import orjson
import shapely

from wangge.kit.errors import Invalid
from wangge.kit.tx import Tx
from wangge.places.actions.locate import Built, index_of
from wangge.places.actions.tree import Grid, grid
from wangge.places.rules.maps import MOST, Box, finest, generalised, step_of

_KEPT = 16  # answers of one process, 2 MB at most each
_answers: "OrderedDict[tuple[object, ...], bytes]" = OrderedDict()
_lock = Lock()


class Map(NamedTuple):
    """A FeatureCollection as JSON, and the tag that stays the same while it would."""

    etag: str
    body: bytes


def boundaries(tx: Tx, under: str | None, level: int | None, box: Box | None, seen: str = "") -> Map:
    """The grids below one (default: the root) of one level (default: the next), within a box of degrees.

    The body is empty where ``seen`` is its tag. NotFound (``under``); Invalid for more than ``MOST`` grids.
    """
    built = index_of(tx)
    top = grid(tx, under) if under else None
    step = step_of(built.tree.plane, box or _extent(built, top))
    asked = (*built.key, built.stamp, built.since, under, level, box, step)
    etag = f'"{sha256(repr(asked[1:]).encode()).hexdigest()[:24]}"'
    if seen == etag:
        return Map(etag, b"")
    with _lock:
        if asked in _answers:
            _answers.move_to_end(asked)
            return Map(etag, _answers[asked])
    body = _drawn(built, _chosen(built, top, level, box), step)
    with _lock:
        _answers[asked] = body
        while len(_answers) > _KEPT:
            _answers.popitem(last=False)
    return Map(etag, body)


def _chosen(built: Built, top: Grid | None, level: int | None, box: Box | None) -> list[int]:
    """Positions in the index."""
    lowest = level or finest(built.grids, top.path if top else "", top.level if top else 0)
    path = top.path if top else ""
    within = [n for n, one in enumerate(built.grids) if one.level == lowest and one.path.startswith(path)]
    if box is not None and within:
        window = shapely.box(*built.tree.plane.points(np.array(box).reshape(2, 2)).ravel())
        hit = set(built.tree.tree.query(window).tolist())
        within = [n for n in within if n in hit]
    if len(within) > MOST:
        raise Invalid("grid.too_many", field="bbox", most=MOST, found=len(within))
    return sorted(within, key=lambda n: built.grids[n].path)


def _extent(built: Built, top: Grid | None) -> Box:
    at = next((n for n, one in enumerate(built.grids) if top and one.id == top.id), None)
    shapes = built.tree.shapes if at is None else built.tree.shapes[[at]]
    if not len(shapes):
        return (0.0, 0.0, 0.0, 0.0)
    west, south, east, north = built.tree.plane.degrees(shapely.total_bounds(shapes).reshape(2, 2)).ravel().tolist()
    return west, south, east, north


def _drawn(built: Built, chosen: list[int], step: float) -> bytes:
    shapes = generalised(built.tree.shapes[chosen], built.tree.plane, step)
    return orjson.dumps({
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": one.id, "properties": _properties(one), "geometry": orjson.Fragment(text)}
            for one, text in zip((built.grids[n] for n in chosen), shapely.to_geojson(shapes), strict=True)
        ],
    })  # fmt: skip


def _properties(one: Grid) -> dict[str, object]:
    return {"code": one.code, "name": one.name, "level": one.level, "kind": one.kind, "area_class": one.area_class}
