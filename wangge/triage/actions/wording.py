"""What people in this district say often: a picture of words, by which what is rare tells matters apart."""

import zlib
from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from wangge.kit import sql
from wangge.kit.stamps import Kept, touch
from wangge.kit.tx import Pool, Tx, work
from wangge.triage.topics import Frequencies, Sketcher
from wangge.triage.topics.sketch import FEW

q = sql.load("wangge.triage", "queries_matters.sql")

#: Messages below which nothing is rare yet; messages read, the newest.
LEAST, MOST = 200, 50_000
#: Taken again when there are so many times as many messages, or after a day.
GROWN, OLD = 1.25, timedelta(hours=20)
#: Taken again so long after the last one when a report was erased since.
ERASED = timedelta(minutes=10)
_PART = 1000

_sketchers = Kept[Sketcher]("matters", most=16)


def sketcher(tx: Tx) -> Sketcher | None:
    """By the picture in force; None while there are too few messages for one."""
    return _sketchers.get(tx, "", lambda: _read(tx))


def forget() -> None:
    """After a database was replaced under the running process."""
    _sketchers.forget()


def renew(pool: Pool, district: str) -> int:
    """A new picture where the district has changed enough; 1 when one was taken. A loop of the worker."""
    with work(pool, district) as tx:
        row = tx.row(q.words_taken, most=MOST)
        assert row is not None
        there, known = row["there"], row["messages"]
        least = ERASED if row["erased_at"] is not None else OLD
        old = known is None or tx.now - row["taken_at"] >= least
        if (there < LEAST and row["erased_at"] is None) or not (old or (there < MOST and there >= known * GROWN)):
            return 0
        take(tx)
        return 1


def take(tx: Tx) -> None:
    """Of the newest messages: some ten seconds for 50 000. What one or two said is not in it: it is rare anyhow."""
    found = Frequencies.of(_texts(tx)).said_by(FEW)
    packed = zlib.compress(found.seen.astype("<i4").tobytes(), 6)
    tx.run(q.take_words, now=tx.now, messages=found.messages, seen=packed)
    touch(tx, "matters")


def whole(title: str | None, text: str | None) -> str:
    return f"{title or ''}\n{text or ''}"


def _texts(tx: Tx) -> Iterator[str]:
    before, read = 2**62, 0
    while read < MOST and (rows := tx.rows(q.newest_words, before=before, limit=_PART)):
        yield from (whole(row["title"], row["text"]) for row in rows)
        before, read = rows[-1]["id"], read + len(rows)


def _read(tx: Tx) -> tuple[Sketcher, None] | None:
    row = tx.row(q.words)
    if row is None:
        return None
    seen = np.frombuffer(zlib.decompress(row["seen"]), dtype="<i4")
    return Sketcher(Frequencies(seen, row["messages"]), ahead=True), None
