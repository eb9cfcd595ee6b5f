"""What suggestions turned out to be: kept up with the cases by the feed; what no report came of is let go."""

from collections.abc import Sequence
from datetime import timedelta

from wangge.cases import Verb
from wangge.kit import feed, sql
from wangge.kit.feed import FeedRow
from wangge.kit.tx import Pool, Tx, work

q = sql.load("wangge.triage")

READER = "advice"
BATCH = 1000
UNSENT = timedelta(days=30)

#: Verbs after which a case may be of another category, elsewhere, or somebody else's.
CONCERNED = frozenset({
    Verb.REPORT, Verb.JOIN, Verb.FILE, Verb.AMEND, Verb.RESOLVE, Verb.DISPATCH, Verb.REDISPATCH, Verb.TAKE_BACK,
    Verb.RETURN, Verb.RULE, Verb.ESCALATE, Verb.MERGE, Verb.UNMERGE, Verb.SPLIT, Verb.VOID, Verb.REGRID, Verb.SUCCEED,
})  # fmt: skip


def follow(pool: Pool, district: str) -> int:
    """The next rows of the feed; how many. A loop of the worker."""
    return feed.consume(pool, district, READER, label, limit=BATCH)


def label(tx: Tx, rows: Sequence[FeedRow]) -> None:
    """The suggestions behind these cases say what the cases are now, however often or late that is told."""
    if cases := {row.subject for row in rows if row.kind == "case" and row.verb in CONCERNED}:
        tx.run(q.label, cases=sorted(cases), now=tx.now)


def forget(pool: Pool, district: str) -> int:
    """Advice of more than 30 days ago that no report came of; how many rows."""
    with work(pool, district) as tx:
        return tx.run(q.forget_unsent, before=tx.now - UNSENT, limit=BATCH)
