"""Changes of the catalogue over HTTP, where they touch cases: preview, publish, retire, undo, and whole files."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import Form, Path, Response, UploadFile
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from wangge.cases.actions import pointing, standards
from wangge.cases.actions.standards import spots_of
from wangge.catalogue.actions import importing
from wangge.catalogue.api.forms import Number, StandardBody
from wangge.catalogue.rules import Key, Kind
from wangge.kit.http import json_response
from wangge.kit.routes import Router
from wangge.kit.tables import MOST_BYTES
from wangge.people.http import Call, Signed
from wangge.people.rules import Duty

router = Router("/api/v1/catalogue", "catalogue")

UPLOAD = MOST_BYTES + 100_000  # with the frame of a form around it


class PublishBody(StandardBody):
    """``open_cases``: cases that are open under a former version take this one, by a job."""

    open_cases: bool = False


class RetireBody(BaseModel):
    """A filing condition, or without one the category with all of its conditions. ``since``: not before that moment.

    ``despite``: although open cases or ownership rules point there.
    """

    model_config = ConfigDict(extra="forbid")
    category: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,20}$")]
    condition: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{0,20}$")] = ""
    since: AwareDatetime | None = None
    despite: bool = False


class UndoBody(BaseModel):
    """``despite``: although ownership rules point to what the change had added."""

    model_config = ConfigDict(extra="forbid")
    open_cases: bool = False
    despite: bool = False


class Published(BaseModel):
    version: int


class Changed(BaseModel):
    change: int


@router.post("/standards/preview")
def preview_standard(call: Signed, body: StandardBody) -> Response:
    """The open deadlines that this version would move, in the reader's scope; ``then`` null: the clock would end."""
    with call.work(Duty.CATALOGUE) as tx:
        return json_response(asdict(standards.under_standard(tx, body.draft())))


@router.post("/standards", status_code=201, response_model=Published)
def publish_standard(call: Signed, body: PublishBody) -> Response:
    """The next version of a filing condition, or a new one. 409 when another came after ``based_on``."""
    with call.work(Duty.CATALOGUE) as tx:
        version = standards.publish(tx, body.draft(), body.based_on, open_cases=body.open_cases)
        return call.answer(tx, 201, {"version": version})


@router.post("/retirements", status_code=201, response_model=Changed)
def retire(call: Signed, body: RetireBody) -> Response:
    """409 names the open cases and ownership rules that still point there, unless ``despite`` is said."""
    with call.work(Duty.CATALOGUE) as tx:
        since: datetime | None = body.since
        number = standards.retire(tx, Key(body.category, body.condition), since, despite=body.despite)
        return call.answer(tx, 201, {"change": number})


@router.post("/changes/{number}/undo", status_code=201, response_model=Changed)
def undo(call: Signed, number: Annotated[Number, Path()], body: UndoBody) -> Response:
    """A new change that restores what was before. 409 names what was changed since, or filed under what it added."""
    with call.work(Duty.CATALOGUE) as tx:
        done = standards.undo(tx, number, open_cases=body.open_cases, despite=body.despite)
        return call.answer(tx, 201, {"change": done})


@router.post("/import/preview", max_body_size=UPLOAD)
def preview_import(call: Signed, file: UploadFile, kind: Annotated[Kind, Form()] = Kind.EVENT) -> Response:
    """What a workbook, or a table of nine columns, would change; nothing is written. With ``token`` it is applied.

    ``in_use``: what still points to what it would retire: how many open cases, which ownership rules and drafts, and
    the row of the file that says so.
    """
    data = _read(call, file)
    with call.work(Duty.CATALOGUE) as tx:
        seen = importing.preview(tx, data, file.filename or "", kind)
        used = pointing.uses(tx, seen.plan.edit.retired)
        return json_response(importing.preview_doc(seen) | {"in_use": pointing.docs(used, spots_of(seen.plan))})


@router.post("/import", status_code=201, response_model=Changed, max_body_size=UPLOAD)
def apply_import(  # noqa: PLR0913, PLR0917 - each parameter is a field of the form
    call: Signed,
    file: UploadFile,
    token: Annotated[str, Form(max_length=60)],
    kind: Annotated[Kind, Form()] = Kind.EVENT,
    open_cases: Annotated[bool, Form()] = False,
    despite: Annotated[bool, Form()] = False,
) -> Response:
    """The same file again, as it was previewed, as one change. 409 where the catalogue has moved on since.

    409 also names what still points to what it retires, by row of the file, unless ``despite`` is said: open cases are
    finished under the version they were filed under, rules and drafts lie idle.
    """
    data = _read(call, file)
    with call.work(Duty.CATALOGUE) as tx:
        brought = standards.File(data, file.filename or "", kind, open_cases, despite)
        return call.answer(tx, 201, {"change": standards.bring(tx, brought, token)})


def _read(call: Call, file: UploadFile) -> bytes:
    """Nobody without the duty has their file read; nobody holds a connection meanwhile."""
    with call.work(Duty.CATALOGUE):
        pass
    return file.file.read(MOST_BYTES + 1)
