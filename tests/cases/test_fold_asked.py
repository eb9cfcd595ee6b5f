"""What is asked of those who decide, and of those who reported: requests, tries and answers."""

from dataclasses import replace

import pytest

from tests.cases.worlds import ANSWERS, GARDEN, MONDAY, of, tale_in
from tests.clock.times import at
from wangge.cases.rules import Asked, Assignment, Held, Kind, Report, Role, State, Verb
from wangge.kit.errors import Refused

V, S = Verb, State


class TestWhatIsAsked:
    def test_an_extension(self) -> None:
        tale = tale_in(S.HANDLING).say(V.ASK_EXTENSION, by=3)
        assert tale.case.asked == Asked("extension", 1, by=3)
        assert tale.say(V.REFUSE_EXTENSION).case.asked is None
        assert tale.case.extensions == 0
        tale.go("ask_extension grant_extension ask_extension grant_extension")
        assert (tale.case.asked, tale.case.extensions) == (None, 2)
        with pytest.raises(Refused, match="extensions_left"):
            tale.say(V.ASK_EXTENSION)

    def test_a_suspension_until_its_date(self) -> None:
        until = at("Mon 2026-11-16 09:00")
        tale = tale_in(S.HANDLING).say(V.ASK_SUSPEND)
        assert tale.case.asked == Asked("suspend", 1, until=until)
        tale.say(V.GRANT_SUSPEND)
        assert (tale.case.suspended_until, tale.case.suspensions, tale.case.asked) == (until, 1, None)
        assert tale.say(V.AUTO_RESUME).case.suspended_until is None

    def test_refused_it_may_be_asked_again(self) -> None:
        case = tale_in(S.HANDLING).go("ask_suspend refuse_suspend ask_suspend").case
        assert (case.asked.what, case.suspensions) == ("suspend", 0)

    def test_somebody_else_feeding_back_takes_nothing_away(self) -> None:
        second = Assignment(2, Role.ASSIST, GARDEN, Held.SIGNED, sent_at=MONDAY, signed_at=MONDAY)
        tale = tale_in(S.HANDLING, assignments=(*tale_in(S.HANDLING).case.assignments, second)).say(V.ASK_EXTENSION)
        assert tale.say(V.FEED_BACK, of(GARDEN)).case.asked == Asked("extension", 1, by=2)
        assert tale.say(V.FEED_BACK).case.asked is None

    @pytest.mark.parametrize("verb", [V.RETURN, V.REDISPATCH, V.DISPUTE, V.ESCALATE, V.WITHDRAW, V.FORCE_CLOSE])
    def test_it_goes_with_who_asked(self, verb: Verb) -> None:
        assert tale_in(S.HANDLING).go(f"ask_extension {verb}").case.asked is None


class TestCalledBack:
    def test_reached(self) -> None:
        tale = tale_in(S.CALLING).say(V.CALL_BACK, resolved=False, satisfied="basically")
        expected = replace(
            tale_in(S.CALLING).report, reached=True, contacted=True, resolved=False, satisfied="basically"
        )
        assert tale.report == expected

    @pytest.mark.parametrize(
        ("moments", "halves", "enough"),
        [
            (["Tue 2026-11-03 09:00", "Tue 2026-11-03 10:00", "Tue 2026-11-03 11:59"], ["am", "am", "am"], False),
            (["Tue 2026-11-03 09:00", "Tue 2026-11-03 11:59", "Tue 2026-11-03 12:00"], ["am", "am", "pm"], True),
            (["Tue 2026-11-03 23:59", "Wed 2026-11-04 00:00", "Wed 2026-11-04 00:01"], ["pm", "am", "am"], True),
            (["Tue 2026-11-03 09:00", "Wed 2026-11-04 15:00"], ["am", "pm"], False),
        ],
    )
    def test_three_tries_in_two_half_days(self, moments: list[str], halves: list[str], enough: bool) -> None:
        tale = tale_in(S.CALLING)
        for moment in moments:
            tale.until(moment).say(V.CALL_BACK, reached=False, **dict.fromkeys(ANSWERS))
        days = [moment.split()[1] for moment in moments]
        assert list(tale.report.tries) == [f"{day}{half}" for day, half in zip(days, halves, strict=True)]
        if enough:
            assert tale.say(V.CLOSE).case.state is S.CLOSED
        else:
            with pytest.raises(Refused, match="called_back"):
                tale.say(V.CLOSE)

    def test_after_rework_who_answered_is_asked_again(self) -> None:
        tale = tale_in(S.CALLING).go("call_back fail feed_back ask_check pass")
        assert (tale.case.reworks, tale.case.outcome) == (1, None)
        assert tale.report == tale_in(S.CALLING).report
        with pytest.raises(Refused, match="called_back"):
            tale.say(V.CLOSE)

    def test_tries_count_on_after_rework(self) -> None:
        tale = tale_in(S.CALLING).say(V.CALL_BACK, reached=False, **dict.fromkeys(ANSWERS)).say(V.FAIL)
        assert tale.report.tries == ("2026-11-02am",)

    def test_another_report_stays_as_it_was(self) -> None:
        two = (Report(1, Kind.HELP, True), Report(2, Kind.HELP, True))
        assert tale_in(S.CALLING, reports=two).say(V.CALL_BACK, report=2).case.reports[0] == two[0]
