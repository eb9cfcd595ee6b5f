"""The worker: its loops run once among all workers, whatever one of them meets, and end when told to."""

import signal
import time
from functools import partial
from itertools import pairwise
from threading import Event
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from tests.database import DISTRICT
from tests.waiting import until
from tests.workers import SEQUENCER, Rounds, line, process, running, said
from wangge import worker
from wangge.kit import feed, jobs
from wangge.kit.migrate import create_district
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, work
from wangge.worker import Key, Loop

pytestmark = pytest.mark.db


def sessions(owner: Connection[Any]) -> int:
    """Of wangge_app in this database."""
    row = owner.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'wangge_app'"
    ).fetchone()
    assert row
    return int(row[0])


def test_the_lock_of_a_loop_is_the_same_number_in_every_process_and_version() -> None:
    locks = {Key(Loop(name, 0, feed.move), district).lock for name in "ab" for district in ("110115", "110101")}
    assert len(locks) == 4
    assert Key(Loop("sequencer", 0.1, feed.move), "110115").lock == -8310315796237077856


def test_what_is_written_is_in_the_feed_at_once(pool: Pool, urls: Urls) -> None:
    with running(urls, SEQUENCER):
        for subject in range(3):
            with work(pool, DISTRICT) as tx:
                tx.run(
                    "INSERT INTO outbox (kind, subject, verb, at) VALUES ('case', %(subject)s, 'file', %(now)s)",
                    subject=subject,
                    now=tx.now,
                )
            until(partial(has_moved, pool, subject + 1))


def has_moved(pool: Pool, count: int) -> bool:
    with work(pool, DISTRICT) as tx:
        return feed.head(tx) == count


def test_the_sequencer_is_among_the_loops_that_run() -> None:
    by_name = {loop.name: loop for loop in worker.LOOPS}
    assert len(by_name) == len(worker.LOOPS)
    assert by_name["sequencer"].fn is feed.move
    assert by_name["sequencer"].every_s <= 0.2


def test_a_loop_rests_after_little_and_goes_on_at_once_after_much(urls: Urls) -> None:
    done = iter([5, 5, 4, 5])
    times: list[float] = []

    def fn(_pool: Pool, _district: str) -> int:
        times.append(time.monotonic())
        return next(done, 0)

    with running(urls, Loop("batches", 0.5, fn, full=5)):
        until(lambda: len(times) == 5)
    pauses = [after - before for before, after in pairwise(times)]
    assert [pause >= 0.5 for pause in pauses] == [False, False, True, False]


@pytest.mark.parametrize("busy", [True, False])
def test_a_patient_loop_rests_long_while_the_machine_is_busy(
    urls: Urls, monkeypatch: pytest.MonkeyPatch, busy: bool
) -> None:
    monkeypatch.setattr(worker, "busy", lambda: busy)
    began: list[float] = []

    def fn(_pool: Pool, _district: str) -> int:
        began.append(time.monotonic())
        time.sleep(0.02)
        return 5

    with running(urls, Loop("patient", 0.01, fn, full=5, patient=True)):
        until(lambda: len(began) > 1)
    assert (began[1] - began[0] >= 0.9) is busy


def test_a_slow_round_is_followed_by_a_longer_rest(urls: Urls) -> None:
    ends: list[float] = []

    def fn(_pool: Pool, _district: str) -> int:
        time.sleep(0.1)
        ends.append(time.monotonic())
        return 0

    with running(urls, Loop("slow", 0.01, fn)):
        until(lambda: len(ends) == 3)
    assert all(after - before >= 0.5 for before, after in pairwise(ends))


def test_two_workers_share_the_loops_and_no_loop_runs_twice(urls: Urls) -> None:
    one, other = Rounds(), Rounds()
    with running(urls, one.loop) as stop_one:
        one.go_on()
        with running(urls, other.loop):
            one.go_on()
            assert other.rest()
            stop_one.set()
            other.go_on()
            assert one.rest()


def test_a_killed_worker_leaves_its_loops_to_the_next(urls: Urls) -> None:
    rounds = Rounds("say")
    with process(urls, "say") as child:
        assert line(child) == b"round\n"
        with running(urls, rounds.loop):
            assert rounds.rest()
            child.kill()
            rounds.go_on()


def test_a_new_district_is_picked_up_and_an_old_one_goes_on(urls: Urls, owner: Connection[Any]) -> None:
    rounds = Rounds()
    with running(urls, rounds.loop):
        rounds.go_on()
        create_district(urls.owner, "110101", "东城区")
        rounds.go_on("110101")
        rounds.go_on(DISTRICT)
    owner.execute("DELETE FROM wangge.districts WHERE code = '110101'")


def test_a_district_without_tables_waits_and_one_that_is_gone_is_let_go(urls: Urls, owner: Connection[Any]) -> None:
    rounds = Rounds()
    with running(urls, rounds.loop):
        rounds.go_on()
        owner.execute("INSERT INTO wangge.districts (code, schema, name) VALUES ('half', 'dhalf', '半区')")
        time.sleep(0.5)
        assert "half" not in rounds.count
        owner.execute("CREATE SCHEMA dhalf")
        owner.execute("CREATE TABLE dhalf.feed_head ()")
        rounds.go_on("half")
        owner.execute("DELETE FROM wangge.districts WHERE code = 'half'")
        lock = Key(rounds.loop, "half").lock
        until(lambda: owner.execute("SELECT pg_try_advisory_lock(%s)", (lock,)).fetchone() == (True,))
        before = rounds.count["half"]
        rounds.go_on()
        assert rounds.count["half"] <= before + 1
    owner.execute("DROP SCHEMA dhalf CASCADE")


def test_an_error_is_told_once_and_so_is_its_end(
    urls: Urls, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_LONGEST_PAUSE", 0.1)
    failing = [True]
    rounds = Rounds(error=lambda: ValueError("a bad row") if failing[0] else None)
    good = Rounds("good")
    with running(urls, rounds.loop, good.loop):
        until(lambda: rounds.count[DISTRICT] >= 3)
        good.go_on()
        failing[0] = False
        until(lambda: len(said(caplog)) == 2)
        rounds.go_on()
    assert said(caplog)[0] == f"count {DISTRICT} fails and is tried again"
    assert "a bad row" in caplog.text
    assert said(caplog)[1].startswith(f"count {DISTRICT} goes on after ")
    assert len(said(caplog)) == 2


def test_an_error_of_the_database_that_stays_is_told_too(
    urls: Urls, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_LONGEST_PAUSE", 0.05)
    rounds = Rounds(error=lambda: psycopg.errors.DiskFull("no space left"))
    with running(urls, rounds.loop):
        until(lambda: rounds.count[DISTRICT] > 8)
    assert said(caplog) == [f"count {DISTRICT} fails and is tried again"]


def test_jobs_run_beside_the_loops(urls: Urls, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "REGISTRY", {})
    ran = Event()

    @jobs.job("test.ran")
    def job(_pool: Pool, _district: str) -> None:
        ran.set()

    with running(urls):
        with work(pool, DISTRICT) as tx:
            jobs.defer(tx, "test.ran")
        assert ran.wait(5)


def test_a_stop_leaves_no_session_behind(urls: Urls, owner: Connection[Any]) -> None:
    before = sessions(owner)
    rounds = Rounds()
    with running(urls, rounds.loop, SEQUENCER):
        rounds.go_on()
        assert sessions(owner) > before
    until(lambda: sessions(owner) == before, 2)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_process_cleanly(urls: Urls, number: signal.Signals) -> None:
    with process(urls, "say") as child:
        assert line(child) == b"round\n"
        child.send_signal(number)
        out, err = child.communicate(timeout=10)
        assert child.returncode == 0
        assert out.endswith(b"ended\n")
        assert err == b""


def test_a_signal_ends_the_process_though_a_loop_and_a_job_hang(urls: Urls, pool: Pool, owner: Connection[Any]) -> None:
    with work(pool, DISTRICT) as tx:
        jobs.defer(tx, "test.hang")
    with process(urls, "hang") as child:
        assert line(child) == b"job\n"
        child.send_signal(signal.SIGTERM)
        out, err = child.communicate(timeout=10)
        assert (child.returncode, out) == (0, b"ended\n"), err
    assert owner.execute("SELECT status FROM procrastinate_jobs WHERE task_name = 'test.hang'").fetchone() == ("doing",)
    owner.execute("DELETE FROM procrastinate_jobs")
