"""A change of the tree as it touches cases: what a draft would do, and taking one back."""

from dataclasses import asdict
from typing import Annotated

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict

from wangge import places
from wangge.cases.actions.preview import under_change
from wangge.cases.actions.regrid import undo
from wangge.kit.http import json_response
from wangge.kit.routes import Router
from wangge.people.http import Signed
from wangge.places.api.changes import NewChange, Note, WholeChange, need, whole

router = Router("/api/v1/grids/changes", "places")


class UndoBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    note: Note = ""


@router.post("/preview")
def preview_change(call: Signed, body: NewChange) -> Response:
    """Open cases that would go elsewhere, in the reader's scope, and who would lose or gain sight of them."""
    with call.work() as tx:
        need(tx, body.change.kind)
        return json_response(asdict(under_change(tx, body.change)))


@router.post("/{version}/undo", status_code=201, response_model=WholeChange)
def undo_change(call: Signed, version: Annotated[int, Path(ge=1, le=2**31 - 1)], body: UndoBody) -> Response:
    """A new change that restores what was before; 409 names what depends on this one."""
    with call.work() as tx:
        need(tx, places.change(tx, version).kind)
        return call.answer(tx, 201, whole(undo(tx, version, body.note)))
