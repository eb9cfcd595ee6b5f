"""The figures of learning: counted in the database, folded by category, with the names of the catalogue."""

from datetime import datetime
from typing import Any

from wangge.kit import sql
from wangge.kit.tx import Tx
from wangge.triage.actions.book import Book, book
from wangge.triage.rules.figures import BEFORE, BINS, NOW, PAIRS, Figures, Mistaken, Part

q = sql.load("wangge.triage")

Doc = dict[str, Any]
_NEVER = 2.0  # a threshold that no confidence reaches


def figures(tx: Tx, since: datetime, until: datetime) -> Doc:
    """Of the advice given in a period and used in a report, by what the cases are now."""
    live = tx.row(q.live_thresholds) or {"version": "cold", "thresholds": {}}
    fixed = {percent: live["thresholds"].get(percent) for percent in ("95", "98")}
    weeks = until - NOW - BEFORE
    lately = _parts(tx, weeks, until, until - NOW, fixed)
    found = Figures(
        lately if since == weeks else _parts(tx, since, until, since, fixed),
        lately,
        tx.all(Mistaken, q.mistaken, since=since, until=until, most=PAIRS),
    )
    words = book(tx)
    return {
        "from": since,
        "to": until,
        "as_of": tx.now,
        "model": live["version"],
        "thresholds": fixed,
        "all": found.of(),
        "categories": [_named(words, code) | found.of(code) for code in found.categories()],
        "corrections": found.corrections(),
    }


def _parts(tx: Tx, since: datetime, until: datetime, recent: datetime, fixed: dict[str, float | None]) -> list[Part]:
    at = {f"at_{percent}": _NEVER if value is None else value for percent, value in fixed.items()}
    return tx.all(Part, q.tally, since=since, until=until, recent=recent, bins=BINS, **at)


def _named(words: Book, code: str) -> Doc:
    """A category that is no more in the catalogue has its code for a name."""
    entry = words.entries.get(code)
    return {"code": code, "name": entry.name if entry else code, "major_name": entry.major_name if entry else ""}
