"""What a change below would do to the open cases, said before it is made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wangge import clock, dispatch, people, places
from wangge.cases.actions.store import q, scope_of
from wangge.catalogue import Limit
from wangge.clock import Calendar, Span, deadline
from wangge.kit.tx import Tx
from wangge.people import Reach
from wangge.places import Outlook
from wangge.places.rules.changes import LayerItem, TreeDraft

SHOWN = 200


@dataclass(frozen=True)
class Moved:
    """One deadline that would move."""

    number: str
    stage: str
    due_at: datetime
    then: datetime | None  # None: the clock would end


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


# -- the grid tree ---------------------------------------------------------------------------------------

#: States in which somebody has been asked to go, to check or to ring.
WAITING = ("verifying", "checking", "calling")


@dataclass(frozen=True)
class GridChange:
    """``waiting``: open cases that wait for a verification, a check or a call-back, by state."""

    grid: str
    name: str
    goes_to: tuple[str, ...]
    open_cases: int
    waiting: dict[str, int]


@dataclass(frozen=True)
class Person:
    """Somebody who would lose or gain sight of the cases of these grids."""

    id: int
    name: str
    role: str
    unit: str
    grids: list[str]


@dataclass(frozen=True)
class ChangePreview:
    open_cases: int
    grids: list[GridChange]
    lose: list[Person]
    gain: list[Person]
    ownership: dispatch.Following


def under_change(tx: Tx, draft: TreeDraft | LayerItem) -> ChangePreview:
    """The open cases of the grids that would change, in the reader's scope, who would lose or gain them, and which
    ownership rules would follow.

    Refused or Invalid by the rule that the draft breaks, as when it is decided.
    """
    found = places.outlook(tx, draft)
    rows = tx.rows(q.open_under, paths=[one.old_path for one in found], **scope_of(tx.actor)) if found else []
    grids = [_grid(one, [row for row in rows if row["path"] == one.old_path]) for one in found]
    lose, gain = _people(tx, found)
    ownership = dispatch.following(tx, dispatch.current(tx), found)
    return ChangePreview(sum(g.open_cases for g in grids), grids, lose, gain, ownership)


def _grid(one: Outlook, rows: Sequence[dict[str, Any]]) -> GridChange:
    waiting = {row["state"]: row["cases"] for row in rows if row["state"] in WAITING}
    return GridChange(one.code, one.name, tuple(c for c, _ in one.targets), sum(r["cases"] for r in rows), waiting)


def _people(tx: Tx, found: Sequence[Outlook]) -> tuple[list[Person], list[Person]]:
    """Whose posts cover a grid now and not where its cases would go, and the other way round.

    A post that was given for a grid that goes elsewhere, or for one above it that goes along, follows it.
    """
    paths = {one.old_path for one in found} | {path for one in found for _, path in one.targets}
    now: dict[str, dict[int, Reach]] = {path: {} for path in paths}
    then: dict[str, dict[int, Reach]] = {path: {} for path in paths}
    going = {one.old_path for one in found if one.spreads}
    for row in people.who_reaches(tx, paths) if paths else ():
        now[row.path][row.id] = row
        then[row.path][row.id] = row
        if row.lo in going:
            for path in (path for one in found if one.old_path == row.path for _, path in one.targets):
                then[path][row.id] = row
    lose: dict[int, Person] = {}
    gain: dict[int, Person] = {}
    for one in found:
        old = now[one.old_path]
        for _, path in one.targets:
            _note(lose, (row for key, row in old.items() if key not in then[path]), one.code)
            _note(gain, (row for key, row in then[path].items() if key not in old), one.code)
    return list(lose.values()), list(gain.values())


def _note(into: dict[int, Person], rows: Iterable[Reach], code: str) -> None:
    for row in rows:
        person = into.setdefault(row.id, Person(row.id, row.name, row.role, row.unit, []))
        if code not in person.grids:
            person.grids.append(code)
