"""What a change below would do to the open cases, said before it is made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wangge import clock
from wangge.cases.actions.store import q, scope_of
from wangge.catalogue import Limit
from wangge.clock import Calendar, Span, deadline
from wangge.kit.tx import Tx

SHOWN = 200


@dataclass(frozen=True)
class Moved:
    """One deadline that would move."""

    number: str
    stage: str
    due_at: datetime
    then: datetime


@dataclass(frozen=True)
class Preview:
    """How many open clocks were looked at, how many of how many cases would move, and the first of them."""

    clocks: int
    moved: int
    cases: int
    shown: list[Moved]


def under_calendar(tx: Tx, draft: clock.CalendarDraft) -> Preview:
    """The open deadlines that a calendar would move; Invalid names what is wrong with it."""
    calendar = clock.preview(tx, draft)
    rows = tx.rows(q.open_clocks, **scope_of(tx.actor))
    moved = [one for row in rows if (one := _moved(row, calendar))]
    return Preview(len(rows), len(moved), len({one.number for one in moved}), moved[:SHOWN])


def _moved(row: dict[str, Any], calendar: Calendar) -> Moved | None:
    limit = Limit.parse(row["limit"])
    limit = limit._replace(amount=limit.amount + row["extra"])
    pauses = [Span(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in row["pauses"]]
    then = deadline(row["started_at"], limit, calendar, pauses).at
    return Moved(row["number"], row["stage"], row["due_at"], then) if then != row["due_at"] else None
