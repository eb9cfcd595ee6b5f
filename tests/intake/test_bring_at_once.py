"""Batches and reports that come at the same moment: nothing twice, nothing lost."""

from threading import Thread

import pytest
from psycopg.errors import UniqueViolation

from tests import town
from tests.database import DISTRICT
from tests.intake.bringing import WORDS, bring, old
from tests.waiting import until
from wangge import cases
from wangge.cases import Brought, Channel, Kind, NewReport
from wangge.kit.tx import Pool, Tx, work

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("proven")]

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def test_two_imports_of_the_same_rows(pool: Pool) -> None:
    rows = [old(f"p{i}") for i in range(300)]
    done: list[Brought] = []

    def run() -> None:
        done.extend(bring(pool, *rows[k : k + 50]) for k in range(0, 300, 50))

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one.new for one in done) == 300
    assert sum(one.known for one in done) == 600


def test_a_report_of_the_same_number_breaks_the_batch(pool: Pool) -> None:
    """It has not been committed when the batch looks, and has when the batch writes."""
    clerk, broken = town.actor_of(pool, town.CLERK), []

    def run() -> None:
        try:
            bring(pool, old("q1"), old("q2"))
        except UniqueViolation as error:
            broken.append(error)

    new = NewReport(Channel.HOTLINE, Kind.HELP, WORDS, source="old", source_number="q2")
    thread = Thread(target=run)
    with work(pool, DISTRICT, clerk) as tx:
        cases.report(tx, new)
        thread.start()
        until(lambda: somebody_waits(pool))
    thread.join()
    assert len(broken) == 1
    assert bring(pool, old("q1"), old("q2")) == Brought(1, 1, [])


def somebody_waits(pool: Pool) -> bool:
    with work(pool, DISTRICT) as tx:
        return bool(tx.value(WAITING))


def test_a_batch_that_breaks_off_leaves_nothing(pool: Pool) -> None:
    def broken(tx: Tx) -> None:
        cases.bring(tx, "old", [old("r1")])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), work(pool, DISTRICT) as tx:
        broken(tx)
    assert bring(pool, old("r1")) == Brought(1, 0, [])
