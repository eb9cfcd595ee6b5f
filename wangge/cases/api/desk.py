"""HTTP for the pages of a desk: what they show around the cases, and why a clock of a case is due when it is."""

from datetime import datetime
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel

from wangge import clock, places
from wangge.cases.actions.store import q, scope_of
from wangge.cases.api.fields import Number
from wangge.cases.api.shown import ShownGrid
from wangge.catalogue import Limit
from wangge.clock import Span
from wangge.clock.api import ExplanationRow
from wangge.kit.errors import NotFound
from wangge.kit.routes import Router
from wangge.people.http import Signed
from wangge.people.rules import Duty

router = Router("/api/v1", "desk")


class Area(BaseModel):
    """The district, and the grids of my posts by code and name. ``now``: the server's clock."""

    district: str
    now: datetime
    grids: list[ShownGrid]


@router.get("/area")
def my_area(call: Signed) -> Area:
    with call.work() as tx:
        root = places.children(tx, None)
        los = [branch.lo for branch in tx.actor.branches]
        rows = tx.rows(q.grids_on_paths, paths=los) if los else []
        return Area(
            district=root[0].name if root else tx.district,
            now=tx.now,
            grids=[ShownGrid(**row) for row in rows],
        )


@router.get("/cases/{number}/clocks/{no}")
def explain_clock(
    call: Signed, number: Annotated[Number, Path()], no: Annotated[int, Path(ge=1, le=10_000)]
) -> ExplanationRow:
    """Why this clock of the case is due when it is, day by day, with its pauses and extension."""
    with call.work(Duty.READ) as tx:
        row = tx.row(q.clock_of, number=number, no=no, **scope_of(tx.actor))
        if row is None:
            raise NotFound("case.unknown", number=number)
        limit = Limit.parse(row["limit"])
        limit = limit._replace(amount=limit.amount + row["extra"])
        now = row["ended_at"] or tx.now
        pauses = [Span(*map(datetime.fromisoformat, pause)) for pause in row["pauses"]]
        if row["paused_at"] and row["paused_at"] < now:
            pauses.append(Span(row["paused_at"], now))
        calendar = clock.by_version(tx, row["calendar"])
        said = clock.explain(row["started_at"], limit, calendar, pauses, now=now)
        return ExplanationRow.model_validate(said.as_dict())
