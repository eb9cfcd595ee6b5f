"""Jobs whose worker dies, is told to stop, or loses the database: none is lost."""

import subprocess
import sys
import time
from threading import Event
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from tests.database import DISTRICT
from tests.kit.jobbing import QUICK, add_note_job, defer_note, jobs_there, running, start_afresh
from tests.waiting import outage, until
from wangge.kit import jobs
from wangge.kit.jobs import defer
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db

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


@pytest.fixture(autouse=True)
def _empty(owner: Connection[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    start_afresh(owner, monkeypatch)


def test_the_job_of_a_killed_worker_runs_again(pool: Pool, urls: Urls, owner: Connection[Any]) -> None:
    notes = add_note_job()
    defer_note(pool, case=7)
    with subprocess.Popen([sys.executable, "-c", WORKER, urls.app], stdout=subprocess.PIPE) as worker:
        assert worker.stdout
        assert worker.stdout.readline() == b"running\n"
        with running(urls, pool):
            time.sleep(1.5)
            assert notes == []  # its worker is heard: it is left alone
            assert [row["status"] for row in jobs_there(owner)] == ["doing"]
            worker.kill()
            until(lambda: not jobs_there(owner))
    assert notes == [(DISTRICT, {"case": 7})]


def leave_behind(owner: Connection[Any], attempts: int = 0) -> None:
    """A job under way whose worker has been forgotten."""
    owner.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, args)"
        " VALUES ('default', 'test.note', 'doing', %s, '{\"district\": \"110115\"}')",
        (attempts,),
    )


def test_a_job_that_killed_too_many_workers_is_given_up(pool: Pool, urls: Urls, owner: Connection[Any]) -> None:
    notes = add_note_job()
    leave_behind(owner, jobs.LIVES)
    leave_behind(owner, jobs.LIVES - 1)
    with running(urls, pool):
        until(lambda: [row["status"] for row in jobs_there(owner)] == ["failed"])
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


def test_a_stop_lets_a_short_job_end(pool: Pool, urls: Urls, owner: Connection[Any]) -> None:
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
    assert jobs_there(owner) == []


@pytest.mark.parametrize(
    ("patience", "expected"), [(0.2, ["jobs wait for the database", "jobs go on"]), (5.0, [])], ids=["long", "short"]
)
def test_it_goes_on_after_an_outage(
    pool: Pool, urls: Urls, caplog: pytest.LogCaptureFixture, patience: float, expected: list[str]
) -> None:
    notes = add_note_job()
    with running(urls, pool, QUICK._replace(patience=patience)):
        defer_note(pool, case=7)
        until(lambda: notes)
        with outage(urls):
            time.sleep(1.0)
        until(lambda: defer_if_up(pool))
        until(lambda: len(notes) == 2)
    said = [record.getMessage() for record in caplog.records if record.name == "wangge.jobs"]
    assert [message.split(":")[0] for message in said] == expected


def defer_if_up(pool: Pool) -> bool:
    try:
        defer_note(pool, case=8)
    except psycopg.OperationalError:
        return False
    return True
