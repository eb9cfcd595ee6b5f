"""HTTP for suggested ownership rules: read, made a draft, or dismissed."""

from typing import Annotated

from fastapi import Path, Response

from wangge.kit.http import json_response
from wangge.kit.routes import Router
from wangge.people.http import Signed
from wangge.people.rules import Duty
from wangge.triage.actions import hints

router = Router("/api/v1/advice/rules", "advice")

Id = Annotated[int, Path(ge=1, le=2**53)]


@router.get("")
def suggested(call: Signed) -> Response:
    """Classes and places whose cases one unit keeps losing and another keeps finishing, with some of these cases."""
    with call.work(Duty.OWNERSHIP) as tx:
        return json_response({"items": hints.shown(tx)})


@router.post("/{hint}/draft", status_code=201)
def draft(call: Signed, hint: Id) -> Response:
    """The draft of an ownership rule; a person publishes it. 409 where it was settled before."""
    with call.work(Duty.OWNERSHIP) as tx:
        return call.answer(tx, 201, {"draft": hints.draft(tx, hint)})


@router.post("/{hint}/dismiss", status_code=204)
def dismiss(call: Signed, hint: Id) -> None:
    """It is not shown again before there are more such cases."""
    with call.work(Duty.OWNERSHIP) as tx:
        hints.dismiss(tx, hint)
