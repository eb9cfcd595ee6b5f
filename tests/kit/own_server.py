"""Asking a server of a test's own as its superuser."""

import tempfile
from pathlib import Path

import psycopg

from wangge.kit.postgres import Server

ADMIN = ("postgres", "postgres")


def open_folder() -> Path:
    """As open as the temporary directory itself: PostgreSQL runs as another user."""
    made = Path(tempfile.mkdtemp(prefix="wangge-test-"))
    made.chmod(0o755)
    return made


def ask(server: Server, statement: str) -> object:
    with psycopg.connect(server.url(*ADMIN), autocommit=True) as conn:
        row = conn.execute(statement.encode()).fetchone()
    return row[0] if row else None


def answers(server: Server) -> bool:
    try:
        return ask(server, "SELECT 1") == 1
    except psycopg.OperationalError:
        return False
