"""HTTP for cases: read the request, call one action or one query, answer."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from wangge import people, places
from wangge.cases.actions.merging import SPECIAL
from wangge.cases.actions.moving import move
from wangge.cases.actions.routing import suggestion
from wangge.cases.actions.store import q, scope_of
from wangge.cases.api.fields import Code, Number
from wangge.cases.api.moves import AnyMove
from wangge.cases.api.views import detail
from wangge.cases.rules import Case, State, Verb
from wangge.kit.errors import Invalid
from wangge.kit.http import json_response
from wangge.people.http import Signed
from wangge.people.rules import Duty, branch_of

router = APIRouter(prefix="/api/v1", tags=["cases"])

PAGE = 50


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


@router.get("/cases/{number}")
def read_case(call: Signed, number: Annotated[Number, Path()]) -> Response:
    """The case with its reports, assignments, clocks, history and the verbs that are the reader's."""
    with call.work(Duty.READ) as tx:
        return json_response(detail(tx, number))


@router.get("/cases")
def read_queue(  # noqa: PLR0913, PLR0917 - each parameter is a filter of the address
    call: Signed,
    state: State | None = None,
    category: Code | None = None,
    under: Code | None = None,
    unit: Code | None = None,
    late: bool = False,
    after: Annotated[str | None, Query(max_length=80)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE,
) -> Response:
    """Open cases in my scope, due first. ``after`` is the ``next`` of the page before."""
    with call.work(Duty.READ) as tx:
        lo, hi = branch_of(places.grid(tx, under).path) if under else (None, None)
        unit_id = people.unit_by_code(tx, unit).id if unit else None
        after_at, after_id = cursor(after)
        tx.run(q.custom_plan)
        rows = tx.rows(
            q.queue,
            state=state,
            category=category,
            lo=lo,
            hi=hi,
            unit=unit_id,
            late=late,
            after_at=after_at,
            after_id=after_id,
            limit=limit,
            now=tx.now,
            **scope_of(tx.actor),
        )
        last = rows[-1] if len(rows) == limit else None
        following = f"{last['queue_at']}~{last['id']}" if last else None
        for row in rows:
            del row["id"], row["queue_at"]
        return json_response({"cases": rows, "next": following})


@router.get("/queue/counts")
def count_queue(call: Signed) -> Response:
    """Open cases in my scope by state, and how many of them are late."""
    with call.work(Duty.READ) as tx:
        return json_response({"as_of": tx.now, "states": tx.rows(q.queue_counts, now=tx.now, **scope_of(tx.actor))})


def cursor(after: str | None) -> tuple[str | None, int | None]:
    """The last row of the page before, by its due time and id, from its ``next``."""
    if after is None:
        return None, None
    at, _, last = after.partition("~")
    try:
        if at != "infinity":
            datetime.fromisoformat(at)
        return at, int(last)
    except ValueError:
        raise Invalid("request.field", field="after", problem=after) from None
