"""Who had cases like this, counted as the feed tells of them; each case counts once, as it stands."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import orjson

from wangge.cases import Verb
from wangge.kit import feed, sql
from wangge.kit.feed import FeedRow
from wangge.kit.tx import Pool, Tx
from wangge.triage.units import Turn, deltas, period

q = sql.load("wangge.triage", "queries_units.sql")

READER = "units"
BATCH = 1000  # rows of the feed, and cases of a rebuilding, at a time

#: Verbs after which a case counts otherwise than before.
CONCERNED = frozenset({
    Verb.DISPATCH, Verb.REDISPATCH, Verb.RULE, Verb.RETURN, Verb.TAKE_BACK, Verb.DISPUTE, Verb.ESCALATE, Verb.AMEND,
    Verb.CLOSE, Verb.FORCE_CLOSE, Verb.REOPEN, Verb.WITHDRAW, Verb.VOID, Verb.MERGE, Verb.UNMERGE, Verb.REGRID,
    Verb.SUCCEED, Verb.IMPORT, Verb.ANSWER,
})  # fmt: skip


def follow(pool: Pool, district: str) -> int:
    """The next rows of the feed; how many. A loop of the worker."""
    return feed.consume(pool, district, READER, count_new, limit=BATCH)


def count_new(tx: Tx, rows: Sequence[FeedRow]) -> None:
    """Every case of which the feed tells something that concerns it, as it stands now.

    Rows that come late, twice or in another order give the same counts.
    """
    told = {row.subject for row in rows if row.kind == "case" and row.verb in CONCERNED}
    count(tx, told | imported(tx, rows))


def imported(tx: Tx, rows: Sequence[FeedRow]) -> set[int]:
    """An import tells of a range of ids."""
    spans = [row.more for row in rows if row.kind == "import" and row.more]
    return {row["id"] for s in spans for row in tx.rows(q.cases_of_import, first=s["first"], last=s["last"])}


def count(tx: Tx, ids: Collection[int]) -> None:
    if not ids:
        return
    old = {row["case_id"]: Turn(**row) for row in tx.rows(q.turns_counted, ids=list(ids))}
    new = {row["case_id"]: _turn(row) for row in tx.rows(q.turns, ids=list(ids))}
    before = [turn for case_id, turn in old.items() if turn != new.get(case_id)]
    after = [turn for case_id, turn in new.items() if turn != old.get(case_id)]
    if gone := [turn.case_id for turn in before if turn.case_id not in new]:
        tx.run(q.drop_turns, ids=gone)
    if after:
        tx.run(q.write_turns, rows=_json([turn._asdict() for turn in after]))
    if changed := deltas(before, after):
        tx.run(q.add_tallies, rows=_json([_tally(*item) for item in changed.items()]))


def rebuild(tx: Tx) -> int:
    """Every count anew from the cases; how many of them count. The loop waits meanwhile."""
    tx.run(feed.q.join, reader=READER)
    tx.run(q.hold_units, reader=READER)
    tx.run(q.forget_turns)
    tx.run(q.forget_tallies)
    done, last = 0, 0
    while ids := [row["id"] for row in tx.rows(q.sent_after, after=last, limit=BATCH)]:
        count(tx, ids)
        done, last = done + len(ids), ids[-1]
    return done


def _turn(row: Mapping[str, Any]) -> Turn:
    plain = {name: row[name] for name in Turn._fields if name != "period"}
    return Turn(period=period(row["at"]), **plain)


def _tally(key: tuple[str, str, int, int], counts: tuple[int, int, int]) -> dict[str, Any]:
    branch, area, unit, at = key
    done, sent, gone = counts
    return {"branch": branch, "area": area, "unit": unit, "period": at, "done": done, "sent": sent, "gone": gone}


def _json(rows: list[dict[str, Any]]) -> str:
    return orjson.dumps(rows).decode()
