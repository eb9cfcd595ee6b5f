"""The feed: gapless numbers whatever is killed, and nothing lost behind a late commit."""

import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import chain
from threading import Event
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from tests.database import DISTRICT
from tests.kit.feeding import NOW, move_all, put, put_many, read, start_afresh
from wangge.kit import feed
from wangge.kit.feed import FeedRow
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db

#: Moves without a pause, two rows at a time, until it is killed.
SEQUENCER = f"""
import sys
from psycopg_pool import ConnectionPool
from wangge.kit import feed
with ConnectionPool(sys.argv[1], min_size=1, kwargs={{"autocommit": True}}) as pool:
    feed.move(pool, "{DISTRICT}", limit=2)
    print("ready", flush=True)
    while True:
        feed.move(pool, "{DISTRICT}", limit=2)
"""


@pytest.fixture(autouse=True)
def _empty(owner: Connection[Any]) -> None:
    start_afresh(owner)


def write_cases(pool: Pool, subject: int, count: int) -> list[tuple[int, int]]:
    """``count`` transactions of one case, every seventh rolled back; what was committed."""
    committed = []
    for seq in range(1, count + 1):
        with work(pool, DISTRICT) as tx:
            put(tx, subject, seq)
            if seq % 7 == 0:
                raise psycopg.Rollback()
            committed.append((subject, seq))
        time.sleep(random.random() / 500)
    return committed


def assert_complete(rows: list[FeedRow], committed: list[tuple[int, int]]) -> None:
    """Gapless, each committed row exactly once, the rows of a case in the order of its history."""
    assert [row.no for row in rows] == list(range(1, len(rows) + 1))
    assert sorted((row.subject, row.seq) for row in rows) == sorted(committed)
    for subject in {row.subject for row in rows}:
        history = [row.seq or 0 for row in rows if row.subject == subject]
        assert history == sorted(history)


def test_a_row_arrives_as_it_was_written(pool: Pool) -> None:
    with work(pool, DISTRICT, now=NOW) as tx:
        put(tx, 7, 3, unit=12)
        put(tx, 8)
    assert feed.move(pool, DISTRICT) == 2
    assert read(pool) == [
        FeedRow(1, "case", 7, 3, "dispatch", NOW, {"unit": 12}),
        FeedRow(2, "case", 8, 1, "dispatch", NOW, None),
    ]


def test_moved_rows_leave_the_outbox_and_nothing_moves_twice(pool: Pool, owner: Connection[Any]) -> None:
    put_many(pool, 3)
    assert feed.move(pool, DISTRICT) == 3
    assert feed.move(pool, DISTRICT) == 0
    assert owner.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


def test_a_backlog_moves_in_batches_oldest_first(pool: Pool) -> None:
    put_many(pool, 5)
    assert [feed.move(pool, DISTRICT, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert [row.subject for row in read(pool)] == [1, 2, 3, 4, 5]


def test_what_is_rolled_back_was_never_there(pool: Pool) -> None:
    put_many(pool, 1)
    with work(pool, DISTRICT) as tx:
        put(tx, 99)
        raise psycopg.Rollback()
    put_many(pool, 1)
    move_all(pool)
    assert [(row.no, row.subject) for row in read(pool)] == [(1, 1), (2, 1)]


def test_a_late_commit_is_lost_to_who_follows_ids_and_not_to_who_follows_the_feed(pool: Pool) -> None:
    def ids_after(last: int) -> list[int]:
        with work(pool, DISTRICT) as tx:
            return [row["id"] for row in tx.rows("SELECT id FROM outbox WHERE id > %(last)s ORDER BY id", last=last)]

    with work(pool, DISTRICT) as late:
        put(late, 1)
        put_many(pool, 2)
        seen = ids_after(0)
    assert len(seen) == 2
    assert ids_after(seen[-1]) == []  # the naive reader: the late row is there, and behind it
    assert len(ids_after(0)) == 3
    move_all(pool)

    with work(pool, DISTRICT) as late:
        put(late, 77)
        put_many(pool, 2)
        move_all(pool)
        first = read(pool)
        assert [row.no for row in first] == [1, 2, 3, 4, 5]
    move_all(pool)
    assert [(row.no, row.subject) for row in read(pool, first[-1].no)] == [(6, 77)]


def test_a_sequencer_killed_again_and_again_loses_and_doubles_nothing(pool: Pool, urls: Urls) -> None:
    with ThreadPoolExecutor(4) as writers:
        writing = [writers.submit(write_cases, pool, subject, 200) for subject in range(1, 5)]
        kills = 0
        while kills < 4 or not all(each.done() for each in writing):
            with subprocess.Popen([sys.executable, "-c", SEQUENCER, urls.app], stdout=subprocess.PIPE) as child:
                assert child.stdout
                assert child.stdout.readline() == b"ready\n"
                time.sleep(random.random() / 10)
                child.kill()
            kills += 1
        committed = list(chain.from_iterable(each.result() for each in writing))
    before = len(read(pool))
    move_all(pool)
    assert before > 0
    assert_complete(read(pool), committed)


def test_two_sequencers_at_once_are_one_after_the_other(pool: Pool) -> None:
    done = Event()

    def sequence() -> int:
        moved = 0
        while not done.is_set():
            moved += feed.move(pool, DISTRICT, limit=3)
        return moved

    with ThreadPoolExecutor(5) as threads:
        moving = [threads.submit(sequence) for _ in range(2)]
        writing = [threads.submit(write_cases, pool, subject, 60) for subject in range(1, 4)]
        committed = list(chain.from_iterable(each.result() for each in writing))
        done.set()
        moved = sum(each.result() for each in moving)
    rest = feed.move(pool, DISTRICT)
    assert moved + rest == len(committed)
    assert_complete(read(pool), committed)


def test_a_sequencer_that_waited_for_another_counts_on_from_it(pool: Pool) -> None:
    put_many(pool, 3)
    with ThreadPoolExecutor(1) as threads:
        with work(pool, DISTRICT) as tx:
            tx.run(feed.q.lock_head)
            waiting = threads.submit(feed.move, pool, DISTRICT)
            time.sleep(0.1)
            tx.run(feed.q.move, last_no=0, limit=2, now=tx.now, district=DISTRICT)
            assert not waiting.done()
        assert waiting.result() == 1
    assert [(row.no, row.subject) for row in read(pool)] == [(1, 1), (2, 2), (3, 3)]


def test_one_notification_for_each_batch(pool: Pool, urls: Urls) -> None:
    with psycopg.connect(urls.app, autocommit=True) as conn:
        conn.execute("LISTEN feed")
        put_many(pool, 5)
        move_all(pool)
        assert feed.move(pool, DISTRICT) == 0
        assert [(note.channel, note.payload) for note in conn.notifies(timeout=0.2)] == [("feed", DISTRICT)]


def test_lag_is_the_age_of_the_oldest_row_that_waits(pool: Pool) -> None:
    def lag(after: timedelta) -> float:
        with work(pool, DISTRICT, now=NOW + after) as tx:
            return feed.lag(tx)

    assert lag(timedelta(0)) == 0
    put_many(pool, 2)
    assert lag(timedelta(seconds=3)) == 3
    assert lag(timedelta(seconds=-3)) == 0
    move_all(pool)
    assert lag(timedelta(seconds=3)) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE feed SET verb = 'close'",
        "DELETE FROM feed",
        "TRUNCATE feed",
        "UPDATE outbox SET verb = 'close'",
        "TRUNCATE outbox",
        "DELETE FROM feed_head",
        "INSERT INTO feed_head (one, last_no) VALUES (false, 0)",
        "DELETE FROM feed_readers",
    ],
)
def test_the_serving_role_cannot_rewrite_the_feed(tx: Tx, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        tx.run(statement)


def test_the_counter_has_one_row(owner: Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        owner.execute("INSERT INTO feed_head (one, last_no) VALUES (false, 0)")
