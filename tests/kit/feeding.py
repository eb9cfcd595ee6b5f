"""For tests of the feed: write rows, move them, read them."""

from datetime import UTC, datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from tests.database import DISTRICT
from wangge.kit import feed
from wangge.kit.feed import FeedRow
from wangge.kit.tx import Pool, Tx, work

NOW = datetime(2026, 10, 9, 8, 30, tzinfo=UTC)

PUT = """
    INSERT INTO outbox (kind, subject, seq, verb, at, more)
    VALUES ('case', %(subject)s, %(seq)s, 'dispatch', %(now)s, %(more)s)
"""


def start_afresh(owner: Connection[Any]) -> None:
    owner.execute("TRUNCATE outbox, feed, feed_readers")
    owner.execute("UPDATE feed_head SET last_no = 0")


def put(tx: Tx, subject: int, seq: int = 1, **more: Any) -> None:
    tx.run(PUT, subject=subject, seq=seq, now=tx.now, more=Jsonb(more) if more else None)


def put_many(pool: Pool, count: int) -> None:
    with work(pool, DISTRICT, now=NOW) as tx:
        for subject in range(1, count + 1):
            put(tx, subject)


def read(pool: Pool, no: int = 0) -> list[FeedRow]:
    with work(pool, DISTRICT) as tx:
        return feed.since(tx, no, 100_000)


def move_all(pool: Pool) -> None:
    while feed.move(pool, DISTRICT):
        pass
