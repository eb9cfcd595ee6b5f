"""Every name of the gazetteer with the grids it lies in, and the ground: for who reads places out of texts."""

from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import shapely

from wangge.kit.tx import Tx
from wangge.places.actions.boundaries import q
from wangge.places.actions.locate import Built, index_of
from wangge.places.actions.tree import Grid
from wangge.places.rules import NOWHERE
from wangge.places.rules.things import PlaceKind


class Name(NamedTuple):
    """``grids``: codes; of a road those on both its sides, along its course. ``line``: longitudes and latitudes."""

    kind: PlaceKind
    name: str
    aliases: tuple[str, ...]
    grids: tuple[str, ...]
    lng: float
    lat: float
    line: tuple[tuple[float, float], ...]


class Ground:
    """The boundaries as they are in force; needs no transaction."""

    def __init__(self, built: Built) -> None:
        self._built = built
        self._at = {grid.code: n for n, grid in enumerate(built.grids)}

    def grid_at(self, lng: float, lat: float) -> str | None:
        """The code of the grid of a point, as ``locate`` tells it."""
        at = self._built.tree.one(lng, lat)
        return self._built.grids[at].code if at != NOWHERE else None

    def metres(self, code: str, lng: float, lat: float) -> float | None:
        """How far a point is from a grid, 0 within it; None: the grid is not drawn."""
        tree = self._built.tree
        if code not in self._at:
            return None
        point = shapely.points(tree.plane.points(np.array([[lng, lat]])))[0]
        return float(shapely.distance(tree.shapes[self._at[code]], point))

    def within(self, code: str) -> tuple[float, float] | None:
        """A point well inside a grid; None: not drawn."""
        tree = self._built.tree
        if code not in self._at:
            return None
        inside = shapely.get_coordinates(shapely.point_on_surface(tree.shapes[self._at[code]]))
        lng, lat = tree.plane.degrees(inside)[0].tolist()
        return round(lng, 7), round(lat, 7)


class Named(NamedTuple):
    """``until``: when the tree is another by a change already decided; None: open."""

    grids: list[Grid]
    names: list[Name]
    ground: Ground
    until: datetime | None


def every_name(tx: Tx) -> Named:
    """The whole gazetteer in two statements; kept by the caller under the stamp ``PLACES``."""
    built = index_of(tx)
    grids = tx.all(Grid, q.grids_below, lo="", hi="~", now=tx.now)
    codes = {grid.id: grid.code for grid in grids}
    rows: dict[tuple[str, str, float, float], dict[str, Any]] = {}
    aliases: dict[tuple[str, str, float, float], list[str]] = {}
    for row in tx.rows(q.every_name):
        key = (row["kind"], row["name"], row["lng"], row["lat"])
        rows.setdefault(key, row)
        aliases.setdefault(key, []).extend([row["said"]] if row["alias"] else [])
    along = _along(built, list(rows.values()))
    names = []
    for key, row in rows.items():
        ids = [row["grid_id"], *along.get(row["line"] or b"", ())]
        lain = tuple(dict.fromkeys(codes[one] for one in ids if one in codes))
        line = tuple(map(tuple, shapely.get_coordinates(shapely.from_wkb(row["line"])).tolist())) if row["line"] else ()
        names.append(Name(PlaceKind(key[0]), key[1], tuple(aliases[key]), lain, key[2], key[3], line))
    return Named(grids, names, Ground(built), built.until)


def _along(built: Built, rows: list[dict[str, Any]]) -> dict[bytes, list[int]]:
    """Course as WKB → ids of the grids beside it."""
    lines = list(dict.fromkeys(row["line"] for row in rows if row["line"]))
    if not lines:
        return {}
    return dict(zip(lines, built.tree.along(shapely.from_wkb(lines)), strict=True))
