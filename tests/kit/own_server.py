"""Asking a server of a test's own as its superuser."""

import psycopg

from wangge.kit.postgres import Server

ADMIN = ("postgres", "postgres")


def ask(server: Server, statement: str) -> object:
    with psycopg.connect(server.url(*ADMIN), autocommit=True) as conn:
        row = conn.execute(statement.encode()).fetchone()
    return row[0] if row else None


def answers(server: Server) -> bool:
    try:
        return ask(server, "SELECT 1") == 1
    except psycopg.OperationalError:
        return False
