"""History decided under other versions: a new workflow, calendar or limit never changes what has happened."""

from dataclasses import replace
from datetime import date

import pytest

from tests.cases.showing import due
from tests.cases.worlds import CITY, GARDEN, WORLD, Tale, of, told, world
from tests.clock.times import OFFICE
from wangge.cases.rules import CURRENT, MOVES, WORKFLOWS, Move, Stage, State, Verb, Workflow, World
from wangge.cases.rules.history import differences, replay
from wangge.clock import OwnDay
from wangge.kit.errors import Refused

V, S = Verb, State


def changed(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """From version 2 on: a second return opens no dispute, and nothing is voided that was dispatched."""
    new: list[Move] = []
    for move in moves:
        if move.verb is V.RETURN and move.end is S.DISPUTED:
            new.append(move._replace(until=2))
        elif move.verb is V.VOID:
            start = tuple(state for state in move.start if state is not S.DISPATCHED)
            new += [move._replace(until=2), move._replace(start=start, since=2)]
        else:
            new.append(move)
    return tuple(new)


FIRST, SECOND = Workflow(1, changed(MOVES)), Workflow(2, changed(MOVES))
OLD, NEW = world(FIRST), world(SECOND)
SHUT = replace(OFFICE, version=2, own={date(2026, 11, 5): OwnDay((), "停电")})


def returned_twice(first: World, second: World) -> Tale:
    tale = told("report file dispatch return", first).under(second)
    return tale.say(V.DISPATCH, unit=GARDEN).say(V.RETURN, of(GARDEN))


def under(tale: Tale, world: World) -> list[str]:
    """What is wrong when the whole history is replayed under one version."""
    case, wrong = replay(tale.start, tale.events, [world] * len(tale.events))
    return wrong or differences(case, tale.case)


class TestWorkflow:
    def test_each_version_has_its_rows(self) -> None:
        assert [m._replace(until=9999) for m in FIRST.moves] == [m._replace(until=9999) for m in WORKFLOWS[1].moves]
        assert [len(version.by_verb[V.RETURN]) for version in (FIRST, SECOND)] == [3, 2]
        assert [len(version.by_verb[V.VOID]) for version in (FIRST, SECOND)] == [1, 1]

    @pytest.mark.parametrize(
        ("first", "second", "state"),
        [(OLD, OLD, S.DISPUTED), (OLD, NEW, S.FILED), (NEW, NEW, S.FILED)],
        ids=["old", "in between", "new"],
    )
    def test_each_event_goes_by_its_own(self, first: World, second: World, state: State) -> None:
        tale = returned_twice(first, second)
        assert tale.case.state is state
        assert tale.replayed() == tale.case

    def test_and_by_no_other(self) -> None:
        assert under(returned_twice(OLD, OLD), NEW) != []
        assert under(returned_twice(NEW, NEW), OLD) != []

    def test_what_is_forbidden_now_was_allowed_then(self) -> None:
        tale = told("report file dispatch void", OLD)
        assert tale.replayed() == tale.case
        assert under(tale, NEW) == ["event 4 (void) cannot follow: move.state"]
        with pytest.raises(Refused, match="state"):
            told("report file dispatch", OLD).under(NEW).say(V.VOID)


class TestCalendarAndLimits:
    def test_between_two_events(self) -> None:
        tale = told("report file", OLD).under(replace(OLD, calendar=SHUT)).go("dispatch sign")
        tale.under(replace(NEW, calendar=SHUT, standard=world(version=2, limits={"handle": "8wd"}).standard))
        tale.go("recalculate ask_extension grant_extension feed_back")
        versions = [(event.workflow, event.calendar, event.standard) for event in tale.events]
        assert versions == [(1, 1, 1)] * 2 + [(1, 2, 1)] * 2 + [(2, 2, 2)] * 4
        assert tale.replayed() == tale.case
        assert tale.case.standard == 2

    def test_each_clock_keeps_the_version_it_was_counted_by(self) -> None:
        tale = told("report file dispatch").under(replace(WORLD, calendar=SHUT)).say(V.SUPERVISE)
        assert {(c.stage, c.calendar) for c in tale.case.clocks if c.open} >= {(Stage.WHOLE, 1), (Stage.REPLY, 2)}
        assert due(tale.clock(Stage.HANDLE, 1)) == "Mon 2026-11-09 09:10"
        assert due(tale.say(V.RECALCULATE).clock(Stage.HANDLE, 1)) == "Tue 2026-11-10 09:10"
        assert tale.replayed() == tale.case

    @pytest.mark.parametrize("other", [replace(WORLD, calendar=SHUT), world(limits={"handle": "3wd"})])
    def test_under_others_history_says_something_else(self, other: World) -> None:
        assert under(tale_in_full(), WORLD) == []
        assert under(tale_in_full(), other) != []


def tale_in_full() -> Tale:
    return told("report file dispatch sign feed_back")


class TestReplay:
    def test_names_what_differs(self) -> None:
        tale = told("report file urge")
        assert differences(tale.replayed(), replace(tale.case, urges=2)) == ["urges is 2, the history says 1"]

    def test_stops_where_it_could_not_have_happened(self) -> None:
        tale = told("report file dispatch sign")
        case, wrong = replay(tale.start, [*tale.events[:2], *tale.events[3:]], tale.worlds[:3])
        assert wrong == ["event 4 (sign) cannot follow: move.state"]
        assert case.state is S.FILED

    def test_asks_nobody_for_a_duty(self) -> None:
        """Who moved it may have left long ago."""
        tale = told("report file dispatch sign")
        assert {event.actor for event in tale.events} == {70, 100 + CITY}
        anonymous = [replace(event, actor=None) for event in tale.events]
        assert replay(tale.start, anonymous, tale.worlds) == (tale.case, [])


def test_every_version_up_to_the_current_one_is_kept() -> None:
    assert sorted(WORKFLOWS) == list(range(1, CURRENT + 1))
    assert all(WORKFLOWS[version].version == version for version in WORKFLOWS)
    assert all(1 <= move.since < move.until for move in MOVES)
    assert {move.since for move in MOVES} <= set(WORKFLOWS)
