"""Previews over HTTP: what a draft of something below would do to the cases."""

from dataclasses import asdict
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from wangge.cases.actions.accuracy import By, Wanted, accuracy, hints
from wangge.cases.actions.preview import under_calendar
from wangge.cases.actions.simulation import simulate
from wangge.cases.api.fields import Code, Moment
from wangge.clock.api import CalendarBody
from wangge.kit.http import json_response
from wangge.kit.routes import Router
from wangge.people.http import Signed
from wangge.people.rules import Duty

router = Router("/api/v1", "previews")


class SimulationBody(BaseModel):
    """``drafts``: left out, all of them."""

    model_config = ConfigDict(extra="forbid")
    drafts: Annotated[list[Annotated[int, Field(ge=1, le=2**31 - 1)]], Field(min_length=1, max_length=5000)] | None = (
        None
    )
    months: Annotated[int, Field(ge=1, le=12)] = 6


@router.post("/calendar/preview")
def preview_calendar(call: Signed, body: CalendarBody) -> Response:
    """The open deadlines that this calendar would move, in the reader's scope; nothing is changed."""
    with call.work(Duty.CALENDAR) as tx:
        return json_response(asdict(under_calendar(tx, body.draft())))


@router.post("/ownership/simulation")
def simulate_rules(call: Signed, body: SimulationBody) -> Response:
    """The cases of the last months sent again with the draft rules: what would go elsewhere; nothing is changed."""
    with call.work(Duty.OWNERSHIP) as tx:
        return json_response(simulate(tx, body.drafts, body.months))


@router.get("/ownership/accuracy")
def first_dispatches(  # noqa: PLR0913, PLR0917 - each parameter is a filter of the address
    call: Signed,
    since: Annotated[Moment, Query(alias="from", examples=["2026-01-01T00:00:00+08:00"])],
    until: Annotated[Moment, Query(alias="to")],
    by: By = "month",
    category: Code | None = None,
    unit: Code | None = None,
) -> Response:
    """How many first dispatches of a period were right, by month, unit, class, street, rule, or how it was chosen."""
    with call.work(Duty.READ) as tx:
        return json_response(accuracy(tx, Wanted(since, until, by, category, unit)))


@router.get("/ownership/hints")
def read_hints(
    call: Signed,
    since: Annotated[Moment, Query(alias="from")],
    until: Annotated[Moment, Query(alias="to")],
    least: Annotated[int, Query(ge=1, le=10_000)] = 3,
) -> Response:
    """Where cases of a period kept ending with another unit than the first: what a rule may be made of."""
    with call.work(Duty.OWNERSHIP) as tx:
        return json_response(hints(tx, since, until, least))
