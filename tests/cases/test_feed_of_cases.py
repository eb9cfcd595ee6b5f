"""Every event of every case reaches the feed once, in the order of its case, however many write at the same moment."""

from collections import Counter
from contextlib import suppress
from functools import partial
from random import Random
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest

from tests import town
from tests.cases.every_verb import tell_all
from tests.cases.histories import WORDS, Teller
from tests.cases.racing import at_once
from tests.database import DISTRICT
from wangge.cases.actions import moving
from wangge.cases.history import verify
from wangge.cases.rules import Verb
from wangge.kit import feed
from wangge.kit.errors import Refused
from wangge.kit.feed import FeedRow
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db


@pytest.fixture(scope="module")
def told(pool: Pool) -> Teller:
    return tell_all(pool)


def move_all(pool: Pool) -> None:
    while feed.move(pool, DISTRICT):
        pass


def of_cases(pool: Pool) -> list[FeedRow]:
    with work(pool, DISTRICT) as tx:
        return [row for row in feed.since(tx, 0, 1_000_000) if row.kind == "case"]


def history(pool: Pool) -> list[tuple[Any, ...]]:
    with work(pool, DISTRICT) as tx:
        rows = tx.rows("SELECT case_id, seq, verb, at FROM case_events ORDER BY case_id, seq")
    return [tuple(row.values()) for row in rows]


def assert_whole(pool: Pool) -> None:
    """Once each, with the verb and time of the event, and in order within each case."""
    rows = of_cases(pool)
    assert [row.no for row in rows] == sorted(row.no for row in rows)
    assert sorted((row.subject, row.seq or 0, row.verb, row.at) for row in rows) == history(pool)
    last: dict[int, int] = {}
    for row in rows:
        assert row.seq == last.get(row.subject, 0) + 1
        last[row.subject] = row.seq


def test_every_verb(told: Teller, pool: Pool) -> None:
    move_all(pool)
    assert_whole(pool)
    assert {row.verb for row in of_cases(pool)} == set(Verb)


def test_two_events_of_one_transaction(told: Teller, pool: Pool) -> None:
    number = told.filed("道路破损")
    move_all(pool)
    with work(pool, DISTRICT) as tx:
        case_id = tx.value("SELECT id FROM cases WHERE number = %(n)s", n=number)
    rows = [row for row in of_cases(pool) if row.subject == case_id]
    assert [(row.seq, row.verb) for row in rows] == [(1, "report"), (2, "file")]
    assert rows[1].no == rows[0].no + 1


def test_both_sides_of_a_merge(told: Teller, pool: Pool) -> None:
    first, second = told.report(), told.report()
    told.say(town.CLERK, first, Verb.MERGE, into=second)
    move_all(pool)
    assert Counter(row.verb for row in of_cases(pool)[-4:]) == {"report": 2, "merge": 1, "join": 1}
    assert_whole(pool)


@pytest.mark.parametrize("verb", [Verb.VOID, Verb.CLOSE])
def test_what_did_not_happen_is_not_told(verb: Verb, told: Teller, pool: Pool) -> None:
    """Refused, or rolled back after it was written."""
    number = told.report()
    move_all(pool)
    before = len(of_cases(pool))
    with pytest.raises(Refused), work(pool, DISTRICT, told.actor(town.SHIFT_LEAD), told.now) as tx:  # noqa: PT012
        moving.move(tx, number, verb, {"reason": WORDS} if verb is Verb.VOID else {}, 1)
        raise Refused("move.changed_my_mind")
    move_all(pool)
    assert len(of_cases(pool)) == before
    assert_whole(pool)


def once(teller: Teller, turn: int, number: str, other: str) -> None:
    """Something a clerk does, not always allowed."""
    match turn:
        case 0:
            teller.report(person=False)
        case 1:
            teller.filed("道路破损", person=False)
        case 2:
            teller.say(town.CLERK, number, Verb.MERGE, into=other)
        case 3:
            teller.say(town.CLERK, number, Verb.UNMERGE)
        case _:
            teller.say(town.SUPERVISOR, number, Verb.URGE)


def on_and_on(teller: Teller, chance: Random, numbers: list[str]) -> int:
    """How much of it was done."""
    did = 0
    for _ in range(25):
        with suppress(Refused):
            once(teller, chance.randrange(6), *chance.choices(numbers, k=2))
            did += 1
    return did


def test_many_at_once_with_two_sequencers(told: Teller, pool: Pool) -> None:
    """Eight people report, urge, merge and undo, some in vain, while two sequencers number what they leave."""
    numbers, done = [told.report() for _ in range(5)], Signal()

    def number_them() -> None:
        while not done.is_set():
            feed.move(pool, DISTRICT, limit=7)

    sequencers = [Thread(target=number_them) for _ in range(2)]
    for thread in sequencers:
        thread.start()
    tellers = [Teller(pool, told.now) for _ in range(8)]
    came = at_once([partial(on_and_on, teller, Random(seed), numbers) for seed, teller in enumerate(tellers)])
    done.set()
    for thread in sequencers:
        thread.join()
    assert sum(one for one in came if isinstance(one, int)) > 100
    move_all(pool)
    assert_whole(pool)
    with work(pool, DISTRICT) as tx:
        assert verify(tx) == []
