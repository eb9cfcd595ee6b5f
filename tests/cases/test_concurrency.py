"""Two people at once: one wins and the other learns what changed; a retry acts once; nothing is counted twice."""

from collections.abc import Callable
from functools import partial
from random import Random
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest

from tests import town
from tests.cases.histories import MONDAY, WORDS, Teller
from tests.cases.racing import at_once, codes
from tests.database import DISTRICT
from wangge.cases.actions import moving
from wangge.cases.actions.merging import merge
from wangge.cases.actions.moving import move
from wangge.cases.history import verify
from wangge.cases.rules import Case, Verb
from wangge.kit.errors import Refused
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db

V = Verb
Attempt = tuple[str, Verb, dict[str, Any]]

WHY = {"reason": WORDS}
FILING = dict(zip(("category", "condition"), town.matter("道路破损"), strict=True)) | {"grid": town.LIYUAN}

#: What several people may do to a case of a state, none of whom has seen the other.
ATTEMPTS: dict[str, list[Attempt]] = {
    "reported": [
        (town.CLERK, V.ACCEPT, {}),
        (town.STREET_CLERK, V.FILE, FILING),
        (town.SHIFT_LEAD, V.VOID, WHY),
        (town.SHIFT_LEAD, V.DECLINE, {"declined_for": "petition"}),
        (town.STREET_CLERK, V.ASK_VERIFICATION, {}),
        (town.CLERK, V.AMEND, WHY | {"grade": "large"}),
        (town.CLERK, V.WITHDRAW, {"withdrawn_for": "solved"}),
        (town.SUPERVISOR, V.SUPERVISE, {"demand": WORDS}),
    ],
    "dispatched": [
        (town.CITY_HANDLER, V.SIGN, {}),
        (town.CITY_HANDLER, V.RETURN, WHY),
        (town.DISPATCHER, V.TAKE_BACK, WHY),
        (town.DISPATCHER, V.REDISPATCH, WHY | {"unit": "swj"}),
        (town.SHIFT_LEAD, V.DISPUTE, WHY),
        (town.SHIFT_LEAD, V.VOID, WHY),
        (town.SHIFT_LEAD, V.HARD_CASE, WHY),
        (town.LEAD, V.WHISTLE, WHY | {"units": ["rl"]}),
    ],
    "handling": [
        (town.CITY_HANDLER, V.ASK_EXTENSION, WHY | {"by": 1}),
        (town.CITY_HANDLER, V.NOTE, {"note": WORDS}),
        (town.SHIFT_LEAD, V.REDISPATCH, WHY | {"unit": "zjw"}),
        (town.SHIFT_LEAD, V.FORCE_CLOSE, WHY),
        (town.DISPATCHER, V.AMEND, WHY | {"grade": "major"}),
        (town.SHIFT_LEAD, V.DISPUTE, WHY),
    ],
}


@pytest.fixture(scope="module")
def told(pool: Pool) -> Teller:
    return Teller(pool)


def attempt(told: Teller, number: str, seen: int | None, what: Attempt) -> Case:
    login, verb, said = what
    with work(told.pool, DISTRICT, told.actor(login), told.now) as tx:
        return move(tx, number, verb, said, seen)


def in_state(told: Teller, state: str) -> str:
    if state == "reported":
        return told.report(person=False)
    number = told.sent("道路破损", "cgw", person=False)
    if state == "handling":
        told.say(town.CITY_HANDLER, number, V.SIGN)
    return number


def proven(pool: Pool, numbers: list[str] | None = None) -> bool:
    with work(pool, DISTRICT) as tx:
        return verify(tx, numbers) == []


class TestTwoPeople:
    def test_one_wins_two_hundred_times(self, told: Teller) -> None:
        chance = Random(20261009)
        numbers = []
        for turn in range(200):
            state = list(ATTEMPTS)[turn % 3]
            number = in_state(told, state)
            seen = told.seq(number)
            told.wait(minutes=1)
            pair = chance.sample(ATTEMPTS[state], 2)
            came = at_once([partial(attempt, told, number, seen, what) for what in pair])
            assert codes(came) == ["move.news", "ok"], (number, pair)
            (lost,) = (one for one in came if isinstance(one, Refused))
            (won,) = (what for what, one in zip(pair, came, strict=True) if isinstance(one, Case))
            assert [(event["seq"], event["verb"]) for event in lost.facts["events"]] == [(seen + 1, won[1])]
            assert told.seq(number) == seen + 1
            numbers.append(number)
        assert proven(told.pool, numbers)

    def test_who_was_overtaken_between_reading_and_writing(self, told: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
        number, overtaken = in_state(told, "reported"), []
        given_of = moving.given_of

        def while_thinking(*args: Any) -> Any:
            if not overtaken:
                overtaken.append(number)
                attempt(told, number, 1, (town.SHIFT_LEAD, V.VOID, WHY))
            return given_of(*args)

        monkeypatch.setattr(moving, "given_of", while_thinking)
        with pytest.raises(Refused, match=r"move\.news"):
            attempt(told, number, 1, (town.CLERK, V.ACCEPT, {}))
        assert told.seq(number) == 2

    @pytest.mark.parametrize(("people", "verb"), [(2, V.NOTE), (2, V.URGE), (24, V.NOTE), (12, V.URGE)])
    def test_harmless_ones_all_happen(self, people: int, verb: Verb, told: Teller) -> None:
        number = in_state(told, "handling")
        seen = told.seq(number)
        what = (town.SUPERVISOR, verb, {"note": WORDS})
        came = at_once([partial(attempt, told, number, None, what)] * people)
        assert codes(came) == ["ok"] * people
        assert sorted(one.seq for one in came if isinstance(one, Case)) == list(range(seen + 1, seen + people + 1))
        assert proven(told.pool, [number])

    def test_a_harmless_one_beside_another(self, told: Teller) -> None:
        """The note comes before or after the signing; the signing has to be made again where it came after."""
        for _ in range(10):
            number = in_state(told, "dispatched")
            seen = told.seq(number)
            note = partial(attempt, told, number, None, (town.SUPERVISOR, V.NOTE, {"note": WORDS}))
            sign = partial(attempt, told, number, seen, (town.CITY_HANDLER, V.SIGN, {}))
            noted, signed = at_once([note, sign])
            assert isinstance(noted, Case)
            assert isinstance(signed, Case) or signed.code == "move.news"
            assert proven(told.pool, [number])


class TestMerging:
    @staticmethod
    def into(told: Teller, loser: str, survivor: str) -> Callable[[], Case]:
        def act() -> Case:
            with work(told.pool, DISTRICT, told.actor(town.CLERK), told.now) as tx:
                return merge(tx, loser, {"into": survivor}, 1)

        return act

    def test_into_each_other(self, told: Teller) -> None:
        for _ in range(20):
            one, two = told.report(), told.report()
            came = at_once([self.into(told, one, two), self.into(told, two, one)])
            assert codes(came) in (["move.news", "ok"], ["move.merge_ended", "ok"])
            assert proven(told.pool, [one, two])

    def test_in_a_ring(self, told: Teller) -> None:
        """Whatever comes about, it ends at one survivor and every report is in a case that is open."""
        for _ in range(10):
            ring = [told.report() for _ in range(3)]
            came = at_once([self.into(told, ring[i], ring[i - 1]) for i in range(3)])
            assert codes(came).count("ok") in (1, 2)
            with work(told.pool, DISTRICT) as tx:
                lost = tx.value(
                    "SELECT count(*) FROM reports r JOIN cases c ON c.id = r.case_id"
                    " WHERE c.number = ANY(%(ring)s) AND c.state <> 'reported'",
                    ring=ring,
                )
                assert lost == 0
            assert proven(told.pool, ring)

    def test_while_the_case_moves(self, told: Teller) -> None:
        for _ in range(10):
            one, two = told.report(), told.report()
            accept = partial(attempt, told, one, 1, (town.STREET_CLERK, V.ACCEPT, {}))
            void = partial(attempt, told, two, 1, (town.SHIFT_LEAD, V.VOID, WHY))
            at_once([self.into(told, one, two), accept, void])
            assert proven(told.pool, [one, two])


class TestReporting:
    def test_numbers_over_midnight(self, told: Teller) -> None:
        """Eight clerks in the last and the first second of two days, on days nobody has begun."""
        evening = MONDAY.replace(month=5, hour=15, minute=59, second=59)
        days = [evening, evening.replace(hour=16, minute=0, second=0)]
        tellers = [Teller(told.pool, days[i % 2]) for i in range(8)]
        for teller in tellers:
            teller.actor(town.CLERK)
            teller.wait(minutes=-5)

        def some(teller: Teller) -> list[str]:
            now, numbers = teller.now, []
            for _ in range(6):
                teller.now = now
                numbers.append(teller.report(person=False))
            return numbers

        came = at_once([partial(some, teller) for teller in tellers])
        numbers = [number for one in came if not isinstance(one, Refused) for number in one]
        assert len(set(numbers)) == 48
        assert {number.split("-")[0] for number in numbers} == {"20260502", "20260503"}
        assert all(int(number.split("-")[1]) > 0 for number in numbers)
        assert proven(told.pool, numbers)

    @pytest.mark.parametrize("people", [2, 10])
    def test_the_same_source_number_at_once(self, people: int, told: Teller) -> None:
        source = {"source": "12345", "source_number": f"G{people}"}
        tellers = [Teller(told.pool, told.now) for _ in range(people)]
        came = at_once([partial(teller.tell, **source) for teller in tellers])
        assert len({(one.report, one.case) for one in came if not isinstance(one, Refused)}) == 1
        assert sorted(one.new for one in came if not isinstance(one, Refused)) == [False] * (people - 1) + [True]

    def test_further_reports_of_one_case(self, told: Teller) -> None:
        number = told.report()
        tellers = [Teller(told.pool, told.now) for _ in range(8)]
        came = at_once([partial(teller.tell, into=number) for teller in tellers])
        assert codes(came) == ["ok"] * 8
        assert told.seq(number) == 9
        assert proven(told.pool, [number])


def test_who_proves_does_not_stop_who_works(told: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every tile is read at one moment: what happens in between is no finding."""
    numbers, done = [in_state(told, "handling") for _ in range(4)], Signal()

    def on_and_on() -> None:
        while not done.is_set():
            for number in numbers:
                attempt(told, number, None, (town.SUPERVISOR, V.URGE, {}))

    monkeypatch.setattr("wangge.cases.history.proof.TILE", 50)
    worker = Thread(target=on_and_on)
    worker.start()
    try:
        before = sum(map(told.seq, numbers))
        for _ in range(15):
            assert proven(told.pool)
            assert proven(told.pool, numbers)
        assert sum(map(told.seq, numbers)) > before
    finally:
        done.set()
        worker.join()
