"""The event `import`: from nothing to any state with the times of the source."""

from datetime import datetime, timedelta

import pytest

from tests.cases.worlds import MONDAY, Tale, V, world
from tests.clock.times import at
from wangge.cases.rules import CLASSED, Grade, Stage, State
from wangge.cases.rules.clocks import until
from wangge.clock import LADDER

ARRIVED = MONDAY - timedelta(days=30)


def imported(tale: Tale | None = None, **said: object) -> Tale:
    return (tale or Tale()).say(V.IMPORT, opened_at=ARRIVED.isoformat(), **said)


@pytest.mark.parametrize(
    ("length", "limit"),
    [
        (timedelta(minutes=1), "1um"),
        (timedelta(minutes=90, seconds=1), "91um"),
        (timedelta(minutes=9999), "9999um"),
        (timedelta(minutes=10_000), "167uh"),
        (timedelta(days=30), "720uh"),
        (timedelta(hours=9999), "9999uh"),
        (timedelta(hours=9999, seconds=1), "417cd"),
        (timedelta(days=9999), "9999cd"),
        (timedelta(0), "1um"),
    ],
)
def test_the_limit_of_a_deadline_that_somebody_else_has_set(length: timedelta, limit: str) -> None:
    assert str(until(ARRIVED, ARRIVED + length)) == limit


@pytest.mark.parametrize("days", [1, 3.25, 40, 1000])
def test_it_is_due_when_the_source_says(days: float) -> None:
    due = ARRIVED + timedelta(days=days)
    tale = imported(due_at=due.isoformat())
    assert tale.case.due_at == due
    assert tale.clock(Stage.WHOLE).own
    assert tale.replayed() == tale.case


def test_a_new_calendar_does_not_move_it() -> None:
    tale = imported(state="filed", due_at=(ARRIVED + timedelta(days=40)).isoformat())
    due = tale.case.due_at
    assert tale.say(V.RECALCULATE).case.due_at == due


@pytest.mark.parametrize(
    ("state", "stage"),
    [
        ("reported", Stage.ACCEPT),
        ("accepted", Stage.FILE),
        ("verifying", Stage.VERIFY),
        ("filed", Stage.DISPATCH),
        ("checking", Stage.CHECK),
        ("calling", Stage.CALL_BACK),
    ],
)
def test_what_it_waits_for_runs_from_now_on(state: str, stage: Stage) -> None:
    clock = imported(state=state).clock(stage)
    assert (clock.started_at, clock.rung, clock.open) == (MONDAY, 0, True)


def test_alarms_that_lie_behind_it_are_not_rung_again() -> None:
    """Due yesterday: 80 and 100 per cent have rung elsewhere, 150 is to come."""
    yesterday = MONDAY - timedelta(days=1)
    clock = imported(state="filed", due_at=yesterday.isoformat()).clock(Stage.WHOLE)
    assert LADDER[clock.rung] == 150
    assert clock.alarm_at is not None
    assert clock.alarm_at > MONDAY


def test_what_is_over_rings_no_more() -> None:
    closed = ARRIVED + timedelta(days=2)
    tale = imported(state="closed", closed_at=closed.isoformat(), due_at=(ARRIVED + timedelta(days=1)).isoformat())
    clock = tale.clock(Stage.WHOLE)
    assert (clock.alarm_at, clock.ended_at) == (None, closed)
    assert clock.due_at == ARRIVED + timedelta(days=1)  # late by a day, and it shows
    assert tale.case.next_due_at is None
    assert tale.replayed() == tale.case


@pytest.mark.parametrize(("state", "answered"), [("closed", True), ("declined", True), ("void", False)])
def test_what_was_answered_was_answered_at_its_end(state: str, answered: bool) -> None:
    closed = ARRIVED + timedelta(days=2)
    tale = imported(state=state, closed_at=closed.isoformat())
    assert tale.report.answered_at == (closed if answered else None)
    assert tale.case.closed_at == closed


def test_the_time_for_the_answer_runs_from_its_arrival() -> None:
    assert imported().report.due_at == at("Tue 2026-10-13 18:00")  # behind the holidays


def test_the_category_says_how_urgent_and_how_grave() -> None:
    grave = Tale(world(urgent=True, grade="major", sensitive=True))
    case = imported(grave, state="filed", category="0405", condition="01").case
    assert (case.urgent, case.grade, case.sensitive) == (True, Grade.MAJOR, True)


def test_unless_the_source_does() -> None:
    assert imported(Tale(world(grade="major")), grade="large").case.grade is Grade.LARGE


def test_states_with_a_category_and_a_place() -> None:
    early = {State.REPORTED, State.VERIFYING, State.ACCEPTED}
    ended = {State.CLOSED, State.VOID, State.DECLINED, State.MERGED}
    assert set(State) - early - ended - {State.NONE} == CLASSED


def test_a_time_is_what_the_source_wrote() -> None:
    filed = ARRIVED + timedelta(hours=3)
    case = imported(state="filed", filed_at=filed.isoformat()).case
    assert (case.opened_at, case.filed_at, case.moved_at) == (ARRIVED, filed, MONDAY)
    assert isinstance(case.opened_at, datetime)
