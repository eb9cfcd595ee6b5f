"""Who each case was sent to first and what came of it, drawn from the feed for ``accuracy``."""

from collections.abc import Sequence
from datetime import datetime

from wangge.cases.actions.store import q
from wangge.cases.rules import Verb
from wangge.kit import feed
from wangge.kit.feed import FeedRow
from wangge.kit.tx import Pool, Tx

READER = "first_dispatches"
BATCH = 1000  # rows of the feed at a time

#: Verbs after which nothing of it is another.
STILL = frozenset({Verb.NOTE, Verb.URGE, Verb.ALARM, Verb.SIGN, Verb.CONTACT, Verb.SUPERVISE, Verb.REPLY})


def follow(pool: Pool, district: str) -> int:
    """The next rows of the feed; how many. A loop of the worker."""
    return feed.consume(pool, district, READER, draw, limit=BATCH)


def draw(tx: Tx, rows: Sequence[FeedRow]) -> None:
    """Each case that the feed tells of, as it is now: rows that come late or twice give the same."""
    if ids := {row.subject for row in rows if row.kind == "case" and row.verb not in STILL}:
        tx.run(q.draw_firsts, ids=sorted(ids))
    for row in rows:
        if row.kind == "import" and row.more:
            draw_range(tx, row.more["first"], row.more["last"])


def draw_range(tx: Tx, first: int, last: int) -> None:
    """Cases by their ids, such as those of a batch of an import."""
    tx.run(q.draw_firsts, ids=list(range(first, last + 1)))


def as_of(tx: Tx) -> datetime:
    """Whatever happened before this moment is in the picture."""
    moment: datetime = tx.value(q.firsts_as_of, now=tx.now, reader=READER)
    return moment
