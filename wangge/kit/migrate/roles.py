"""The database and the three roles that work in it: who makes tables, who serves, who erases."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from psycopg import Connection, conninfo, errors, sql
from psycopg.rows import scalar_row

from wangge.kit import sql as files
from wangge.kit.postgres import CannotRun

q = files.load(__package__)
log = logging.getLogger("wangge.migrate")

OWNER, APP, ERASE = "wangge_owner", "wangge_app", "wangge_erase"

#: Set on the roles, so that they hold on a server that is not ours too.
_SETTINGS = {"jit": "off", "timezone": "UTC"}


def create_database(admin_url: str, name: str) -> None:
    """Only on the embedded server; elsewhere the operator makes it."""
    with Connection.connect(conninfo.make_conninfo(admin_url, dbname="postgres"), autocommit=True) as conn:
        if not conn.execute(q.databases.encode(), {"name": name}).fetchone():
            conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            conn.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))


def create_roles(admin_url: str, passwords: Mapping[str, str | None]) -> None:
    """Role → password for the three; a role that is there keeps its password. ``admin_url`` names the database.

    The admin is a superuser, or may create roles and owns the database. Signing in as
    wangge_owner itself works once the roles are there.
    """
    with Connection.connect(admin_url, autocommit=True) as conn:
        try:
            for name in _missing(conn):
                _create_role(conn, name, passwords.get(name))
            if conn.info.user != OWNER:
                _equip(conn)
        except errors.InsufficientPrivilege as error:
            raise CannotRun(
                f"{conn.info.user} cannot set up the database {conn.info.dbname}: {error.diag.message_primary}. "
                "WANGGE_OWNER_URL has to sign in as a superuser, or as a role that may create roles and owns "
                "this database."
            ) from error


@contextmanager
def as_owner(url: str) -> Iterator[Connection[Any]]:
    """An autocommit connection that acts as wangge_owner, whoever signs in."""
    with Connection.connect(url, autocommit=True) as conn:
        if conn.info.user != OWNER:
            conn.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
        yield conn


def _missing(conn: Connection[Any]) -> list[str]:
    names = [OWNER, APP, ERASE]
    with conn.cursor(row_factory=scalar_row) as cur:
        there = set(cur.execute(q.roles.encode(), {"names": names}).fetchall())
    return [name for name in names if name not in there]


def _create_role(conn: Connection[Any], name: str, password: str | None) -> None:
    role = sql.Identifier(name)
    conn.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE").format(role))
    if password:  # hashed here: the clear word is in no statement and no log
        hashed = conn.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
        conn.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(hashed)))
    for key, value in _SETTINGS.items():
        conn.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(role, sql.Identifier(key), sql.Literal(value)))
    log.info("role %s made", name)


def _equip(conn: Connection[Any]) -> None:
    """What the roles need in this database, and the admin's way to act as the owner."""
    here = sql.Identifier(conn.info.dbname)
    to_all = sql.SQL(", ").join(map(sql.Identifier, (OWNER, APP, ERASE)))
    conn.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(here, to_all))
    conn.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(here, sql.Identifier(OWNER)))
    owner = sql.Identifier(OWNER)
    try:
        conn.execute(sql.SQL("SET ROLE {}").format(owner))
        conn.execute("RESET ROLE")
    except errors.InsufficientPrivilege:  # from PostgreSQL 16 on, who makes a role may not yet act as it
        conn.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))
