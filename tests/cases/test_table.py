"""The workflow table against what is expected of it: every verb in every state, by every kind of person."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.cases.matrix import CELLS, Cell
from tests.cases.worlds import (
    CITY,
    GARDEN,
    MONDAY,
    REVIEWED,
    SOMEBODY,
    SPEAKERS,
    SQUAD,
    STAGED,
    WATER,
    Tale,
    of,
    tale_in,
    told,
    world,
)
from wangge.cases.api.fields import FIELDS
from wangge.cases.rules import (
    ENDED,
    MOVES,
    OPEN,
    WORKFLOWS,
    Asked,
    Assignment,
    ClockRun,
    Held,
    Kind,
    Report,
    Role,
    State,
    Verb,
)
from wangge.cases.rules.clocks import OF_ASSIGNMENT
from wangge.cases.rules.effects import EFFECTS
from wangge.cases.rules.guards import GUARDS
from wangge.cases.rules.words import Stage
from wangge.catalogue import Limit
from wangge.kit.actor import SYSTEM, Actor
from wangge.kit.errors import NotAllowed, Refused
from wangge.people.rules import SHIPPED, Duty

V, S = Verb, State

# -- what has to hold for a verb to be accepted, where a case on the plain way does not have it -------

Told = tuple[Tale, Actor | None]


def joint(state: State, held: Held = Held.SENT, role: Role = Role.ASSIST) -> Tale:
    """With a second unit in the case: GARDEN as an assistant, or whistled and there."""
    arrived = MONDAY if role is Role.WHISTLED else None
    second = Assignment(2, role, GARDEN, held, sent_at=MONDAY, arrived_at=arrived)
    tale = tale_in(state)
    return Tale(tale.world, tale.now, replace(tale.case, assignments=(*tale.case.assignments, second)))


def assistant(state: State, held: Held = Held.SENT) -> Told:
    return joint(state, held), of(GARDEN)


def asked(what: str) -> Tale:
    return tale_in(S.HANDLING, asked=Asked(what, 1, by=1, until=tale_in(S.HANDLING).wait(days=9).now))


def asking(kind: Kind, state: State) -> Tale:
    return tale_in(state, reports=(Report(1, kind, reachable=True),))


def fed_back(state: State, end: State) -> Tale | Told:
    if end is state:
        return assistant(state, Held.SIGNED)
    return tale_in(state, world(check="none" if end is S.CHECKED else "field"))


def looked_at(state: State) -> Tale:
    """Somebody was asked to look, beside the handling."""
    tale = tale_in(state)
    look = ClockRun(len(tale.case.clocks) + 1, Stage.VERIFY, None, "", Limit.parse("1uh"), MONDAY)
    return Tale(tale.world, tale.now, replace(tale.case, clocks=(*tale.case.clocks, look)))


NEEDS: dict[Verb, Callable[[State, State], Tale | Told]] = {
    V.ANSWER: lambda state, end: asking(Kind.CONSULT, state),
    V.ASK_VERIFICATION: lambda state, end: tale_in(state, urgent=end is state),
    V.VERIFY: lambda state, end: looked_at(state) if end is state else tale_in(state),
    V.RESOLVE: lambda state, end: tale_in(state, REVIEWED) if end is S.REVIEWING else tale_in(state),
    V.ASSIGN: lambda state, end: assistant(state) if state is S.DISPATCHED is end else tale_in(state),
    V.SIGN: lambda state, end: assistant(state) if end is state else tale_in(state),
    V.RELEASE: lambda state, end: joint(state),
    V.RETURN: lambda state, end: assistant(state) if end is state else tale_in(state, returns=int(end is S.DISPUTED)),
    V.STAGE_DONE: lambda state, end: told("report file dispatch sign", STAGED),
    V.GRANT_EXTENSION: lambda state, end: asked("extension"),
    V.REFUSE_EXTENSION: lambda state, end: asked("extension"),
    V.GRANT_SUSPEND: lambda state, end: asked("suspend"),
    V.REFUSE_SUSPEND: lambda state, end: asked("suspend"),
    V.FEED_BACK: fed_back,
    V.ARRIVE: lambda state, end: tale_in(state).say(V.WHISTLE),
    V.APPRAISE: lambda state, end: joint(state, Held.FED_BACK, Role.WHISTLED),
    V.PASS: lambda state, end: tale_in(state, world(check="desk")),
    V.FAIL: lambda state, end: tale_in(state, world(check="desk")),
    V.CLOSE: lambda state, end: tale_in(state, world(call_back="none")),
    V.REOPEN: lambda state, end: tale_in(state) if end is S.FILED else asking(Kind.CONSULT, S.ACCEPTED).say(V.ANSWER),
    V.REPLY: lambda state, end: tale_in(state, demands=1),
}  # fmt: skip


def prepared(cell: Cell, end: State) -> tuple[Tale, Actor]:
    found = NEEDS[cell.verb](cell.state, end) if cell.verb in NEEDS else tale_in(cell.state)
    tale, by = found if isinstance(found, tuple) else (found, None)
    return tale, by or SPEAKERS.get(cell.verb, SOMEBODY)


FITTING = [cell for cell in CELLS.values() if cell.ends]
REFUSED = [cell for cell in CELLS.values() if not cell.ends]
ENDS = [(cell, end) for cell in FITTING for end in sorted(cell.ends)]
BY_PEOPLE = [cell for cell in FITTING if cell.who != "system"]


def name(value: object) -> str:
    return f"{value.verb}-{value.state}" if isinstance(value, Cell) else str(value)


def test_every_cell_is_there() -> None:
    assert len(CELLS) == len(Verb) * len(State) == 61 * 18
    assert len(FITTING) + len(REFUSED) == len(CELLS)


@pytest.mark.parametrize("cell", REFUSED, ids=name)
def test_in_a_wrong_state(cell: Cell) -> None:
    with pytest.raises(Refused, match=r"^move\.state ") as refused:
        tale_in(cell.state).say(cell.verb, SPEAKERS.get(cell.verb, SOMEBODY))
    assert refused.value.facts == {"verb": cell.verb, "state": cell.state}
    assert refused.value.status == 409


@pytest.mark.parametrize("cell", REFUSED, ids=name)
def test_without_the_duty_nobody_learns_the_state(cell: Cell) -> None:
    duties = {other.duty for other in FITTING if other.verb is cell.verb}
    actor = replace(SOMEBODY, duties=SOMEBODY.duties - duties)
    with pytest.raises(NotAllowed if any(duties) else Refused) as refused:
        tale_in(cell.state).say(cell.verb, actor)
    assert refused.value.code == ("move.duty" if any(duties) else "move.state")


@pytest.mark.parametrize(("cell", "end"), ENDS, ids=name)
def test_in_the_right_state(cell: Cell, end: State) -> None:
    tale, by = prepared(cell, end)
    said = {"state": end} if cell.verb is V.IMPORT else {}
    seq = tale.case.seq
    assert tale.say(cell.verb, by, **said).case.state is end
    assert (tale.case.seq, tale.case.moved_at) == (seq + 1, tale.now)


@pytest.mark.parametrize("cell", BY_PEOPLE, ids=name)
def test_without_the_duty(cell: Cell) -> None:
    tale, by = prepared(cell, min(cell.ends))
    with pytest.raises(NotAllowed, match=r"^move\.duty ") as refused:
        tale.say(cell.verb, replace(by, duties=by.duties - {cell.duty}))
    assert refused.value.facts == {"verb": cell.verb, "duty": cell.duty}
    alone = replace(by, duties=frozenset({cell.duty}))
    assert tale.say(cell.verb, alone).case.state in cell.ends


#: who → somebody with every duty who does not reach the case by it
OUT_OF_REACH = {"scope": of(CITY, GARDEN, WATER), "holder": SOMEBODY, "visible": of(SQUAD)}


@pytest.mark.parametrize("cell", [cell for cell in BY_PEOPLE if cell.who in OUT_OF_REACH], ids=name)
def test_out_of_reach(cell: Cell) -> None:
    tale, _ = prepared(cell, min(cell.ends))
    with pytest.raises(NotAllowed, match=rf"^move\.{cell.who} ") as refused:
        tale.say(cell.verb, OUT_OF_REACH[cell.who])
    assert refused.value.status == 403


@pytest.mark.parametrize("cell", [cell for cell in FITTING if cell.who == "system"], ids=name)
def test_what_only_the_system_does(cell: Cell) -> None:
    with pytest.raises(NotAllowed, match=r"^move\.system "):
        tale_in(cell.state).say(cell.verb, SOMEBODY)


# -- the table as a whole ---------------------------------------------------------------------------


def reached(starts: set[State], verbs: set[Verb]) -> set[State]:
    """The states that some row leads to, guards taken as satisfiable."""
    found, rows = set(starts), [m for m in MOVES if m.verb in verbs and m.end]
    while fresh := {m.end for m in rows if m.end and not found.isdisjoint(m.start)} - found:
        found |= fresh
    return found


def test_every_state_is_reached_from_nothing() -> None:
    assert reached({S.NONE}, set(Verb) - {V.IMPORT}) == set(State)


@pytest.mark.parametrize("state", OPEN)
def test_every_open_state_comes_to_a_regular_close(state: State) -> None:
    regular = set(Verb) - {V.FORCE_CLOSE, V.WITHDRAW, V.VOID, V.DECLINE, V.MERGE}
    assert S.CLOSED in reached({state}, regular)


def test_only_what_was_closed_or_merged_opens_again() -> None:
    assert {state for state in ENDED if reached({state}, set(Verb)) - ENDED} == {S.CLOSED, S.MERGED}


def test_conditions_have_names_and_names_are_used() -> None:
    assert {name for move in MOVES for name in move.when} == set(GUARDS)


def test_fields_have_types_and_types_are_used() -> None:
    said = [move for move in MOVES if move.who in ("scope", "holder", "visible")]
    assert {name for move in said for name in (*move.needs, *move.takes)} == set(FIELDS)
    assert [move for move in MOVES if set(move.needs) & set(move.takes)] == []


def test_duties_exist_and_somebody_holds_them() -> None:
    duties = {move.duty for move in MOVES if move.duty}
    assert duties <= set(Duty)
    assert duties <= set().union(*SHIPPED.values())


def test_rows_of_a_verb_agree_in_a_state_on_who_may() -> None:
    """``available`` and ``allow`` look at the first row only."""
    for verb, rows in [item for workflow in WORKFLOWS.values() for item in workflow.by_verb.items()]:
        for state in State:
            assert len({(m.duty, m.who) for m in rows if state in m.start}) <= 1, (verb, state)


def test_clocks_are_named_well() -> None:
    marks = {mark for move in MOVES for mark in move.clock.split()} - {"--", "||", ">>", "~"}
    assert {mark[0] for mark in marks} == {"+", "-", "<"}
    stages = {Stage(mark[1:]) for mark in marks}
    assert stages == set(Stage)
    assert set(OF_ASSIGNMENT) <= stages


#: They change the state, the clocks or nothing: the rows of the table say all there is.
WITHOUT_EFFECT = {
    V.ACCEPT, V.VOID, V.SPLIT, V.ASK_VERIFICATION, V.CONTACT, V.STAGE_DONE, V.ASK_CHECK, V.PASS,
    V.ASK_CALL_BACK, V.NOTE, V.RECALCULATE,
}  # fmt: skip


def test_every_verb_has_an_effect_or_needs_none() -> None:
    assert set(EFFECTS) | WITHOUT_EFFECT == set(Verb)
    assert not set(EFFECTS) & WITHOUT_EFFECT


def test_the_system_is_asked_for_no_duty() -> None:
    assert tale_in(S.SUSPENDED).say(V.AUTO_RESUME, SYSTEM).case.state is S.HANDLING
