"""Cases of another system come in with their own times: looked up, placed and routed by the batch."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

import numpy as np

from wangge import catalogue, dispatch, people, places
from wangge.cases.actions.import_rows import Batch, Holders, Placed, Ready
from wangge.cases.actions.reporting import NewReport, sealed_person
from wangge.cases.actions.store import q
from wangge.cases.rules import CLASSED, Outcome, State
from wangge.cases.rules.effects.importing import HELD
from wangge.catalogue import Standard
from wangge.dispatch.rules import Facts
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Pool, Tx


@dataclass(frozen=True)
class OldCase:
    """A report and what another system has made of it; every time with its zone. ``unit``: a code of ours."""

    report: NewReport  # with its source number
    arrived_at: datetime
    state: State = State.REPORTED
    filed_at: datetime | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None
    outcome: Outcome | None = None
    unit: str | None = None
    sent_at: datetime | None = None
    signed_at: datetime | None = None
    done_at: datetime | None = None
    vague: bool = False  # its place is not known precisely


class Wrong(NamedTuple):
    """Why a row of the batch was left out; its code and facts are those of the refusal."""

    row: int
    field: str
    refused: Refused


class Brought(NamedTuple):
    new: int
    known: int  # were here before, by source and number
    wrong: list[Wrong]
    unplaced: int = 0  # of the new ones: kept without a grid, and marked


def bring(tx: Tx, source: str, rows: Sequence[OldCase], *, route: bool = False, alone: bool = False) -> Brought:
    """One batch in one transaction. Every row is new, known or wrong; bringing it again brings nothing twice.

    A point finds its grid. With ``route`` a matter with a category and a place that names no unit gets the one the
    ownership rules in force name: what waits to be sent is sent, what has ended was theirs.
    Batches of a source take turns, but for those of a run that has it ``alone``. A report that arrives with one of
    these numbers at the same moment breaks the batch with UniqueViolation: brought again, it is known.
    """
    if not alone:
        tx.run(q.lock_import, source=source)
    fresh = _fresh(tx, source, rows)
    here = _Here.of(tx, list(fresh.values()), route=route)
    ready, wrong = [], []
    for index, row in fresh.items():
        try:
            ready.append(here.ready(row))
        except Refused as refused:
            wrong.append(Wrong(index, _FIELDS.get(refused.code, refused.facts.get("field", "")), refused))
    if ready:
        Batch(tx, source, ready).write()
        people.note_audit(tx, "import_cases", f"source:{source}", cases=len(ready))
    unplaced = sum(item.unplaced is not None for item in ready)
    return Brought(len(ready), len(rows) - len(fresh), wrong, unplaced)


@contextmanager
def alone(pool: Pool, source: str) -> Iterator[None]:
    """While it lasts, other imports of this source wait; batches of this one need not take turns."""
    with pool.connection() as conn:
        conn.execute(q.hold_import.encode(), {"source": source})
        try:
            yield
        finally:
            conn.execute(q.leave_import.encode(), {"source": source})


#: Codes that do not name their field.
_FIELDS = {
    "crypto.phone": "phone",
    "crypto.phone_area": "phone",
    "crypto.identity": "identity",
    "crypto.identity_check": "identity",
    "crypto.identity_birth": "identity",
    "grid.unknown": "grid",
    "unit.unknown": "unit",
}


def _fresh(tx: Tx, source: str, rows: Sequence[OldCase]) -> dict[int, OldCase]:
    """Place in the batch → row, of the first of each number that is not here yet."""
    numbers = [row.report.source_number for row in rows]
    seen = {row["source_number"] for row in tx.rows(q.known_sources, source=source, numbers=numbers)}
    fresh: dict[int, OldCase] = {}
    for index, row in enumerate(rows):
        if row.report.source_number not in seen:
            seen.add(row.report.source_number)
            fresh[index] = row
    return fresh


class _Here:
    """What the district has of what a batch names."""

    def __init__(self, tx: Tx, *, route: bool) -> None:
        self.tx, self.route = tx, route
        self.book = dispatch.current(tx)
        self.units: dict[str, people.Unit] = {}
        self.standards: Mapping[tuple[str, str], Standard] = {}
        self.grids: dict[str, Placed] = {}
        self.points: dict[int, Placed] = {}  # identity of the row → where its point lies
        self._chosen: dict[tuple[str, ...], Holders | None] = {}

    @classmethod
    def of(cls, tx: Tx, rows: Sequence[OldCase], *, route: bool) -> "_Here":
        here = cls(tx, route=route)
        if any(row.report.category for row in rows):
            here.standards = {(s.category, s.condition): s for s in catalogue.catalogue(tx)}
        codes = {row.report.grid for row in rows if row.report.grid}
        if codes:
            here.grids = dict(_grids(tx, codes=list(codes), ids=[]))
        if any(row.unit for row in rows):
            here.units = {unit.code: unit for unit in people.units(tx)}
        here._place([row for row in rows if row.report.grid is None and row.report.lng is not None])
        return here

    def _place(self, rows: Sequence[OldCase]) -> None:
        """The grids of all points at once."""
        if not rows:
            return
        ids = places.locate_many(self.tx, np.array([(row.report.lng, row.report.lat) for row in rows])).tolist()
        found = {placed.grid: placed for _, placed in _grids(self.tx, codes=[], ids=sorted(set(ids) - {0}))}
        self.points = {id(row): found[grid] for row, grid in zip(rows, ids, strict=True) if grid in found}

    def ready(self, row: OldCase) -> Ready:
        """Refused names the field that cannot be taken."""
        standard, placed = self._standard(row), self._placed(row)
        unplaced = None
        if placed is None and (row.vague or row.report.lng is not None):
            unplaced = "vague" if row.vague else "outside"
            if row.state in CLASSED:  # to be placed and filed by hand
                row = replace(row, state=State.ACCEPTED, filed_at=None)
        if placed is None and row.state in CLASSED:
            raise Invalid("report.filed", field="grid", state=row.state)
        row, holders = self._held(row, standard, placed)
        who = row.report.person
        person = sealed_person(who) if who.name or who.phone or who.identity else {}
        return Ready(row, standard, placed, unplaced, holders, person)

    def _standard(self, row: OldCase) -> Standard:
        category, condition = row.report.category, row.report.condition or ""
        if category is None:
            if row.state in CLASSED:
                raise Invalid("report.filed", field="category", state=row.state)
            return catalogue.UNSORTED
        if (found := self.standards.get((category, condition))) is None:
            raise Invalid("standard.unknown", field="category", category=category, condition=condition)
        return found

    def _placed(self, row: OldCase) -> Placed | None:
        code = row.report.grid
        if code is None:
            return self.points.get(id(row))
        if code not in self.grids:
            raise NotFound("grid.unknown", grid=code)
        return self.grids[code]

    def _held(self, row: OldCase, standard: Standard, placed: Placed | None) -> tuple[OldCase, Holders | None]:
        """Who has or had it, as the source says or the rules; what waits to be sent is sent to them."""
        waits = row.state in _TO_BE_SENT
        if row.unit is not None and row.state in HELD:
            return row, self._named(row)
        if not self.route or placed is None or not standard.category or not (waits or row.state in HELD):
            return row, None
        holders = self._choose(standard, placed, row.report.address or "")
        if holders and waits:
            row = replace(row, state=State.DISPATCHED, filed_at=row.filed_at or row.arrived_at, sent_at=self.tx.now)
        return row, holders

    def _named(self, row: OldCase) -> Holders:
        unit = self.units.get(row.unit or "")
        standing = self.book.units.get(unit.id) if unit else None
        if unit is None or standing is None:
            raise NotFound("unit.unknown", unit=row.unit)
        return Holders(unit.id, (), standing.level, "source", None)

    def _choose(self, standard: Standard, placed: Placed, address: str) -> Holders | None:
        key = (standard.category, standard.condition, placed.path, address if self.book.asks_address else "")
        if key not in self._chosen:
            facts = Facts(standard.category, standard.condition, placed.path, self.tx.now, address=key[-1])
            found = self.book.decide(facts)
            rule = found.rule.version if found.rule else None
            holders = Holders(found.lead, found.assistants, found.level, found.how, rule) if found.lead else None
            self._chosen[key] = holders
        return self._chosen[key]


#: With a unit, these are sent to it.
_TO_BE_SENT = (State.REPORTED, State.ACCEPTED, State.FILED)


def _grids(tx: Tx, codes: list[str], ids: list[int]) -> Iterator[tuple[str, Placed]]:
    for row in tx.rows(q.grids_named, codes=codes, ids=ids, now=tx.now):
        yield row["code"], Placed(row["id"], row["path"], row["area_class"])
