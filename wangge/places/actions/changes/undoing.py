"""A change taken back by a new one, as long as nothing stands on it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wangge import people
from wangge.kit.errors import Refused
from wangge.kit.tx import Tx
from wangge.places.actions.changes.applying import TreeWork
from wangge.places.actions.changes.deciding import Work, add, after_all, allow_grids, carry_out
from wangge.places.actions.changes.members import Members, follow
from wangge.places.actions.changes.store import Change, Doc, boundaries_then, change, q, tree_of
from wangge.places.rules.changes import GridState, Heir, undone

#: Given the grids that a change made, the numbers of what was filed in them since; ``cases`` asks its tables.
Filed = Callable[[Tx, Change, Sequence[GridState]], list[str]]


def undo(tx: Tx, version: int, filed: Filed, note: str = "") -> Change:
    """A new change, from now, that restores what was before. Refused, naming them, where later facts depend on it.

    These are: a later change of the same grids, a post given since on a grid that it made, a case filed there.
    """
    tx.run(q.lock_tree)
    found = change(tx, version)
    _ripe(tx, found)
    work = _item_back(tx, found) if found.kind == "layer_item" else _tree_back(tx, found, filed)
    work.allow(tx)
    after_all(tx, work.codes, tx.now)
    fresh = add(tx, "undo", {"kind": "undo", "version": version}, work.codes, (tx.now, note, version))
    people.note_audit(tx, "undo_change", f"change:{version}", by=fresh)
    carry_out(tx, change(tx, fresh), work)
    tx.run(q.mark_undone, version=version, by=fresh)
    if found.undoes:
        tx.run(q.mark_undone, version=found.undoes, by=None)
    return change(tx, fresh)


def _ripe(tx: Tx, found: Change) -> None:
    if found.state != "applied":
        raise Refused("change.state", version=found.version, state=found.state)
    if found.undone_by is not None:
        raise Refused("change.undone", version=found.version, by=found.undone_by)
    if found.settled_at is None:
        raise Refused("change.moving", version=found.version)
    others = tx.rows(q.overlapping, grids=found.grids)
    later = [row["version"] for row in others if row["version"] > found.version and _stands(row, found)]
    if later:
        raise Refused("change.later", version=found.version, later=sorted(later))


def _stands(other: dict[str, Any], found: Change) -> bool:
    """A later change and the one that took it back are as if they had not been."""
    if other["undone_by"] is not None:
        return False
    return not (other["kind"] == "undo" and other["undoes"] > found.version)


def _tree_back(tx: Tx, found: Change, filed: Filed) -> TreeWork:
    before, after = (_states(doc) for doc in (found.before, found.after))
    moves = tx.rows(q.moves, version=found.version)
    tree = tree_of(tx, [g.id for g in after if g.id is not None] + [row["heir"] for row in moves])
    if changed := [g.name for g in after if tree.grids.get(g.code) != g]:
        raise Refused("grid.changed", grids=changed[:10])
    made = [g for g in after if g.code not in {b.code for b in before}]
    _untouched(tx, found, made, filed)
    shapes = boundaries_then(tx, [g for g in before if g.drawn and g.drawn != tree.grids[g.code].drawn])
    return TreeWork(tree, undone(tree, before, after, _heirs(found, moves, tree.grids), shapes), found)


def _untouched(tx: Tx, found: Change, made: Sequence[GridState], filed: Filed) -> None:
    recorded = {tuple(row) for row in (found.after or {})["posts"]}
    given = [row for row in people.branches_on(tx, [g.path for g in made]) if tuple(row) not in recorded]
    if held := people.posts_named(tx, [row.post_id for row in given]):
        raise Refused("change.posts", version=found.version, people=held)
    if made and (numbers := filed(tx, found, made)):
        raise Refused("change.cases", version=found.version, cases=numbers)


def _states(doc: Doc | None) -> list[GridState]:
    return [GridState(**row) for row in (doc or {})["grids"]]


def _heirs(found: Change, moves: Sequence[Mapping[str, Any]], grids: Mapping[str, GridState]) -> list[Heir]:
    codes = {g.id: g.code for g in grids.values()}
    spreads = found.kind != "redraw"
    return [
        Heir(
            codes[row["grid_id"]],
            row["old_path"],
            codes[row["heir"]],
            tuple(codes[one] for one in row["among"]),
            row["stays"],
            spreads,
        )
        for row in moves
    ]


@dataclass(frozen=True)
class ItemBack:
    """One item of a layer as it was."""

    found: Change
    codes: tuple[str, ...]

    def allow(self, tx: Tx) -> None:
        allow_grids(tx, self.codes)

    def apply(self, tx: Tx, change: Change) -> tuple[Doc, Doc]:
        was, now = self.found.before or {}, self.found.after or {}
        item = was["item"] or {**now["item"], "holder": None, "holder_id": None}
        tx.run(q.put_item, **{name: item[name] for name in ("layer", "code", "name", "holder", "holder_id")})
        dropped, added = follow(tx, {}, Members.of(self.found.before, self.found.after))
        return {"item": now["item"], "members": dropped}, {"item": item, "members": added}


def _item_back(tx: Tx, found: Change) -> Work:
    return ItemBack(found, tuple(found.grids))
