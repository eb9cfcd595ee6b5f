"""The clocks of a case: which run, which stand still, when each is due and rings next."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from wangge.cases.rules.guards import called, to_call
from wangge.cases.rules.state import Assignment, Case, ClockRun, Event, World
from wangge.cases.rules.values import replace
from wangge.cases.rules.words import Role, Stage, State, Verb
from wangge.catalogue import Limit, Standard, TimeKind
from wangge.clock import LADDER, Span, deadline, next_alarm

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
        if effect in _OF_ALL:
            case = _OF_ALL[effect](case, event, world)
        elif effect[0] == "+":
            case = _start(case, Stage(effect[1:]), fresh, event, world)
        else:
            case = _OF_ONE[effect[0]](case, Stage(effect[1:]), event, world)
    gone = {a.no for a in case.assignments if not a.open}
    return _each(case, lambda c: _ended(c, event, world, dropped=True) if c.assignment in gone else c)


def timed(clock: ClockRun, world: World) -> ClockRun:
    """Due time and next alarm from the limit, the calendar and the pauses; nothing while paused."""
    if clock.paused_at is not None:
        return replace(clock, due_at=None, alarm_at=None, calendar=world.calendar.version)
    limit = clock.limit._replace(amount=clock.limit.amount + clock.extra)
    due = deadline(clock.started_at, limit, world.calendar, clock.pauses)
    ring = None
    if clock.stage is not Stage.RETURN:
        ring = next_alarm(clock.started_at, limit, world.calendar, clock.pauses, clock.rung)
    return replace(clock, due_at=due.at, provisional=due.provisional, alarm_at=ring, calendar=world.calendar.version)


def extended(case: Case, by: int, world: World) -> Case:
    """A granted extension lengthens the lead's handling, what runs on its limit below, and the whole.

    The whole follows only where it counts the same kind of time: hours are not days.
    """
    handle = case.clock(Stage.HANDLE, case.lead.no) if case.lead else None
    if case.lead is None or handle is None:
        return case
    line = case.line(case.lead.no)

    def longer(clock: ClockRun) -> ClockRun:
        whole = clock.stage is Stage.WHOLE and clock.limit.kind is handle.limit.kind
        theirs = clock.stage is Stage.HANDLE and clock.assignment in line and clock.own is handle.own
        return timed(replace(clock, extra=clock.extra + by), world) if whole or theirs else clock

    return _each(case, longer)


def rung(case: Case, no: int, world: World) -> Case:
    return _each(case, lambda c: timed(replace(c, rung=c.rung + 1), world) if c.no == no else c)


def add(case: Case, clock: ClockRun, world: World) -> Case:
    """One more clock, numbered next, timed. In a suspended case it stands still from the start."""
    stands = clock.started_at if case.state is State.SUSPENDED and clock.paused_at is None else clock.paused_at
    numbered = replace(clock, no=len(case.clocks) + 1, paused_at=stands)
    return replace(case, clocks=(*case.clocks, timed(numbered, world)))


def until(start: datetime, due: datetime) -> Limit:
    """The limit of a deadline that another system has set: to the minute within a week, to the hour within a year,
    else to the day, never earlier than it was set."""
    minutes = max(1, -((start - due) // timedelta(minutes=1)))
    for kind, length in ((TimeKind.URGENT_MINUTES, 1), (TimeKind.URGENT_HOURS, 60)):
        if minutes <= _LONGEST * length:
            return Limit(-(-minutes // length), kind)
    return Limit(-(-minutes // 1440), TimeKind.CALENDAR_DAYS)


_LONGEST = 9999  # a limit is written with four digits


def unheard(clock: ClockRun, at: datetime, world: World) -> ClockRun:
    """What rang before a time has rung for somebody else."""
    if clock.started_at >= at:
        return clock
    rings = (next_alarm(clock.started_at, clock.limit, world.calendar, clock.pauses, n) for n in range(len(LADDER)))
    return replace(clock, rung=sum(1 for ring in rings if ring is not None and ring <= at))


def recomputed(case: Case, event: Event, world: World) -> Case:
    """Every clock that should run now, anew under the present standard and calendar.

    Limits that were said by a person stay. A limit that the standard names no more is dropped; one that it
    names now runs from where it would have started, with the pauses of the handling.
    """

    def again(clock: ClockRun) -> ClockRun:
        limit = limit_now(clock, case.area_class, world.standard)
        return timed(under(clock, limit), world) if limit else _ended(clock, event, world, dropped=True)

    case = _each(case, again)
    handle = case.clock(Stage.HANDLE, case.lead.no) if case.lead else None
    for clock in _wanting(case, world):
        paused = replace(clock, pauses=handle.pauses, paused_at=handle.paused_at) if handle else clock
        case = add(case, paused, world)
    return case


def limit_now(clock: ClockRun, area: str | None, standard: Standard) -> Limit | None:
    """What a running clock has to keep under a standard; None where that names it no more."""
    if clock.stage is Stage.STAGED:
        return next((s.limit_of(area) for s in standard.stages if s.code == clock.code), None)
    if clock.own:
        return clock.limit
    return standard.limit_of(clock.stage, area) or (None if clock.stage is Stage.WHOLE else clock.limit)


def under(clock: ClockRun, limit: Limit) -> ClockRun:
    """An extension was granted in the unit of the limit: under another kind of time it means nothing."""
    return replace(clock, limit=limit, extra=clock.extra if limit.kind is clock.limit.kind else 0)


def _wanting(case: Case, world: World) -> Iterable[ClockRun]:
    """Clocks that the standard asks for and the case has not: of the whole, and of the lead's steps."""
    whole, lead = world.standard.limit_of(Stage.WHOLE, case.area_class), case.lead
    if whole and case.filed_at and case.state not in _UNFILED and not case.reopenings and not case.clock(Stage.WHOLE):
        yield ClockRun(0, Stage.WHOLE, None, "", whole, case.filed_at)
    if lead is not None and lead.open and lead.sent_at is not None:
        known = {c.code for c in case.clocks if c.assignment == lead.no and not c.dropped}
        for stage in world.standard.stages:
            if stage.code not in known:
                limit = stage.limit_of(case.area_class)
                yield ClockRun(0, Stage.STAGED, lead.no, stage.code, limit, lead.sent_at)


#: States in which the time of the whole has not begun, or begins again with filing.
_UNFILED = (State.REPORTED, State.VERIFYING, State.ACCEPTED, State.REVIEWING)


def _start(case: Case, stage: Stage, fresh: Iterable[Assignment], event: Event, world: World) -> Case:
    if _runs_already(case, stage) or (stage is Stage.CONTACT and not to_ring(case)):
        return case
    holders = [a.no for a in fresh if a.role in OF_ASSIGNMENT[stage]] if stage in OF_ASSIGNMENT else [None]
    for holder in holders:
        for code, limit, own in limits(stage, case, event, world):
            clock = ClockRun(0, stage, holder, code, limit, event.at, own=own)
            case = add(case, _passed_down(case, clock), world)
    return case


def to_ring(case: Case) -> bool:
    """Whether a holder has somebody to contact."""
    return any(report.reachable and not report.confidential for report in case.reports)


def _runs_already(case: Case, stage: Stage) -> bool:
    """A matter waits for one thing at a time; only demands for a reply may be several."""
    if stage in OF_ASSIGNMENT or stage is Stage.REPLY:
        return False
    waits = (Stage.CLOSE, Stage.CALL_BACK) if stage is Stage.CLOSE else (stage,)
    return any(case.clock(one) for one in waits)


def limits(stage: Stage, case: Case, event: Event, world: World) -> list[tuple[str, Limit, bool]]:
    """Code, limit, and whether a person said it; none where the standard has no limit for the stage."""
    if stage is Stage.STAGED:
        return [(s.code, s.limit_of(case.area_class), False) for s in world.standard.stages]
    if own := event.given.get("limit" if stage is Stage.HANDLE else "within"):
        return [("", Limit.parse(own), True)]
    limit = world.standard.limit_of(stage, case.area_class)
    return [("", limit, False)] if limit else []


def _passed_down(case: Case, clock: ClockRun) -> ClockRun:
    """What is passed down without a limit of its own runs on the limit of who passed it down."""
    child = case.assignment(clock.assignment)
    above = child and child.parent and case.clock(Stage.HANDLE, child.parent)
    if clock.stage is not Stage.HANDLE or clock.own or not above:
        return clock
    return replace(above, no=0, assignment=clock.assignment, rung=0, ended_at=None)


def _stop(case: Case, stage: Stage, event: Event, world: World) -> Case:
    if not _met(case, event, world):
        return case
    holder = event.given.get("assignment") if stage in OF_ASSIGNMENT else None
    if event.verb is Verb.CONTACT:
        holder = _contacting(case, holder)
    code = event.given.get("stage", "") if stage is Stage.STAGED else ""
    clock = case.clock(stage, holder, code)
    return _each(case, lambda c: _ended(c, event, world) if clock and c.no == clock.no else c)


def _met(case: Case, event: Event, world: World) -> bool:
    """A try is not a contact, one report called back not all of them."""
    match event.verb:
        case Verb.CONTACT:
            return bool(event.given["reached"])
        case Verb.CALL_BACK:
            return all(called(report) for report in to_call(case, world))
    return True


def _contacting(case: Case, no: int | None) -> int | None:
    """Whom a contact counts for: the one above who was given the time for it, where the matter was passed down."""
    mine = case.assignment(no)
    while mine is not None and mine.parent is not None:
        mine = case.assignment(mine.parent)
    return mine.no if mine else None


def _take_up(case: Case, stage: Stage, event: Event, world: World) -> Case:
    """Rework goes on with the time that was left: the time of checking counts as a pause."""
    lead = case.lead
    last = next((c for c in reversed(case.clocks) if lead and c.stage is stage and c.assignment == lead.no), None)

    def up(clock: ClockRun) -> ClockRun:
        if last is None or clock.no != last.no or clock.ended_at is None:
            return clock
        pause = (Span(clock.ended_at, event.at),) if clock.ended_at < event.at else ()
        again = replace(clock, ended_at=None, dropped=False, pauses=(*clock.pauses, *pause))
        limit = limit_now(clock, case.area_class, world.standard) or clock.limit  # amended meanwhile, perhaps
        return timed(under(again, limit), world)

    return replace(case, clocks=tuple(up(c) for c in case.clocks))


def _end_all(case: Case, event: Event, world: World) -> Case:
    return _each(case, lambda c: _ended(c, event, world, dropped=event.verb not in _FULFILLED))


def _pause_all(case: Case, event: Event, world: World) -> Case:
    return _each(case, lambda c: timed(replace(c, paused_at=event.at), world))


def _resume_all(case: Case, event: Event, world: World) -> Case:
    return _each(case, lambda c: timed(_resumed(c, event.at), world))


def _resumed(clock: ClockRun, at: datetime) -> ClockRun:
    if clock.paused_at is None:
        return clock
    pause = (Span(clock.paused_at, at),) if clock.paused_at < at else ()
    return replace(clock, paused_at=None, pauses=(*clock.pauses, *pause))


def _ended(clock: ClockRun, event: Event, world: World, *, dropped: bool = False) -> ClockRun:
    """A clock that stood still ends with its pause closed, so that its due time is known."""
    if clock.paused_at is not None:
        clock = timed(_resumed(clock, event.at), world)
    return replace(clock, ended_at=event.at, alarm_at=None, dropped=dropped)


def _each(case: Case, change: Callable[[ClockRun], ClockRun]) -> Case:
    return replace(case, clocks=tuple(change(c) if c.open else c for c in case.clocks))


_OF_ALL = {"--": _end_all, "||": _pause_all, ">>": _resume_all, "~": recomputed}
_OF_ONE = {"-": _stop, "<": _take_up}
