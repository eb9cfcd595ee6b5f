"""Changes between their values and their rows; the part of the tree that one of them is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely

from wangge.kit import sql
from wangge.kit.errors import NotFound
from wangge.kit.tx import Tx
from wangge.places.rules.changes import GridState, Tree, TreeDraft
from wangge.places.rules.changes.drafts import Merge, Move, Redraw, Rename, Retire, SetAreaClass, Split

q = sql.load("wangge.places")

Doc = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """``before`` and ``after``: the grids that differ, the posts' ranges and the members of layers that go and come.

    ``refusal``: the rule, by code and facts, that kept a planned change from being applied on its day.
    """

    version: int
    kind: str
    draft: Doc
    grids: list[str]
    note: str
    decided_at: datetime
    decided_by: int | None
    decided_by_name: str | None
    effective_at: datetime
    state: str
    applied_at: datetime | None
    settled_at: datetime | None
    before: Doc | None
    after: Doc | None
    refusal: Doc | None
    undoes: int | None
    undone_by: int | None


def change(tx: Tx, version: int) -> Change:
    """NotFound."""
    found = tx.one(Change, q.change, version=version)
    if found is None:
        raise NotFound("change.unknown", version=version)
    return found


def changes(
    tx: Tx, state: str | None = None, grid: str | None = None, before: int | None = None, limit: int = 50
) -> list[Change]:
    """Newest first; ``before``: the last version of the page before."""
    return tx.all(Change, q.changes, state=state, grid=grid, before=before, limit=limit)


_SHAPED = (Split, Merge, Redraw, Retire)
_ALONE = (Rename, SetAreaClass, Redraw)


def tree_about(tx: Tx, draft: TreeDraft) -> Tree:
    """The grids a draft names; for one that moves branches, their parents and all below them too."""
    named = _named(draft)
    rows = tx.rows(q.states_named if isinstance(draft, _ALONE) else q.states_about, codes=named)
    grids = {row["code"]: GridState(**row) for row in rows}
    used = {row["code"] for row in tx.rows(q.codes_used, codes=[*named, *_made(draft)])}
    shapes = boundaries(tx, grids, named) if isinstance(draft, _SHAPED) else {}
    return Tree(grids, frozenset(used), shapes)


def boundaries(tx: Tx, grids: Mapping[str, GridState], codes: Iterable[str]) -> dict[str, shapely.Geometry]:
    ids = [grids[code].id for code in codes if code in grids]
    rows = tx.rows(q.boundaries_now, ids=ids)
    return {row["code"]: shapely.from_wkb(bytes(row["boundary"])) for row in rows}


def tree_of(tx: Tx, ids: Sequence[int]) -> Tree:
    """Grids by id, in force or not, as they are now."""
    return Tree({row["code"]: GridState(**row) for row in tx.rows(q.states_of, ids=list(ids))})


def boundaries_then(tx: Tx, states: Iterable[GridState]) -> dict[str, shapely.Geometry]:
    """The boundaries that these states of grids had."""
    drawn = [state for state in states if state.drawn]
    rows = tx.rows(q.boundaries_then, ids=[s.id for s in drawn], sinces=[s.drawn for s in drawn])
    return {row["code"]: shapely.from_wkb(bytes(row["boundary"])) for row in rows}


def _named(draft: TreeDraft) -> list[str]:
    """Codes of grids that are to be there."""
    match draft:
        case Merge() | SetAreaClass():
            return list(draft.grids)
        case Redraw():
            return list(draft.boundaries)
        case Move():
            return [draft.grid, draft.parent]
        case Retire():
            return [draft.grid, draft.heir]
        case _:
            return [draft.grid]


def _made(draft: TreeDraft) -> list[str]:
    match draft:
        case Split():
            return [part.code for part in draft.parts]
        case Merge():
            return [draft.code]
        case _:
            return []
