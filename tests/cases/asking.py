"""Attempted moves to try a condition on."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.cases.worlds import GARDEN, MONDAY, Tale, tale_in
from wangge.cases.rules import Assignment, Held, Role, State, Verb
from wangge.cases.rules.guards import Ask
from wangge.kit.actor import Actor

V, S = Verb, State

#: Condition → asks under which it holds, and asks under which it does not.
Samples = dict[str, tuple[Mapping[str, Callable[[], Ask]], Mapping[str, Callable[[], Ask]]]]


def asks(tale: Tale, verb: Verb = V.NOTE, mine: int | None = None, who: Actor | None = None, **said: Any) -> Ask:
    return tale.ask(verb, who, **said)._replace(mine=tale.case.assignment(mine))


def second(role: Role, held: Held = Held.SENT, state: State = S.HANDLING, *, there: bool = False) -> Tale:
    """The lead, and GARDEN in another role."""
    first = tale_in(state).case.assignments
    two = Assignment(2, role, GARDEN, held, sent_at=MONDAY, arrived_at=MONDAY if there else None)
    return tale_in(state, assignments=(*first, two))
