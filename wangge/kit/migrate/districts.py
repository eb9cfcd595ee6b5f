"""Districts: one schema each, made and brought forward file by file, statement by statement."""

import logging
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection, sql
from psycopg.rows import class_row

from wangge.kit import sql as named
from wangge.kit.migrate import shared
from wangge.kit.migrate.files import MIGRATIONS, Applied, Migration, Statement, outstanding, read
from wangge.kit.migrate.roles import as_owner
from wangge.kit.postgres import CannotRun
from wangge.kit.tx import schema_of

q = named.load(__package__)
log = logging.getLogger("wangge.migrate")

_NEW_SCHEMA = (
    "CREATE SCHEMA {}",
    "GRANT USAGE ON SCHEMA {} TO wangge_app, wangge_erase",
    "CREATE TABLE {}.migrations (number int PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL,"
    " at timestamptz NOT NULL DEFAULT now())",
    "GRANT SELECT ON {}.migrations TO wangge_app, wangge_erase",
)
_LOCK_WAIT = "SET LOCAL lock_timeout = '20s'"  # a queue behind a waiting ALTER TABLE would stand still


class District(NamedTuple):
    code: str
    schema: str
    name: str
    created_at: datetime


def migrate_all(owner_url: str, folder: Path = MIGRATIONS) -> int:
    """Everything shared, then every district; how many files were applied. Safe to run twice, and at once."""
    files = read(folder)
    with as_owner(owner_url) as conn:
        conn.execute(q.hold.encode())
        shared.bring_forward(conn)
        return sum(_bring_forward(conn, district.schema, files) for district in districts(conn))


def create_district(owner_url: str, code: str, name: str, folder: Path = MIGRATIONS) -> None:
    """CannotRun for a code that does not fit or is there. One that broke off is completed by `wangge migrate`."""
    try:
        schema = schema_of(code)
    except ValueError:
        raise CannotRun(f"{code} cannot be a district's code: up to 40 of a-z, 0-9 and _, such as 110115.") from None
    files = read(folder)
    with as_owner(owner_url) as conn:
        conn.execute(q.hold.encode())
        shared.bring_forward(conn)
        if any(district.code == code for district in districts(conn)):
            raise CannotRun(f"District {code} is there already.")
        with conn.transaction():
            if _on_citus(conn):  # there a new schema is a shard of its own
                conn.execute("SET LOCAL citus.enable_schema_based_sharding = on")
            for statement in _NEW_SCHEMA:
                conn.execute(sql.SQL(statement).format(sql.Identifier(schema)))
            conn.execute(q.add_district.encode(), {"code": code, "schema": schema, "name": name})
        _bring_forward(conn, schema, files)


def districts(conn: Connection[Any]) -> list[District]:
    with conn.cursor(row_factory=class_row(District)) as cur:
        return cur.execute(q.districts.encode()).fetchall()


def one_district(conn: Connection[Any], named: str | None) -> str:
    """The code of the district named, or of the only one. CannotRun says which there are."""
    codes = [district.code for district in districts(conn)]
    if named is None and len(codes) == 1:
        return codes[0]
    if named is None or named not in codes:
        raise CannotRun(f"Name the district with --district: {', '.join(codes) or 'there is none yet'}.")
    return named


def move_district(owner_url: str, code: str, node: str, port: int = 5432) -> None:
    """To another node of a Citus cluster, while it is in use. CannotRun where the server is not one."""
    with as_owner(owner_url) as conn:
        found = [district for district in districts(conn) if district.code == code]
        if not found:
            raise CannotRun(f"There is no district {code}.")
        if not _on_citus(conn):
            raise CannotRun("This is a single PostgreSQL server: districts move between the nodes of a Citus cluster.")
        conn.execute("SELECT citus_schema_move(%s::regnamespace, %s::text, %s::int)", (found[0].schema, node, port))


def _on_citus(conn: Connection[Any]) -> bool:
    return conn.execute(q.has_citus.encode()).fetchone() == (True,)


def applied(conn: Connection[Any], schema: str) -> list[Applied]:
    with conn.transaction(), conn.cursor(row_factory=class_row(Applied)) as cur:
        cur.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
        return cur.execute(q.applied.encode()).fetchall()


def _bring_forward(conn: Connection[Any], schema: str, files: list[Migration]) -> int:
    waiting = outstanding(files, applied(conn, schema))
    for migration in waiting:
        log.info("%s: %s", schema, migration)
        with conn.transaction():
            conn.execute(_LOCK_WAIT)
            conn.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
            for statement in migration.statements:
                _run(conn, migration, statement)
            conn.execute(q.note_applied.encode(), _note(migration))
    return len(waiting)


def _note(migration: Migration) -> dict[str, Any]:
    return {"number": migration.number, "name": migration.name, "sha256": migration.sha256}


def _run(conn: Connection[Any], migration: Migration, statement: Statement) -> None:
    try:
        conn.execute(statement.text.encode())
    except psycopg.Error as error:
        raise CannotRun(f"{migration} line {statement.line}: {error}") from error
