"""The worker without its database: it waits, says so once, and goes on."""

import time
from contextlib import ExitStack

import psycopg
import pytest

from tests.waiting import outage, until
from tests.workers import Rounds, running, said
from wangge.kit.postgres import Urls

pytestmark = pytest.mark.db


def test_the_loops_go_on_when_the_database_is_back(urls: Urls, caplog: pytest.LogCaptureFixture) -> None:
    rounds = Rounds()
    with running(urls, rounds.loop):
        rounds.go_on()
        for _ in range(2):
            with outage(urls):
                time.sleep(1.0)
                assert rounds.rest()
            rounds.go_on()
    told = said(caplog)
    assert [message.split(":")[0] for message in told] == ["the database is away", "the database is back"] * 2


def test_a_worker_starts_before_its_database(urls: Urls) -> None:
    rounds = Rounds()
    with ExitStack() as stack:
        with outage(urls):
            stack.enter_context(running(urls, rounds.loop))
            assert rounds.rest()
        rounds.go_on()


def test_a_stop_during_an_outage_is_quick(urls: Urls) -> None:
    rounds = Rounds()
    with ExitStack() as stack:
        stack.enter_context(running(urls, rounds.loop))
        rounds.go_on()
        with outage(urls):
            time.sleep(0.5)
            stack.close()


def test_a_worker_that_lost_only_the_session_of_its_locks_takes_them_again(
    urls: Urls, caplog: pytest.LogCaptureFixture
) -> None:
    rounds = Rounds()
    with running(urls, rounds.loop), psycopg.connect(urls.admin or "", autocommit=True) as admin:
        rounds.go_on()
        ended = admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND d.datname = current_database()"
        ).fetchall()
        assert ended == [(True,)]
        until(lambda: len(said(caplog)) == 2)
        rounds.go_on()
