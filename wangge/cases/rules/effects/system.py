"""Supervision, and what the system does: alarms, new grids."""

from wangge.cases.rules import clocks
from wangge.cases.rules.effects import effect
from wangge.cases.rules.effects.matter import placed
from wangge.cases.rules.state import Case, Event, World
from wangge.cases.rules.values import replace
from wangge.cases.rules.words import Verb


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
