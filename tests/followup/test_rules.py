"""Which tasks a history asks for and settles; on every walk the open ones are those the state waits for."""

from contextlib import suppress
from random import Random
from typing import Any

import pytest

from tests.cases.worlds import ANSWERS, MONDAY, START, WAYS, S, Tale, V, reported, world
from wangge.cases.rules import MOVES, Event, State, Verb, World
from wangge.cases.rules.guards import called, to_call
from wangge.followup.rules import CONCERNED, LEAVING, WAITS_IN, Task, TaskKind, tasks_of
from wangge.kit.errors import Refused

_TO_CALLING = WAYS[S.CALLING]


def tasks(tale: Tale) -> list[Task]:
    """From what the reader loads: only the events that concern tasks."""
    history = zip(tale.events, tale.worlds, strict=True)
    return tasks_of(tale.start, [(event, then) for event, then in history if event.verb in CONCERNED])


def last(tale: Tale) -> Task:
    return tasks(tale)[-1]


def calls(tale: Tale) -> list[Task]:
    return [task for task in tasks(tale) if task.kind is TaskKind.CALL_BACK]


@pytest.mark.parametrize("verbs", ["report", "report accept file", "report note urge", WAYS[S.HANDLED]])
def test_nobody_was_asked(verbs: str) -> None:
    assert tasks(Tale().go(verbs)) == []


@pytest.mark.parametrize(
    ("verbs", "kind", "report"),
    [
        (WAYS[S.VERIFYING], TaskKind.VERIFY, None),
        (WAYS[S.CHECKING], TaskKind.CHECK, None),
        (_TO_CALLING, TaskKind.CALL_BACK, 1),
    ],
)
def test_somebody_was_asked(verbs: str, kind: TaskKind, report: int | None) -> None:
    tale = Tale().go(verbs)
    asked = tale.events[-1]
    assert last(tale) == Task(kind, asked.seq, asked.at, report)


def test_the_person_who_was_asked() -> None:
    assert last(Tale().go("report").say(V.ASK_VERIFICATION, person=42)).person == 42


@pytest.mark.parametrize(
    ("way", "verb", "said", "answer"),
    [
        (S.VERIFYING, V.VERIFY, {"found": True}, {"found": True}),
        (S.VERIFYING, V.VERIFY, {"found": False}, {"found": False}),
        (S.CHECKING, V.PASS, {}, {"passed": True}),
        (S.CHECKING, V.FAIL, {}, {"passed": False}),
        (S.CALLING, V.CALL_BACK, {}, {"reached": True, **ANSWERS}),
        (S.CALLING, V.CALL_BACK, {"resolved": False}, {"reached": True, **ANSWERS, "resolved": False}),
    ],
)
def test_answered(way: State, verb: Verb, said: dict[str, Any], answer: dict[str, Any]) -> None:
    tale = Tale().go(WAYS[way]).wait(hours=1).say(verb, **said)
    task = last(tale)
    assert (task.answer, task.settled_at, task.attempts, task.by) == (answer, tale.now, 1, tale.events[-1].actor)


@pytest.mark.parametrize(
    ("way", "verb"),
    [
        (S.VERIFYING, V.WITHDRAW),
        (S.VERIFYING, V.VOID),
        (S.VERIFYING, V.DECLINE),
        (S.VERIFYING, V.MERGE),
        (S.VERIFYING, V.RESOLVE),
        (S.CHECKING, V.FORCE_CLOSE),
        (S.CALLING, V.FAIL),
        (S.CALLING, V.WITHDRAW),
    ],
)
def test_not_needed_any_more(way: State, verb: Verb) -> None:
    tale = Tale().go(WAYS[way]).say(verb)
    task = last(tale)
    assert (task.answer, task.settled_at, task.attempts, task.by) == (None, tale.now, 0, None)


@pytest.mark.parametrize("verb", [V.NOTE, V.URGE, V.AMEND, V.REGRID])
def test_goes_on(verb: Verb) -> None:
    assert last(Tale().go(WAYS[S.VERIFYING]).say(verb)).settled_at is None


def test_each_asking_is_a_task_of_its_own() -> None:
    tale = Tale().go(WAYS[S.CHECKING] + " fail feed_back ask_check pass")
    assert [(t.seq, t.answer) for t in tasks(tale)] == [(6, {"passed": False}), (9, {"passed": True})]


class TestBeside:
    """An urgent matter is verified while it is handled."""

    WAY = "report file dispatch ask_verification"

    def tale(self) -> Tale:
        return Tale(world(urgent=True)).go(self.WAY)

    def test_stays_open_while_the_handling_goes_on(self) -> None:
        tale = self.tale().go("sign feed_back ask_check")
        open_still = [(t.kind, t.settled_at is None) for t in tasks(tale)]
        assert open_still == [(TaskKind.VERIFY, True), (TaskKind.CHECK, True)]
        tale.wait(hours=1).say(V.VERIFY, found=False)
        assert [(t.kind, t.answer) for t in tasks(tale)] == [
            (TaskKind.VERIFY, {"found": False}),
            (TaskKind.CHECK, None),
        ]
        assert tale.say(V.PASS).case.state is S.CHECKED
        assert tasks(tale)[1].answer == {"passed": True}

    def test_is_not_needed_when_the_case_is_closed(self) -> None:
        tale = self.tale().go("sign feed_back ask_check pass ask_call_back call_back close")
        assert next((t.kind, t.answer) for t in tasks(tale)) == (TaskKind.VERIFY, None)
        assert all(t.settled_at for t in tasks(tale))


class TestCallingBack:
    def test_one_task_for_each_report(self) -> None:
        tale = Tale().go("report").say(V.JOIN).go(_TO_CALLING.removeprefix("report"))
        assert [(t.report, t.settled_at) for t in calls(tale)] == [(1, None), (2, None)]
        tale.say(V.CALL_BACK, report=2)
        assert [t.report for t in calls(tale) if t.settled_at is None] == [1]

    def test_only_of_those_who_left_a_number(self) -> None:
        far = reported(2, reachable=False) | {"at": MONDAY.isoformat()}
        tale = Tale().go("report").say(V.JOIN, reports=[far]).go(_TO_CALLING.removeprefix("report"))
        assert [t.report for t in calls(tale)] == [1]

    def test_a_report_that_joins_meanwhile_is_asked_too(self) -> None:
        tale = Tale().go(_TO_CALLING).wait(hours=1).say(V.JOIN)
        assert [(t.report, t.seq) for t in calls(tale)] == [(1, 8), (2, 8)]

    def test_a_report_that_leaves_is_not_asked(self) -> None:
        tale = Tale().go(_TO_CALLING).say(V.JOIN).say(V.LEAVE, reports=[1])
        assert [(t.report, t.settled_at is None) for t in calls(tale)] == [(1, False), (2, True)]

    def test_a_report_that_comes_back_is_asked_again(self) -> None:
        back = [reported() | {"at": MONDAY.isoformat()}]
        tale = Tale().go(_TO_CALLING).say(V.JOIN).say(V.LEAVE, reports=[1]).say(V.JOIN, reports=back)
        assert [(t.report, t.settled_at) for t in calls(tale)] == [(1, None), (2, None)]

    def test_another_category_asks_others(self) -> None:
        tale = Tale().go(_TO_CALLING).under(world(version=2, call_back="none")).say(V.AMEND)
        assert [(t.settled_at is None, t.answer) for t in calls(tale)] == [(False, None)]

    def test_three_tries_in_two_half_days_are_enough(self) -> None:
        tale = Tale().go(_TO_CALLING).until("Tue 2026-11-03 09:00")
        for open_still in (True, True, True):
            tale.say(V.CALL_BACK, reached=False).wait(minutes=30)
            assert (last(tale).settled_at is None) is open_still
        tale.until("Tue 2026-11-03 14:00").say(V.CALL_BACK, reached=False)
        task = last(tale)
        assert (task.answer, task.settled_at, task.attempts) == ({"reached": False}, tale.now, 4)

    def test_reached_after_all(self) -> None:
        tale = Tale().go(_TO_CALLING)
        for _ in range(3):
            tale.say(V.CALL_BACK, reached=False).wait(hours=5)
        assert last(tale).answer == {"reached": False}
        tale.say(V.CALL_BACK)
        assert (last(tale).answer, last(tale).attempts) == ({"reached": True, **ANSWERS}, 4)

    def test_after_rework_they_are_asked_again(self) -> None:
        tale = Tale().go(_TO_CALLING).say(V.CALL_BACK, satisfied="unsatisfied", resolved=False)
        tale.go("fail feed_back ask_check pass ask_call_back")
        assert [t.settled_at is None for t in calls(tale)] == [False, True]


class TestImports:
    @pytest.mark.parametrize(("state", "kind"), WAITS_IN.items())
    def test_a_case_that_arrives_waiting(self, state: State, kind: TaskKind) -> None:
        tale = Tale().say(V.IMPORT, state=state)
        assert last(tale) == Task(kind, 1, MONDAY, 1 if kind is TaskKind.CALL_BACK else None)

    @pytest.mark.parametrize("state", ["reported", "filed", "closed"])
    def test_one_that_does_not(self, state: str) -> None:
        assert tasks(Tale().say(V.IMPORT, state=state)) == []

    def test_and_it_is_answered_like_any_other(self) -> None:
        assert last(Tale().say(V.IMPORT, state="verifying").wait(hours=1).say(V.VERIFY)).answer == {"found": True}


def test_a_verb_leaves_a_waiting_state_in_every_row_or_in_none() -> None:
    """Which row applied is not kept with an event; the reader goes by the verb."""
    for state, kind in WAITS_IN.items():
        for verb in Verb:
            ends = {move.end in (None, state) for move in MOVES if move.verb is verb and state in move.start}
            assert len(ends) <= 1, (kind, verb)
            beside = (kind, verb) == (TaskKind.VERIFY, V.CLOSE)  # an urgent matter is verified in other states too
            assert (ends == {False}) is (verb in LEAVING[kind] and not beside)


#: On the way to, through and out of the states that wait for somebody.
_TURNS = {
    S.NONE: [V.REPORT],
    S.REPORTED: [V.ASK_VERIFICATION, V.ACCEPT, V.FILE],
    S.VERIFYING: [V.VERIFY, V.JOIN, V.AMEND, V.LEAVE],
    S.ACCEPTED: [V.FILE, V.ASK_VERIFICATION],
    S.FILED: [V.DISPATCH],
    S.DISPATCHED: [V.SIGN],
    S.HANDLING: [V.FEED_BACK, V.JOIN],
    S.HANDLED: [V.ASK_CHECK],
    S.CHECKING: [V.PASS, V.PASS, V.FAIL, V.JOIN],
    S.CHECKED: [V.ASK_CALL_BACK, V.JOIN],
    S.CALLING: [V.CALL_BACK, V.CALL_BACK, V.CALL_BACK, V.JOIN, V.LEAVE, V.AMEND, V.FAIL, V.CLOSE],
    S.CLOSED: [V.REOPEN],
}


@pytest.mark.parametrize("seed", range(60))
def test_on_every_walk_the_open_tasks_are_those_the_state_waits_for(seed: int) -> None:
    random, tale, visited = Random(seed), Tale(world(check="field")), set()
    for _ in range(60):
        verb = random.choice(_TURNS[tale.case.state])
        with suppress(Refused):
            tale.wait(hours=random.choice([0, 1, 5])).say(verb, **_said(verb, tale, random))
        visited.add(tale.case.state)
        assert {(t.kind, t.report) for t in tasks(tale) if t.settled_at is None} == waits_for(tale)
    assert visited >= {S.CHECKING, S.CALLING}


def _said(verb: Verb, tale: Tale, random: Random) -> dict[str, Any]:
    """Another report each time; something about one of those that are there."""
    if verb is V.JOIN:
        brief = reported(len(tale.events) + 10, reachable=random.random() < 0.8)
        return {"reports": [brief | {"at": MONDAY.isoformat()}]}
    one = random.choice([r.id for r in tale.case.reports] or [1])
    if verb is V.LEAVE:
        return {"reports": [one]}
    return {"report": one, "reached": random.random() < 0.4} if verb is V.CALL_BACK else {}


def waits_for(tale: Tale) -> set[tuple[TaskKind, int | None]]:
    kind = WAITS_IN.get(tale.case.state)
    if kind is TaskKind.CALL_BACK:
        return {(kind, r.id) for r in to_call(tale.case, tale.world) if not called(r)}
    return {(kind, None)} if kind else set()


def _history(tale: Tale) -> list[tuple[Event, World]]:
    return list(zip(tale.events, tale.worlds, strict=True))


def test_events_that_concern_no_task_may_be_there_or_not() -> None:
    tale = Tale().go(_TO_CALLING).go("note urge").say(V.CALL_BACK)
    assert tasks_of(tale.start, _history(tale)) == tasks(tale)


def test_a_part_of_the_history_gives_the_tasks_of_that_time() -> None:
    tale = Tale().go(_TO_CALLING).wait(hours=1).say(V.CALL_BACK)
    before, after = tasks_of(START, _history(tale)[:-1]), tasks(tale)
    assert [task.settled_at is None for task in before] == [False, True]
    assert [task.settled_at is None for task in after] == [False, False]
