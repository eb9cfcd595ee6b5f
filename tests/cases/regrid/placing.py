"""Cases in one grid of the drawn town, and a change under them, inside one transaction or many."""

from datetime import timedelta
from typing import Any

from tests import town
from tests.places.changes.deciding import FIRST
from tests.places.drawing import at
from wangge import places
from wangge.cases.actions import regrid
from wangge.cases.actions.reporting import NewReport, Person, report
from wangge.cases.rules import Channel, Kind
from wangge.kit.tx import SYSTEM, Tx
from wangge.places import Change
from wangge.places.rules.changes import TreeDraft

RUBBISH = ("0110", "01")


def filed(tx: Tx, column: float | None = None, grid: str = FIRST, **more: Any) -> str:
    """The number of a case that is filed at once; its point lies in a column of the drawing."""
    tx.actor = town.actor(tx, town.CLERK)
    lng, lat = at(column, 1.0) if column is not None else (None, None)
    said = {"category": RUBBISH[0], "condition": RUBBISH[1], "grid": grid, "lng": lng, "lat": lat} | more
    return report(tx, NewReport(Channel.HOTLINE, Kind.COMPLAIN, text="成堆垃圾", person=Person(), **said)).case


def decided(tx: Tx, draft: TreeDraft) -> Change:
    """A minute after the last case."""
    tx.now += timedelta(minutes=1)
    tx.actor = town.actor(tx, town.SHIFT_LEAD)
    return places.decide(tx, draft)


def follow(tx: Tx, limit: int = 500) -> int:
    """Every batch; how many cases were looked at."""
    looked, tx.actor = 0, SYSTEM
    while count := regrid.follow(tx, limit):
        looked += count
    return looked


def grids(tx: Tx, *numbers: str) -> list[str]:
    """The code of the grid each case lies in; its path must be the grid's."""
    rows = tx.rows(
        "SELECT c.number, g.code, g.path = c.path AS same FROM cases c JOIN grids g ON g.id = c.grid"
        " WHERE c.number = ANY(%(numbers)s)",
        numbers=list(numbers),
    )
    assert all(row["same"] for row in rows)
    found = {row["number"]: row["code"] for row in rows}
    return [found[number] for number in numbers]


def verbs(tx: Tx, number: str) -> list[str]:
    rows = tx.rows(
        "SELECT verb FROM case_events e JOIN cases c ON c.id = e.case_id WHERE c.number = %(n)s ORDER BY e.seq",
        n=number,
    )
    return [row["verb"] for row in rows]
