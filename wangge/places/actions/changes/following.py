"""What is left to do after a change: cases go where their grids went, then posts let go of the former paths.

``cases`` drives it, a batch in each transaction; here is said where to, and when all is done.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from wangge import people
from wangge.kit.tx import Tx
from wangge.people import PostBranch
from wangge.places.actions.changes.store import q
from wangge.places.actions.locate import locate_many
from wangge.places.actions.tree import Grid

Point = tuple[float, float]


@dataclass(frozen=True)
class Way:
    """Where the cases of one grid go. ``among``: their point chooses, then, with ``filing``, where they were filed;
    else it is the heir.

    ``stays``: the grid keeps its path, so its cases are walked through once, newest first, from (``seen_at``,
    ``seen_id``) on; the cases of a grid that does not stay are those still at ``old_path``.
    """

    grid_id: int
    old_path: str
    heir: int
    among: list[int]
    filing: bool
    stays: bool
    seen_at: datetime | None
    seen_id: int | None
    walked: bool

    def choose(self, at_point: int, at_filing: int | None) -> int:
        """The id of the grid that takes a case. ``at_point``: the grid its point lies in now, 0 for none."""
        if at_point in self.among:
            return at_point
        if self.filing and at_filing in self.among:
            return at_filing
        return self.heir


def unsettled(tx: Tx) -> list[int]:
    """Versions whose cases are on their way, oldest first; held, so that one worker takes each along."""
    return [row["version"] for row in tx.rows(q.unsettled)]


def ways(tx: Tx, version: int) -> list[Way]:
    tx.run(q.moves_begun, version=version)
    return tx.all(Way, q.moves, version=version)


def grids_by_id(tx: Tx, ids: Collection[int]) -> dict[int, Grid]:
    """In force or not."""
    return {grid.id: grid for grid in tx.all(Grid, q.grids_by_id, ids=sorted(ids))} if ids else {}


def grids_at(tx: Tx, points: Mapping[int, Point]) -> dict[int, int]:
    """Key → id of the grid in which its point lies today, 0 for none."""
    if not points:
        return {}
    found = locate_many(tx, np.array(list(points.values()), float))
    return dict(zip(points, found.tolist(), strict=True))


def note_walk(tx: Tx, version: int, grid: int, last: tuple[datetime, int] | None) -> None:
    """How far the cases of a grid that stays have been walked through; None: to the end."""
    at, last_id = last or (None, None)
    tx.run(q.note_walk, version=version, grid=grid, at=at, id=last_id, walked=last is None)


def quiet(tx: Tx, version: int) -> bool:
    """Nobody's transaction is older than the change: everybody reads the new tree and has the new paths.

    One that is older may still file into a grid that is gone, or look for a case where it was.
    """
    return tx.value(q.somebody_before, version=version) is None


def settle(tx: Tx, version: int) -> None:
    """``quiet``, and nothing was left to take along: posts let go of the former paths, the change is done."""
    posts = tx.value(q.settle, version=version, now=tx.now) or []
    people.drop_branches(tx, [PostBranch(*row) for row in posts])
    people.note_audit(tx, "settle_change", f"change:{version}")
