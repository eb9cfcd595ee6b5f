"""Point in grid, in process: an index for each district, built again when the stamp or the day's tree has changed."""

import threading
from collections import OrderedDict
from dataclasses import fields
from datetime import datetime
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from wangge.kit.stamps import Stamps, stamps_of
from wangge.kit.tx import Tx
from wangge.places.actions.boundaries import PLACES, q
from wangge.places.actions.tree import Grid
from wangge.places.rules import NOWHERE, Drawn, Index
from wangge.places.rules.measure import Floats

KEPT = 64  # districts whose index a process keeps
_COLUMNS = tuple(field.name for field in fields(Grid))


class Neighbour(NamedTuple):
    """A grid whose border is near a point."""

    code: str
    name: str
    metres: float


class Located(NamedTuple):
    grid: Grid
    border: tuple[Neighbour, ...] = ()  # the nearest first


class Built(NamedTuple):
    """An index with the grids it holds, good for one stamp and from ``since`` until something is in force anew."""

    key: tuple[str, str]  # the database and the district
    stamp: Stamps
    since: datetime | None
    until: datetime | None
    tree: Index
    grids: list[Grid]  # by the tree's positions

    def holds(self, stamp: Stamps, now: datetime) -> bool:
        early = self.since is not None and now < self.since
        late = self.until is not None and now >= self.until
        return self.stamp == stamp and not early and not late


class Indexes:
    """Of one process. A thread that finds its district's index old builds it; the others wait for that."""

    def __init__(self) -> None:
        self._built: OrderedDict[tuple[str, str], Built] = OrderedDict()
        self._locks: dict[tuple[str, str], threading.Lock] = {}
        self._lock = threading.Lock()

    def of(self, tx: Tx) -> Built:
        info = tx.conn.info
        key = (f"{info.host}:{info.port}/{info.dbname}", tx.district)
        stamp = stamps_of(tx, PLACES)
        built = self._built.get(key)
        if built and built.holds(stamp, tx.now):
            return built
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            built = self._built.get(key)
            if not (built and built.holds(stamp, tx.now)):
                built = build(tx, key)
                self._keep(key, built)
            return built

    def _keep(self, key: tuple[str, str], built: Built) -> None:
        with self._lock:
            self._built[key] = built
            self._built.move_to_end(key)
            while len(self._built) > KEPT:
                self._built.popitem(last=False)


_indexes = Indexes()


def build(tx: Tx, key: tuple[str, str]) -> Built:
    """From the database, for the moment of the transaction. The stamp is read first: a change meanwhile shows later."""
    stamp = stamps_of(tx, PLACES)
    turns = tx.row(q.turns, at=tx.now) or {}
    rows = tx.rows(q.drawn, at=tx.now, lo="", hi="~")
    grids = {row["id"]: Grid(**{name: row[name] for name in _COLUMNS}) for row in rows}
    drawn = [Drawn(grid.id, grid.code, grid.level, grid.parent_id) for grid in grids.values()]
    index = Index(drawn, shapely.from_wkb([bytes(row["boundary"]) for row in rows]))
    return Built(key, stamp, turns["since"], turns["until"], index, [grids[one.id] for one in index.grids])


def index_of(tx: Tx) -> Built:
    """The index of the transaction's district, good for its moment."""
    return _indexes.of(tx)


def locate(tx: Tx, lng: float, lat: float, accuracy_m: float | None = None) -> Located | None:
    """The grid of a point (WGS-84 degrees), the deepest that is drawn; None: in no grid.

    A point on a border belongs to the lowest code of the deepest level (see ``rules.index``). With an accuracy in
    metres, the other grids within it are named with their distance.
    """
    built = index_of(tx)
    at = built.tree.one(lng, lat)
    if at == NOWHERE:
        return None
    near = built.tree.around(lng, lat, accuracy_m) if accuracy_m is not None else []
    border = [(built.grids[n], metres) for n, metres in near if n != at]
    return Located(built.grids[at], tuple(Neighbour(grid.code, grid.name, round(far, 1)) for grid, far in border))


def locate_many(tx: Tx, lnglat: Floats) -> NDArray[np.int64]:
    """(n, 2) longitudes and latitudes, WGS-84 → n ids of grids; 0: in none (also for what is no number)."""
    return index_of(tx).tree.many(np.asarray(lnglat, np.float64).reshape(-1, 2))
