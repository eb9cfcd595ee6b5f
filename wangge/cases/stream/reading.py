"""What the feed brought, for whom: one statement of scope for all listeners of a batch."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from wangge.cases.actions.store import q, scope_of
from wangge.kit import feed
from wangge.kit.feed import FeedRow
from wangge.kit.tx import Actor, Tx

BATCH = 2000  # rows of the feed at a time


class Batch(NamedTuple):
    """``seen``, ``gone``: key of a listener → ids of cases it sees now, and of those it saw until now."""

    rows: list[FeedRow]
    last_no: int
    numbers: Mapping[int, str]
    seen: Mapping[int, frozenset[int]]
    gone: Mapping[int, frozenset[int]]

    def messages(self, key: int) -> Iterator[tuple[str, FeedRow]]:
        """What one listener is told, in order: a row of a case it sees, or saw until this batch."""
        seen, gone = self.seen.get(key, frozenset()), self.gone.get(key, frozenset())
        for row in self.rows:
            if row.kind == "import":
                yield "many", row
            elif row.kind == "case" and row.subject in seen:
                yield "case", row
            elif row.kind == "case" and row.subject in gone:
                yield "gone", row
                gone -= {row.subject}


def read(tx: Tx, after: int, actors: Mapping[int, Actor]) -> Batch:
    """The rows after a number of the feed, and who of the actors may know of which."""
    rows = feed.since(tx, after, BATCH)
    last_no = rows[-1].no if rows else after
    cases = {row.subject: row.seq for row in rows if row.kind == "case"}
    if not cases or not actors:
        return Batch(rows, last_no, {}, {}, {})
    first: dict[int, int] = {}
    for row in rows:
        if row.kind == "case" and row.seq is not None:
            first.setdefault(row.subject, row.seq)
    subjects = [{"id": case, "seq": first.get(case, 0)} for case in cases]
    found = tx.rows(q.who_sees, listeners=_people(actors), cases=orjson.dumps(subjects).decode())
    numbers = {row["id"]: row["number"] for row in found}
    return Batch(rows, last_no, numbers, _by_key(found, "now"), _by_key(found, "before"))


def _people(actors: Mapping[int, Actor]) -> str:
    people = [{"key": key, **scope_of(actor)} for key, actor in actors.items()]
    return orjson.dumps(people).decode()


def _by_key(found: Iterable[dict[str, Any]], when: str) -> dict[int, frozenset[int]]:
    """``before`` only where it is no longer so now."""
    keys: dict[int, set[int]] = {}
    for row in found:
        if row[when] and (when == "now" or not row["now"]):
            keys.setdefault(row["key"], set()).add(row["id"])
    return {key: frozenset(ids) for key, ids in keys.items()}
