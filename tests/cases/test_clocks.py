"""The clocks of a case: which start, stop, stand still and go on with each verb, and when each is due."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cases.showing import due, ended, running, shown
from tests.cases.worlds import (
    ANSWERS,
    GARDEN,
    REVIEWED,
    STREET,
    TEAM,
    Tale,
    of,
    reported,
    tale_in,
    told,
    world,
)
from tests.clock.times import said
from wangge.cases.rules import Stage, State, Verb

V, S = Verb, State
T = Stage


SENT = {"sign 1", "return 1", "contact 1", "handle 1", "whole"}
WORKED = {"return 1", "contact 1", "handle 1", "whole"}


class TestWhatRuns:
    """By state, on the plain way."""

    @pytest.mark.parametrize(
        ("state", "open_"),
        [
            (S.REPORTED, {"accept"}),
            (S.VERIFYING, {"verify"}),
            (S.ACCEPTED, {"file"}),
            (S.REVIEWING, {"close"}),
            (S.FILED, {"dispatch", "whole"}),
            (S.DISPATCHED, SENT),
            (S.HANDLING, WORKED),
            (S.DISPUTED, {"dispatch", "whole"}),
            (S.SUSPENDED, WORKED),
            (S.HANDLED, {"check", "whole"}),
            (S.CHECKING, {"check", "whole"}),
            (S.CHECKED, {"close", "whole"}),
            (S.CALLING, {"call_back", "whole"}),
            *((state, set()) for state in (S.NONE, S.CLOSED, S.VOID, S.DECLINED, S.MERGED)),
        ],
    )
    def test_in_a_state(self, state: State, open_: set[str]) -> None:
        assert running(tale_in(state)) == open_

    @pytest.mark.parametrize(
        ("before", "verb", "stops", "starts"),
        [
            (S.ACCEPTED, V.ASK_VERIFICATION, {"file": "met"}, {"verify"}),
            (S.VERIFYING, V.VERIFY, {"verify": "met"}, {"file"}),
            (S.REPORTED, V.FILE, {"accept": "met"}, {"dispatch", "whole"}),
            (S.ACCEPTED, V.FILE, {"file": "met"}, {"dispatch", "whole"}),
            (S.REVIEWING, V.REVIEW_FAIL, {"close": "met"}, {"file"}),
            (S.MERGED, V.UNMERGE, {}, {"file"}),
            (S.DISPATCHED, V.SIGN, {"sign 1": "met"}, set()),
            (S.DISPATCHED, V.ASSIGN, {"sign 1": "met"}, {"sign 2", "handle 2"}),
            (S.DISPATCHED, V.RETURN, dict.fromkeys(SENT - {"whole"}, "dropped"), {"dispatch"}),
            (S.DISPATCHED, V.TAKE_BACK, dict.fromkeys(SENT - {"whole"}, "dropped"), {"dispatch"}),
            (S.DISPATCHED, V.REDISPATCH, dict.fromkeys(SENT - {"whole"}, "dropped"),
             {"sign 2", "return 2", "contact 2", "handle 2"}),
            (S.HANDLING, V.ESCALATE, dict.fromkeys(WORKED - {"whole"}, "dropped"), {"dispatch"}),
            (S.HANDLING, V.DISPUTE, dict.fromkeys(WORKED - {"whole"}, "dropped"), {"dispatch"}),
            (S.DISPUTED, V.RULE, {"dispatch": "met"}, {"sign 2", "contact 2", "handle 2"}),
            (S.HANDLING, V.CONTACT, {"contact 1": "met"}, set()),
            (S.HANDLING, V.FEED_BACK, {"handle 1": "met", "contact 1": "dropped", "return 1": "dropped"}, {"check"}),
            (S.HANDLING, V.ASSIGN, {}, {"sign 2", "handle 2"}),
            (S.HANDLING, V.WHISTLE, {}, {"arrive 2"}),
            (S.HANDLING, V.SUPERVISE, {}, {"reply"}),
            (S.HANDLED, V.ASK_CHECK, {}, set()),
            (S.CHECKING, V.PASS, {"check": "met"}, {"close"}),
            (S.CHECKING, V.FAIL, {"check": "met"}, {"handle 1"}),
            (S.CHECKED, V.ASK_CALL_BACK, {"close": "met"}, {"call_back"}),
            (S.CALLING, V.CALL_BACK, {"call_back": "met"}, {"close"}),
            (S.CHECKED, V.FAIL, {"close": "met"}, {"handle 1"}),
            (S.CALLING, V.FAIL, {"call_back": "met"}, {"handle 1"}),
            (S.CLOSED, V.REOPEN, {}, {"dispatch", "whole"}),
            *((S.HANDLING, verb, {}, set()) for verb in (V.URGE, V.NOTE, V.HARD_CASE, V.SPLIT, V.JOIN, V.LEAVE)),
            (S.HANDLING, V.SUCCEED, {}, set()),
        ],
    )  # fmt: skip
    def test_with_a_verb(self, before: State, verb: Verb, stops: dict[str, str], starts: set[str]) -> None:
        tale = tale_in(before).wait(minutes=10).say(verb)
        assert ended(tale, tale_in(before)) == stops
        assert running(tale) - running(tale_in(before)) == starts
        changed = set(tale.case.clocks) - set(tale_in(before).case.clocks)
        assert {c.ended_at for c in changed} <= {None, tale.now}

    @pytest.mark.parametrize(
        ("state", "verb", "how"),
        [
            (S.REPORTED, V.DECLINE, "met"),
            (S.REPORTED, V.RESOLVE, "met"),
            (S.REVIEWING, V.REVIEW_PASS, "met"),
            (S.REPORTED, V.WITHDRAW, "dropped"),
            (S.FILED, V.VOID, "dropped"),
            (S.FILED, V.MERGE, "dropped"),
            (S.HANDLING, V.FORCE_CLOSE, "dropped"),
        ],
    )
    def test_at_the_end(self, state: State, verb: Verb, how: str) -> None:
        tale = tale_in(state).say(verb)
        assert running(tale) == set()
        case_clocks = {name: ended for name, ended in ended(tale, tale_in(state)).items() if not name[-1].isdigit()}
        assert set(case_clocks.values()) == {how}

    def test_an_answer_meets_them(self) -> None:
        tale = Tale().say(V.REPORT, report=reported(kind="consult")).say(V.ANSWER)
        assert ended(tale, tale_in(S.REPORTED)) == {"accept": "met"}

    @pytest.mark.parametrize(("state", "name"), [(S.REPORTED, "accept"), (S.VERIFYING, "verify"), (S.ACCEPTED, "file")])
    def test_settled_on_the_spot_it_waits_for_review(self, state: State, name: str) -> None:
        tale = tale_in(state, REVIEWED).say(V.RESOLVE)
        assert ended(tale, tale_in(state)) == {name: "met"}
        assert running(tale) == {"close"}

    @pytest.mark.parametrize(("verb", "starts"), [(V.PASS, "close"), (V.FAIL, "handle 1")])
    def test_looked_at_from_the_desk(self, verb: Verb, starts: str) -> None:
        tale = tale_in(S.HANDLED, world(check="desk")).say(verb)
        assert ended(tale, tale_in(S.HANDLED)) == {"check": "met"}
        assert running(tale) == {starts, "whole"}

    def test_a_dispute_and_a_higher_level_wait_to_be_sent_again(self) -> None:
        assert running(tale_in(S.DISPATCHED, returns=1).say(V.RETURN)) == {"dispatch", "whole"}
        tale = tale_in(S.FILED).wait(minutes=10).say(V.ESCALATE)
        assert ended(tale, tale_in(S.FILED)) == {"dispatch": "met"}
        assert tale.clock(T.DISPATCH).started_at == tale.now

    def test_fed_back_without_a_check_it_waits_to_be_closed(self) -> None:
        tale = tale_in(S.HANDLING, world(check="none")).say(V.FEED_BACK)
        assert ended(tale, tale_in(S.HANDLING))["handle 1"] == "met"
        assert running(tale) == {"close", "whole"}

    def test_the_close_meets_the_whole(self) -> None:
        tale = tale_in(S.CALLING).go("call_back close")
        assert ended(tale, tale_in(S.CALLING)) == {"call_back": "met", "whole": "met"}


class TestWhen:
    @pytest.mark.parametrize(
        ("state", "name", "moment"),
        [
            (S.REPORTED, "accept", "Mon 2026-11-02 10:00"),
            (S.ACCEPTED, "file", "Mon 2026-11-02 11:05"),
            (S.FILED, "dispatch", "Mon 2026-11-02 10:05"),
            (S.DISPATCHED, "sign 1", "Mon 2026-11-02 11:10"),
            (S.DISPATCHED, "return 1", "Mon 2026-11-02 14:10"),
            (S.DISPATCHED, "contact 1", "Tue 2026-11-03 09:10"),
            (S.HANDLING, "handle 1", "Mon 2026-11-09 09:10"),
            (S.HANDLING, "whole", "Mon 2026-11-16 09:05"),
            (S.HANDLED, "check", "Tue 2026-11-03 09:20"),
        ],
    )
    def test_each_is_due(self, state: State, name: str, moment: str) -> None:
        [clock] = [c for c in tale_in(state).case.clocks if c.open and shown(c) == name]
        assert due(clock) == moment

    def test_the_case_is_due_with_the_whole_and_next_with_the_earliest(self) -> None:
        case = tale_in(S.DISPATCHED).case
        assert (said(case.due_at), said(case.next_due_at)) == ("Mon 2026-11-16 09:05", "Mon 2026-11-02 11:10")

    def test_to_return_is_a_right_not_a_duty(self) -> None:
        tale = tale_in(S.HANDLING)
        assert due(tale.clock(T.RETURN, 1)) == "Mon 2026-11-02 14:10"
        assert tale.clock(T.RETURN, 1).alarm_at is None
        assert said(tale.case.next_due_at) == "Tue 2026-11-03 09:10"

    def test_alarms_climb(self) -> None:
        tale = tale_in(S.REPORTED)
        rings = []
        for rung in (1, 2, 3):
            rings.append(said(tale.clock(T.ACCEPT).alarm_at))
            tale.say(V.ALARM, clock=1, rung=rung)
        assert rings == ["Mon 2026-11-02 09:48", "Mon 2026-11-02 10:00", "Mon 2026-11-02 10:30"]
        assert tale.clock(T.ACCEPT).alarm_at is None

    def test_an_alarm_for_a_clock_that_has_ended_rings_nothing(self) -> None:
        before = tale_in(S.FILED).case.clocks
        assert tale_in(S.FILED).say(V.ALARM).case.clocks == before

    def test_within_is_what_a_person_says(self) -> None:
        tale = tale_in(S.HANDLING).say(V.WHISTLE, within="1uh").say(V.SUPERVISE, within="2wh").say(V.SUPERVISE)
        assert [(str(c.limit), c.own) for c in tale.case.clocks[-3:]] == [("1uh", True), ("2wh", True), ("1wd", False)]

    def test_an_urgent_class_has_its_own_limits(self) -> None:
        tale = told("report file dispatch", world(urgent=True, limits={}))
        assert due(tale.clock(T.SIGN, 1)) == said(tale_in(S.FILED).now + timedelta(minutes=10))
        assert running(tale) == SENT - {"whole"}


class TestContact:
    @pytest.mark.parametrize("report", [reported(reachable=False), reported() | {"confidential": True}])
    def test_nobody_to_reach_no_clock(self, report: dict[str, Any]) -> None:
        tale = Tale().say(V.REPORT, report=report).go("file dispatch")
        assert running(tale) == SENT - {"contact 1"}

    def test_a_try_is_not_a_contact(self) -> None:
        assert "contact 1" in running(tale_in(S.HANDLING).say(V.CONTACT, reached=False))

    def test_a_contact_from_below_counts(self) -> None:
        tale = tale_in(S.HANDLING).say(V.ASSIGN).say(V.CONTACT, of(TEAM))
        assert ended(tale, tale_in(S.HANDLING)) == {"contact 1": "met"}


class TestAssistants:
    def joint(self) -> Tale:
        return told("report file").say(V.DISPATCH, assistants=[GARDEN]).say(V.SIGN)

    def test_passing_down_is_signing(self) -> None:
        assert ended(self.joint().say(V.ASSIGN, of(GARDEN)), self.joint()) == {"sign 2": "met"}

    def test_signed_and_fed_back(self) -> None:
        tale = self.joint().say(V.SIGN, of(GARDEN)).say(V.FEED_BACK, of(GARDEN))
        assert ended(tale, self.joint()) == {"sign 2": "met", "handle 2": "met", "return 2": "dropped"}

    def test_released(self) -> None:
        tale = self.joint().say(V.RELEASE)
        assert ended(tale, self.joint()) == dict.fromkeys(("sign 2", "handle 2", "return 2"), "dropped")

    def test_there(self) -> None:
        tale = tale_in(S.HANDLING).say(V.WHISTLE)
        assert ended(tale.say(V.ARRIVE), tale_in(S.HANDLING).say(V.WHISTLE)) == {"arrive 2": "met"}


class TestReplies:
    def test_the_first_demand_is_answered_first(self) -> None:
        tale = tale_in(S.HANDLING).go("supervise supervise reply")
        assert [c.open for c in tale.case.clocks if c.stage is T.REPLY] == [False, True]

    def test_one_for_each(self) -> None:
        assert "reply" not in running(tale_in(S.HANDLING).go("supervise supervise reply reply"))


class TestCallBack:
    def test_goes_on_until_all_were_called(self) -> None:
        two = [reported(2) | {"at": tale_in(S.CALLING).now.isoformat()}]
        tale = tale_in(S.CALLING).say(V.JOIN, reports=two).say(V.CALL_BACK)
        assert running(tale) == {"call_back", "whole"}
        for day in (1, 2, 3):
            assert tale.clock(T.CALL_BACK).open
            tale.wait(days=day).say(V.CALL_BACK, report=2, reached=False, **dict.fromkeys(ANSWERS))
        assert running(tale) == {"close", "whole"}


class TestPassedDown:
    def test_with_a_limit_of_its_own(self) -> None:
        tale = tale_in(S.HANDLING).say(V.ASSIGN, limit="2wd")
        clock = tale.clock(T.HANDLE, 2)
        assert (due(clock), clock.own) == ("Wed 2026-11-04 09:20", True)

    def test_without_one_it_runs_on_the_limit_above(self) -> None:
        tale = tale_in(S.HANDLING).wait(days=1).say(V.ASSIGN)
        above, below = tale.clock(T.HANDLE, 1), tale.clock(T.HANDLE, 2)
        assert (below.started_at, below.due_at, below.own) == (above.started_at, above.due_at, False)
        assert above.open

    def test_an_extension_reaches_it(self) -> None:
        tale = tale_in(S.HANDLING).say(V.ASSIGN).say(V.ASSIGN, of(TEAM), unit=STREET)
        tale.go("ask_extension grant_extension")
        assert [due(tale.clock(T.HANDLE, no)) for no in (1, 2, 3)] == ["Wed 2026-11-11 09:10"] * 3

    def test_but_not_a_limit_that_was_said(self) -> None:
        tale = tale_in(S.HANDLING).say(V.ASSIGN, limit="2wd").go("ask_extension grant_extension")
        assert due(tale.clock(T.HANDLE, 2)) == "Wed 2026-11-04 09:20"

    def test_nor_those_who_assist(self) -> None:
        tale = told("report file").say(V.DISPATCH, assistants=[GARDEN]).go("sign ask_extension grant_extension")
        assert [due(tale.clock(T.HANDLE, no)) for no in (1, 2)] == ["Wed 2026-11-11 09:10", "Mon 2026-11-09 09:10"]


class TestExtended:
    def test_the_handling_and_the_whole(self) -> None:
        tale = tale_in(S.HANDLING).go("ask_extension grant_extension")
        assert due(tale.clock(T.HANDLE, 1)) == "Wed 2026-11-11 09:10"
        assert due(tale.clock(T.WHOLE)) == "Wed 2026-11-18 09:05"
        assert due(tale.clock(T.CONTACT, 1)) == "Tue 2026-11-03 09:10"

    def test_twice_adds_up(self) -> None:
        tale = tale_in(S.HANDLING).go("ask_extension grant_extension ask_extension grant_extension")
        assert tale.clock(T.HANDLE, 1).extra == 4

    def test_a_whole_that_counts_other_time_stays(self) -> None:
        tale = told("report file dispatch sign ask_extension grant_extension", world(limits={"whole": "15cd"}))
        assert tale.clock(T.WHOLE).extra == 0

    def test_refused_nothing_moves(self) -> None:
        assert tale_in(S.HANDLING).go("ask_extension refuse_extension").case.clocks == tale_in(S.HANDLING).case.clocks
