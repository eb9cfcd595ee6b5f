"""Who acts: assignments are sent, signed, passed down, returned, taken back and end."""

from collections.abc import Callable, Iterable
from datetime import datetime

from wangge.cases.rules.effects import effect
from wangge.cases.rules.state import Assignment, Case, Event, World
from wangge.cases.rules.values import replace
from wangge.cases.rules.words import Held, Level, Role, Verb


@effect(Verb.DISPATCH, Verb.REDISPATCH, Verb.RULE)
def _dispatched(case: Case, event: Event, world: World) -> Case:
    """Who lead is now; of a redispatched case the assistants stay, none twice, none beside themselves as lead."""
    unit, ruled = event.given["unit"], event.verb is Verb.RULE
    if event.verb is Verb.REDISPATCH:
        gives_way = {a.no for a in case.assignments if a.open and a.parent is None and (a.is_lead or a.unit == unit)}
        case = changed(case, lambda a: a.no in gives_way, event.at, Held.REPLACED)
        case = replace(_below_end(case, event.at), transfers=case.transfers + 1)
    there = {a.unit for a in case.assignments if a.open and a.role is Role.ASSIST and a.parent is None}
    assistants = [no for no in event.given.get("assistants") or () if no not in there]
    case = with_more(case, [unit], Assignment(0, Role.LEAD, 0, ruled=ruled, sent_at=event.at))
    case = with_more(case, assistants, Assignment(0, Role.ASSIST, 0, ruled=ruled, sent_at=event.at))
    level = max(case.level, Level(event.given["level"]), key=list(Level).index)
    return replace(case, level=level, asked=None)


@effect(Verb.ASSIGN)
def _passed_down(case: Case, event: Event, world: World) -> Case:
    mine = event.given["assignment"]
    role = next(a.role for a in case.assignments if a.no == mine)
    signed = changed(case, lambda a: a.no == mine and a.held is Held.SENT, event.at, Held.SIGNED)
    return with_more(signed, [event.given["unit"]], Assignment(0, role, 0, parent=mine, sent_at=event.at))


@effect(Verb.SIGN)
def _signed(case: Case, event: Event, world: World) -> Case:
    return changed(case, lambda a: a.no == event.given["assignment"], event.at, Held.SIGNED)


@effect(Verb.RETURN)
def _returned(case: Case, event: Event, world: World) -> Case:
    mine = case.assignment(event.given["assignment"])
    case = changed(case, lambda a: a.no == event.given["assignment"], event.at, Held.RETURNED)
    if mine is None or not mine.is_lead:
        return _below_end(case, event.at)
    return replace(all_end(case, event.at), returns=case.returns + 1, asked=None)


@effect(Verb.TAKE_BACK, Verb.DISPUTE, Verb.ESCALATE)
def _taken_back(case: Case, event: Event, world: World) -> Case:
    held = Held.TAKEN_BACK if event.verb is Verb.TAKE_BACK else Held.REPLACED
    case = replace(all_end(changed(case, lambda a: a.is_lead and a.open, event.at, held), event.at), asked=None)
    if event.verb is not Verb.ESCALATE:
        return case
    higher = list(Level)[list(Level).index(case.level) + 1]
    return replace(case, level=higher, escalations=case.escalations + 1)


@effect(Verb.RELEASE)
def _released(case: Case, event: Event, world: World) -> Case:
    case = changed(case, lambda a: a.no == event.given["assignment"], event.at, Held.RELEASED)
    return _below_end(case, event.at)


@effect(Verb.WHISTLE)
def _whistled(case: Case, event: Event, world: World) -> Case:
    return with_more(case, event.given["units"], Assignment(0, Role.WHISTLED, 0, sent_at=event.at))


@effect(Verb.ARRIVE, Verb.APPRAISE)
def _there(case: Case, event: Event, world: World) -> Case:
    def change(a: Assignment) -> Assignment:
        if a.no != event.given["assignment"]:
            return a
        if event.verb is Verb.APPRAISE:
            return replace(a, score=event.given["score"])
        return replace(a, arrived_at=event.at, held=Held.SIGNED, signed_at=a.signed_at or event.at)

    return replace(case, assignments=tuple(map(change, case.assignments)))


@effect(Verb.SUCCEED)
def _succeeded(case: Case, event: Event, world: World) -> Case:
    """What a retired unit leaves passes to its successor: neither a return nor a transfer."""
    passing = case.passing(event.given["unit"])
    passed = (replace(a, unit=event.given["successor"]) if a.no in passing else a for a in case.assignments)
    return replace(case, assignments=tuple(passed))


def with_more(case: Case, units: Iterable[int], like: Assignment) -> Case:
    """An assignment for each unit, numbered next."""
    new = (replace(like, no=no, unit=unit) for no, unit in enumerate(units, len(case.assignments) + 1))
    return replace(case, assignments=(*case.assignments, *new))


def changed(case: Case, which: Callable[[Assignment], bool], at: datetime, held: Held) -> Case:
    def change(a: Assignment) -> Assignment:
        if not which(a):
            return a
        if held is Held.SIGNED:
            return replace(a, held=held, signed_at=at)
        return replace(a, held=held, ended_at=at, fed_back_at=at if held is Held.FED_BACK else a.fed_back_at)

    return replace(case, assignments=tuple(map(change, case.assignments)))


def _below_end(case: Case, at: datetime) -> Case:
    """What was passed down ends with the assignment above it, however far down."""
    gone: set[int | None] = set()
    for a in case.assignments:
        if a.parent in gone or not (a.open or a.held is Held.FED_BACK):
            gone.add(a.no)
    return changed(case, lambda a: a.open and a.no in gone, at, Held.RELEASED)


def all_end(case: Case, at: datetime) -> Case:
    return changed(case, lambda a: a.open, at, Held.RELEASED)
