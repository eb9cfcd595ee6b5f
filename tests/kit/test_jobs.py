"""Jobs: they commit with the data, run once where nothing goes wrong, and again where a worker dies."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import psycopg
import pytest
from procrastinate import RetryStrategy
from psycopg import Connection
from psycopg.rows import dict_row

from tests.database import DISTRICT
from tests.waiting import outage, until
from wangge.kit import jobs
from wangge.kit.jobs import JobRunner, Pace, defer, defer_at
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db

QUICK = Pace(heartbeat=0.2, silent=1.0, sweep=0.2, fetch=0.1, grace=0.2)

#: A worker whose job says that it runs, and never ends.
WORKER = """
import sys, time
from psycopg_pool import ConnectionPool
from wangge.kit import jobs

@jobs.job("test.note")
def stuck(pool, district, **args):
    print("running", flush=True)
    time.sleep(60)

with ConnectionPool(sys.argv[1], min_size=1, kwargs={"autocommit": True}) as pool:
    runner = jobs.JobRunner(sys.argv[1], pool, jobs.Pace(heartbeat=0.2))
    runner.start()
    runner.join()
"""

Row = dict[str, Any]


@pytest.fixture(autouse=True)
def _empty(owner: Connection[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "REGISTRY", {})
    owner.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture
def rows(owner: Connection[Any]) -> Callable[[], list[Row]]:
    """All jobs there are."""

    def read() -> list[Row]:
        with owner.cursor(row_factory=dict_row) as cur:
            mine = "SELECT * FROM procrastinate_jobs WHERE task_name LIKE 'test.%' ORDER BY id"
            return cur.execute(mine).fetchall()

    return read


@pytest.fixture
def notes() -> list[tuple[str, Row]]:
    """District and arguments of each run of the job ``test.note``."""
    found: list[tuple[str, Row]] = []

    @jobs.job("test.note")
    def note(_pool: Pool, district: str, **args: Any) -> None:
        found.append((district, args))

    return found


@contextmanager
def running(urls: Urls, pool: Pool, pace: Pace = QUICK) -> Iterator[JobRunner]:
    runner = JobRunner(urls.app, pool, pace)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()
        runner.join(10)
        assert not runner.is_alive()


def defer_note(pool: Pool, **args: Any) -> int:
    with work(pool, DISTRICT) as tx:
        return defer(tx, "test.note", **args)


def test_a_job_of_a_rolled_back_transaction_never_was(pool: Pool, rows: Callable[[], list[Row]]) -> None:
    with work(pool, DISTRICT) as tx:
        defer(tx, "test.note", case=7)
        assert tx.value("SELECT count(*) FROM procrastinate_jobs") == 1
        assert rows() == []
        raise psycopg.Rollback()
    assert rows() == []


def test_a_job_names_its_district_and_is_there_on_commit(pool: Pool, rows: Callable[[], list[Row]]) -> None:
    number = defer_note(pool, case=7, words=["a", "b"])
    assert [(row["id"], row["task_name"], row["status"], row["args"]) for row in rows()] == [
        (number, "test.note", "todo", {"case": 7, "words": ["a", "b"], "district": DISTRICT})
    ]


def test_nobody_defers_into_another_district(pool: Pool, rows: Callable[[], list[Row]]) -> None:
    defer_note(pool, district="110101")
    assert rows()[0]["args"] == {"district": DISTRICT}


def test_a_committed_job_runs_once(
    pool: Pool, urls: Urls, notes: list[tuple[str, Row]], rows: Callable[[], list[Row]]
) -> None:
    defer_note(pool, case=7)
    with running(urls, pool), running(urls, pool):
        until(lambda: not rows())
        defer_note(pool, case=8)
        until(lambda: not rows())
        time.sleep(0.3)
    assert notes == [(DISTRICT, {"case": 7}), (DISTRICT, {"case": 8})]


def test_a_rolled_back_job_does_not_run(pool: Pool, urls: Urls, notes: list[tuple[str, Row]]) -> None:
    with running(urls, pool):
        with work(pool, DISTRICT) as tx:
            defer(tx, "test.note", case=7)
            raise psycopg.Rollback()
        defer_note(pool, case=8)
        until(lambda: notes)
    assert notes == [(DISTRICT, {"case": 8})]


def test_a_job_starts_after_the_commit_and_sees_it(pool: Pool, urls: Urls, owner: Connection[Any]) -> None:
    seen = []

    @jobs.job("test.read")
    def read(pool: Pool, district: str, key: str) -> None:
        with work(pool, district) as tx:
            seen.append(tx.value("SELECT caller FROM idempotency WHERE key = %(key)s", key=key))

    with running(urls, pool):
        with work(pool, DISTRICT) as tx:
            defer(tx, "test.read", key="sees")
            time.sleep(0.3)
            assert seen == []
            tx.run("INSERT INTO idempotency VALUES ('desk', 'sees', '', 200, NULL, %(now)s)", now=tx.now)
        until(lambda: seen)
    assert seen == ["desk"]
    owner.execute("DELETE FROM idempotency")


def test_a_job_can_defer_the_next(
    pool: Pool, urls: Urls, notes: list[tuple[str, Row]], rows: Callable[[], list[Row]]
) -> None:
    @jobs.job("test.first")
    def first(pool: Pool, district: str) -> None:
        with work(pool, district) as tx:
            defer(tx, "test.note", after="first")

    with work(pool, DISTRICT) as tx:
        defer(tx, "test.first")
    with running(urls, pool):
        until(lambda: not rows())
    assert notes == [(DISTRICT, {"after": "first"})]


def test_a_job_waits_for_its_time(pool: Pool, urls: Urls, notes: list[tuple[str, Row]]) -> None:
    now = datetime.now(UTC)
    with work(pool, DISTRICT) as tx:
        defer_at(tx, now + timedelta(hours=1), "test.note", case="later")
        defer_at(tx, now + timedelta(seconds=0.5), "test.note", case="soon")
    with running(urls, pool):
        time.sleep(0.2)
        assert notes == []
        until(lambda: notes)
    assert notes == [(DISTRICT, {"case": "soon"})]


def test_a_failing_job_is_tried_again_and_may_then_succeed(
    pool: Pool, urls: Urls, rows: Callable[[], list[Row]], caplog: pytest.LogCaptureFixture
) -> None:
    tries = []

    @jobs.job("test.shaky", retry=RetryStrategy(max_attempts=2))
    def shaky(_pool: Pool, _district: str) -> None:
        tries.append(time.monotonic())
        if len(tries) < 3:
            raise RuntimeError("not yet")

    with work(pool, DISTRICT) as tx:
        defer(tx, "test.shaky")
    with running(urls, pool):
        until(lambda: not rows())
    assert len(tries) == 3
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_job_that_goes_on_failing_stays_to_be_seen(
    pool: Pool, urls: Urls, rows: Callable[[], list[Row]], caplog: pytest.LogCaptureFixture
) -> None:
    @jobs.job("test.broken", retry=RetryStrategy(max_attempts=1))
    def broken(_pool: Pool, _district: str, **_args: Any) -> None:
        raise RuntimeError("the gateway is gone")

    with work(pool, DISTRICT) as tx:
        number = defer(tx, "test.broken", case=7)
    with running(urls, pool):
        until(lambda: [row["status"] for row in rows()] == ["failed"])
    assert rows()[0]["attempts"] == 2
    said = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(said) == 1
    assert f"test.broken[{number}]" in said[0].getMessage()
    assert "the gateway is gone" in caplog.text


def test_the_usual_back_off_grows_to_most_of_an_hour() -> None:
    waits = [jobs.BACK_OFF.exponential_wait ** (attempt + 1) for attempt in range(jobs.BACK_OFF.max_attempts or 0)]
    assert waits == [5, 25, 125, 625, 3125]


def test_a_job_nobody_knows_has_failed(pool: Pool, urls: Urls, rows: Callable[[], list[Row]]) -> None:
    with work(pool, DISTRICT) as tx:
        defer(tx, "test.unheard_of")
    with running(urls, pool):
        until(lambda: [row["status"] for row in rows()] == ["failed"])


def test_a_name_is_given_once() -> None:
    jobs.job("test.twice")(lambda _pool, _district: None)
    with pytest.raises(ValueError, match=r"test\.twice"):
        jobs.job("test.twice")(lambda _pool, _district: None)


def test_the_job_of_a_killed_worker_runs_again(
    pool: Pool, urls: Urls, notes: list[tuple[str, Row]], rows: Callable[[], list[Row]]
) -> None:
    defer_note(pool, case=7)
    with subprocess.Popen([sys.executable, "-c", WORKER, urls.app], stdout=subprocess.PIPE) as worker:
        assert worker.stdout
        assert worker.stdout.readline() == b"running\n"
        with running(urls, pool):
            time.sleep(1.5)
            assert notes == []  # its worker is heard: it is left alone
            assert [row["status"] for row in rows()] == ["doing"]
            worker.kill()
            until(lambda: not rows())
    assert notes == [(DISTRICT, {"case": 7})]


def leave_behind(owner: Connection[Any], attempts: int = 0) -> None:
    """A job under way whose worker has been forgotten."""
    owner.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, args)"
        " VALUES ('default', 'test.note', 'doing', %s, '{\"district\": \"110115\"}')",
        (attempts,),
    )


def test_a_job_that_killed_too_many_workers_is_given_up(
    pool: Pool, urls: Urls, notes: list[tuple[str, Row]], rows: Callable[[], list[Row]], owner: Connection[Any]
) -> None:
    leave_behind(owner, jobs.LIVES)
    leave_behind(owner, jobs.LIVES - 1)
    with running(urls, pool):
        until(lambda: [row["status"] for row in rows()] == ["failed"])
    assert notes == [(DISTRICT, {})]


def test_two_workers_do_not_take_back_the_same_job(urls: Urls, owner: Connection[Any]) -> None:
    leave_behind(owner)
    take_back = jobs.q.take_back.encode()
    params = {"silent_s": 1.0, "limit": 5}
    with (
        psycopg.connect(urls.app, options="-c search_path=jobs") as one,
        psycopg.connect(urls.app, options="-c search_path=jobs") as other,
    ):
        assert len(one.execute(take_back, params).fetchall()) == 1
        assert other.execute(take_back, params).fetchall() == []
        one.commit()
        other.rollback()
        assert other.execute(take_back, params).fetchall() == []


def test_a_stop_lets_a_short_job_end(pool: Pool, urls: Urls, rows: Callable[[], list[Row]]) -> None:
    started = Event()
    ended = []

    @jobs.job("test.short")
    def short(_pool: Pool, _district: str) -> None:
        started.set()
        time.sleep(0.3)
        ended.append(True)

    with work(pool, DISTRICT) as tx:
        defer(tx, "test.short")
    with running(urls, pool, QUICK._replace(grace=5.0)):
        assert started.wait(5)
    assert ended == [True]
    assert rows() == []


def test_it_goes_on_when_the_database_is_back(
    pool: Pool, urls: Urls, notes: list[tuple[str, Row]], caplog: pytest.LogCaptureFixture
) -> None:
    with running(urls, pool):
        defer_note(pool, case=7)
        until(lambda: notes)
        with outage(urls):
            time.sleep(1.0)
        until(lambda: defer_if_up(pool))
        until(lambda: len(notes) == 2)
    said = [record.getMessage() for record in caplog.records if record.name == "wangge.jobs"]
    assert len(said) == 2, said
    assert said[0].startswith("jobs wait for the database")
    assert said[1] == "jobs go on"


def defer_if_up(pool: Pool) -> bool:
    try:
        defer_note(pool, case=8)
    except psycopg.OperationalError:
        return False
    return True
