"""HTTP for cases: read the request, call one action or one query, answer."""

from typing import Annotated, Any

from fastapi import Path, Response

from wangge.cases.actions.merging import SPECIAL
from wangge.cases.actions.moving import move
from wangge.cases.actions.routing import suggestion
from wangge.cases.api.fields import Number
from wangge.cases.api.moves import AnyMove
from wangge.cases.api.queue import cursor
from wangge.cases.api.shown import ShownCase
from wangge.cases.api.views import detail
from wangge.cases.rules import Case, Verb
from wangge.kit.http import json_response
from wangge.kit.routes import Router
from wangge.people.http import Signed
from wangge.people.rules import Duty

__all__ = ["brief", "cursor", "router"]

router = Router("/api/v1", "cases")


@router.post("/cases/{number}/moves", status_code=201)
def make_move(call: Signed, number: Annotated[Number, Path()], body: AnyMove) -> Response:
    """One verb on one case. 409 names the rule that refuses, or the newer events when ``seen`` is behind."""
    with call.work() as tx:
        verb = Verb(body.verb)
        special = SPECIAL.get(verb)
        said = body.said()
        case = special(tx, number, said, body.seen) if special else move(tx, number, verb, said, body.seen)
        answer = brief(case)
        if verb is Verb.AMEND and (other := suggestion(tx, case)):
            answer["suggestion"] = other
        return call.answer(tx, 201, answer)


def brief(case: Case) -> dict[str, Any]:
    """What a move answers: enough to go on with, no words, no person."""
    return {
        "number": case.number,
        "state": case.state,
        "seq": case.seq,
        "due_at": case.due_at,
        "next_due_at": case.next_due_at,
        "assignments": [{"no": a.no, "role": a.role, "unit": a.unit, "held": a.held} for a in case.assignments],
    }


@router.get("/cases/{number}", responses={200: {"model": ShownCase}})
def read_case(call: Signed, number: Annotated[Number, Path()]) -> Response:
    """The case with its reports, assignments, clocks, history and the verbs that are the reader's."""
    with call.work(Duty.READ) as tx:
        return json_response(detail(tx, number))
