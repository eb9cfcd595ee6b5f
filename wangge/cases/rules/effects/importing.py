"""What another system has made of a case: from nothing to any state, with the source's own times."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from wangge.cases.rules import clocks
from wangge.cases.rules.effects import effect
from wangge.cases.rules.effects.matter import reported
from wangge.cases.rules.state import Assignment, Case, ClockRun, Event, Given, World
from wangge.cases.rules.values import replace
from wangge.cases.rules.words import Grade, Held, Level, Outcome, Role, Stage, State, Verb
from wangge.clock import LADDER

#: How far its holders have come with an imported case in a state; in the others nobody holds it.
HELD = {
    State.DISPATCHED: Held.SENT,
    **dict.fromkeys((State.HANDLING, State.SUSPENDED), Held.SIGNED),
    **dict.fromkeys((State.HANDLED, State.CHECKING, State.CHECKED, State.CALLING, State.CLOSED), Held.FED_BACK),
}


@effect(Verb.IMPORT)
def _imported(case: Case, event: Event, world: World) -> Case:
    """What has ended was answered when it ended."""
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
        unplaced=given.get("unplaced"),
        assignments=held_by(given, state, event.at),
        level=Level(given.get("level", case.level)),
    )
    for clock in _running(case, event, world):
        case = clocks.add(case, clocks.unheard(clock, event.at, world) if case.open else _over(clock), world)
    return case if case.open else replace(case, clocks=tuple(replace(c, ended_at=closed_at) for c in case.clocks))


def held_by(given: Given, state: State, at: datetime) -> tuple[Assignment, ...]:
    """The units that had it, with the source's times; where it names none, when it was filed, closed or imported."""
    if given.get("unit") is None or state not in HELD:
        return ()
    held = HELD[state]
    sent = _time(given.get("sent_at") or given.get("filed_at") or given["opened_at"])
    signed = _time(given.get("signed_at")) if held is not Held.SENT else None
    done = _time(given.get("done_at") or given.get("closed_at")) or at if held is Held.FED_BACK else None
    lead = Assignment(
        1,
        Role.LEAD,
        given["unit"],
        held,
        sent_at=sent,
        signed_at=signed or (sent if held is Held.SIGNED else None),
        fed_back_at=done,
        ended_at=done,
    )
    others = given.get("assistants") or ()
    return (lead, *(replace(lead, no=no, role=Role.ASSIST, unit=unit) for no, unit in enumerate(others, 2)))


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

#: What its holders are asked for, from now on; the handling runs from when it was sent.
_ASKED = {Held.SENT: (Stage.SIGN, Stage.RETURN, Stage.CONTACT), Held.SIGNED: (Stage.RETURN, Stage.CONTACT)}


def _running(case: Case, event: Event, world: World) -> Iterator[ClockRun]:
    """Of the stage it waits in and of its holders from now on, of the whole from when it arrived or was filed."""
    standard, stage = world.standard, _WAITING.get(case.state)
    if stage and (limit := standard.limit_of(stage, case.area_class)):
        yield ClockRun(0, stage, None, "", limit, event.at)
    yield from _of_holders(case, event, world)
    due_at = _time(event.given.get("due_at"))
    if due_at and case.opened_at:
        yield ClockRun(0, Stage.WHOLE, None, "", clocks.until(case.opened_at, due_at), case.opened_at, own=True)
    elif case.open and case.filed_at and (whole := standard.limit_of(Stage.WHOLE, case.area_class)):
        yield ClockRun(0, Stage.WHOLE, None, "", whole, case.filed_at)


def _of_holders(case: Case, event: Event, world: World) -> Iterator[ClockRun]:
    for held in (a for a in case.assignments if a.open):
        for stage in (*_ASKED[held.held], Stage.HANDLE, Stage.STAGED):
            if held.role not in clocks.OF_ASSIGNMENT[stage] or (stage is Stage.CONTACT and not clocks.to_ring(case)):
                continue
            since = event.at if stage in _ASKED[held.held] else held.sent_at or event.at
            for code, limit, own in clocks.limits(stage, case, event, world):
                yield ClockRun(0, stage, held.no, code, limit, since, own=own)


def _time(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
