"""For tests of batches: rows of another system, brought in, and what is found of them."""

from datetime import UTC, datetime
from typing import Any

from tests import town
from tests.database import DISTRICT
from wangge import cases
from wangge.cases import Brought, Channel, Kind, NewReport, OldCase
from wangge.kit.tx import Pool, work

ARRIVED = datetime(2023, 5, 8, 2, 30, tzinfo=UTC)
WORDS, PHONE, NAME, IDENTITY = "路灯坏了三天没人修", "13812345678", "欧阳春花", "11010519491231002X"
ROAD = {"category": "0113", "condition": "01", "grid": town.LIYUAN}


def old(number: str, **fields: Any) -> OldCase:
    """A row; what OldCase does not have is of its report."""
    row = {name: fields.pop(name) for name in list(fields) if name in OldCase.__dataclass_fields__}
    fields = {"kind": Kind.COMPLAIN, "text": WORDS, "source_number": number} | fields
    report = NewReport(Channel.HOTLINE, **fields)
    return OldCase(**{"report": report, "arrived_at": ARRIVED} | row)


def bring(pool: Pool, *rows: OldCase, source: str = "old", now: datetime | None = None) -> Brought:
    with work(pool, DISTRICT, now=now) as tx:
        return cases.bring(tx, source, rows)


def found(pool: Pool, number: str, source: str = "old") -> dict[str, Any]:
    """Case and report of a number of the source."""
    with work(pool, DISTRICT) as tx:
        row = tx.row(
            "SELECT c.id, c.number, c.state, c.category, c.grid, c.grid_at_filing, c.outcome, c.opened_at, c.closed_at,"
            " c.due_at, r.id AS report, r.number AS report_number, r.arrived_at, r.answered_at, r.confidential,"
            " r.reachable, r.title, r.body FROM reports r JOIN cases c ON c.id = r.case_id"
            " WHERE r.source = %(source)s AND r.source_number = %(number)s",
            source=source,
            number=number,
        )
    assert row is not None
    return row
