"""Supervision, and what the system does: alarms, new grids, imports."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from wangge.cases.rules import clocks
from wangge.cases.rules.effects import effect
from wangge.cases.rules.effects.matter import placed, reported
from wangge.cases.rules.state import Case, ClockRun, Event, World
from wangge.cases.rules.values import replace
from wangge.cases.rules.words import Grade, Outcome, Stage, State, Verb
from wangge.clock import LADDER


@effect(Verb.URGE)
def _urged(case: Case, event: Event, world: World) -> Case:
    return replace(case, urges=case.urges + 1)


@effect(Verb.SUPERVISE, Verb.REPLY)
def _supervised(case: Case, event: Event, world: World) -> Case:
    return replace(case, demands=case.demands + (1 if event.verb is Verb.SUPERVISE else -1))


@effect(Verb.HAND_OVER)
def _handed_over(case: Case, event: Event, world: World) -> Case:
    return replace(case, handovers=case.handovers + 1)


@effect(Verb.HARD_CASE)
def _hard(case: Case, event: Event, world: World) -> Case:
    return replace(case, hard=True)


@effect(Verb.ALARM)
def _rang(case: Case, event: Event, world: World) -> Case:
    return clocks.rung(case, event.given["clock"], world)


@effect(Verb.REGRID)
def _regridded(case: Case, event: Event, world: World) -> Case:
    return placed(case, event.given)


@effect(Verb.IMPORT)
def _imported(case: Case, event: Event, world: World) -> Case:
    """From nothing to any state, with the source's own times. What has ended was answered when it ended."""
    given, standard = event.given, world.standard
    case = reported(case, replace(event, at=_time(given["opened_at"]) or event.at), world)
    state, closed_at = State(given["state"]), _time(given.get("closed_at"))
    if state in (State.CLOSED, State.DECLINED):
        case = replace(case, reports=tuple(replace(r, answered_at=closed_at) for r in case.reports))
    case = replace(
        case,
        state=state,
        category=standard.category,
        condition=standard.condition,
        urgent=standard.urgent,
        grade=Grade(given.get("grade") or standard.grade),
        sensitive=case.sensitive or standard.sensitive,
        filed_at=_time(given.get("filed_at")),
        closed_at=closed_at,
        grid_at_filing=case.grid if given.get("filed_at") else None,
        outcome=Outcome(given["outcome"]) if given.get("outcome") else None,
    )
    for clock in _running(case, event, world):
        case = clocks.add(case, clocks.unheard(clock, event.at, world) if case.open else _over(clock), world)
    return case if case.open else replace(case, clocks=tuple(replace(c, ended_at=closed_at) for c in case.clocks))


def _over(clock: ClockRun) -> ClockRun:
    """Of what has ended every alarm has rung."""
    return replace(clock, rung=len(LADDER))


#: What an imported open case waits for.
_WAITING = {
    State.REPORTED: Stage.ACCEPT,
    State.ACCEPTED: Stage.FILE,
    State.FILED: Stage.DISPATCH,
    State.VERIFYING: Stage.VERIFY,
    State.CHECKING: Stage.CHECK,
    State.CALLING: Stage.CALL_BACK,
}


def _running(case: Case, event: Event, world: World) -> Iterator[ClockRun]:
    """Of the stage it waits in from now on, of the whole from when it arrived or was filed."""
    standard, stage = world.standard, _WAITING.get(case.state)
    if stage and (limit := standard.limit_of(stage, case.area_class)):
        yield ClockRun(0, stage, None, "", limit, event.at)
    due_at = _time(event.given.get("due_at"))
    if due_at and case.opened_at:
        yield ClockRun(0, Stage.WHOLE, None, "", clocks.until(case.opened_at, due_at), case.opened_at, own=True)
    elif case.open and case.filed_at and (whole := standard.limit_of(Stage.WHOLE, case.area_class)):
        yield ClockRun(0, Stage.WHOLE, None, "", whole, case.filed_at)


def _time(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
