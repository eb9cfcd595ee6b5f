"""The feed: what happened in a district, in gapless numbers; the only thing that others may follow.

A transaction writes its rows into ``outbox``; identity numbers commit out of order there, so a
reader of ``id > last`` loses rows. ``move`` gives committed rows their place in ``feed``, whose
numbers become visible in their order: who has seen ``no`` has seen all up to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wangge.kit import sql
from wangge.kit.tx import Pool, Tx, work

q = sql.load("wangge.kit", "feed.sql")

BATCH = 5000  # rows of one move: about 60 ms, so that a backlog never holds the counter for long


@dataclass(frozen=True)
class FeedRow:
    """``seq``: the place in the history of its subject, where it has one. Never personal data."""

    no: int
    kind: str
    subject: int
    seq: int | None
    verb: str
    at: datetime
    more: dict[str, Any] | None


def move(pool: Pool, district: str, limit: int = BATCH) -> int:
    """Moves committed rows of the outbox into the feed; returns how many.

    Right at any number of callers: the counter's row is locked. Killed anywhere, it has moved all
    of its rows or none.
    """
    with work(pool, district) as tx:
        if tx.value(q.waiting) is None:
            return 0
        last_no = tx.value(q.lock_head)
        return tx.value(q.move, last_no=last_no, limit=limit, now=tx.now, district=district) or 0


def since(tx: Tx, no: int, limit: int) -> list[FeedRow]:
    """What came after ``no``, oldest first."""
    return tx.all(FeedRow, q.since, no=no, limit=limit)


def head(tx: Tx) -> int:
    """The last number given; 0 before the first."""
    return int(tx.value(q.head))


def consume(
    pool: Pool, district: str, reader: str, handle: Callable[[Tx, list[FeedRow]], None], limit: int = 1000
) -> int:
    """Hands the reader's next rows to ``handle`` and moves the reader on in the same transaction.

    Exactly once for all that ``handle`` writes with its ``tx``. One worker at a time: 0 where
    another holds the reader. A new reader starts at the first row.
    """
    with work(pool, district) as tx:
        if not tx.value(q.is_behind, reader=reader):
            return 0
        rows = follow(tx, reader, limit)
        if rows:
            handle(tx, rows)
            advance(tx, reader, rows[-1].no)
        return len(rows)


def follow(tx: Tx, reader: str, limit: int) -> list[FeedRow]:
    """The reader's next rows, the reader locked until the end of ``tx``; none where another holds it.

    Whoever handles them says so with ``advance`` in the same ``tx``.
    """
    tx.run(q.join, reader=reader)
    return tx.all(FeedRow, q.follow, reader=reader, limit=limit)


def news(tx: Tx, reader: str, limit: int) -> list[FeedRow]:
    """As ``follow``, and no lock where there is nothing new."""
    return follow(tx, reader, limit) if tx.value(q.is_behind, reader=reader) else []


def advance(tx: Tx, reader: str, no: int) -> None:
    tx.run(q.advance, reader=reader, no=no)


def lag(tx: Tx) -> float:
    """Seconds that the oldest row has waited for the sequencer; 0 where none waits."""
    at: datetime | None = tx.value(q.oldest)
    return max(0.0, (tx.now - at).total_seconds()) if at else 0.0


def behind(tx: Tx) -> dict[str, int]:
    """Reader → how many rows it has not handled yet."""
    return {row["name"]: row["behind"] for row in tx.rows(q.behind)}
