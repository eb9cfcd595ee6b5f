"""HTTP for the same matter (热点): what is hot, what belongs to it, and which matter a case is of."""

from datetime import datetime
from math import isfinite
from typing import Annotated, Literal

from fastapi import Path, Query, Response

from wangge.cases.api import cursor
from wangge.cases.api.fields import Code, Moment, Number
from wangge.kit.errors import Invalid
from wangge.kit.http import json_response
from wangge.kit.routes import Router
from wangge.people.http import Signed
from wangge.people.rules import Duty
from wangge.triage.actions import matters

router = Router("/api/v1", "matters")

Id = Annotated[int, Path(ge=1, le=2**62)]


@router.get("/matters")
def hot(  # noqa: PLR0913, PLR0917 – each is a parameter of the query
    call: Signed,
    order: Literal["heat"] = "heat",
    grid: Annotated[Code | None, Query()] = None,
    since: Annotated[Moment | None, Query()] = None,
    after: Annotated[str | None, Query(max_length=80)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """What several reports tell of, the hottest first, by the cases I may see. ``since``: still heard of then.

    ``after`` is the ``next`` of the page before. ``days``: reports of each of the last 14 days, today last. ``cut``: of
    more matters than a list counts I see a part only, and the coolest of these are not in it.
    """
    with call.work(Duty.READ) as tx:
        page = matters.hottest(tx, matters.Asked(grid, since, limit, _warmth(after)))
        return json_response({"items": page.items, "order": order, "next": page.following, "cut": page.cut})


@router.get("/matters/{matter}")
def one(
    call: Signed,
    matter: Id,
    after: Annotated[str | None, Query(max_length=80)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """A matter with its cases, the newest first; ``after`` is the ``next`` of the page before."""
    with call.work(Duty.READ) as tx:
        found = matters.matter(tx, matter)
        page = matters.cases_of(tx, found["matter"], _cursor(after), limit)
        return json_response(found | {"items": page.items, "next": page.following})


@router.get("/cases/{number}/matter")
def of_case(call: Signed, number: Annotated[Number, Path()]) -> Response:
    """The matter a case is of; null before it was looked at."""
    with call.work(Duty.READ) as tx:
        return json_response({"matter": matters.of_case(tx, number)})


def _cursor(after: str | None) -> tuple[datetime | None, int | None]:
    at, last = cursor(after)
    if at is None or last is None:
        return None, None
    if at == "infinity" or not 0 <= last < 2**62:
        raise Invalid("request.field", field="after", problem=after)
    return datetime.fromisoformat(at), last


def _warmth(after: str | None) -> tuple[float, int] | None:
    if after is None:
        return None
    warmth, _, last = after.partition("~")
    try:
        found = float(warmth), int(last)
    except ValueError:
        raise Invalid("request.field", field="after", problem=after) from None
    if not isfinite(found[0]) or not 0 <= found[1] < 2**62:
        raise Invalid("request.field", field="after", problem=after)
    return found
