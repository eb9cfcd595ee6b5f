"""The same matter, as somebody may see it: what is hot, what belongs to it, and what a message seems to join."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import orjson

from wangge import cases, catalogue, places
from wangge.kit import sql
from wangge.kit.errors import NotFound
from wangge.kit.tx import Tx
from wangge.people.rules import branch_of
from wangge.triage.actions import gathering
from wangge.triage.actions.book import book
from wangge.triage.actions.wording import q as gather_q
from wangge.triage.actions.wording import sketcher
from wangge.triage.topics.matters import LIVE, common, likeliest
from wangge.triage.topics.summary import HALF

q = sql.load("wangge.triage")

#: Matters looked at for a list; the warmth of most of the rest is that of a single report of this year.
LOOKED_AT = 300
HOT = 90.0  # days of silence after which a matter is not listed unless it is asked for
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)

Doc = dict[str, Any]


class MatterAdvice(NamedTuple):
    """The matter a message seems to join, as far as the asker may see it. ``heat``: now, by the stated formula."""

    topic: int
    title: str | None
    cases: int
    heat: float
    since: datetime
    until: datetime

    def shown(self) -> Doc:
        return self._asdict()


def hottest(tx: Tx, *, grid: str | None = None, since: datetime | None = None, limit: int = 20) -> list[Doc]:
    """What two reports or more tell of, the hottest first: counted by the cases the asker may see.

    ``grid``: only what reaches into it; NotFound for a code that is none. ``since``: heard of since then, else for 90
    days.
    """
    lo, hi = branch_of(places.grid(tx, grid).path) if grid else (None, None)
    since = since or tx.now - timedelta(days=HOT)
    age = max((EPOCH - since) / timedelta(days=HALF), -1000.0)
    least = 0.999 * 0.5**age  # what one report of then is worth
    asked = {"lo": lo, "hi": hi, "since": since, "least": least, "limit": limit, "most": LOOKED_AT}
    tx.run(q.custom_plans)
    return _shown(tx, tx.rows(q.hot_matters, **asked, everywhere=not tx.actor.branches, **cases.scope_of(tx.actor)))


def matter(tx: Tx, number: int) -> Doc:
    """NotFound where no case of it is visible."""
    row = tx.row(q.one_matter, id=number, **cases.scope_of(tx.actor))
    if row is None:
        raise NotFound("matter.unknown", matter=number)
    return _shown(tx, [row])[0]


class Page(NamedTuple):
    """Cases, and where the next page begins: None behind the last one."""

    items: list[Doc]
    following: str | None


def cases_of(tx: Tx, number: int, after: tuple[datetime | None, int | None], limit: int) -> Page:
    """The visible cases of a matter, the newest first."""
    scope = cases.scope_of(tx.actor)
    rows = tx.rows(q.cases_of_matter, id=number, after_at=after[0], after_id=after[1], limit=limit, **scope)
    following = f"{rows[-1]['at']}~{rows[-1]['id']}" if len(rows) == limit else None
    for row in rows:
        row["category_name"] = catalogue.by_version(tx, row.pop("standard")).category_name or None
        del row["id"], row["at"]
    return Page(rows, following)


def of_case(tx: Tx, number: str) -> Doc | None:
    """The matter of a case, None while it has none; NotFound where the case is not visible."""
    scope = cases.scope_of(tx.actor)
    found = tx.value(q.matter_of_case, number=number, **scope)
    if found is None:
        if tx.value(q.case_is_there, number=number, **scope) is None:
            raise NotFound("case.unknown", number=number)
        return None
    return matter(tx, found)


def nearest(tx: Tx, text: str, category: str | None, path: str, at: datetime) -> MatterAdvice | None:
    """The matter that a message would join, if the asker may see a case of it; nothing is kept of the text.

    ``path`` is that of the grid it is about, empty while none is known.
    """
    best = joined(tx, text, category, path, at)
    row = tx.row(q.one_matter, id=best, **cases.scope_of(tx.actor)) if best is not None else None
    if row is None:
        return None
    return MatterAdvice(row["id"], row["title"], row["cases"], heat(row["warmth"], at), row["first_at"], row["last_at"])


def joined(tx: Tx, text: str, category: str | None, path: str, at: datetime) -> int | None:
    """The id of the matter that a message would join, whoever may see it."""
    words = sketcher(tx)
    if words is None:
        return None
    said = {"title": text, "text": "", "at": at, "path": path or f"{tx.district}/", "category": category or ""}
    one = gathering.message_of(words, said)
    asked = orjson.dumps([{"no": 0, "keys": one.keys, "since": at - timedelta(days=LIVE)}]).decode()
    near = tx.rows(gather_q.near_matters, asked=asked, most=gathering.NEAR, each=gathering.EACH)
    rows = tx.rows(gather_q.known_matters, ids=[row["id"] for row in near]) if near else []
    best = likeliest(one, [gathering.known_of(row) for row in rows])
    return best.id if best else None


def heat(warmth: float, now: datetime) -> float:
    """Warmth is kept as of the start of 2026; half of it is left after 90 days."""
    return round(float(warmth * 0.5 ** ((now - EPOCH) / timedelta(days=HALF))), 2)


def _shown(tx: Tx, rows: Sequence[Doc]) -> list[Doc]:
    branches = [common(row["path_lo"], row["path_hi"]) for row in rows]
    grids = {row["path"]: row for row in tx.rows(q.grids_of_branches, paths=sorted(set(branches)))} if rows else {}
    return [_one(tx, row, grids.get(branch)) for row, branch in zip(rows, branches, strict=True)]


def _one(tx: Tx, row: Doc, grid: Doc | None) -> Doc:
    entry = book(tx).entries.get(row["category"])
    return {
        "matter": row["id"],
        "title": row["title"],
        "category": row["category"] or None,
        "category_name": entry.name if entry else None,
        "grid": {"code": grid["code"], "name": grid["name"]} if grid else None,
        "cases": row["cases"],
        "reports": row["reports"],
        "people": row["people"],
        "since": row["first_at"],
        "until": row["last_at"],
        "heat": heat(row["warmth"], tx.now),
    }
