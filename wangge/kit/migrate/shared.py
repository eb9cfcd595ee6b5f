"""What districts share: the schema wangge with the list of them, and procrastinate's schema jobs."""

from importlib import resources
from typing import Any

from procrastinate.schema import SchemaManager
from psycopg import Connection
from psycopg.rows import scalar_row

from wangge.kit import sql as files
from wangge.kit.migrate.files import split

q = files.load(__package__)

_WANGGE = """
CREATE SCHEMA IF NOT EXISTS wangge;
GRANT USAGE ON SCHEMA wangge TO wangge_app, wangge_erase;
CREATE TABLE IF NOT EXISTS wangge.districts (
    code       text PRIMARY KEY,
    schema     text NOT NULL UNIQUE,
    name       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON wangge.districts TO wangge_app, wangge_erase;
CREATE TABLE IF NOT EXISTS wangge.job_scripts (
    name text PRIMARY KEY,
    at   timestamptz NOT NULL DEFAULT now()
);
"""

_JOBS_RIGHTS = """
GRANT USAGE ON SCHEMA jobs TO wangge_app, wangge_erase;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs TO wangge_app, wangge_erase;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA jobs TO wangge_app, wangge_erase;
"""


def bring_forward(conn: Connection[Any]) -> None:
    """As often as one likes. ``conn`` acts as wangge_owner."""
    _run_all(conn, _WANGGE)
    with conn.transaction():
        _jobs(conn)


def _jobs(conn: Connection[Any]) -> None:
    """procrastinate's script as it comes, or those between the version here and the one installed.

    Each is sent whole, in its schema: functions and triggers are its own affair.
    """
    conn.execute("CREATE SCHEMA IF NOT EXISTS jobs")
    conn.execute("SET LOCAL search_path = jobs")
    with conn.cursor(row_factory=scalar_row) as cur:
        done = set(cur.execute(q.job_scripts.encode()).fetchall())
    if not done:
        conn.execute(SchemaManager.get_schema())
    for name, script in sorted(job_scripts().items()):
        if name not in done:
            if done:
                conn.execute(script)
            conn.execute(q.note_job_script.encode(), {"name": name})
    _run_all(conn, _JOBS_RIGHTS)


def job_scripts() -> dict[str, bytes]:
    """Name → what brings the schema of an older procrastinate to a newer one."""
    folder = resources.files("procrastinate.sql") / "migrations"
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name.endswith(".sql")}


def _run_all(conn: Connection[Any], text: str) -> None:
    for statement in split(text):
        conn.execute(statement.text.encode())
