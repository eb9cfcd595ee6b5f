"""History adds up: one event applied to a case gives the case after it. The only place where a case changes.

A move and a replay go through the same function, so what ``verify`` computes is what was written.
"""

from wangge.cases.rules import clocks
from wangge.cases.rules.answering import RECKONED, reckoned
from wangge.cases.rules.decide import Decision, row_of
from wangge.cases.rules.effects import EFFECTS, dispatching, handling, importing, matter, system
from wangge.cases.rules.effects.dispatching import all_end
from wangge.cases.rules.state import Case, Event, World
from wangge.cases.rules.values import replace
from wangge.cases.rules.words import ENDED, Verb

MODULES = (matter, dispatching, handling, importing, system)

#: Verbs that end a case with an answer to everybody who reported it.
ANSWERING = frozenset({Verb.ANSWER, Verb.DECLINE, Verb.RESOLVE, Verb.REVIEW_PASS, Verb.CLOSE})


def apply(case: Case, event: Event, world: World, decision: Decision | None = None) -> Case:
    """The case after the event. Refused when the table of that version does not allow it.

    A move hands its decision along; a replay finds the row again.
    """
    row = (decision or row_of(case, event, world)).move
    change = EFFECTS.get(event.verb)
    after = change(case, event, world) if change else case
    state = after.state if event.verb is Verb.IMPORT else row.end or case.state
    after = replace(after, state=state, seq=event.seq, moved_at=event.at, standard=event.standard)
    if event.verb in RECKONED:
        after = reckoned(after, world)
    if after.state in ENDED and case.open and event.verb is not Verb.IMPORT:
        after = _ending(after, event)
    return clocks.run(row.clock, case, after, event, world)


def _ending(case: Case, event: Event) -> Case:
    """Nothing stays open in a case that has ended."""
    if event.verb in ANSWERING:
        case = replace(case, reports=tuple(replace(r, answered_at=r.answered_at or event.at) for r in case.reports))
    return replace(all_end(case, event.at), closed_at=event.at, suspended_until=None, asked=None, demands=0)
