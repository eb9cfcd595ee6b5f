"""The same matter, as somebody may see it: what is hot, what belongs to it, and what a message seems to join."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from wangge import cases, catalogue, places
from wangge.cases.rules.words import ENDED
from wangge.kit import sql
from wangge.kit.errors import NotFound
from wangge.kit.tx import Tx
from wangge.people.rules import branch_of
from wangge.triage.actions import middles
from wangge.triage.actions.book import book
from wangge.triage.actions.wording import sketcher
from wangge.triage.topics.matters import common, likeliest
from wangge.triage.topics.summary import HALF

q = sql.load("wangge.triage")

#: Matters of which the asker sees a part, that are counted for a list, the warmest: those that reach over the border of
#: their branches; of all there are, for who has none and sees the cases of a unit.
ACROSS, OF_UNIT = 1000, 300
HOT = 90.0  # days of silence after which a matter is not listed unless it is asked for
DAYS = 14  # of which the reports are shown one by one
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


class Asked(NamedTuple):
    """``after``: warmth and id of the last one of the page before."""

    grid: str | None = None
    since: datetime | None = None
    limit: int = 20
    after: tuple[float, int] | None = None


class Page(NamedTuple):
    """Matters or cases, and where the next page begins: None behind the last one.

    ``cut``: the asker sees a part of more matters than are counted for a list; the coolest of these are not in it.
    """

    items: list[Doc]
    following: str | None
    cut: bool = False


def hottest(tx: Tx, asked: Asked | None = None) -> Page:
    """What two reports or more tell of, the hottest first: counted by the cases the asker may see.

    ``grid``: only what reaches into it; NotFound for a code that is none. ``since``: heard of since then, else for 90
    days.
    """
    asked = asked or Asked()
    lo, hi = branch_of(places.grid(tx, asked.grid).path) if asked.grid else (None, None)
    since = asked.since or tx.now - timedelta(days=HOT)
    age = max((EPOCH - since) / timedelta(days=HALF), -1000.0)
    least = 0.999 * 0.5**age  # what one report of then is worth
    warmth, last = asked.after or (None, None)
    given = {"lo": lo, "hi": hi, "since": since, "least": least, "limit": asked.limit}
    most = ACROSS if tx.actor.branches else OF_UNIT
    given |= {"after_warmth": warmth, "after_id": last, "by_unit": not tx.actor.branches, "most": most}
    tx.run(q.custom_plans)
    rows = tx.rows(q.hot_matters, **given, **cases.scope_of(tx.actor))
    following = f"{rows[-1]['warmth']!r}~{rows[-1]['id']}" if len(rows) == asked.limit else None
    cut = bool(rows) and rows[0]["looked"] == most
    lately = _lately(tx, [row["id"] for row in rows])
    return Page([row | lately[row["matter"]] for row in _shown(tx, rows)], following, cut)


def matter(tx: Tx, number: int) -> Doc:
    """NotFound where no case of it is visible."""
    row = tx.row(q.one_matter, id=number, **cases.scope_of(tx.actor))
    if row is None:
        raise NotFound("matter.unknown", matter=number)
    return _shown(tx, [row])[0]


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
    one = middles.message_of(words, said)
    best = likeliest(one, middles.near(tx, one))
    return best.id if best else None


def heat(warmth: float, now: datetime) -> float:
    """Warmth is kept as of the start of 2026; half of it is left after 90 days."""
    return round(float(warmth * 0.5 ** ((now - EPOCH) / timedelta(days=HALF))), 2)


def _shown(tx: Tx, rows: Sequence[Doc]) -> list[Doc]:
    branches = [common(row["path_lo"], row["path_hi"]) for row in rows]
    paths = {above for branch in branches for above in _above(branch)}
    grids = {row["path"]: row for row in tx.rows(q.grids_of_branches, paths=sorted(paths))} if rows else {}
    return [
        _one(tx, row, grids.get(branch))
        | {"where": [grids[above]["name"] for above in _above(branch)[1:] if above in grids]}
        for row, branch in zip(rows, branches, strict=True)
    ]


def _above(branch: str) -> list[str]:
    """The district, the street and what else it lies in, and itself."""
    steps = branch.split("/")[:-1]
    return ["/".join([*steps[: n + 1], ""]) for n in range(len(steps))]


def _lately(tx: Tx, ids: Sequence[int]) -> dict[int, Doc]:
    """Cases that are open, and reports of each of the last ``DAYS`` days, today last, as the asker may see them."""
    found: dict[int, Doc] = {matter: {"open": 0, "days": [0] * DAYS} for matter in ids}
    if not ids:
        return found
    scope = cases.scope_of(tx.actor)
    for row in tx.rows(q.open_of_matters, ids=list(ids), ended=sorted(ENDED), **scope):
        found[row["matter"]]["open"] = row["open"]
    for row in tx.rows(q.reports_by_day, ids=list(ids), now=tx.now, **scope):
        if 0 <= row["ago"] < DAYS:
            found[row["matter"]]["days"][DAYS - 1 - row["ago"]] = row["reports"]
    return found


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
