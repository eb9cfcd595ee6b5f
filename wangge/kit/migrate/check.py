"""What must hold before the program serves: the right role, and a schema of this version."""

from pathlib import Path
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from wangge.kit import sql
from wangge.kit.migrate.districts import applied, districts
from wangge.kit.migrate.files import MIGRATIONS, outstanding, read
from wangge.kit.postgres import CannotRun

q = sql.load(__package__)


def check_role(conn: Connection[Any]) -> None:
    """CannotRun where the role could change tables, history or other roles: what serves must not be able to."""
    with conn.cursor(row_factory=dict_row) as cur:
        role = cur.execute(q.role.encode()).fetchone()
    assert role is not None
    why = "is a superuser" if role["super"] else "may make roles or databases" if role["special"] else ""
    if not why and role["member_of"]:
        why = f"can act as {' and '.join(role['member_of'])}"
    if why:
        raise CannotRun(
            f"The role {role['name']} {why}. What serves may change neither tables nor history: "
            "let WANGGE_DATABASE_URL sign in as wangge_app."
        )


def check_current(conn: Connection[Any], folder: Path = MIGRATIONS) -> None:
    """CannotRun where a district is behind the files of this version, or ahead of them."""
    if not conn.execute(q.relation.encode(), {"name": "wangge.districts"}).fetchone() == ("wangge.districts",):
        raise CannotRun("This database has not been set up: run `wangge setup`.")
    files = read(folder)
    for district in districts(conn):
        if waiting := outstanding(files, applied(conn, district.schema)):
            raise CannotRun(f"District {district.code} is {len(waiting)} migrations behind: run `wangge migrate`.")
