"""One unit of work: all of it or nothing, and never an answer for what was not kept."""

from collections.abc import Iterator
from contextlib import suppress

import psycopg
import pytest
from psycopg.errors import DivisionByZero, InFailedSqlTransaction
from psycopg_pool import ConnectionPool

from tests.database import DISTRICT
from wangge.kit.errors import Refused
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


@pytest.fixture
def one(urls: Urls) -> Iterator[Pool]:
    """A pool of one connection."""
    with ConnectionPool(urls.app, min_size=1, max_size=1, kwargs={"autocommit": True, "prepare_threshold": 0}) as pool:
        yield pool


def test_what_is_prepared_stays_so_when_somebody_is_refused(one: Pool) -> None:
    for _ in range(2):
        with suppress(Refused), work(one, DISTRICT) as tx:
            assert tx.value("SELECT %(n)s::int + 41", n=1) == 42
            raise Refused("move.again")
    with work(one, DISTRICT) as tx:
        there = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%+ 41'"
        assert (tx.value(there), tx.value("SELECT %(n)s::int + 41", n=2)) == (1, 43)


def test_what_a_migration_has_overtaken_is_prepared_again(one: Pool, urls: Urls) -> None:
    options = f"-c search_path=d{DISTRICT}"
    with psycopg.connect(urls.owner, autocommit=True, options=options) as owner:
        owner.execute("CREATE TABLE growing (a int)")
        owner.execute("GRANT SELECT ON growing TO wangge_app")
        try:
            with work(one, DISTRICT) as tx:
                assert tx.rows("SELECT * FROM growing") == []
            owner.execute("ALTER TABLE growing ADD COLUMN b int")
            with pytest.raises(psycopg.errors.FeatureNotSupported), work(one, DISTRICT) as tx:
                tx.rows("SELECT * FROM growing")
            with work(one, DISTRICT) as tx:
                assert tx.rows("SELECT * FROM growing") == []
        finally:
            owner.execute("DROP TABLE growing")
