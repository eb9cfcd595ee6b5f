"""Who may do what: which row applies, which reason is told, which verbs are offered."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.cases.worlds import (
    AFTER,
    CITY,
    EVERYTHING,
    GARDEN,
    MONDAY,
    SOMEBODY,
    SQUAD,
    STAGED,
    STRANGER,
    TEAM,
    WATER,
    Tale,
    of,
    tale_in,
    told,
    world,
)
from wangge.cases.rules import Assignment, Case, Held, Role, State, Verb
from wangge.cases.rules.decide import available, decide, in_scope, row_of
from wangge.kit.actor import Actor, Branch
from wangge.kit.errors import NotAllowed, Refused
from wangge.people.rules import SHIPPED
from wangge.people.rules import Role as Post

V, S = Verb, State


def joint(state: State = S.HANDLING, held: Held = Held.SIGNED) -> Tale:
    """CITY leads, GARDEN assists."""
    first = tale_in(state).case.assignments
    return tale_in(state, assignments=(*first, Assignment(2, Role.ASSIST, GARDEN, held, sent_at=MONDAY)))


def both(state: State = S.HANDLING) -> Tale:
    """CITY leads and assists as well."""
    first = tale_in(state).case.assignments
    return tale_in(state, assignments=(*first, Assignment(2, Role.ASSIST, CITY, sent_at=MONDAY)))


SHOWN = world(evidence={"resolve": ["after"]})


class TestTheReasonThatIsTold:
    """The row that came furthest speaks, not the first one."""

    @pytest.mark.parametrize(
        ("tale", "verb", "who", "said", "reason"),
        [
            (lambda: joint(S.DISPATCHED), V.ASSIGN, GARDEN, {"limit": "99wd"}, None),  # no limit of its own: free
            (lambda: joint(S.DISPATCHED, Held.RETURNED), V.SIGN, GARDEN, {}, "mine_to_sign"),
            (joint, V.RETURN, GARDEN, {}, None),
            (lambda: told("report file dispatch dispute rule"), V.RETURN, CITY, {}, "not_ruled"),
            (lambda: tale_in(S.HANDLING).until("Tue 2026-11-10 09:00"), V.RETURN, CITY, {}, "return_in_time"),
            (lambda: tale_in(S.DISPATCHED), V.FEED_BACK, CITY, {}, "mine_signed"),
            (joint, V.FEED_BACK, CITY, {}, "others_done"),
            (lambda: told("report file dispatch sign", STAGED), V.FEED_BACK, CITY, {}, "stages_done"),
            (lambda: tale_in(S.HANDLING), V.FEED_BACK, CITY, {"evidence": None}, "evidence"),
            (lambda: tale_in(S.SUSPENDED), V.FEED_BACK, CITY, {}, "not_lead"),
            (joint, V.ASK_EXTENSION, GARDEN, {}, "lead"),
            (lambda: tale_in(S.HANDLED), V.PASS, None, {}, "desk_check"),
            (lambda: tale_in(S.HANDLED, world(check="desk")), V.PASS, "centre of CITY", {}, "not_own_work"),
            (lambda: tale_in(S.CHECKED), V.CLOSE, None, {}, "called_back"),
            (lambda: tale_in(S.CHECKED, demands=1), V.CLOSE, None, {}, "replied"),
            (lambda: tale_in(S.CLOSED).wait(days=31), V.REOPEN, None, {}, "in_window"),
            (lambda: tale_in(S.REPORTED, grid=None), V.RESOLVE, None, {}, "place"),
            (lambda: tale_in(S.REPORTED, SHOWN), V.RESOLVE, None, {"evidence": []}, "evidence"),
        ],
    )  # fmt: skip
    def test_by_situation(
        self, tale: Callable[[], Tale], verb: Verb, who: Any, said: dict[str, Any], reason: str | None
    ) -> None:
        centre = replace(SOMEBODY, units=frozenset({CITY}))
        actor = of(who) if isinstance(who, int) else centre if who else SOMEBODY
        if reason is None:
            tale().say(verb, actor, **said)
        else:
            with pytest.raises(Refused, match=rf"^move\.{reason} ") as refused:
                tale().say(verb, actor, **said)
            assert refused.value.facts == {"verb": verb}


class TestWhichAssignmentIsMeant:
    def test_the_open_one_that_fits(self) -> None:
        assert decide(both().ask(V.SIGN)).mine == Assignment(2, Role.ASSIST, CITY, sent_at=MONDAY)
        assert decide(both().ask(V.CONTACT)).mine.no == 1
        assert decide(both(S.DISPATCHED).ask(V.SIGN)).mine.no == 1

    def test_the_one_named(self) -> None:
        assert decide(both(S.DISPATCHED).ask(V.SIGN, assignment=2)).mine.no == 2
        with pytest.raises(Refused, match="mine_to_sign"):
            decide(both().ask(V.SIGN, assignment=1))

    def test_only_their_own_may_be_named(self) -> None:
        with pytest.raises(NotAllowed, match="holder"):
            decide(joint().ask(V.FEED_BACK, assignment=2))
        with pytest.raises(NotAllowed, match="holder"):
            decide(joint().ask(V.FEED_BACK, assignment=9))

    def test_who_held_it_once_learns_that_it_has_ended(self) -> None:
        with pytest.raises(Refused, match="mine_open"):
            decide(told("report file dispatch redispatch").ask(V.RETURN))

    def test_the_event_says_which_it_was(self) -> None:
        tale = both().say(V.SIGN)
        assert tale.events[-1].given["assignment"] == 2
        assert row_of(both().case, tale.events[-1], tale.world) == decide(both().ask(V.SIGN))


class TestReach:
    @pytest.mark.parametrize(
        ("lo", "hi", "inside"),
        [
            ("110115/", "1101150", True),
            ("110115/003/", "110115/0030", True),
            ("110115/003/006/001/", "110115/003/006/0010", True),
            ("110115/003/006/001/002/", "110115/003/006/001/0020", False),
            ("110115/001/", "110115/0010", False),
            ("110115/003/006/002/", "110115/003/006/0020", False),
        ],
    )
    def test_an_area_is_a_branch_of_the_tree(self, lo: str, hi: str, inside: bool) -> None:
        actor = Actor(1, duties=EVERYTHING, branches=(Branch("0", "00"), Branch(lo, hi)))
        assert in_scope(tale_in(S.FILED).case, actor) is inside

    def test_nowhere_and_nothing_reach_no_case(self) -> None:
        nobody = Actor(1, duties=EVERYTHING)
        for verb in (V.ACCEPT, V.NOTE):
            with pytest.raises(NotAllowed):
                decide(tale_in(S.REPORTED).ask(verb, nobody))

    def test_who_gave_it_back_moves_it_no_more(self) -> None:
        """They may still read it; but what they think of it is not asked any longer."""
        returned = told("report file dispatch return")
        with pytest.raises(NotAllowed, match="visible"):
            decide(returned.ask(V.NOTE, of(CITY)))
        assert decide(tale_in(S.HANDLED).ask(V.NOTE, of(CITY)))

    def test_the_system_is_not_asked_where_it_lives(self) -> None:
        assert told("report file dispatch succeed").case.assignments[0].unit == GARDEN

    def test_verbs_of_the_system_are_not_for_people(self) -> None:
        with pytest.raises(NotAllowed, match="system"):
            decide(tale_in(S.SUSPENDED).ask(V.AUTO_RESUME, SOMEBODY))


def offered(tale: Tale, actor: Actor) -> set[Verb]:
    return set(available(tale.case, actor, tale.world, tale.now))


def as_(post: Post, unit: int | None = None) -> Actor:
    """Somebody with a shipped role, in the district or of a unit."""
    actor = of(unit) if unit else SOMEBODY
    return replace(actor, duties=frozenset(map(str, SHIPPED[post])))


EVER = {V.NOTE, V.HAND_OVER}
#: The desks that look on call nobody in.
LOOKING_ON = {Post.SUPERVISOR, Post.FOLLOW_UP}


class TestWhatIsOffered:
    @pytest.mark.parametrize(
        ("state", "post", "verbs"),
        [
            (S.REPORTED, Post.CLERK, {
                V.ACCEPT, V.DECLINE, V.WITHDRAW, V.MERGE, V.SPLIT, V.RESOLVE, V.ASK_VERIFICATION, V.FILE, V.AMEND,
            }),
            (S.REPORTED, Post.GRID_WORKER, {V.RESOLVE}),
            (S.VERIFYING, Post.GRID_WORKER, {V.RESOLVE, V.VERIFY}),
            (S.ACCEPTED, Post.DISPATCHER, {V.AMEND, V.URGE}),
            (S.REVIEWING, Post.GRID_LEAD, {V.REVIEW_PASS, V.REVIEW_FAIL, V.URGE}),
            (S.FILED, Post.DISPATCHER, {V.DISPATCH, V.AMEND, V.URGE}),
            (S.FILED, Post.HANDLER, set()),
            (S.DISPATCHED, Post.DISPATCHER, {V.REDISPATCH, V.TAKE_BACK, V.WHISTLE, V.AMEND, V.URGE}),
            (S.HANDLING, Post.DISPATCHER, {V.REDISPATCH, V.WHISTLE, V.AMEND, V.URGE}),
            (S.SUSPENDED, Post.SUPERVISOR, {V.URGE, V.SUPERVISE}),
            (S.HANDLED, Post.CLERK, {V.WITHDRAW, V.AMEND, V.ASK_CHECK}),
            (S.CHECKING, Post.GRID_WORKER, {V.PASS, V.FAIL}),
            (S.CHECKED, Post.FOLLOW_UP, {V.ASK_CALL_BACK, V.FAIL}),
            (S.CALLING, Post.FOLLOW_UP, {V.CALL_BACK, V.FAIL}),
            (S.MERGED, Post.CLERK, {V.UNMERGE}),
        ],
    )  # fmt: skip
    def test_to_the_centre_and_the_street(self, state: State, post: Post, verbs: set[Verb]) -> None:
        assert offered(tale_in(state), as_(post)) == (verbs | EVER if state is not S.MERGED else verbs) - (
            {V.HAND_OVER} if post in LOOKING_ON else set()
        )

    @pytest.mark.parametrize(
        ("tale", "verbs"),
        [
            (lambda: tale_in(S.DISPATCHED), {V.SIGN, V.ASSIGN, V.RETURN, V.CONTACT}),
            (lambda: tale_in(S.HANDLING), {V.ASSIGN, V.RETURN, V.CONTACT, V.FEED_BACK, V.ASK_EXTENSION, V.ASK_SUSPEND}),
            (lambda: tale_in(S.SUSPENDED), {V.RESUME}),
            (lambda: tale_in(S.HANDLED), set()),
            (lambda: tale_in(S.HANDLED, demands=1), {V.REPLY}),
            (joint, {V.ASSIGN, V.RETURN, V.CONTACT, V.ASK_EXTENSION, V.ASK_SUSPEND}),
            (lambda: told("report file dispatch sign assign"), {V.RETURN, V.CONTACT, V.ASK_EXTENSION, V.ASK_SUSPEND}),
            (
                lambda: told("report file dispatch sign", STAGED),
                {V.ASSIGN, V.RETURN, V.CONTACT, V.STAGE_DONE, V.ASK_EXTENSION, V.ASK_SUSPEND},
            ),
        ],
    )
    def test_to_the_lead(self, tale: Callable[[], Tale], verbs: set[Verb]) -> None:
        assert offered(tale(), as_(Post.HANDLER, CITY)) == verbs | EVER

    @pytest.mark.parametrize(
        ("tale", "unit", "verbs"),
        [
            (lambda: joint(held=Held.SENT), GARDEN, {V.SIGN, V.ASSIGN, V.RETURN, V.CONTACT}),
            (joint, GARDEN, {V.ASSIGN, V.RETURN, V.CONTACT, V.FEED_BACK}),
            (lambda: joint(S.SUSPENDED), GARDEN, {V.FEED_BACK, V.RESUME}),
            (lambda: told("report file dispatch sign assign"), TEAM, {V.SIGN, V.ASSIGN, V.RETURN, V.CONTACT}),
            (lambda: told("report file dispatch whistle"), WATER, {V.CONTACT, V.ARRIVE}),
        ],
    )
    def test_to_others_who_hold_it(self, tale: Callable[[], Tale], unit: int, verbs: set[Verb]) -> None:
        assert offered(tale(), as_(Post.HANDLER, unit)) == verbs | EVER

    def test_release_only_where_somebody_can_be_released(self) -> None:
        assert V.RELEASE in offered(joint(), SOMEBODY)
        assert V.RELEASE not in offered(tale_in(S.HANDLING), SOMEBODY)
        assert V.RELEASE not in offered(joint(held=Held.FED_BACK), SOMEBODY)

    def test_appraise_only_where_another_unit_is_there(self) -> None:
        there = told("report file dispatch sign whistle arrive")
        assert V.APPRAISE in offered(there, of(CITY))
        assert V.APPRAISE not in offered(there, of(WATER))
        assert V.APPRAISE not in offered(told("report file dispatch sign whistle"), of(CITY))

    @pytest.mark.parametrize("state", State)
    def test_nothing_to_a_stranger_or_without_duties(self, state: State) -> None:
        assert offered(tale_in(state), STRANGER) == set()
        assert offered(tale_in(state), of(SQUAD)) == set()
        assert offered(tale_in(state), replace(SOMEBODY, duties=frozenset())) == set()

    def test_nothing_before_the_first_event(self) -> None:
        assert set(available(Case(1, "x", path="110115/"), SOMEBODY, world(), MONDAY)) == set()


def test_what_is_shown_is_kept() -> None:
    """Evidence that only counts when it is said does not take the button away."""
    assert V.FEED_BACK in offered(tale_in(S.HANDLING), of(CITY))
    assert told("report file dispatch sign feed_back").events[-1].given["evidence"] == AFTER
