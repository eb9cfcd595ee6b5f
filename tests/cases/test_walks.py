"""What holds of every case that can be reached, and that what is offered is what is allowed."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases.walking import Walk
from tests.cases.worlds import STRANGER, of
from wangge.cases.rules import CURRENT, OPEN, WORKFLOWS, Case, ClockRun, Held, Stage, State, Verb
from wangge.cases.rules.decide import decide
from wangge.kit.actor import Actor
from wangge.kit.errors import Refused

V, S = Verb, State

seeds = st.integers(0, 2**32)

#: What a matter waits for in a state: one clock of the case runs, of one of these stages, and no other.
WAITS_FOR = {
    S.REPORTED: {Stage.ACCEPT},
    S.ACCEPTED: {Stage.FILE},
    S.VERIFYING: {Stage.VERIFY},
    S.REVIEWING: {Stage.CLOSE},
    S.FILED: {Stage.DISPATCH},
    S.DISPUTED: {Stage.DISPATCH},
    S.HANDLED: {Stage.CHECK},
    S.CHECKING: {Stage.CHECK},
    S.CHECKED: {Stage.CLOSE},
    S.CALLING: {Stage.CALL_BACK, Stage.CLOSE},  # all called back: it waits to be closed
}
BESIDE = {Stage.WHOLE, Stage.REPLY}  # run beside what it waits for
FILED = set(OPEN) - {S.REPORTED, S.VERIFYING, S.ACCEPTED, S.REVIEWING}
LEADS = {S.DISPATCHED: Held.SENT, S.HANDLING: Held.SIGNED, S.SUSPENDED: Held.SIGNED}
COUNTS = (
    "returns", "reworks", "transfers", "extensions", "suspensions", "urges", "escalations", "reopenings", "false_fixes",
    "demands",
)  # fmt: skip


def running(case: Case) -> list[ClockRun]:
    return [c for c in case.clocks if c.open]


def check(case: Case) -> None:
    check_end(case)
    check_assignments(case)
    check_clocks(case)
    check_stages(case)
    assert all(getattr(case, name) >= 0 for name in COUNTS)
    assert (case.suspended_until is not None) == (case.state is S.SUSPENDED)
    assert case.asked is None or (case.state is S.HANDLING and case.lead and case.asked.assignment == case.lead.no)
    assert len({r.id for r in case.reports}) == len(case.reports)


def check_end(case: Case) -> None:
    assert (case.closed_at is None) == case.open
    if not case.open:
        assert running(case) == []
        assert not any(a.open for a in case.assignments)
        assert case.demands == 0


def check_assignments(case: Case) -> None:
    open_ = [a for a in case.assignments if a.open]
    assert [a.no for a in case.assignments] == list(range(1, len(case.assignments) + 1))
    assert [a.held for a in open_ if a.is_lead] == ([LEADS[case.state]] if case.state in LEADS else [])
    assert case.state in LEADS or not open_
    for a in case.assignments:
        above = case.assignment(a.parent)
        assert a.parent is None or (above is not None and above.no < a.no and (above.open or not a.open))
        assert (a.ended_at is None) == a.open
        assert a.held is not Held.FED_BACK or a.fed_back_at
        assert a.held is not Held.SIGNED or a.signed_at


def check_clocks(case: Case) -> None:
    assert [c.no for c in case.clocks] == list(range(1, len(case.clocks) + 1))
    due = [c.due_at for c in running(case) if c.due_at and c.stage is not Stage.RETURN]
    assert case.next_due_at == min(due, default=None)
    for c in case.clocks:
        assert c.paused_at is None or c.open
        assert (c.due_at is None) == (c.paused_at is not None)
        assert c.alarm_at is None or (c.open and c.paused_at is None and c.stage is not Stage.RETURN)
        assert [*c.pauses] == sorted(c.pauses)
        assert all(pause.start < pause.end for pause in c.pauses)
    for c in running(case):
        assert (c.paused_at is not None) == (case.state is S.SUSPENDED)
        holder = case.assignment(c.assignment)
        assert holder is None or holder.open


def check_stages(case: Case) -> None:
    now = Counter((c.stage, c.assignment, c.code) for c in running(case))
    beside = BESIDE if case.state is S.VERIFYING else BESIDE | {Stage.VERIFY}  # of an urgent matter
    waiting = [c.stage for c in running(case) if c.assignment is None and c.stage not in beside]
    assert len(waiting) == (case.state in WAITS_FOR)
    assert set(waiting) <= WAITS_FOR.get(case.state, set())
    assert now[Stage.REPLY, None, ""] == case.demands
    assert all(count == 1 for (stage, _, _), count in now.items() if stage is not Stage.REPLY)
    for a in case.assignments:
        if a.open and a.role != "whistled":
            assert now[Stage.HANDLE, a.no, ""] == 1


def check_whole(walk: Walk) -> None:
    """Its clock runs from filing to the end where the standard names a limit."""
    wanted = walk.case.state in FILED and "whole" in walk.of_standard(walk.case.standard).standard.limits
    if not walk.case.reopenings:
        assert (walk.case.clock(Stage.WHOLE) is not None) == wanted


@settings(max_examples=150, deadline=None)
@given(seed=seeds, steps=st.integers(1, 60))
def test_every_reachable_case_is_sound(seed: int, steps: int) -> None:
    walk = Walk(seed)
    for _ in range(steps):
        walk.step()
        check(walk.case)
        check_whole(walk)
    assert walk.case.seq == len(walk.events)
    assert walk.replayed() == walk.case


@settings(max_examples=60, deadline=None)
@given(seed=seeds, steps=st.integers(1, 40))
def test_what_is_offered_is_allowed_and_nothing_else(seed: int, steps: int) -> None:
    walk = Walk(seed)
    for _ in range(steps):
        walk.step()
    for actor in (*walk.actors, STRANGER, of(99)):
        offered = set(walk.offered(actor))
        for verb, rows in WORKFLOWS[CURRENT].by_verb.items():
            if rows[0].who in ("scope", "holder", "visible"):
                assert_agrees(walk, actor, verb, offered=verb in offered)


def assert_agrees(walk: Walk, actor: Actor, verb: Verb, *, offered: bool) -> None:
    try:
        fit = walk.fit(verb, actor)
    except (IndexError, StopIteration):  # nothing could be said: no report, no stage
        fit = None
    if fit is None:
        assert not offered or verb in (V.WHISTLE, V.FILE, V.RESOLVE)  # every unit is there; verified first; no place
        return
    version, said = fit
    ask = walk.under(walk.of_standard(version)).ask(verb, actor, **said)
    if offered:
        decide(ask)
    else:
        with pytest.raises(Refused):
            decide(ask)


def test_the_walks_go_everywhere() -> None:
    """They would prove little if they did not."""
    verbs, states = set(), set()
    for seed in range(1000):
        walk = Walk(seed)
        for _ in range(40):
            walk.step()
            states.add(walk.case.state)
        verbs |= {event.verb for event in walk.events}
        if verbs == set(Verb):
            break
    assert verbs == set(Verb)
    assert states == set(State) - {S.NONE}


def test_nobody_without_duties_is_offered_anything() -> None:
    walk = Walk(7)
    for _ in range(10):
        walk.step()
        assert walk.offered(Actor(1, units=frozenset({1}), branches=STRANGER.branches)) == []
