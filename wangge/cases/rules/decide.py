"""Whether a verb may be used now, by this person, on this case; and which row of the table then applies."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from wangge.cases.rules.guards import GUARDS, Ask
from wangge.cases.rules.state import Assignment, Case, Event, World
from wangge.cases.rules.table import Move
from wangge.cases.rules.words import Held, State, Verb
from wangge.kit.actor import SYSTEM, Actor
from wangge.kit.errors import NotAllowed, Refused


class Decision(NamedTuple):
    move: Move
    mine: Assignment | None


def decide(ask: Ask) -> Decision:
    """The row that applies. Refused names the state or the condition, NotAllowed the duty or the reach.

    Of several rows the one that came furthest says why not: a returning assistant is not told to be the lead.
    """
    rows = _rows(ask)
    if ask.actor.id is not None:
        allow(ask, rows[0])
    holder = rows[0].who == "holder" and ask.actor.id is not None
    failed, depth = "", 0
    for mine in _held(ask) if holder else [ask.mine]:
        for row in rows:
            broken = _broken(row, ask._replace(mine=mine))
            if not broken:
                return Decision(row, mine)
            if row.when.index(broken) >= depth:
                failed, depth = broken, row.when.index(broken)
    raise Refused(f"move.{failed}", verb=ask.verb)


def _rows(ask: Ask) -> list[Move]:
    every = ask.world.workflow.by_verb[ask.verb]
    rows = [m for m in every if ask.case.state in m.start]
    if not rows:
        duties = [m.duty for m in every if m.duty]
        if ask.actor.id is not None and duties and ask.actor.duties.isdisjoint(duties):
            raise NotAllowed("move.duty", verb=ask.verb, duty=duties[0])
        raise Refused("move.state", verb=ask.verb, state=ask.case.state)
    return rows


def _broken(row: Move, ask: Ask) -> str:
    return next((name for name in row.when if not GUARDS[name](ask)), "")


def allow(ask: Ask, row: Move) -> None:
    """Who may: the duty (what) and the reach (where). NotAllowed names which of them is missing."""
    if row.who == "system":
        raise NotAllowed("move.system", verb=ask.verb)
    if row.duty not in ask.actor.duties:
        raise NotAllowed("move.duty", verb=ask.verb, duty=row.duty)
    if not _reaches(row.who, ask.case, ask.actor):
        raise NotAllowed(f"move.{row.who}", verb=ask.verb)


def in_scope(case: Case, actor: Actor) -> bool:
    return any(branch.lo <= case.path < branch.hi for branch in actor.branches)


def holds(case: Case, actor: Actor) -> bool:
    """An assignment of the case is, or was, held by a unit of the actor's."""
    return any(a.unit in actor.units for a in case.assignments)


def takes_part(case: Case, actor: Actor) -> bool:
    """As ``holds``, but who gave the case back, or lost it, reads on and moves it no more."""
    return any(a.unit in actor.units and (a.open or a.held is Held.FED_BACK) for a in case.assignments)


def _reaches(who: str, case: Case, actor: Actor) -> bool:
    match who:
        case "anyone" | "partner":
            return True
        case "scope":
            return in_scope(case, actor)
        case "holder":
            return holds(case, actor)
        case "visible":
            return in_scope(case, actor) or takes_part(case, actor)
    raise AssertionError(who)


def _held(ask: Ask) -> list[Assignment | None]:
    """The assignments a holder may mean: the one named, or each open one of their units.

    What they passed down to a unit of their own is meant only when it is named.
    """
    held = [a for a in ask.case.assignments if a.unit in ask.actor.units]
    if (no := ask.given.get("assignment")) is not None:
        named = [a for a in held if a.no == no]
        if not named:
            raise NotAllowed("move.holder", verb=ask.verb)
        return list(named)
    mine = {a.no for a in held if a.open}
    return [a for a in held if a.open and a.parent not in mine] or [held[-1] if held else None]


def row_of(case: Case, event: Event, world: World) -> Decision:
    """The row a past event went by: the same table and conditions, without asking who."""
    mine = case.assignment(event.given.get("assignment"))
    return decide(Ask(case, event.verb, event.given, SYSTEM, event.at, world, mine))


def available(case: Case, actor: Actor, world: World, at: datetime) -> Iterator[Verb]:
    """The verbs this person may use now; screens draw their buttons from it.

    A verb whose conditions depend on what will be said (evidence, a limit) is offered:
    it is judged when it is said.
    """
    for verb, rows in world.workflow.by_verb.items():
        fitting = [m for m in rows if case.state in m.start]
        if not fitting or fitting[0].who in ("system", "partner") or case.state is State.NONE:
            continue
        first = fitting[0]
        if first.duty in actor.duties and _reaches(first.who, case, actor):
            ask = Ask(case, verb, {}, actor, at, world, None)
            holders = _held(ask) if first.who == "holder" else [None]
            if any(_open_to(row, ask._replace(mine=mine)) for mine in holders for row in fitting):
                yield verb


def _open_to(row: Move, ask: Ask) -> bool:
    """Every condition that does not wait for the fields of the move holds."""
    return all(GUARDS[name](ask) for name in row.when if name not in _SAID)


#: Conditions that look at what is said with the move, or are judged only then.
_SAID = frozenset({
    "not_there_yet", "other_unit", "in_branch", "limit_inside", "by_inside", "until_ahead", "place", "something",
    "evidence", "asked_three", "drawn_for_review", "verified", "where_to_turn", "same_as_which",
    "sent_to_reroute",
})  # fmt: skip
