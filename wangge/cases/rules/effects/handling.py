"""Handling, check, call-back and close: what was asked, granted, done, found and said."""

from datetime import datetime

from wangge.cases.rules import clocks
from wangge.cases.rules.effects import effect
from wangge.cases.rules.effects.dispatching import changed
from wangge.cases.rules.state import Asked, Assignment, Case, Event, Report, World
from wangge.cases.rules.values import replace
from wangge.cases.rules.words import Held, Outcome, Verb


@effect(Verb.ASK_EXTENSION, Verb.ASK_SUSPEND)
def _asked(case: Case, event: Event, world: World) -> Case:
    given = event.given
    if event.verb is Verb.ASK_EXTENSION:
        return replace(case, asked=Asked("extension", given["assignment"], by=given["by"]))
    until = datetime.fromisoformat(given["until"])
    return replace(case, asked=Asked("suspend", given["assignment"], until=until))


@effect(Verb.GRANT_EXTENSION)
def _extended(case: Case, event: Event, world: World) -> Case:
    by = case.asked.by if case.asked else 0
    return clocks.extended(replace(case, asked=None, extensions=case.extensions + 1), by, world)


@effect(Verb.GRANT_SUSPEND)
def _suspended(case: Case, event: Event, world: World) -> Case:
    until = case.asked.until if case.asked else None
    return replace(case, asked=None, suspended_until=until, suspensions=case.suspensions + 1)


@effect(Verb.REFUSE_EXTENSION, Verb.REFUSE_SUSPEND)
def _not_granted(case: Case, event: Event, world: World) -> Case:
    return replace(case, asked=None)


@effect(Verb.RESUME, Verb.AUTO_RESUME)
def _resumed(case: Case, event: Event, world: World) -> Case:
    return replace(case, suspended_until=None)


@effect(Verb.FEED_BACK)
def _fed_back(case: Case, event: Event, world: World) -> Case:
    mine = event.given["assignment"]
    case = changed(case, lambda a: a.no == mine, event.at, Held.FED_BACK)
    asked = case.asked if case.asked and case.asked.assignment != mine else None
    outcome = event.given.get("outcome")
    return replace(case, asked=asked, outcome=Outcome(outcome) if outcome else case.outcome)


@effect(Verb.FAIL)
def _rework(case: Case, event: Event, world: World) -> Case:
    """The same unit goes on; who answered about the first result is asked again about the second."""

    def again(a: Assignment) -> Assignment:
        return replace(a, held=Held.SIGNED, ended_at=None) if a == case.lead else a

    assignments = tuple(map(again, case.assignments))
    reports = tuple(_unasked(r) if r.reached else r for r in case.reports)
    return replace(case, assignments=assignments, reports=reports, outcome=None, reworks=case.reworks + 1)


def _unasked(report: Report) -> Report:
    return replace(report, reached=False, contacted=None, resolved=None, satisfied=None, tries=())


@effect(Verb.CALL_BACK)
def _called_back(case: Case, event: Event, world: World) -> Case:
    given = event.given
    local = event.at.astimezone(world.calendar.zone)
    half_day = f"{local:%Y-%m-%d}{'am' if local.hour < 12 else 'pm'}"

    def asked(report: Report) -> Report:
        if report.id != given["report"]:
            return report
        if not given["reached"]:
            return replace(report, tries=(*report.tries, half_day))
        answers = {key: given[key] for key in ("contacted", "resolved", "satisfied")}
        return replace(report, reached=True, **answers)

    return replace(case, reports=tuple(map(asked, case.reports)))


@effect(Verb.CLOSE, Verb.FORCE_CLOSE, Verb.REVIEW_PASS)
def _closed(case: Case, event: Event, world: World) -> Case:
    if event.verb is Verb.FORCE_CLOSE:
        return replace(case, outcome=Outcome.FORCED, forced=True)
    outcome = Outcome(event.given.get("outcome") or case.outcome or Outcome.RESOLVED)
    return replace(case, outcome=outcome)


@effect(Verb.REOPEN)
def _reopened(case: Case, event: Event, world: World) -> Case:
    case = replace(case, reopenings=case.reopenings + 1, outcome=None, closed_at=None, forced=False, ended_for=None)
    return replace(case, reports=tuple(map(_unasked, case.reports)))
