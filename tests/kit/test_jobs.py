"""Jobs: they commit with the data, run once, and stay to be seen where they fail."""

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from procrastinate import RetryStrategy
from psycopg import Connection

from tests.database import DISTRICT
from tests.kit.jobbing import add_note_job, defer_note, jobs_there, running, start_afresh
from tests.waiting import until
from wangge.kit import jobs
from wangge.kit.jobs import defer, defer_at
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def _empty(owner: Connection[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    start_afresh(owner, monkeypatch)


def test_a_job_of_a_rolled_back_transaction_never_was(pool: Pool, owner: Connection[Any]) -> None:
    with work(pool, DISTRICT) as tx:
        defer(tx, "test.note", case=7)
        assert tx.value("SELECT count(*) FROM procrastinate_jobs") == 1
        assert jobs_there(owner) == []
        raise psycopg.Rollback()
    assert jobs_there(owner) == []


def test_a_job_names_its_district_and_is_there_on_commit(pool: Pool, owner: Connection[Any]) -> None:
    number = defer_note(pool, case=7, words=["a", "b"])
    assert [(row["id"], row["task_name"], row["status"], row["args"]) for row in jobs_there(owner)] == [
        (number, "test.note", "todo", {"case": 7, "words": ["a", "b"], "district": DISTRICT})
    ]


def test_nobody_defers_into_another_district(pool: Pool, owner: Connection[Any]) -> None:
    defer_note(pool, district="110101")
    assert jobs_there(owner)[0]["args"] == {"district": DISTRICT}


def test_an_error_of_the_database_is_what_it_is_elsewhere(pool: Pool) -> None:
    with work(pool, DISTRICT) as tx:
        tx.run("SET LOCAL search_path = wangge")
        with pytest.raises(psycopg.errors.UndefinedObject):
            defer(tx, "test.note")
        raise psycopg.Rollback


def test_a_committed_job_runs_once(pool: Pool, urls: Urls, owner: Connection[Any]) -> None:
    notes = add_note_job()
    defer_note(pool, case=7)
    with running(urls, pool), running(urls, pool):
        until(lambda: not jobs_there(owner))
        defer_note(pool, case=8)
        until(lambda: not jobs_there(owner))
        time.sleep(0.3)
    assert notes == [(DISTRICT, {"case": 7}), (DISTRICT, {"case": 8})]


def test_a_rolled_back_job_does_not_run(pool: Pool, urls: Urls) -> None:
    notes = add_note_job()
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
            tx.run("INSERT INTO idempotency VALUES ('desk', 'sees', '', 200, '{}', %(now)s)", now=tx.now)
        until(lambda: seen)
    assert seen == ["desk"]
    owner.execute("DELETE FROM idempotency")


def test_a_job_can_defer_the_next(pool: Pool, urls: Urls, owner: Connection[Any]) -> None:
    notes = add_note_job()

    @jobs.job("test.first")
    def first(pool: Pool, district: str) -> None:
        with work(pool, district) as tx:
            defer(tx, "test.note", after="first")

    with work(pool, DISTRICT) as tx:
        defer(tx, "test.first")
    with running(urls, pool):
        until(lambda: not jobs_there(owner))
    assert notes == [(DISTRICT, {"after": "first"})]


def test_a_job_waits_for_its_time(pool: Pool, urls: Urls) -> None:
    notes = add_note_job()
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
    pool: Pool, urls: Urls, caplog: pytest.LogCaptureFixture, owner: Connection[Any]
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
        until(lambda: not jobs_there(owner))
    assert len(tries) == 3
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_job_that_goes_on_failing_stays_to_be_seen(
    pool: Pool, urls: Urls, caplog: pytest.LogCaptureFixture, owner: Connection[Any]
) -> None:
    @jobs.job("test.broken", retry=RetryStrategy(max_attempts=1))
    def broken(_pool: Pool, _district: str, **_args: Any) -> None:
        raise RuntimeError("the gateway is gone")

    with work(pool, DISTRICT) as tx:
        number = defer(tx, "test.broken", case=7)
    with running(urls, pool):
        until(lambda: [row["status"] for row in jobs_there(owner)] == ["failed"])
    assert jobs_there(owner)[0]["attempts"] == 2
    said = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(said) == 1
    assert f"test.broken[{number}]" in said[0].getMessage()
    assert "the gateway is gone" in caplog.text


def test_the_usual_back_off_grows_to_most_of_an_hour() -> None:
    waits = [jobs.BACK_OFF.exponential_wait ** (attempt + 1) for attempt in range(jobs.BACK_OFF.max_attempts or 0)]
    assert waits == [5, 25, 125, 625, 3125]


def test_a_job_nobody_knows_has_failed(pool: Pool, urls: Urls, owner: Connection[Any]) -> None:
    with work(pool, DISTRICT) as tx:
        defer(tx, "test.unheard_of")
    with running(urls, pool):
        until(lambda: [row["status"] for row in jobs_there(owner)] == ["failed"])


def test_a_name_is_given_once() -> None:
    jobs.job("test.twice")(lambda _pool, _district: None)
    with pytest.raises(ValueError, match=r"test\.twice"):
        jobs.job("test.twice")(lambda _pool, _district: None)
