"""Supervision, and what the system does: alarms, new grids, imports."""

from datetime import datetime
from typing import Any

from wangge.cases.rules import clocks
from wangge.cases.rules.effects import effect
from wangge.cases.rules.effects.matter import placed, reported
from wangge.cases.rules.state import Case, ClockRun, Event, World
from wangge.cases.rules.values import replace
from wangge.cases.rules.words import Outcome, Stage, State, Verb


@effect(Verb.URGE)
def _urged(case: Case, event: Event, world: World) -> Case:
    return replace(case, urges=case.urges + 1)


@effect(Verb.SUPERVISE, Verb.REPLY)
def _supervised(case: Case, event: Event, world: World) -> Case:
    return replace(case, demands=case.demands + (1 if event.verb is Verb.SUPERVISE else -1))


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
    """From nothing to any state, with the source's own times."""
    given = event.given
    case = reported(case, replace(event, at=_time(given["opened_at"]) or event.at), world)
    state = State(given["state"])
    case = replace(
        case,
        state=state,
        category=world.standard.category,
        condition=world.standard.condition,
        filed_at=_time(given.get("filed_at")),
        closed_at=_time(given.get("closed_at")),
        grid_at_filing=case.grid if given.get("filed_at") else None,
        outcome=Outcome(given["outcome"]) if given.get("outcome") else None,
    )
    stage = _WAITING.get(state)
    if stage and (limit := world.standard.limits.get(stage)):
        case = clocks.add(case, ClockRun(0, stage, None, "", limit, event.at), world)
    if case.open and case.filed_at and (whole := world.standard.limits.get(Stage.WHOLE)):
        case = clocks.add(case, ClockRun(0, Stage.WHOLE, None, "", whole, case.filed_at), world)
    return case


#: What an imported open case waits for.
_WAITING = {State.REPORTED: Stage.ACCEPT, State.ACCEPTED: Stage.FILE, State.FILED: Stage.DISPATCH}


def _time(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
