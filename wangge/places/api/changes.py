"""HTTP for changes of the tree: decide, read, cancel. Previews and undoing are with ``cases``, which they touch."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Path, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from wangge import people
from wangge.kit.http import json_response
from wangge.kit.routes import Router
from wangge.kit.tx import Tx
from wangge.people import Duty
from wangge.people.http import Signed
from wangge.people.names import colleague
from wangge.places.actions.changes import deciding, store
from wangge.places.actions.changes.store import Change
from wangge.places.rules.changes import AnyDraft
from wangge.places.rules.changes.drafts import Code

router = Router("/api/v1/grids/changes", "places")

PAGE = 50

Version = Annotated[int, Path(ge=1, le=2**31 - 1)]
Note = Annotated[str, Field(max_length=500)]
State = Literal["planned", "applied", "cancelled", "refused"]


class NewChange(BaseModel):
    """``effective_at``: earlier today or now, then it is made at once; or later, then at that moment. Default: now."""

    model_config = ConfigDict(extra="forbid")
    change: AnyDraft
    effective_at: AwareDatetime | None = None
    note: Note = ""


class ChangeRow(BaseModel):
    """A version of the tree. ``settled_at``: since when every case has followed."""

    version: int
    kind: str
    grids: list[str]
    note: str
    decided_at: datetime
    decided_by: str | None
    effective_at: datetime
    state: State
    applied_at: datetime | None
    settled_at: datetime | None
    refusal: dict[str, Any] | None
    undoes: int | None
    undone_by: int | None


class WholeChange(ChangeRow):
    """With what was asked, and the grids, posts and members that differ before and after."""

    draft: dict[str, Any]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class ChangePage(BaseModel):
    items: list[ChangeRow]
    next: int | None


@router.get("", response_model=ChangePage)
def read_changes(
    call: Signed,
    state: State | None = None,
    grid: Code | None = None,
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE,
) -> Response:
    """Newest first. ``before`` is the ``next`` of the page before."""
    with call.work(Duty.READ) as tx:
        rows = store.changes(tx, state, grid, before, limit)
        return json_response({
            "items": [brief(row) for row in rows],
            "next": rows[-1].version if len(rows) == limit else None,
        })  # fmt: skip


@router.post("", status_code=201, response_model=WholeChange)
def decide(call: Signed, body: NewChange) -> Response:
    """A change of the tree or of a layer; 409 names the rule, or the other change of the same grids."""
    with call.work() as tx:
        need(tx, body.change.kind)
        return call.answer(tx, 201, whole(deciding.decide(tx, body.change, body.effective_at, body.note)))


@router.get("/{version}", response_model=WholeChange)
def read_change(call: Signed, version: Version) -> Response:
    with call.work(Duty.READ) as tx:
        return json_response(whole(store.change(tx, version)))


@router.post("/{version}/cancel", response_model=WholeChange)
def cancel(call: Signed, version: Version) -> Response:
    """Before its time; what was applied is undone instead."""
    with call.work() as tx:
        need(tx, store.change(tx, version).kind)
        return call.answer(tx, 200, whole(deciding.cancel(tx, version)))


def need(tx: Tx, kind: str) -> None:
    """Who keeps duty grids changes items of layers; the tree is for whoever keeps places."""
    people.need(tx.actor, Duty.LAYERS if kind == "layer_item" else Duty.PLACES)


def brief(change: Change) -> dict[str, Any]:
    row = {name: getattr(change, name) for name in ChangeRow.model_fields}
    return row | {"decided_by": colleague(change.decided_by_name)}


def whole(change: Change) -> dict[str, Any]:
    return brief(change) | {"draft": change.draft, "before": change.before, "after": change.after}
