"""Readers of the feed: each row handled exactly once, whoever crashes and however many share the work."""

import time
from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from tests.database import DISTRICT
from tests.kit.feeding import move_all, put, put_many, start_afresh
from wangge.kit import feed
from wangge.kit.feed import FeedRow
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def _empty(owner: Connection[Any]) -> None:
    start_afresh(owner)


@pytest.fixture
def handled(owner: Connection[Any]) -> Iterator[Callable[[], list[int]]]:
    """The numbers written by ``note``, in the order of writing."""
    owner.execute("CREATE TABLE handled (id int GENERATED ALWAYS AS IDENTITY, no bigint)")
    owner.execute("GRANT INSERT ON handled TO wangge_app")
    yield lambda: [no for (no,) in owner.execute("SELECT no FROM handled ORDER BY id")]
    owner.execute("DROP TABLE handled")


def note(tx: Tx, rows: list[FeedRow]) -> None:
    tx.run_many("INSERT INTO handled (no) VALUES (%(no)s)", [{"no": row.no} for row in rows])


def test_a_reader_misses_nothing_while_a_transaction_stays_open(pool: Pool, handled: Callable[[], list[int]]) -> None:
    with work(pool, DISTRICT) as late:
        put(late, 77)
        put_many(pool, 2)
        move_all(pool)
        assert feed.consume(pool, DISTRICT, "tallies", note) == 2
    move_all(pool)
    assert feed.consume(pool, DISTRICT, "tallies", note) == 1
    assert handled() == [1, 2, 3]


def test_a_handler_that_raises_is_given_the_same_rows_again(pool: Pool, handled: Callable[[], list[int]]) -> None:
    def broken(tx: Tx, rows: list[FeedRow]) -> None:
        note(tx, rows)
        raise RuntimeError("between writing and commit")

    put_many(pool, 3)
    move_all(pool)
    with pytest.raises(RuntimeError):
        feed.consume(pool, DISTRICT, "tallies", broken)
    assert handled() == []
    assert feed.consume(pool, DISTRICT, "tallies", note) == 3
    assert handled() == [1, 2, 3]


def test_a_worker_lost_between_handling_and_commit_has_handled_nothing(
    pool: Pool, handled: Callable[[], list[int]]
) -> None:
    def cut_off(tx: Tx, rows: list[FeedRow]) -> None:
        note(tx, rows)
        tx.conn.close()  # what is left of a process that was killed here

    put_many(pool, 3)
    move_all(pool)
    with pytest.raises(psycopg.OperationalError):
        feed.consume(pool, DISTRICT, "tallies", cut_off)
    assert handled() == []
    assert feed.consume(pool, DISTRICT, "tallies", note) == 3
    assert feed.consume(pool, DISTRICT, "tallies", note) == 0
    assert handled() == [1, 2, 3]


def test_while_one_worker_handles_another_finds_nothing_to_do(pool: Pool, handled: Callable[[], list[int]]) -> None:
    put_many(pool, 2)
    move_all(pool)
    feed.consume(pool, DISTRICT, "tallies", note)
    put_many(pool, 2)
    move_all(pool)
    others = []

    def handle(tx: Tx, rows: list[FeedRow]) -> None:
        others.append(feed.consume(pool, DISTRICT, "tallies", note))
        note(tx, rows)

    assert feed.consume(pool, DISTRICT, "tallies", handle) == 2
    assert others == [0]
    assert handled() == [1, 2, 3, 4]


def test_workers_that_share_a_reader_handle_each_row_once_and_in_order(
    pool: Pool, handled: Callable[[], list[int]]
) -> None:
    put_many(pool, 200)
    done = Event()

    def work_on() -> None:
        while not done.is_set():
            feed.consume(pool, DISTRICT, "tallies", note, limit=7)

    threads = [Thread(target=work_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    while feed.move(pool, DISTRICT, limit=20):
        pass
    deadline = time.monotonic() + 20
    while len(handled()) < 200 and time.monotonic() < deadline:
        time.sleep(0.02)
    done.set()
    for thread in threads:
        thread.join()
    assert handled() == list(range(1, 201))


def test_readers_go_at_their_own_pace_from_the_first_row(pool: Pool, handled: Callable[[], list[int]]) -> None:
    put_many(pool, 5)
    move_all(pool)
    assert feed.consume(pool, DISTRICT, "tallies", note) == 5
    assert feed.consume(pool, DISTRICT, "messages", note, limit=2) == 2
    assert feed.consume(pool, DISTRICT, "messages", note, limit=2) == 2
    assert handled() == [1, 2, 3, 4, 5, 1, 2, 3, 4]
    with work(pool, DISTRICT) as tx:
        assert feed.behind(tx) == {"tallies": 0, "messages": 1}


def test_who_does_not_advance_sees_the_same_rows_again(pool: Pool) -> None:
    put_many(pool, 3)
    move_all(pool)
    for no, expected in [(2, [1, 2, 3]), (3, [3]), (3, [])]:
        with work(pool, DISTRICT) as tx:
            assert [row.no for row in feed.follow(tx, "webhooks", 10)] == expected
            feed.advance(tx, "webhooks", no)


def test_idle_rounds_write_nothing(pool: Pool, owner: Connection[Any], handled: Callable[[], list[int]]) -> None:
    def marks() -> list[Any]:
        # A lock on a row is a write too: it leaves its transaction in xmax.
        tables = ("feed_head", "feed_readers")
        return [owner.execute(f"SELECT ctid, xmin, xmax FROM {table}".encode()).fetchall() for table in tables]

    put_many(pool, 1)
    move_all(pool)
    feed.consume(pool, DISTRICT, "tallies", note)
    before = marks()
    feed.move(pool, DISTRICT)
    feed.consume(pool, DISTRICT, "tallies", note)
    assert marks() == before
    assert handled() == [1]


def test_changes_since_a_number(pool: Pool) -> None:
    put_many(pool, 5)
    move_all(pool)
    with work(pool, DISTRICT) as tx:
        assert [row.no for row in feed.since(tx, 2, 2)] == [3, 4]
        assert feed.since(tx, 5, 2) == []
        assert feed.head(tx) == 5
