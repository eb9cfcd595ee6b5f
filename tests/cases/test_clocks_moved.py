"""Clocks that stand still, are taken up, and are computed anew: suspension, rework, amendments, new versions."""

from dataclasses import replace
from datetime import date

import pytest

from tests.cases.showing import due, running
from tests.cases.worlds import GARDEN, STAGED, STAGES, TEAM, WATER, WORLD, Tale, of, tale_in, told, world
from tests.clock.times import OFFICE, at, said, spans
from wangge.cases.rules import Stage, State, Verb
from wangge.clock import OwnDay

V, S = Verb, State
T = Stage


def staged(tale: Tale) -> dict[str, str]:
    return {c.code: due(c) for c in tale.case.clocks if c.stage is T.STAGED and c.open}


class TestStaged:
    def test_each_step_from_the_dispatch(self) -> None:
        tale = told("report file dispatch sign", STAGED)
        assert staged(tale) == {"stop": "Tue 2026-11-03 09:10", "clear": "Thu 2026-11-05 09:10"}

    def test_and_anew_from_a_ruling(self) -> None:
        assert len(staged(told("report file dispatch dispute rule", STAGED))) == len(STAGES)

    def test_done_in_any_order(self) -> None:
        tale = told("report file dispatch sign", STAGED).say(V.STAGE_DONE, stage="clear")
        assert staged(tale) == {"stop": "Tue 2026-11-03 09:10"}

    def test_only_of_the_lead(self) -> None:
        tale = told("report file", STAGED).say(V.DISPATCH, assistants=[GARDEN])
        tale.say(V.ASSIGN).say(V.WHISTLE, units=[WATER])
        assert {c.assignment for c in tale.case.clocks if c.stage is T.STAGED} == {1}

    @pytest.mark.parametrize("verb", [V.RETURN, V.ESCALATE, V.REDISPATCH])
    def test_they_go_with_the_lead(self, verb: Verb) -> None:
        tale = told(f"report file dispatch {verb}", STAGED)
        old = [c for c in tale.case.clocks if c.stage is T.STAGED and c.assignment == 1]
        assert [c.dropped for c in old] == [True] * len(STAGES)


class TestSuspended:
    def test_everything_stands_still(self) -> None:
        case = tale_in(S.SUSPENDED).case
        assert [(c.paused_at is None, c.due_at, c.alarm_at) for c in case.clocks if c.open] == [(False, None, None)] * 4
        assert (case.due_at, case.next_due_at) == (None, None)

    @pytest.mark.parametrize("verb", [V.RESUME, V.AUTO_RESUME])
    def test_and_goes_on_with_the_time_that_was_left(self, verb: Verb) -> None:
        tale = tale_in(S.HANDLING).until("Tue 2026-11-03 09:10").say(V.ASK_SUSPEND).say(V.GRANT_SUSPEND)
        tale.until("Thu 2026-11-12 09:10").say(verb)
        handle = tale.clock(T.HANDLE, 1)
        assert [*handle.pauses] == spans("Tue 2026-11-03 09:10 / Thu 2026-11-12 09:10")
        assert (due(handle), due(tale.clock(T.WHOLE))) == ("Wed 2026-11-18 09:10", "Wed 2026-11-25 09:05")
        assert handle.alarm_at is not None

    def test_a_demand_made_meanwhile_stands_still_too(self) -> None:
        tale = tale_in(S.SUSPENDED).until("Wed 2026-11-04 09:00").say(V.SUPERVISE)
        assert (tale.clock(T.REPLY).paused_at, tale.clock(T.REPLY).due_at) == (tale.now, None)
        tale.until("Thu 2026-11-05 09:00").say(V.RESUME)
        assert due(tale.clock(T.REPLY)) == "Thu 2026-11-05 18:00"

    def test_what_ends_meanwhile_knows_when_it_was_due(self) -> None:
        tale = told("report file").say(V.DISPATCH, assistants=[GARDEN]).say(V.SIGN, of(GARDEN))
        tale.go("sign ask_suspend grant_suspend").until("Wed 2026-11-04 09:20").say(V.FEED_BACK, of(GARDEN))
        handle = tale.clock(T.HANDLE, 2)
        assert (handle.paused_at, handle.dropped, handle.ended_at) == (None, False, tale.now)
        assert due(handle) == "Wed 2026-11-11 09:10"

    def test_and_so_with_the_case(self) -> None:
        tale = tale_in(S.SUSPENDED).until("Fri 2026-11-06 09:10").say(V.FORCE_CLOSE)
        assert all(c.due_at and c.paused_at is None and c.dropped for c in tale.case.clocks if c.ended_at == tale.now)

    def test_an_amendment_leaves_it_still(self) -> None:
        tale = tale_in(S.SUSPENDED, STAGED).until("Fri 2026-11-06 09:00").say(V.AMEND)
        stood = tale_in(S.SUSPENDED).clock(T.HANDLE, 1).paused_at
        assert {c.paused_at for c in tale.case.clocks if c.open} == {stood}
        tale.until("Mon 2026-11-09 09:00").say(V.RESUME)
        assert staged(tale) == {"stop": "Mon 2026-11-09 17:45", "clear": "Wed 2026-11-11 17:45"}


class TestRework:
    def test_the_time_of_checking_is_a_pause(self) -> None:
        tale = tale_in(S.HANDLING).until("Wed 2026-11-04 09:10").go("feed_back ask_check")
        tale.until("Fri 2026-11-06 09:10").say(V.FAIL)
        handle = tale.clock(T.HANDLE, 1)
        assert (handle.no, handle.open, handle.dropped) == (tale_in(S.HANDLING).clock(T.HANDLE, 1).no, True, False)
        assert [*handle.pauses] == spans("Wed 2026-11-04 09:10 / Fri 2026-11-06 09:10")
        assert due(handle) == "Wed 2026-11-11 09:10"
        assert due(tale.clock(T.WHOLE)) == "Mon 2026-11-16 09:05"

    def test_late_work_stays_late(self) -> None:
        tale = tale_in(S.HANDLING).until("Tue 2026-11-10 09:10").go("feed_back ask_check").wait(days=2).say(V.FAIL)
        handle = tale.clock(T.HANDLE, 1)
        assert due(handle) == "Mon 2026-11-09 09:10"
        assert said(tale.case.next_due_at) == "Mon 2026-11-09 09:10"

    def test_twice(self) -> None:
        tale = tale_in(S.HANDLING).go("feed_back ask_check fail feed_back ask_check pass ask_call_back fail")
        assert len(tale.clock(T.HANDLE, 1).pauses) == 2

    def test_nothing_is_passed_down_again_by_itself(self) -> None:
        tale = tale_in(S.HANDLING).say(V.ASSIGN).say(V.SIGN, of(TEAM)).say(V.FEED_BACK, of(TEAM))
        tale.go("feed_back ask_check fail")
        assert {name for name in running(tale) if name.startswith("handle")} == {"handle 1"}

    def test_amended_while_it_was_checked(self) -> None:
        tale = tale_in(S.CHECKING, world(version=2, limits={"handle": "8wd"})).say(V.AMEND).say(V.FAIL)
        assert str(tale.clock(T.HANDLE, 1).limit) == "8wd"


SHORT = world(version=2, limits={"handle": "3wd", "whole": "6wd"})
URGENT = world(version=3, limits={"handle": "24uh"}, urgent=True)


def amended(tale: Tale, version: object = SHORT) -> Tale:
    return tale.under(version).say(V.AMEND, category="0405", condition="01")


class TestAmended:
    def test_limits_are_computed_anew(self) -> None:
        tale = amended(tale_in(S.HANDLING))
        assert due(tale.clock(T.HANDLE, 1)) == "Thu 2026-11-05 09:10"
        assert due(tale.clock(T.WHOLE)) == "Tue 2026-11-10 09:05"
        assert len(tale.case.clocks) == len(tale_in(S.HANDLING).case.clocks)

    def test_a_granted_extension_stays(self) -> None:
        tale = amended(tale_in(S.HANDLING).go("ask_extension grant_extension"))
        assert due(tale.clock(T.HANDLE, 1)) == "Mon 2026-11-09 09:10"

    def test_unless_the_limit_counts_other_time(self) -> None:
        tale = amended(tale_in(S.HANDLING).go("ask_extension grant_extension"), URGENT)
        assert (due(tale.clock(T.HANDLE, 1)), tale.clock(T.HANDLE, 1).extra) == ("Tue 2026-11-03 09:10", 0)

    def test_a_limit_that_was_said_stays(self) -> None:
        tale = amended(tale_in(S.HANDLING).say(V.ASSIGN, limit="1wd").say(V.SUPERVISE, within="2wh"), URGENT)
        assert (str(tale.clock(T.HANDLE, 2).limit), str(tale.clock(T.REPLY).limit)) == ("1wd", "2wh")

    def test_what_ended_stays_as_it_ended(self) -> None:
        before = [c for c in tale_in(S.HANDLING).case.clocks if not c.open]
        assert [c for c in amended(tale_in(S.HANDLING)).case.clocks if not c.open] == before

    def test_the_whole_of_a_category_without_one_ends(self) -> None:
        whole = amended(tale_in(S.HANDLING), URGENT).clock(T.WHOLE)
        assert (whole.open, whole.dropped) == (False, True)

    def test_and_begins_with_filing_where_the_new_one_has_it(self) -> None:
        tale = told("report file dispatch sign", URGENT).until("Wed 2026-11-04 09:00")
        assert "whole" not in running(tale)
        assert due(amended(tale).clock(T.WHOLE)) == "Tue 2026-11-10 09:05"

    def test_not_before_filing(self) -> None:
        assert running(amended(tale_in(S.ACCEPTED))) == {"file"}

    def test_stages_are_swapped(self) -> None:
        others = world(version=2, stages=[STAGES[1], {"code": "paint", "name": "粉刷", "limit": "4wd"}])
        tale = amended(told("report file dispatch sign", STAGED), others)
        assert staged(tale) == {"clear": "Thu 2026-11-05 09:10", "paint": "Fri 2026-11-06 09:10"}
        assert tale.clock(T.STAGED, 1, "stop").dropped

    def test_a_stage_that_is_done_is_done(self) -> None:
        tale = amended(told("report file dispatch sign stage_done", STAGED), STAGED)
        assert set(staged(tale)) == {"clear"}

    def test_a_mistake_taken_back_brings_the_stages_back(self) -> None:
        tale = amended(amended(told("report file dispatch sign", STAGED)), STAGED)
        assert staged(tale) == {"stop": "Tue 2026-11-03 09:10", "clear": "Thu 2026-11-05 09:10"}


SHUT = replace(OFFICE, version=2, own={date(2026, 11, 5): OwnDay((), "停电")})


class TestRecalculated:
    def test_under_a_new_calendar(self) -> None:
        tale = tale_in(S.HANDLING, replace(WORLD, calendar=SHUT)).say(V.RECALCULATE)
        assert due(tale.clock(T.HANDLE, 1)) == "Tue 2026-11-10 09:10"
        assert {c.calendar for c in tale.case.clocks if c.open} == {2}
        assert {c.calendar for c in tale.case.clocks if not c.open} == {1}

    def test_while_it_stands_still(self) -> None:
        tale = tale_in(S.SUSPENDED, replace(WORLD, calendar=SHUT)).say(V.RECALCULATE)
        assert {(c.calendar, c.due_at) for c in tale.case.clocks if c.open} == {(2, None)}

    def test_a_new_limit_of_the_category(self) -> None:
        assert due(tale_in(S.HANDLING, SHORT).say(V.RECALCULATE).clock(T.HANDLE, 1)) == "Thu 2026-11-05 09:10"

    def test_rung_alarms_do_not_ring_again(self) -> None:
        tale = tale_in(S.REPORTED).say(V.ALARM, clock=1, rung=1).say(V.RECALCULATE)
        assert (tale.clock(T.ACCEPT).rung, said(tale.clock(T.ACCEPT).alarm_at)) == (1, "Mon 2026-11-02 10:00")

    def test_a_year_not_yet_published_is_provisional(self) -> None:
        tale = Tale(world(limits={"whole": "99wd"})).go("report file")
        assert tale.clock(T.WHOLE).provisional
        assert not tale.clock(T.DISPATCH).provisional


class TestOpenedAgain:
    def test_the_whole_runs_anew(self) -> None:
        tale = tale_in(S.CLOSED).until("Mon 2026-11-16 09:00").say(V.REOPEN)
        assert due(tale.clock(T.WHOLE)) == "Fri 2026-11-27 18:00"
        assert [c.open for c in tale.case.clocks if c.stage is T.WHOLE] == [False, True]

    def test_what_was_not_filed_waits_to_be(self) -> None:
        assert running(told("report withdraw reopen")) == {"file"}


class TestImported:
    def test_it_waits_from_the_import(self) -> None:
        tale = Tale().say(V.IMPORT, opened_at=at("Mon 2026-10-05 09:00").isoformat())
        assert due(tale.clock(T.ACCEPT)) == "Mon 2026-11-02 10:00"

    def test_the_whole_from_its_own_filing(self) -> None:
        filed = at("Mon 2026-10-26 09:00").isoformat()
        tale = Tale().say(V.IMPORT, state="filed", opened_at=filed, filed_at=filed)
        assert due(tale.clock(T.WHOLE)) == "Fri 2026-11-06 18:00"
