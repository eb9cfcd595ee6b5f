"""One unit of work: all of it or nothing, and never an answer for what was not kept."""

from contextlib import suppress
from unittest.mock import MagicMock

import psycopg
import pytest
from psycopg.errors import DivisionByZero, InFailedSqlTransaction

from tests.database import DISTRICT
from wangge.kit.postgres import Urls
from wangge.kit.stamps import touch
from wangge.kit.tx import Pool, Tx, open_pool, schema_of, work

pytestmark = pytest.mark.db

STAMP = "SELECT stamp FROM stamps WHERE name = 'places'"


def stamp(pool: Pool) -> int:
    with work(pool, DISTRICT) as tx:
        return int(tx.value(STAMP))


def broken(tx: Tx) -> None:
    tx.value("SELECT 1 / 0")


def test_what_is_done_is_kept(pool: Pool) -> None:
    before = stamp(pool)
    with work(pool, DISTRICT) as tx:
        touch(tx, "places")
    assert stamp(pool) > before


@pytest.mark.parametrize("error", [RuntimeError, psycopg.Rollback, KeyboardInterrupt])
def test_an_error_takes_all_of_it_back(pool: Pool, error: type[BaseException]) -> None:
    before = stamp(pool)
    try:
        with work(pool, DISTRICT) as tx:
            touch(tx, "places")
            raise error
    except error:
        assert error is not psycopg.Rollback, "that one is meant and goes no further"
    assert stamp(pool) == before


def test_an_error_that_somebody_swallowed_is_told_at_the_end(pool: Pool) -> None:
    before = stamp(pool)
    with pytest.raises(InFailedSqlTransaction), work(pool, DISTRICT) as tx:  # noqa: PT012 - raised at its end
        touch(tx, "places")
        with pytest.raises(DivisionByZero):
            broken(tx)
    assert stamp(pool) == before
    with work(pool, DISTRICT) as tx:
        assert tx.value("SELECT 1") == 1


def test_the_schema_ends_with_the_transaction(pool: Pool) -> None:
    with work(pool, DISTRICT) as tx:
        assert tx.value("SELECT current_schema()") == f"d{DISTRICT}"
        conn = tx.conn
    found = conn.execute("SELECT current_schema()").fetchone()
    assert found is None or found[0] != f"d{DISTRICT}"


@pytest.mark.parametrize("code", ["", "D1", "a-b", "a" * 41, "a; DROP SCHEMA x"])
def test_no_district(code: str) -> None:
    with pytest.raises(ValueError, match="not a district"):
        schema_of(code)


def test_a_connection_that_is_cut_off_between_two_transactions_is_told_as_such(urls: Urls) -> None:
    with open_pool(urls.app, 2) as pool:
        with work(pool, DISTRICT) as tx:
            pid = tx.value("SELECT pg_backend_pid()")
        with psycopg.connect(urls.admin, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        cut = 0
        for _ in range(4):  # the pool has more than the one that was cut off
            try:
                with work(pool, DISTRICT) as tx:
                    assert tx.value("SELECT pg_backend_pid()") != pid
            except psycopg.OperationalError:
                cut += 1
        assert cut == 1


def test_what_is_prepared_stays_so_after_a_rollback(urls: Urls) -> None:
    with open_pool(urls.app, 2) as pool, pool.connection() as conn:
        one = MagicMock()  # a pool of this connection alone
        one.connection.return_value.__enter__.return_value = conn
        for error in (None, RuntimeError, None, None):
            with suppress(RuntimeError), work(one, DISTRICT) as tx:
                tx.value("SELECT %(n)s::int + 41", n=1)
                if error:
                    raise error
        found = conn.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%+ 41'").fetchone()
        assert found == (1,)
        assert [work_again(one), work_again(one)] == [42, 42]


def work_again(pool: Pool) -> int:
    with work(pool, DISTRICT) as tx:
        return int(tx.value("SELECT %(n)s::int + 41", n=1))
