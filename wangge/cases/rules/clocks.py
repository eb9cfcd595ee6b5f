"""The clocks of a case: which run, which stand still, when each is due and rings next."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from wangge.cases.rules.guards import called, to_call
from wangge.cases.rules.state import Assignment, Case, ClockRun, Event, World
from wangge.cases.rules.words import Role, Stage, State, Verb
from wangge.catalogue import Limit
from wangge.clock import Span, deadline, next_alarm

#: Stages whose clock belongs to an assignment, and the roles it runs for.
OF_ASSIGNMENT = {
    Stage.SIGN: (Role.LEAD, Role.ASSIST),
    Stage.RETURN: (Role.LEAD, Role.ASSIST),
    Stage.CONTACT: (Role.LEAD,),
    Stage.HANDLE: (Role.LEAD, Role.ASSIST),
    Stage.STAGED: (Role.LEAD,),
    Stage.ARRIVE: (Role.WHISTLED,),
}

#: Moves after which the clocks that still ran count as met, not as dropped.
_FULFILLED = frozenset({Verb.ANSWER, Verb.DECLINE, Verb.RESOLVE, Verb.REVIEW_PASS, Verb.CLOSE})


def run(effects: str, before: Case, case: Case, event: Event, world: World) -> Case:
    """Carry out the clock column of the row that applied; then end what has lost its ground."""
    fresh = case.assignments[len(before.assignments) :]
    for effect in effects.split():
        match effect[0], effect[1:]:
            case "-", "-":
                case = _end_all(case, event)
            case "-", stage:
                case = _stop(case, Stage(stage), event, world)
            case "+", stage:
                case = _start(case, Stage(stage), fresh, event, world)
            case "<", stage:
                case = _take_up(case, Stage(stage), event, world)
            case "|", _:
                case = _each(case, lambda c: replace(c, paused_at=event.at, due_at=None, alarm_at=None))
            case ">", _:
                case = _each(case, lambda c: timed(_resumed(c, event.at), world))
            case "~", _:
                case = recomputed(case, event, world)
    gone = {a.no for a in case.assignments if not a.open}
    return _each(case, lambda c: _ended(c, event.at, dropped=True) if c.assignment in gone else c)


def timed(clock: ClockRun, world: World) -> ClockRun:
    """Due time and next alarm from the limit, the calendar and the pauses; nothing while paused."""
    if clock.paused_at is not None:
        return replace(clock, due_at=None, alarm_at=None, calendar=world.calendar.version)
    limit = clock.limit._replace(amount=clock.limit.amount + clock.extra)
    due = deadline(clock.started_at, limit, world.calendar, clock.pauses)
    ring = None
    if clock.stage is not Stage.RETURN:
        ring = next_alarm(clock.started_at, limit, world.calendar, clock.pauses, clock.rung)
    return replace(
        clock, due_at=due.at, provisional=due.provisional, alarm_at=ring, calendar=world.calendar.version
    )


def extended(case: Case, by: int, world: World) -> Case:
    """A granted extension lengthens the lead's handling and the whole by the same amount of handling time."""

    def longer(clock: ClockRun) -> ClockRun:
        mine = case.lead is not None and clock.assignment == case.lead.no and clock.stage is Stage.HANDLE
        whole = clock.stage is Stage.WHOLE and clock.limit.kind == unit
        return timed(replace(clock, extra=clock.extra + by), world) if mine or whole else clock

    handle = case.lead and case.clock(Stage.HANDLE, case.lead.no)
    unit = handle.limit.kind if handle else None
    return _each(case, longer)


def rung(case: Case, no: int, world: World) -> Case:
    return _each(case, lambda c: timed(replace(c, rung=c.rung + 1), world) if c.no == no else c)


def add(case: Case, clock: ClockRun, world: World) -> Case:
    """One more clock, numbered next, timed."""
    return replace(case, clocks=(*case.clocks, timed(replace(clock, no=len(case.clocks) + 1), world)))


def recomputed(case: Case, event: Event, world: World) -> Case:
    """Every open clock anew under the present standard and calendar; limits that were said by a person stay."""
    limits = world.standard.limits
    staged = {s.code: s.limit for s in world.standard.stages}

    def again(clock: ClockRun) -> ClockRun:
        if clock.stage is Stage.STAGED:
            now = staged.get(clock.code)
            return timed(replace(clock, limit=now), world) if now else _ended(clock, event.at, dropped=True)
        now = clock.limit if clock.own else limits.get(clock.stage, clock.limit)
        return timed(replace(clock, limit=now), world)

    case = _each(case, again)
    lead, known = case.lead, {c.code for c in case.clocks if case.lead and c.assignment == case.lead.no}
    if lead is not None and lead.open and lead.sent_at is not None and world.standard.category:
        for stage in world.standard.stages:
            if stage.code not in known:
                case = add(case, ClockRun(0, Stage.STAGED, lead.no, stage.code, stage.limit, lead.sent_at), world)
    return case


def _start(case: Case, stage: Stage, fresh: Iterable[Assignment], event: Event, world: World) -> Case:
    if stage is Stage.STAGED:
        wanted = [(s.code, s.limit, False) for s in world.standard.stages]
    else:
        own = event.given.get("within") or (event.given.get("limit") if stage is Stage.HANDLE else None)
        limit = Limit.parse(own) if own else world.standard.limits.get(stage)
        wanted = [("", limit, bool(own))] if limit else []
    if stage not in OF_ASSIGNMENT:
        holders: list[int | None] = [None]
    else:
        holders = [a.no for a in fresh if a.role in OF_ASSIGNMENT[stage]]
    for holder in holders:
        for code, limit, own_limit in wanted:
            clock = ClockRun(0, stage, holder, code, limit, event.at, own=own_limit)
            case = add(case, _passed_down(case, clock), world)
    return case


def _passed_down(case: Case, clock: ClockRun) -> ClockRun:
    """What is passed down without a limit of its own runs on the limit of who passed it down."""
    child = case.assignment(clock.assignment)
    above = child and child.parent and case.clock(Stage.HANDLE, child.parent)
    if clock.stage is not Stage.HANDLE or clock.own or not above:
        return clock
    return replace(above, no=0, assignment=clock.assignment, rung=0, ended_at=None)


def _stop(case: Case, stage: Stage, event: Event, world: World) -> Case:
    if stage is Stage.CALL_BACK and event.verb is Verb.CALL_BACK:
        if not all(called(report) for report in to_call(case, world)):
            return case
    holder = event.given.get("assignment") if stage in OF_ASSIGNMENT else None
    code = event.given.get("stage", "") if stage is Stage.STAGED else ""
    clock = case.clock(stage, holder, code)
    return _each(case, lambda c: _ended(c, event.at) if clock and c.no == clock.no else c)


def _take_up(case: Case, stage: Stage, event: Event, world: World) -> Case:
    """Rework goes on with the time that was left: the time of checking counts as a pause."""
    lead = case.lead
    last = next((c for c in reversed(case.clocks) if lead and c.stage is stage and c.assignment == lead.no), None)

    def up(clock: ClockRun) -> ClockRun:
        if last is None or clock.no != last.no or clock.ended_at is None:
            return clock
        pause = (Span(clock.ended_at, event.at),) if clock.ended_at < event.at else ()
        return timed(replace(clock, ended_at=None, dropped=False, pauses=(*clock.pauses, *pause)), world)

    return replace(case, clocks=tuple(up(c) for c in case.clocks))


def _end_all(case: Case, event: Event) -> Case:
    met = case.state is State.CLOSED and event.verb in _FULFILLED or event.verb is Verb.DECLINE
    return _each(case, lambda c: _ended(c, event.at, dropped=not met))


def _resumed(clock: ClockRun, at: datetime) -> ClockRun:
    if clock.paused_at is None:
        return clock
    pause = (Span(clock.paused_at, at),) if clock.paused_at < at else ()
    return replace(clock, paused_at=None, pauses=(*clock.pauses, *pause))


def _ended(clock: ClockRun, at: datetime, dropped: bool = False) -> ClockRun:
    """A clock that stood still ends with its pause closed."""
    return replace(_resumed(clock, at), ended_at=at, alarm_at=None, dropped=dropped)


def _each(case: Case, change: Callable[[ClockRun], ClockRun]) -> Case:
    return replace(case, clocks=tuple(change(c) if c.open else c for c in case.clocks))
