"""For tests of jobs: a job that notes its runs, a runner for a while, the jobs there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import dict_row

from tests.database import DISTRICT
from wangge.kit import jobs
from wangge.kit.jobs import JobRunner, Pace
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, work

QUICK = Pace(heartbeat=0.2, silent=1.0, sweep=0.2, fetch=0.1, grace=0.2)


def start_afresh(owner: Connection[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """No job known, none there."""
    monkeypatch.setattr(jobs, "REGISTRY", {})
    owner.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def add_note_job() -> list[tuple[str, dict[str, Any]]]:
    """Registers ``test.note``; district and arguments of each of its runs will be in the list."""
    notes: list[tuple[str, dict[str, Any]]] = []

    @jobs.job("test.note")
    def note(_pool: Pool, district: str, **args: Any) -> None:
        notes.append((district, args))

    return notes


def defer_note(pool: Pool, **args: Any) -> int:
    with work(pool, DISTRICT) as tx:
        return jobs.defer(tx, "test.note", **args)


def jobs_there(owner: Connection[Any]) -> list[dict[str, Any]]:
    with owner.cursor(row_factory=dict_row) as cur:
        ours = "SELECT * FROM procrastinate_jobs WHERE task_name LIKE 'test.%' ORDER BY id"
        return cur.execute(ours).fetchall()


@contextmanager
def running(urls: Urls, pool: Pool, pace: Pace = QUICK) -> Iterator[None]:
    runner = JobRunner(urls.app, pool, pace)
    runner.start()
    try:
        yield
    finally:
        runner.stop()
        runner.join(10)
        assert not runner.is_alive()
