"""A file of the catalogue: what it would change is shown first, then it is applied as one change, as it was seen."""

from hashlib import sha256
from typing import Any, NamedTuple

from wangge.catalogue import excel
from wangge.catalogue.actions.categories import draft_of, stamp
from wangge.catalogue.actions.changing import Change, carry_out
from wangge.catalogue.actions.standards import drafts, q
from wangge.catalogue.rules import Key, Kind
from wangge.catalogue.rules.nine import header_at, nine_rows, read_nine
from wangge.catalogue.rules.plans import BEIJING, Plan, plan
from wangge.catalogue.rules.reading import Current, Wanted, read_workbook
from wangge.catalogue.rules.workbook import rows_of
from wangge.kit.errors import Invalid, Refused
from wangge.kit.tx import Tx

SHOWN_BAD = 500


class Preview(NamedTuple):
    """``token``: names the file and the state of the catalogue; None where the plan cannot be applied."""

    plan: Plan
    token: str | None


def preview(tx: Tx, data: bytes, name: str, kind: Kind = Kind.EVENT) -> Preview:
    """What a file would change; nothing is written. ``kind`` is for the nine columns, whose codes do not say it.

    Invalid for a file that holds no table of ours; what is wrong in its cells is in the plan.
    """
    now = current(tx)
    found = plan(_wanted(data, name, kind, now), now, tx.now.astimezone(BEIJING).date())
    if found.bad or not found.rows:
        return Preview(found, None)
    return Preview(found, f"{sha256(data + kind.encode()).hexdigest()[:16]}-{stamp(tx)}")


def apply(tx: Tx, data: bytes, name: str, token: str, kind: Kind = Kind.EVENT) -> Change:
    """The file as it was previewed, as one change. Refused where it is another file or the catalogue has moved on.

    Whether open cases or rules still point to what it retires is asked by who calls.
    """
    return carry(tx, confirmed(tx, data, name, token, kind), name)


def carry(tx: Tx, wanted: Plan, name: str) -> Change:
    """A plan that was ``confirmed``, as one change."""
    return carry_out(tx, wanted.edit, "import", file=name[:200])


def confirmed(tx: Tx, data: bytes, name: str, token: str, kind: Kind = Kind.EVENT) -> Plan:
    """What the file says, where that is still what was previewed; nothing is written. Invalid, Refused as ``apply``."""
    seen = preview(tx, data, name, kind)
    if seen.plan.bad:
        first = seen.plan.bad[0]
        raise Invalid(
            "catalogue.bad_cells",
            field="file",
            count=len(seen.plan.bad),
            sheet=first.sheet,
            row=first.row,
            column=first.column,
            rule=first.rule,
        )
    if seen.token is None:
        raise Refused("catalogue.nothing", file=name)
    if seen.token != token:
        raise Refused("catalogue.moved")
    return seen.plan


def export(tx: Tx) -> bytes:
    """The whole catalogue in force as an xlsx workbook that ``preview`` reads again."""
    now = current(tx)
    return excel.book_of(rows_of(list(now.categories.values()), list(now.standards.values())))


def current(tx: Tx) -> Current:
    told = {row["code"]: draft_of(row) for row in tx.rows(q.categories, now=tx.now)}
    return Current(told, {Key(draft.category, draft.condition): draft for draft in drafts(tx)})


def _wanted(data: bytes, name: str, kind: Kind, now: Current) -> Wanted:
    book = excel.pages(data, name)
    if tables := excel.tables(book):
        return read_workbook(tables, now)
    for page in book:
        if (header := header_at(page.rows)) is not None:
            return read_nine(list(nine_rows(page.rows, header)), page.title, kind, now)
    raise Invalid("catalogue.no_table", field="file")


def plan_doc(found: Plan) -> dict[str, Any]:
    """As JSON, for HTTP and the command line."""
    rows = [
        {
            "what": row.what,
            "category": row.key.category,
            "condition": row.key.condition,
            "name": row.name,
            "sheet": row.spot.sheet if row.spot else None,
            "row": row.spot.row if row.spot else None,
            "until": row.until.isoformat() if row.until else None,
            "differences": [one._asdict() for one in row.differences],
        }
        for row in found.rows
    ]
    counts = {what: found.count(what) for what in ("added", "changed", "retired")}
    return {**counts, "unchanged": found.unchanged, "left_out": found.left_out, "rows": rows}


def preview_doc(seen: Preview) -> dict[str, Any]:
    """The plan with its token and what is wrong by sheet, row and column."""
    return plan_doc(seen.plan) | {"token": seen.token, "bad": [one._asdict() for one in seen.plan.bad[:SHOWN_BAD]]}
