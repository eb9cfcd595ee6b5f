"""The lives of assignments: sent, signed, passed down, whistled, returned, ruled, replaced, released, succeeded."""

import pytest

from tests.cases.worlds import (
    CITY,
    FAR,
    GARDEN,
    SQUAD,
    STREET,
    TEAM,
    WATER,
    Tale,
    of,
    tale_in,
    told,
)
from wangge.cases.rules import Assignment, Held, Level, Role, State, Verb
from wangge.kit.errors import Refused

V, S = Verb, State

Life = tuple[Role, int, Held, int | None]


def lives(tale: Tale) -> list[Life]:
    """Role, unit, how it is held, and the number it was passed down from."""
    return [(a.role, a.unit, a.held, a.parent) for a in tale.case.assignments]


LEAD, ASSIST, WHISTLED = Role.LEAD, Role.ASSIST, Role.WHISTLED
SENT, SIGNED, FED_BACK, RELEASED = Held.SENT, Held.SIGNED, Held.FED_BACK, Held.RELEASED


def joint() -> Tale:
    """CITY leads and has signed, GARDEN and WATER assist."""
    return told("report file").say(V.DISPATCH, assistants=[GARDEN, WATER]).say(V.SIGN)


def passed_down() -> Tale:
    """CITY to STREET to TEAM, all signed."""
    tale = told("report file dispatch sign").say(V.ASSIGN, unit=STREET)
    return tale.say(V.SIGN, of(STREET)).say(V.ASSIGN, of(STREET), unit=TEAM).say(V.SIGN, of(TEAM))


class TestSent:
    def test_to_a_lead_and_assistants(self) -> None:
        tale = told("report file").say(V.DISPATCH, assistants=[GARDEN, WATER])
        assert lives(tale) == [(LEAD, CITY, SENT, None), (ASSIST, GARDEN, SENT, None), (ASSIST, WATER, SENT, None)]
        assert {a.sent_at for a in tale.case.assignments} == {tale.now}
        assert tale.case.level is Level.STREET

    def test_signed(self) -> None:
        tale = tale_in(S.DISPATCHED).wait(minutes=7).say(V.SIGN)
        assert tale.case.lead == Assignment(1, LEAD, CITY, SIGNED, sent_at=told("report file").now, signed_at=tale.now)

    def test_an_assistant_signs_without_the_lead(self) -> None:
        tale = told("report file").say(V.DISPATCH, assistants=[GARDEN]).say(V.SIGN, of(GARDEN))
        assert (tale.case.state, lives(tale)[1]) == (S.DISPATCHED, (ASSIST, GARDEN, SIGNED, None))

    def test_taken_back_before_signing(self) -> None:
        tale = told("report file").say(V.DISPATCH, assistants=[GARDEN]).say(V.SIGN, of(GARDEN)).say(V.TAKE_BACK)
        assert lives(tale) == [(LEAD, CITY, Held.TAKEN_BACK, None), (ASSIST, GARDEN, RELEASED, None)]
        assert {a.ended_at for a in tale.case.assignments} == {tale.now}

    def test_sent_again_it_gets_a_new_number(self) -> None:
        tale = told("report file dispatch take_back dispatch")
        assert lives(tale) == [(LEAD, CITY, Held.TAKEN_BACK, None), (LEAD, CITY, SENT, None)]
        assert tale.case.lead.no == 2


class TestFedBack:
    def test_everybody_before_the_lead(self) -> None:
        tale = joint()
        for unit in (GARDEN, WATER):
            with pytest.raises(Refused, match="others_done"):
                tale.say(V.FEED_BACK)
            tale.say(V.SIGN, of(unit)).say(V.FEED_BACK, of(unit))
        tale.say(V.FEED_BACK)
        assert [a.held for a in tale.case.assignments] == [FED_BACK] * 3
        assert tale.case.lead.fed_back_at == tale.case.lead.ended_at == tale.now

    def test_or_released_with_a_reason(self) -> None:
        tale = joint().say(V.RELEASE, assignment=2).say(V.RELEASE, assignment=3).say(V.FEED_BACK)
        assert [a.held for a in tale.case.assignments] == [FED_BACK, RELEASED, RELEASED]
        assert tale.case.assignments[1].fed_back_at is None

    def test_rework_is_the_same_assignment(self) -> None:
        tale = tale_in(S.CHECKING)
        first = tale.case.lead
        tale.wait(days=1).say(V.FAIL)
        assert tale.case.assignments == (Assignment(1, LEAD, CITY, SIGNED, None, False, first.sent_at, first.signed_at,
                                                    fed_back_at=first.fed_back_at),)  # fmt: skip

    def test_rework_is_the_leads_alone(self) -> None:
        tale = joint()
        for unit in (GARDEN, WATER):
            tale.say(V.SIGN, of(unit)).say(V.FEED_BACK, of(unit))
        tale.go("feed_back ask_check fail")
        assert [a.held for a in tale.case.assignments] == [SIGNED, FED_BACK, FED_BACK]


class TestPassedDown:
    def test_passing_down_is_signing(self) -> None:
        tale = tale_in(S.DISPATCHED).wait(hours=1).say(V.ASSIGN, unit=TEAM)
        assert tale.case.state is S.HANDLING
        assert lives(tale) == [(LEAD, CITY, SIGNED, None), (LEAD, TEAM, SENT, 1)]
        assert tale.case.lead.signed_at == tale.now
        assert tale.case.lead.no == 1

    def test_who_signed_before_signed_then(self) -> None:
        signed_at = tale_in(S.HANDLING).case.lead.signed_at
        assert tale_in(S.HANDLING).wait(days=1).say(V.ASSIGN).case.lead.signed_at == signed_at

    def test_an_assistant_passes_down_as_an_assistant(self) -> None:
        tale = joint().say(V.ASSIGN, of(GARDEN), unit=SQUAD)
        assert lives(tale)[1] == (ASSIST, GARDEN, SIGNED, None)
        assert lives(tale)[3] == (ASSIST, SQUAD, SENT, 2)

    def test_from_below_upwards(self) -> None:
        tale = passed_down()
        for above in (STREET, CITY):
            with pytest.raises(Refused, match="others_done"):
                tale.say(V.FEED_BACK, of(above))
        for unit in (TEAM, STREET, CITY):
            assert tale.case.state is S.HANDLING
            tale.say(V.FEED_BACK, of(unit))
        assert tale.case.state is S.HANDLED

    def test_one_below_at_a_time(self) -> None:
        with pytest.raises(Refused, match="mine_to_pass"):
            passed_down().say(V.ASSIGN, of(STREET), unit=SQUAD)

    def test_given_back_to_who_passed_it_down(self) -> None:
        tale = passed_down().say(V.RETURN, of(TEAM))
        assert lives(tale)[1:] == [(LEAD, STREET, SIGNED, 1), (LEAD, TEAM, Held.RETURNED, 2)]
        assert (tale.case.state, tale.case.returns) == (S.HANDLING, 0)
        assert lives(tale.say(V.ASSIGN, of(STREET), unit=SQUAD))[3] == (LEAD, SQUAD, SENT, 2)

    def test_the_whole_line_ends_with_who_gives_it_back(self) -> None:
        tale = passed_down().say(V.RETURN, of(STREET))
        assert lives(tale) == [(LEAD, CITY, SIGNED, None), (LEAD, STREET, Held.RETURNED, 1), (LEAD, TEAM, RELEASED, 2)]

    @pytest.mark.parametrize(("no", "held"), [(2, [SIGNED, RELEASED, RELEASED]), (3, [SIGNED, SIGNED, RELEASED])])
    def test_or_is_released(self, no: int, held: list[Held]) -> None:
        assert [a.held for a in passed_down().say(V.RELEASE, assignment=no).case.assignments] == held

    def test_however_far_down_when_the_lead_changes(self) -> None:
        tale = passed_down().say(V.REDISPATCH)
        held = [Held.REPLACED, RELEASED, RELEASED, SENT]
        assert [a.held for a in tale.case.assignments] == held

    def test_what_a_unit_below_fed_back_stays_fed_back(self) -> None:
        tale = passed_down().say(V.FEED_BACK, of(TEAM)).say(V.REDISPATCH)
        assert [a.held for a in tale.case.assignments] == [Held.REPLACED, RELEASED, FED_BACK, SENT]


class TestReturnedAndRuled:
    def test_the_first_return(self) -> None:
        tale = joint().say(V.RETURN)
        assert (tale.case.state, tale.case.returns) == (S.FILED, 1)
        assert [a.held for a in tale.case.assignments] == [Held.RETURNED, RELEASED, RELEASED]

    def test_the_second_opens_a_dispute(self) -> None:
        tale = told("report file dispatch return").say(V.DISPATCH, unit=GARDEN).say(V.RETURN, of(GARDEN))
        assert (tale.case.state, tale.case.returns) == (S.DISPUTED, 2)

    def test_the_unit_of_a_ruling_keeps_it(self) -> None:
        tale = told("report file dispute").say(V.RULE, unit=GARDEN, assistants=[WATER])
        assert [(a.unit, a.ruled) for a in tale.case.assignments] == [(GARDEN, True), (WATER, True)]
        for unit in (GARDEN, WATER):
            with pytest.raises(Refused, match="not_ruled"):
                tale.say(V.RETURN, of(unit))

    def test_what_it_passes_down_may_come_back_to_it(self) -> None:
        tale = told("report file dispute").say(V.RULE, unit=STREET).say(V.ASSIGN, of(STREET), unit=TEAM)
        assert lives(tale.say(V.RETURN, of(TEAM))) == [(LEAD, STREET, SIGNED, None), (LEAD, TEAM, Held.RETURNED, 1)]

    def test_an_assistant_returns_alone(self) -> None:
        tale = joint().say(V.RETURN, of(GARDEN))
        assert (tale.case.state, tale.case.returns) == (S.HANDLING, 0)
        assert [a.held for a in tale.case.assignments] == [SIGNED, Held.RETURNED, SENT]

    @pytest.mark.parametrize(("verb", "state"), [(V.DISPUTE, S.DISPUTED), (V.ESCALATE, S.FILED)])
    def test_taken_from_the_lead(self, verb: Verb, state: State) -> None:
        tale = joint().say(verb)
        assert tale.case.state is state
        assert [a.held for a in tale.case.assignments] == [Held.REPLACED, RELEASED, RELEASED]


class TestRedispatched:
    def test_the_lead_changes_the_assistants_stay(self) -> None:
        tale = joint().say(V.REDISPATCH, unit=SQUAD, assistants=[TEAM])
        assert lives(tale) == [
            (LEAD, CITY, Held.REPLACED, None),
            (ASSIST, GARDEN, SENT, None),
            (ASSIST, WATER, SENT, None),
            (LEAD, SQUAD, SENT, None),
            (ASSIST, TEAM, SENT, None),
        ]
        assert tale.case.transfers == 1

    def test_nobody_assists_twice(self) -> None:
        tale = joint().say(V.REDISPATCH, unit=SQUAD, assistants=[GARDEN, TEAM])
        assert [a.unit for a in tale.case.assignments if a.open] == [GARDEN, WATER, SQUAD, TEAM]

    def test_an_assistant_who_becomes_the_lead_assists_no_more(self) -> None:
        tale = joint().say(V.REDISPATCH, unit=GARDEN)
        assert lives(tale) == [
            (LEAD, CITY, Held.REPLACED, None),
            (ASSIST, GARDEN, Held.REPLACED, None),
            (ASSIST, WATER, SENT, None),
            (LEAD, GARDEN, SENT, None),
        ]


class TestWhistled:
    def test_called_there_appraised_done(self) -> None:
        tale = tale_in(S.HANDLING).say(V.WHISTLE, units=[WATER, GARDEN]).wait(minutes=20)
        assert lives(tale)[1:] == [(WHISTLED, WATER, SENT, None), (WHISTLED, GARDEN, SENT, None)]
        tale.say(V.ARRIVE)
        there = tale.case.assignments[1]
        assert (there.held, there.arrived_at, there.signed_at) == (SIGNED, tale.now, tale.now)
        tale.say(V.APPRAISE, of(CITY), assignment=2, score=5).say(V.FEED_BACK, of(WATER))
        assert (tale.case.assignments[1].score, tale.case.assignments[1].held) == (5, FED_BACK)

    def test_the_lead_waits_for_them(self) -> None:
        with pytest.raises(Refused, match="others_done"):
            told("report file dispatch sign whistle feed_back")
        assert told("report file dispatch sign whistle release feed_back").case.state is S.HANDLED

    @pytest.mark.parametrize("verb", [V.SIGN, V.RETURN])
    def test_a_whistle_is_answered_by_being_there(self, verb: Verb) -> None:
        tale = told("report file dispatch sign whistle")
        with pytest.raises(Refused, match="not_whistled"):
            tale.say(verb, of(WATER))

    def test_appraised_after_the_close(self) -> None:
        tale = told("report file dispatch sign whistle arrive").say(V.FEED_BACK, of(WATER))
        tale.go("feed_back ask_check pass ask_call_back call_back close").wait(days=3)
        assert tale.say(V.APPRAISE, score=1).case.assignments[1].score == 1
        assert tale.case.closed_at < tale.now


class TestSucceeded:
    def test_all_it_holds_passes_on(self) -> None:
        tale = joint().say(V.SUCCEED, unit=GARDEN, successor=SQUAD).say(V.SUCCEED, unit=CITY, successor=TEAM)
        assert [(a.unit, a.held) for a in tale.case.assignments] == [(TEAM, SIGNED), (SQUAD, SENT), (WATER, SENT)]
        assert (tale.case.returns, tale.case.transfers) == (0, 0)

    def test_what_is_over_stays_with_who_did_it(self) -> None:
        tale = told("report file dispatch return").say(V.DISPATCH, unit=GARDEN)
        tale.say(V.SUCCEED, unit=CITY, successor=TEAM)
        assert [a.unit for a in tale.case.assignments] == [CITY, GARDEN]

    def test_rework_goes_to_the_successor(self) -> None:
        tale = tale_in(S.CHECKING).say(V.SUCCEED, unit=CITY, successor=TEAM).say(V.FAIL)
        assert lives(tale) == [(LEAD, TEAM, SIGNED, None)]


def test_a_new_place_moves_nobody() -> None:
    before = joint().case.assignments
    assert joint().say(V.AMEND, grade=None, grid=3, path=FAR).case.assignments == before
