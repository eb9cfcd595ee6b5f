"""How often the first unit a case was sent to was the right one."""

from datetime import datetime
from typing import Literal, NamedTuple

from wangge import dispatch, people
from wangge.cases.actions import firsts
from wangge.cases.actions.store import Doc, q, scope_of
from wangge.kit.errors import Invalid
from wangge.kit.tx import Tx

By = Literal["month", "unit", "category", "rule", "how"]


class Wanted(NamedTuple):
    """First dispatches from ``since`` up to ``until``, by one of the keys; of one class, or to one unit by its code."""

    since: datetime
    until: datetime
    by: By = "month"
    category: str | None = None
    unit: str | None = None


def accuracy(tx: Tx, wanted: Wanted) -> Doc:
    """How many of those the person may see were right, by key, the most frequent first.

    Accurate: never returned, never transferred, and not ruled to another unit (DESIGN §8). A case that was withdrawn
    or is still open counts as it stands, as the feed has told up to ``as_of``. Invalid where the period is empty or
    longer than five years.
    """
    _period(wanted.since, wanted.until)
    unit = people.unit_by_code(tx, wanted.unit).id if wanted.unit else None
    as_of = firsts.as_of(tx)
    tx.run(q.custom_plan)
    rows = tx.rows(q.accuracy, **wanted._asdict() | {"unit": unit}, **scope_of(tx.actor))
    total = {name: sum(row[name] for row in rows) for name in _COUNTS}
    period = {"since": wanted.since, "until": wanted.until, "by": wanted.by, "as_of": as_of}
    return period | {"total": _rated(total), "items": _named(tx, wanted.by, rows)}


_COUNTS = ("dispatched", "returned", "transferred", "ruled", "accurate")


def _named(tx: Tx, by: By, rows: list[Doc]) -> list[Doc]:
    """Keys that are ids get the name people use; a rule none of which chose is null."""
    names: dict[str, object] = {}
    if by == "rule":
        versions = {int(row["key"]) for row in rows if row["key"]}
        names = {str(version): name for version, name in dispatch.names(tx, versions).items()}
    if by == "unit":
        book = dispatch.current(tx)
        names = {row["key"]: book.naming(int(row["key"])) for row in rows}
    return [_rated(row) | {"name": names.get(row["key"])} for row in rows]


def _rated(counts: Doc) -> Doc:
    """With the share, between 0 and 1; null where nothing was dispatched."""
    of = counts["dispatched"]
    return counts | {"share": round(counts["accurate"] / of, 4) if of else None}


def hints(tx: Tx, since: datetime, until: datetime, least: int = 3) -> Doc:
    """Classes whose cases ended ``least`` times with the same other unit than the first, the most frequent first.

    What redispatches, rulings and returns have taught; a person makes a draft of it. Invalid as for ``accuracy``.
    """
    _period(since, until)
    rows = tx.rows(q.hints, since=since, until=until, least=least, **scope_of(tx.actor))
    book = dispatch.current(tx)
    items = [row | {name: book.naming(row[name]) for name in ("first", "last")} for row in rows]
    return {"since": since, "until": until, "items": items}


def _period(since: datetime, until: datetime) -> None:
    if not since < until or (until - since).days > 5 * 366:
        raise Invalid("case.period", field="until")
