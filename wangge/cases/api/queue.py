"""HTTP for lists of cases: the queue with its filters and figures, and the search box."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from wangge import catalogue, clock, people, places
from wangge.cases.actions.store import Doc, q, scope_of
from wangge.cases.api.fields import Code, words
from wangge.cases.api.shown import Counts, Found, Page
from wangge.cases.rules import OPEN, State
from wangge.kit.config import settings
from wangge.kit.crypto import Keys, normal_phone
from wangge.kit.errors import Invalid
from wangge.kit.http import json_response
from wangge.kit.routes import Router
from wangge.kit.tx import Tx
from wangge.people.http import Signed
from wangge.people.rules import Duty, branch_of

router = Router("/api/v1", "cases")

PAGE = 50
FOUND = 20  # hits of the search box


class Filters(BaseModel):
    """What the address of a list may ask for; all of it together."""

    model_config = ConfigDict(extra="forbid")
    state: Annotated[list[State], Field(max_length=20)] = []
    category: Code | None = None  # a code or its beginning
    under: Code | None = None  # a grid, with everything below
    unit: Code | None = None
    late: bool = False
    due: Annotated[str | None, Field(pattern="^(today|third)$")] = None  # from now until today or the third day ends
    urgent: bool = False
    returned: bool = False
    urged: bool = False
    supervised: bool = False

    def parameters(self, tx: Tx) -> Doc:
        """Of the fragment ``asked_for``, and the states that are read one by one."""
        lo, hi = branch_of(places.grid(tx, self.under).path) if self.under else (None, None)
        flags = {name: getattr(self, name) for name in ("late", "urgent", "returned", "urged", "supervised")}
        return flags | {
            "states": sorted(set(self.state or OPEN)),
            "category": self.category,
            "lo": lo,
            "hi": hi,
            "unit": people.unit_by_code(tx, self.unit).id if self.unit else None,
            "before": ends(tx)[self.due] if self.due else None,
            "now": tx.now,
        }


class Asked(Filters):
    after: Annotated[str | None, Field(max_length=80)] = None
    limit: Annotated[int, Field(ge=1, le=200)] = PAGE


@router.get("/cases", responses={200: {"model": Page}})
def read_queue(call: Signed, asked: Annotated[Asked, Query()]) -> Response:
    """Open cases in my scope, due first. ``after`` is the ``next`` of the page before."""
    with call.work(Duty.READ) as tx:
        after_at, after_id = cursor(asked.after)
        wanted: Doc = {"after_at": after_at, "after_id": after_id, "limit": asked.limit}
        parameters = asked.parameters(tx)
        tx.run(q.custom_plan)
        rows = tx.rows(q.queue, **wanted, **parameters, **scope_of(tx.actor))
        last = rows[-1] if len(rows) == asked.limit else None
        following = f"{last['queue_at']}~{last['id']}" if last else None
        return json_response({"cases": lines(tx, rows), "next": following})


@router.get("/queue/counts", responses={200: {"model": Counts}})
def count_queue(call: Signed, asked: Annotated[Filters, Query()]) -> Response:
    """Open cases in my scope by state: how many are late, due today, due until the third day, returned, urged."""
    with call.work(Duty.READ) as tx:
        parameters = asked.parameters(tx)
        tx.run(q.custom_plan)
        rows = tx.rows(q.queue_counts, **ends(tx), **parameters, **scope_of(tx.actor))
        return json_response({"as_of": tx.now, "ends": ends(tx), "states": rows})


@router.get("/search", responses={200: {"model": Found}})
def search(call: Signed, text: Annotated[words(40), Query()]) -> Response:  # type: ignore[valid-type]
    """Cases by number (or its beginning; a bare count of today) or by the phone of who reported."""
    with call.work(Duty.READ) as tx:
        scope = scope_of(tx.actor) | {"limit": FOUND}
        rows = tx.rows(q.by_number, start=_beginning(tx, text), **scope)
        if not rows and (phone := _phone(text)):
            rows = tx.rows(q.by_phone, hashes=Keys.load(settings()).hashes(phone), **scope)
        return json_response({"cases": lines(tx, rows)})


def lines(tx: Tx, rows: list[Doc]) -> list[Doc]:
    """Rows of the fragment ``line`` as they are shown: names for codes, the way down to the grid."""
    ways = {row["path"]: list(accumulate(_steps(row["path"]))) for row in rows}
    paths = sorted({path for way in ways.values() for path in way})
    names = {row["path"]: row["name"] for row in tx.rows(q.names_on_paths, paths=paths)} if paths else {}
    for row in rows:
        standard = catalogue.by_version(tx, row.pop("standard"))
        way = ways[row.pop("path")]
        del row["id"], row["queue_at"]
        row["category_name"] = standard.category_name or None
        row["area"] = [names[path] for path in way[1:] if path in names]
    return rows


def _steps(path: str) -> Iterable[str]:
    return (f"{step}/" for step in path.split("/") if step)


def ends(tx: Tx) -> dict[str, datetime]:
    """When today ends and when the third day does, by the district's zone."""
    zone = clock.current(tx).zone
    midnight = tx.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return {"today": midnight + timedelta(days=1), "third": midnight + timedelta(days=3)}


def _beginning(tx: Tx, text: str) -> str:
    """Digits alone, fewer than a date has: the count of a case of today."""
    if text.isascii() and text.isdigit() and len(text) <= 5:
        today = tx.now.astimezone(clock.current(tx).zone).date()
        return settings().case_number.format(day=today, n=int(text))
    return text


def _phone(text: str) -> str | None:
    try:
        return normal_phone(text)
    except Invalid:
        return None


def cursor(after: str | None) -> tuple[str | None, int | None]:
    """The last row of the page before, by its due time and id, from its ``next``."""
    if after is None:
        return None, None
    at, _, last = after.partition("~")
    try:
        if at != "infinity":
            datetime.fromisoformat(at)
        return at, int(last)
    except ValueError:
        raise Invalid("request.field", field="after", problem=after) from None
