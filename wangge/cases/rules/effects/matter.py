"""The report and the matter: what it is, where it is, which reports belong to it."""

from datetime import datetime

from wangge.cases.rules.answering import answer_due
from wangge.cases.rules.effects import effect
from wangge.cases.rules.state import Case, Event, Given, Report, World
from wangge.cases.rules.values import replace
from wangge.cases.rules.words import Channel, Grade, Kind, Level, Outcome, Verb


@effect(Verb.REPORT)
def reported(case: Case, event: Event, world: World) -> Case:
    given = event.given
    case = placed(case, given)
    return replace(
        case,
        channel=Channel(given["channel"]),
        sensitive=bool(given.get("sensitive")),
        opened_at=event.at,
        repeat_of=given.get("repeat_of"),
        split_from=given.get("split_from"),
        reports=(_new_report(case, given["report"], event.at, world),),
    )


def _new_report(case: Case, given: Given, at: datetime, world: World) -> Report:
    """What another case has made of it comes along: an answer that was given, a call that was made."""
    kind, answered = Kind(given["kind"]), given.get("answered_at")
    return Report(
        given["id"],
        kind,
        bool(given["reachable"]),
        bool(given.get("confidential")),
        answer_due(kind, at, case.area_class, world),
        datetime.fromisoformat(answered) if answered else None,
        tuple(given.get("tries") or ()),
        bool(given.get("reached")),
        given.get("contacted"),
        given.get("resolved"),
        given.get("satisfied"),
        at,
    )


def placed(case: Case, given: Given) -> Case:
    if given.get("grid") is not None:
        case = replace(case, grid=given["grid"], path=given["path"], area_class=given.get("area_class"), unplaced=None)
    if given.get("component") is not None:
        case = replace(case, component=given["component"])
    said = {name: given[name]["text"] for name in ("address", "point") if given.get(name)}
    return replace(case, **said)


@effect(Verb.FILE, Verb.AMEND, Verb.RESOLVE)
def _classed(case: Case, event: Event, world: World) -> Case:
    """What the category says of grade and readers holds where nobody says otherwise."""
    given, standard = event.given, world.standard
    classed, said = given.get("category") is not None, given.get("sensitive")
    case = replace(
        placed(case, given),
        category=standard.category,
        condition=standard.condition,
        urgent=standard.urgent,
        grade=Grade(given.get("grade") or (standard.grade if classed else case.grade)),
        sensitive=case.sensitive or (classed and standard.sensitive) if said is None else said,
    )
    if event.verb is Verb.FILE:
        return replace(case, filed_at=event.at, grid_at_filing=case.grid)
    if event.verb is Verb.RESOLVE:
        return replace(case, outcome=Outcome.RESOLVED, level=Level.GRID, grid_at_filing=case.grid)
    return case


@effect(Verb.ANSWER, Verb.DECLINE)
def _answered(case: Case, event: Event, world: World) -> Case:
    if event.verb is Verb.ANSWER:
        return replace(case, outcome=Outcome.ANSWERED)
    given = event.given
    repeat = given.get("same_as", case.repeat_of)
    return replace(case, outcome=Outcome.REFERRED, ended_for=given.get("declined_for"), repeat_of=repeat)


@effect(Verb.WITHDRAW)
def _withdrawn(case: Case, event: Event, world: World) -> Case:
    return replace(case, outcome=Outcome.WITHDRAWN, ended_for=event.given.get("withdrawn_for"))


@effect(Verb.MERGE)
def _merged(case: Case, event: Event, world: World) -> Case:
    return replace(case, merged_into=event.given["into"], reports=())


@effect(Verb.UNMERGE)
def _unmerged(case: Case, event: Event, world: World) -> Case:
    return replace(_joined(case, event, world), merged_into=None, closed_at=None)


@effect(Verb.JOIN)
def _joined(case: Case, event: Event, world: World) -> Case:
    """Reports come in; the time for their answer runs from when they arrived, which their rows keep."""
    said = event.given["reports"]
    fresh = (_new_report(case, given, datetime.fromisoformat(given["at"]), world) for given in said)
    return replace(case, reports=tuple(sorted((*case.reports, *fresh), key=lambda r: r.id)))


@effect(Verb.LEAVE)
def _left(case: Case, event: Event, world: World) -> Case:
    gone = set(event.given["reports"])
    return replace(case, reports=tuple(r for r in case.reports if r.id not in gone))


@effect(Verb.VERIFY)
def _verified(case: Case, event: Event, world: World) -> Case:
    return replace(case, verified=event.given["found"])


@effect(Verb.REVIEW_FAIL)
def _false_fix(case: Case, event: Event, world: World) -> Case:
    return replace(case, outcome=None, grid_at_filing=None, false_fixes=case.false_fixes + 1)
