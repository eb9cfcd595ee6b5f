"""What each verb does to the matter: its class, place, reports, counts, what was asked, and how it ends."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.cases.worlds import (
    ANSWERS,
    FAR,
    GRID,
    MONDAY,
    PATH,
    TEXT,
    WORLD,
    Tale,
    reported,
    tale_in,
    told,
    world,
)
from tests.clock.times import OFFICE, at
from wangge.cases.rules import (
    ENDED,
    OPEN,
    Channel,
    Event,
    Grade,
    Kind,
    Level,
    Outcome,
    Report,
    State,
    Verb,
)
from wangge.cases.rules.fold import ANSWERING, apply
from wangge.clock import OwnDay
from wangge.kit.errors import Refused

V, S = Verb, State
ONE = "report file dispatch sign"


class TestReporting:
    def test_a_report_begins_a_case(self) -> None:
        case = Tale().say(V.REPORT, address=TEXT, point={"text": 4, "sha256": ""}, repeat_of=5).case
        assert (case.state, case.channel, case.opened_at, case.seq) == (S.REPORTED, Channel.HOTLINE, MONDAY, 1)
        assert (case.grid, case.path, case.address, case.point, case.repeat_of) == (GRID, PATH, 9, 4, 5)
        assert case.reports == (Report(1, Kind.HELP, True, due_at=at("Mon 2026-11-09 18:00"), arrived_at=MONDAY),)
        assert (case.category, case.filed_at, case.sensitive, case.level) == ("", None, False, Level.GRID)

    def test_without_a_place_it_stays_where_it_was_taken(self) -> None:
        case = Tale().say(V.REPORT, grid=None, path=None).case
        assert (case.grid, case.path) == (None, "110115/")

    def test_a_sensitive_one_and_one_that_was_split(self) -> None:
        whose = reported(2, "denounce", reachable=False) | {"confidential": True}
        case = Tale().say(V.REPORT, sensitive=True, split_from=3, report=whose).case
        assert (case.sensitive, case.split_from) == (True, 3)
        due = at("Mon 2026-11-09 18:00")
        assert case.reports == (Report(2, Kind.DENOUNCE, False, True, due_at=due, arrived_at=MONDAY),)

    def test_an_answer_is_due_only_where_there_is_a_limit(self) -> None:
        bare = replace(WORLD, standard=replace(WORLD.standard, limits={}))
        assert told("report", bare).report.due_at is None


class TestAnswersDue:
    """By when a report is to be answered follows the category, the limit for its kind and the calendar."""

    SOON = world(version=2, limits={"answer": "3wd", "answer_consult": "1wd"})

    @pytest.mark.parametrize(("kind", "due"), [("help", "Wed 2026-11-04 18:00"), ("consult", "Mon 2026-11-02 18:00")])
    @pytest.mark.parametrize("verb", [V.FILE, V.AMEND])
    def test_a_category_says_by_when(self, verb: Verb, kind: str, due: str) -> None:
        tale = Tale().say(V.REPORT, report=reported(1, kind)).wait(hours=2).under(self.SOON)
        said = {"category": "0405", "condition": "01"}
        assert tale.say(verb, **said).report.due_at == at(due)
        assert tale.replayed() == tale.case

    def test_a_new_calendar_moves_it(self) -> None:
        shut = replace(OFFICE, version=2, own={date(2026, 11, 4): OwnDay((), "停电")})
        tale = told("report file").under(world(calendar=shut))
        assert tale.report.due_at == at("Mon 2026-11-09 18:00")
        assert tale.say(V.RECALCULATE).report.due_at == at("Tue 2026-11-10 18:00")

    def test_what_was_answered_stays_as_it_was(self) -> None:
        tale = Tale().say(V.REPORT, report=reported(1, "consult")).say(V.ANSWER)
        due = tale.report.due_at
        tale.go("reopen").under(self.SOON).say(V.FILE)
        assert tale.report.due_at == due


class TestClassing:
    MAJOR = (
        world(2, grade="major", sensitive=True, urgent=True)
        if False
        else world(version=2, grade="major", sensitive=True, urgent=True)
    )

    def test_filing(self) -> None:
        case = tale_in(S.ACCEPTED).wait(hours=1).say(V.FILE, grid=3, path=FAR).case
        assert (case.category, case.condition, case.grade, case.urgent) == ("0405", "01", Grade.ORDINARY, False)
        assert (case.grid, case.path, case.grid_at_filing) == (3, FAR, 3)
        assert case.filed_at == case.moved_at

    def test_the_category_says_grade_and_readers(self) -> None:
        case = tale_in(S.ACCEPTED, self.MAJOR).say(V.FILE).case
        assert (case.grade, case.sensitive, case.urgent, case.standard) == (Grade.MAJOR, True, True, 2)

    def test_unless_a_person_says_otherwise(self) -> None:
        case = tale_in(S.ACCEPTED, self.MAJOR).say(V.FILE, grade="large", sensitive=False).case
        assert (case.grade, case.sensitive) == (Grade.LARGE, False)

    def test_what_is_sensitive_stays_so(self) -> None:
        assert tale_in(S.ACCEPTED, sensitive=True, verified=True).say(V.FILE).case.sensitive

    def test_an_amendment_of_one_thing_leaves_the_others(self) -> None:
        tale = tale_in(S.FILED, self.MAJOR, grade=Grade.LARGE)
        case = tale.say(V.AMEND, grade=None, address=TEXT).case
        assert (case.grade, case.sensitive, case.address, case.grid) == (Grade.LARGE, False, 9, GRID)
        assert tale.say(V.AMEND, grade=None, sensitive=True).case.sensitive
        assert not tale.say(V.AMEND, grade=None, sensitive=False).case.sensitive

    def test_an_amended_category_brings_its_own(self) -> None:
        case = tale_in(S.HANDLING).under(self.MAJOR).say(V.AMEND, grade=None, category="0405", condition="01").case
        assert (case.grade, case.sensitive, case.urgent, case.standard) == (Grade.MAJOR, True, True, 2)

    def test_an_amended_place_keeps_the_one_it_was_filed_in(self) -> None:
        case = tale_in(S.HANDLING).say(V.AMEND, grade=None, grid=3, path=FAR).case
        assert (case.grid, case.path, case.grid_at_filing) == (3, FAR, GRID)

    def test_settled_on_the_spot(self) -> None:
        case = tale_in(S.REPORTED, level=Level.STREET).say(V.RESOLVE).case
        assert (case.outcome, case.level, case.grid_at_filing) == (Outcome.RESOLVED, Level.GRID, GRID)
        assert (case.closed_at, case.report.answered_at if False else case.reports[0].answered_at) == (
            case.moved_at,
        ) * 2
        assert case.filed_at is None

    def test_a_false_fix(self) -> None:
        case = tale_in(S.REVIEWING).say(V.REVIEW_FAIL).case
        assert (case.false_fixes, case.outcome, case.grid_at_filing) == (1, None, None)

    def test_a_fix_that_holds(self) -> None:
        tale = tale_in(S.REVIEWING)
        assert tale.report.answered_at is None
        tale.say(V.REVIEW_PASS)
        assert (tale.case.outcome, tale.report.answered_at) == (Outcome.RESOLVED, tale.now)

    @pytest.mark.parametrize("found", [True, False])
    def test_verification(self, found: bool) -> None:
        assert tale_in(S.VERIFYING).say(V.VERIFY, found=found).case.verified is found


class TestReportsComeAndGo:
    def test_a_merged_case_has_none_and_says_where_they_are(self) -> None:
        case = tale_in(S.REPORTED).say(V.MERGE).case
        assert (case.reports, case.merged_into, case.closed_at) == ((), 2, case.moved_at)

    def test_undone_it_waits_to_be_filed_with_its_reports(self) -> None:
        case = tale_in(S.MERGED).say(V.UNMERGE).case
        assert (case.merged_into, case.closed_at) == (None, None)
        assert case.reports == (Report(1, Kind.HELP, True, due_at=at("Mon 2026-11-09 18:00"), arrived_at=MONDAY),)

    def test_a_report_that_joins_keeps_its_own_time(self) -> None:
        fresh = [reported(5) | {"at": at("Tue 2026-11-03 10:00").isoformat()}, reported(2) | {"at": MONDAY.isoformat()}]
        tale = tale_in(S.HANDLING).until("Fri 2026-11-06 09:00").say(V.JOIN, reports=fresh)
        assert [r.id for r in tale.case.reports] == [1, 2, 5]
        assert [r.due_at for r in tale.case.reports[1:]] == [at("Mon 2026-11-09 18:00"), at("Tue 2026-11-10 18:00")]
        assert [r.id for r in tale.say(V.LEAVE, reports=[1, 5]).case.reports] == [2]

    def test_what_has_become_of_a_report_comes_along(self) -> None:
        """An answer was given and a call made in the other case, before it was reopened and merged."""
        became = {"answered_at": MONDAY.isoformat(), "tries": ["2026-11-02am"], "reached": True, **ANSWERS}
        fresh = [reported(2) | {"at": MONDAY.isoformat()} | became]
        tale = tale_in(S.HANDLING).say(V.JOIN, reports=fresh)
        report = tale.case.reports[1]
        assert (report.answered_at, report.tries, report.reached) == (MONDAY, ("2026-11-02am",), True)
        assert (report.contacted, report.resolved, report.satisfied) == (True, True, "satisfied")
        assert tale_in(S.MERGED).say(V.UNMERGE, reports=fresh).case.reports == (report,)

    def test_an_ended_case_gives_its_reports_away_and_stays_ended(self) -> None:
        before = tale_in(S.CLOSED).case
        after = tale_in(S.CLOSED).say(V.LEAVE).case
        assert after == replace(before, reports=(), seq=before.seq + 1, moved_at=after.moved_at)

    def test_a_split_leaves_the_first_as_it_was(self) -> None:
        before, after = tale_in(S.FILED).case, tale_in(S.FILED).say(V.SPLIT).case
        assert after == replace(before, seq=before.seq + 1, moved_at=after.moved_at)


class TestEnding:
    @pytest.mark.parametrize(
        ("way", "said", "outcome"),
        [
            ("report answer", {"report": reported(1, "consult")}, Outcome.ANSWERED),
            ("report decline", {}, Outcome.REFERRED),
            ("report withdraw", {}, Outcome.WITHDRAWN),
            ("report void", {}, None),
            ("report merge", {}, None),
            (f"{ONE} force_close", {}, Outcome.FORCED),
        ],
    )
    def test_by_other_ways_than_closing(self, way: str, said: dict[str, Any], outcome: Outcome | None) -> None:
        first, *rest = way.split()
        tale = Tale().say(Verb(first), **said).go(" ".join(rest))
        assert (tale.case.outcome, tale.case.closed_at) == (outcome, tale.case.moved_at)
        assert tale.case.forced is ("force_close" in way)
        answered = {r.answered_at for r in tale.case.reports}
        assert answered == (
            {tale.case.closed_at} if Verb(rest[-1]) in ANSWERING else {None} if tale.case.reports else set()
        )

    def test_closing_with_what_was_fed_back(self) -> None:
        tale = told(ONE).say(V.FEED_BACK, outcome="explained").go("ask_check pass ask_call_back call_back close")
        assert (tale.case.outcome, tale.report.answered_at) == (Outcome.EXPLAINED, tale.case.closed_at)

    def test_or_with_what_is_said_now(self) -> None:
        tale = tale_in(S.CHECKED, world(call_back="none")).say(V.CLOSE, outcome="referred")
        assert tale.case.outcome is Outcome.REFERRED
        assert tale_in(S.CHECKED, world(call_back="none")).say(V.CLOSE).case.outcome is Outcome.RESOLVED

    @pytest.mark.parametrize("state", OPEN)
    def test_nothing_stays_open(self, state: State) -> None:
        case = tale_in(state).go("supervise supervise force_close").case
        assert case.demands == 0
        assert not any(a.open for a in case.assignments)
        assert not any(c.open for c in case.clocks)
        assert (case.asked, case.suspended_until) == (None, None)

    def test_opened_again_after_filing(self) -> None:
        tale = tale_in(S.CLOSED).wait(days=20).say(V.REOPEN)
        assert (tale.case.reopenings, tale.case.closed_at, tale.case.outcome) == (1, None, None)
        assert tale.report.answered_at == tale_in(S.CLOSED).case.closed_at  # the first answer counts
        assert (tale.report.reached, tale.report.tries) == (False, ())
        assert tale.case.filed_at == tale_in(S.CLOSED).case.filed_at

    def test_a_forced_one_is_forced_no_more(self) -> None:
        assert tale_in(S.HANDLING).go("force_close reopen").case.forced is False


class TestCounts:
    @pytest.mark.parametrize(
        ("way", "name", "count"),
        [
            (f"{ONE} urge urge note", "urges", 2),
            (f"{ONE} supervise supervise reply", "demands", 1),
            ("report file dispatch return dispatch return", "returns", 2),
            ("report file dispatch redispatch", "transfers", 1),
            ("report file escalate escalate", "escalations", 2),
            (f"{ONE} feed_back ask_check fail feed_back ask_check fail", "reworks", 2),
            (f"{ONE} ask_suspend grant_suspend resume", "suspensions", 1),
            ("report file dispatch take_back dispatch dispute", "returns", 0),
            ("report file dispatch succeed", "transfers", 0),
        ],
    )
    def test_by_verb(self, way: str, name: str, count: int) -> None:
        assert getattr(told(way).case, name) == count

    def test_a_hard_case_is_marked(self) -> None:
        assert told("report file hard_case").case.hard

    def test_the_level_only_rises(self) -> None:
        tale = told("report file escalate escalate")
        assert tale.case.level is Level.STREET
        assert tale.say(V.DISPATCH, level="community").case.level is Level.STREET
        assert tale.say(V.REDISPATCH, level="district").case.level is Level.DISTRICT


class TestTheSystem:
    def test_a_new_grid(self) -> None:
        for state in (S.HANDLING, *ENDED):
            before, after = tale_in(state).case, tale_in(state).say(V.REGRID).case
            assert (after.path, after.grid_at_filing, after.state) == (FAR, before.grid_at_filing, state)

    def test_an_imported_open_case(self) -> None:
        opened, filed = at("Mon 2026-10-26 09:00"), at("Tue 2026-10-27 09:00")
        said = {"state": "filed", "opened_at": opened.isoformat(), "filed_at": filed.isoformat()}
        case = Tale().say(V.IMPORT, **said).case
        assert (case.state, case.opened_at, case.filed_at, case.closed_at) == (S.FILED, opened, filed, None)
        assert (case.category, case.grid_at_filing, case.reports[0].due_at) == (
            "0405",
            GRID,
            at("Mon 2026-11-02 18:00"),
        )
        assert case.moved_at == MONDAY

    def test_an_imported_closed_case(self) -> None:
        closed = MONDAY - timedelta(days=300)
        case = Tale().say(V.IMPORT, state="closed", closed_at=closed.isoformat(), outcome="explained").case
        assert (case.closed_at, case.outcome, case.clocks) == (closed, Outcome.EXPLAINED, ())

    def test_what_could_not_happen_is_refused_in_replay(self) -> None:
        event = Event(2, V.SIGN, 5, MONDAY, {"assignment": 1}, 1, 1, 1)
        with pytest.raises(Refused, match="state"):
            apply(tale_in(S.REPORTED).case, event, WORLD)
