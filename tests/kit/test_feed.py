"""The feed: gapless numbers whatever is killed, nothing lost behind a late commit, each row handled once."""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import chain
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.types.json import Jsonb

from tests.database import DISTRICT
from wangge.kit import feed
from wangge.kit.feed import FeedRow
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db

NOW = datetime(2026, 10, 9, 8, 30, tzinfo=UTC)

PUT = """
    INSERT INTO outbox (kind, subject, seq, verb, at, more)
    VALUES ('case', %(subject)s, %(seq)s, 'dispatch', %(now)s, %(more)s)
"""

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
    owner.execute("TRUNCATE outbox, feed, feed_readers")
    owner.execute("UPDATE feed_head SET last_no = 0")


@pytest.fixture
def handled(owner: Connection[Any]) -> Iterator[Callable[[], list[int]]]:
    """The numbers written by ``note``, in the order of writing."""
    owner.execute("CREATE TABLE handled (id int GENERATED ALWAYS AS IDENTITY, no bigint)")
    owner.execute("GRANT INSERT ON handled TO wangge_app")
    yield lambda: [no for (no,) in owner.execute("SELECT no FROM handled ORDER BY id")]
    owner.execute("DROP TABLE handled")


def note(tx: Tx, rows: list[FeedRow]) -> None:
    tx.run_many("INSERT INTO handled (no) VALUES (%(no)s)", [{"no": row.no} for row in rows])


def put(tx: Tx, subject: int, seq: int = 1, **more: Any) -> None:
    tx.run(PUT, subject=subject, seq=seq, now=tx.now, more=Jsonb(more) if more else None)


def put_many(pool: Pool, count: int) -> None:
    with work(pool, DISTRICT, now=NOW) as tx:
        for subject in range(1, count + 1):
            put(tx, subject)


def read(pool: Pool, no: int = 0) -> list[FeedRow]:
    with work(pool, DISTRICT) as tx:
        return feed.since(tx, no, 100_000)


def move_all(pool: Pool) -> None:
    while feed.move(pool, DISTRICT):
        pass


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


def test_a_reader_misses_nothing_while_a_transaction_stays_open(pool: Pool, handled: Callable[[], list[int]]) -> None:
    with work(pool, DISTRICT) as late:
        put(late, 77)
        put_many(pool, 2)
        move_all(pool)
        assert feed.consume(pool, DISTRICT, "tallies", note) == 2
    move_all(pool)
    assert feed.consume(pool, DISTRICT, "tallies", note) == 1
    assert handled() == [1, 2, 3]


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
