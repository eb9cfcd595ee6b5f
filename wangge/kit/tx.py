"""One unit of work: one connection, one district, one actor, one moment.

Everything inside a ``with work(...)`` block commits together or not at all, and
sees the same ``now``. Rules never ask the clock; they are handed a time.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, TypeVar

import orjson
from psycopg import Connection, Cursor, Error, OperationalError, Rollback
from psycopg.errors import InFailedSqlTransaction, error_from_result
from psycopg.pq import ExecStatus
from psycopg.rows import RowFactory, class_row, dict_row, tuple_row
from psycopg.types.json import set_json_loads
from psycopg_pool import ConnectionPool

from wangge.kit.actor import SYSTEM, Actor, Branch

__all__ = ["SYSTEM", "Actor", "Branch", "Pool", "Tx", "lock_number", "open_pool", "schema_of", "work"]

set_json_loads(orjson.loads)

T = TypeVar("T")
Pool = ConnectionPool[Connection[Any]]

_DISTRICT = re.compile(r"[a-z0-9_]{1,40}")


@dataclass
class Tx:
    conn: Connection[Any]
    district: str
    now: datetime
    actor: Actor
    stamps: dict[str, int] | None = None  # see ``kit.stamps``; None: not read yet, or changed by this transaction
    _cursor: Cursor[Any] | None = field(default=None, init=False, repr=False)  # one for all: whole results are read

    def one(self, into: type[T], sql: str, **params: Any) -> T | None:
        return self._execute(class_row(into), sql, params).fetchone()

    def all(self, into: type[T], sql: str, **params: Any) -> list[T]:
        return self._execute(class_row(into), sql, params).fetchall()

    def row(self, sql: str, **params: Any) -> dict[str, Any] | None:
        return self._execute(dict_row, sql, params).fetchone()

    def rows(self, sql: str, **params: Any) -> list[dict[str, Any]]:
        return self._execute(dict_row, sql, params).fetchall()

    def value(self, sql: str, **params: Any) -> Any:
        """First column of the first row; None where there is no row."""
        row = self._execute(tuple_row, sql, params).fetchone()
        return row[0] if row else None

    def run(self, sql: str, **params: Any) -> int:
        return self._execute(tuple_row, sql, params).rowcount

    def run_many(self, sql: str, rows: Sequence[Mapping[str, Any]]) -> None:
        with self.conn.cursor() as cur:
            cur.executemany(sql.encode(), rows)

    def _execute(self, rows: RowFactory[Any], sql: str, params: Mapping[str, Any]) -> Cursor[Any]:
        cursor = self._cursor = self._cursor or self.conn.cursor()
        cursor.row_factory = rows
        return cursor.execute(_bytes(sql), params)


@lru_cache(maxsize=4096)
def _bytes(sql: str) -> bytes:
    """The same object each time: psycopg keeps what it found out about a statement under its bytes."""
    return sql.encode()


def open_pool(url: str, size: int) -> Pool:
    """Connections in autocommit mode, times in UTC; statements are prepared from the second use on."""
    kwargs = {"autocommit": True, "prepare_threshold": 2, "options": "-c timezone=UTC"}
    return ConnectionPool(url, min_size=min(2, size), max_size=size, kwargs=kwargs, open=True, timeout=10)


def lock_number(name: str) -> int:
    """Of an advisory lock, by its name: the same in every version and process."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)


def schema_of(district: str) -> str:
    """``110115`` → ``d110115``; ValueError for anything that could not be a district's code."""
    if not _DISTRICT.fullmatch(district):
        raise ValueError(f"not a district code: {district!r}")
    return f"d{district}"


@contextmanager
def work(pool: Pool, district: str, actor: Actor = SYSTEM, now: datetime | None = None) -> Iterator[Tx]:
    """One transaction in one district's schema. The pool's connections are in autocommit mode."""
    schema = schema_of(district)
    with pool.connection() as conn, _transaction(conn, schema):
        yield Tx(conn, district, now or datetime.now(UTC), actor)


@contextmanager
def _transaction(conn: Connection[Any], schema: str) -> Iterator[None]:
    """As ``conn.transaction()``, but it begins and finds its schema in one message to the server."""
    _send(conn, f"BEGIN; SET LOCAL search_path = {schema}, jobs".encode())
    try:
        yield
    except BaseException as error:
        with suppress(Error):  # a connection that broke has nothing to roll back
            if isinstance(error, Error):
                conn.execute(b"ROLLBACK")  # psycopg forgets what is prepared: that may be what failed
            else:
                _send(conn, b"ROLLBACK")
        if isinstance(error, Rollback):
            return
        raise
    if _send(conn, b"COMMIT") != b"COMMIT":
        raise InFailedSqlTransaction("an error was caught inside a transaction: PostgreSQL rolled it back")


def _send(conn: Connection[Any], command: bytes) -> bytes | None:
    """Straight through libpq, in half the time of a cursor; psycopg does not see it and keeps what is prepared."""
    result = conn.pgconn.exec_(command)
    if result.status == ExecStatus.COMMAND_OK:
        return result.command_status
    if conn.closed:
        raise OperationalError(result.error_message.decode(errors="replace").strip() or "the connection is lost")
    raise error_from_result(result)
