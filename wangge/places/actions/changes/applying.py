"""A change of the tree made: grids and boundaries, posts and layers, and where cases go, in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import orjson

from wangge import people
from wangge.kit.errors import NotAllowed
from wangge.kit.tx import Tx
from wangge.people import PostBranch
from wangge.people.rules import branch_of, covers
from wangge.places.actions.boundaries import set_boundaries, touch
from wangge.places.actions.changes.members import Members, follow
from wangge.places.actions.changes.store import Change, Doc, q
from wangge.places.actions.locate import locate_many
from wangge.places.rules.changes import GridState, Heir, Plan, Tree


@dataclass(frozen=True)
class TreeWork:
    """A plan with the tree it was made for. ``back``: the change that it takes back."""

    tree: Tree
    plan: Plan
    back: Change | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        return self.plan.codes

    def allow(self, tx: Tx) -> None:
        """NotAllowed unless all of it lies in the actor's branches; the system may everywhere."""
        branches = [(b.lo, b.hi) for b in tx.actor.branches]
        outside = next((path for path in self.plan.paths if not covers(branches, path)), None)
        if tx.actor.id is not None and outside is not None:
            raise NotAllowed("grid.scope", path=outside)

    def apply(self, tx: Tx, change: Change) -> tuple[Doc, Doc]:
        """Before and after."""
        after = _write(tx, self.tree, self.plan, change.effective_at)
        grids = dict(self.tree.grids) | {g.code: g for g in after}
        _note_moves(tx, change.version, self.plan.heirs, grids)
        gone, come = _spread(tx, self, grids)
        dropped, added = follow(tx, _replaced(self.plan.heirs, grids), _members_back(self.back))
        _take_things(tx, self.plan.heirs, grids)
        before = {"grids": [g.as_dict() for g in self.plan.before], "posts": gone, "members": dropped}
        return before, {"grids": [g.as_dict() for g in after], "posts": come, "members": added}


# -- the tree -------------------------------------------------------------------------------------------


def _write(tx: Tx, tree: Tree, plan: Plan, at: datetime) -> list[GridState]:
    """What goes first makes room for what comes; who is a parent is there before its children."""
    known = {g.code: g for g in plan.before}
    retired = [g.id for g in plan.after if not g.in_force]
    reopened = [g.id for g in plan.after if g.in_force and g.code in known and not known[g.code].in_force]
    fresh = [g.as_dict() for g in plan.after if g.id is None]
    altered = [g.as_dict() for g in plan.after if g.id is not None and g.in_force]
    tx.run(q.retire_grids, ids=retired, at=at)
    tx.run(q.reopen_grids, ids=reopened)
    made = {row["code"]: row["id"] for row in tx.rows(q.make_grids, rows=_json(fresh), at=at)} if fresh else {}
    if altered:
        tx.run(q.alter_grids, rows=_json(altered))
    after = [replace(g, id=g.id or made[g.code]) for g in plan.after]
    placed = [g.as_dict() for g in after if g.in_force and _path(known, g) != g.path]
    if placed:
        tx.run(q.note_new_paths, rows=_json(placed), at=at)
    ids = {g.code: g.id for g in after if g.id is not None}
    set_boundaries(tx, {ids[code]: shape for code, shape in plan.shapes.items()}, at)
    touch(tx)
    return [replace(g, drawn=_moment(at)) if g.code in plan.shapes else g for g in after]


def _path(known: Mapping[str, GridState], now: GridState) -> str | None:
    """The path it had until now, while it was in force."""
    former = known.get(now.code)
    return former.path if former and former.in_force else None


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def _note_moves(tx: Tx, version: int, heirs: Iterable[Heir], grids: Mapping[str, GridState]) -> None:
    """Where the cases of each grid go: ``cases`` takes them along, batch by batch."""
    rows = [
        {
            "grid_id": grids[heir.grid].id,
            "old_path": heir.old_path,
            "heir": grids[heir.heir].id,
            "among": [grids[code].id for code in heir.among],
            "filing": heir.filing,
            "stays": heir.stays,
        }
        for heir in heirs
    ]
    if rows:
        tx.run(q.add_moves, version=version, rows=_json(rows))


# -- posts ----------------------------------------------------------------------------------------------


def _spread(tx: Tx, work: TreeWork, grids: Mapping[str, GridState]) -> tuple[list[PostBranch], list[PostBranch]]:
    """Posts reach the successors of their grids at once, and keep the former paths until every case has followed.

    First what will be let go of, then what was added. A change that is taken back gives each post its own again.
    """
    heirs = {heir.old_path: heir for heir in work.plan.heirs if heir.spreads}
    recorded = _posts(work.back.after) if work.back else []
    rows = [row for row in people.branches_on(tx, list(heirs)) if row not in recorded]
    wanted = [
        PostBranch(row.post_id, *branch_of(grids[code].path)) for row in rows for code in heirs[row.lo].successors
    ]
    gone = [row for row in rows if not heirs[row.lo].stays]
    if work.back:
        wanted += _posts(work.back.before)
        gone += recorded
    return gone, people.add_branches(tx, wanted)


def _posts(record: Doc | None) -> list[PostBranch]:
    return [PostBranch(*row) for row in (record or {}).get("posts", ())]


# -- layers ---------------------------------------------------------------------------------------------


def _replaced(heirs: Iterable[Heir], grids: Mapping[str, GridState]) -> dict[int, list[int]]:
    """Grid → what it has become, for grids that have become something else."""
    return {
        grids[heir.grid].id or 0: [grids[code].id or 0 for code in heir.successors]
        for heir in heirs
        if heir.spreads and heir.successors != (heir.grid,)
    }


def _take_things(tx: Tx, heirs: Iterable[Heir], grids: Mapping[str, GridState]) -> None:
    """Components and names of places lie in the grid of their point; without boundaries in the heir's."""
    to = {
        grids[heir.grid].id or 0: [grids[code].id for code in (heir.heir, *heir.among)]
        for heir in heirs
        if heir.successors != (heir.grid,)
    }
    rows = tx.rows(q.things_in, grids=list(to)) if to else []
    if not rows:
        return
    found = locate_many(tx, np.array([(row["lng"], row["lat"]) for row in rows])).tolist()
    for row, grid in zip(rows, found, strict=True):
        successors = to[row["grid_id"]]
        row["grid_id"] = grid if grid in successors else successors[0]
    tx.run(q.replace_things, rows=_json(rows))


def _members_back(back: Change | None) -> Members | None:
    return Members.of(back.before, back.after) if back else None


def _json(rows: object) -> str:
    return orjson.dumps(rows).decode()
