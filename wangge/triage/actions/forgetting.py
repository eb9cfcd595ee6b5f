"""After an erasure, what was made of the words goes too: titles, marks and middles of matters, fine figures of advice.

A reader of its own, so that no import that is being gathered keeps it waiting. What the picture of words and the models
hold goes when they are made anew: ``wording.renew`` and ``jobs.is_due`` see to it.
"""

from collections.abc import Collection, Sequence

from wangge.kit import feed, sql
from wangge.kit.feed import FeedRow
from wangge.kit.tx import Pool, Tx
from wangge.triage.actions import gathering
from wangge.triage.actions.middles import empty, made_again
from wangge.triage.actions.wording import sketcher

q = sql.load("wangge.triage")

READER = "forgetting"
BATCH = 2000


def follow(pool: Pool, district: str) -> int:
    """The next rows of the feed; how many. A loop of the worker."""
    return feed.consume(pool, district, READER, forget_new, limit=BATCH)


def forget_new(tx: Tx, rows: Sequence[FeedRow]) -> None:
    """However often or late it is told."""
    if erased := {row.subject for row in rows if row.kind == "report" and row.verb == "erase"}:
        forget(tx, erased)


def forget(tx: Tx, reports: Collection[int]) -> None:
    """Reports whose words are gone. No round of the matters runs meanwhile: none writes back what it had read."""
    tx.run(feed.q.join, reader=gathering.READER)
    tx.run(q.hold_matters, reader=gathering.READER)
    ids = sorted(reports)
    matters = {row["matter"] for row in tx.rows(q.forget_marks, reports=ids)}
    tx.run(q.forget_titles, reports=ids, ids=sorted(matters))
    words = sketcher(tx)
    if words is not None:
        made_again(tx, words, matters - empty(tx, matters))
        tx.run(q.refresh_matters, ids=sorted(matters))
    tx.run(q.forget_figures, reports=ids)
    tx.run(q.forget_steps, reports=ids)
    tx.run(q.words_gone, now=tx.now)
