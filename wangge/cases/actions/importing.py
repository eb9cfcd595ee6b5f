"""Cases of another system come in with their own times: decided and sealed like any other, written by the batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import NamedTuple

import orjson

from wangge import catalogue, people
from wangge.cases.actions.reporting import BEIJING, NewReport, sealed_person
from wangge.cases.actions.said import Words, place_given
from wangge.cases.actions.store import Doc, Draft, q, rows_of
from wangge.cases.rules import CLASSED, Case, Kind, Outcome, State, Verb
from wangge.catalogue import Standard
from wangge.kit.config import settings
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Tx


@dataclass(frozen=True)
class OldCase:
    """A report and what another system has made of it; every time with its zone."""

    report: NewReport  # with its source number
    arrived_at: datetime
    state: State = State.REPORTED
    filed_at: datetime | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None
    outcome: Outcome | None = None


class Wrong(NamedTuple):
    """Why a row of the batch was left out; its code and facts are those of the refusal."""

    row: int
    field: str
    refused: Refused


class Brought(NamedTuple):
    new: int
    known: int  # were here before, by source and number
    wrong: list[Wrong]


def bring(tx: Tx, source: str, rows: Sequence[OldCase]) -> Brought:
    """One batch in one transaction. Every row is new, known or wrong; bringing it again brings nothing twice.

    A report that arrives with one of these numbers at the same moment breaks the batch with UniqueViolation:
    brought again, it is known.
    """
    tx.run(q.lock_import, source=source)
    fresh = _fresh(tx, source, rows)
    here = _Here.of(tx, [row.report for row in fresh.values()])
    ready, wrong = [], []
    for index, row in fresh.items():
        try:
            ready.append(_Ready(row, here.standard(row), here.grid(row), sealed_person(row.report.person)))
        except Refused as refused:
            wrong.append(Wrong(index, _FIELDS.get(refused.code, refused.facts.get("field", "")), refused))
    if ready:
        _Batch(tx, source, ready).write()
        people.note_audit(tx, "import_cases", f"source:{source}", cases=len(ready))
    return Brought(len(ready), len(rows) - len(fresh), wrong)


#: Codes that do not name their field.
_FIELDS = {
    "crypto.phone": "phone",
    "crypto.phone_area": "phone",
    "crypto.identity": "identity",
    "crypto.identity_check": "identity",
    "crypto.identity_birth": "identity",
    "grid.unknown": "grid",
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


class _Place(NamedTuple):
    id: int
    path: str
    area_class: str | None


class _Ready(NamedTuple):
    """A row with its codes looked up and its person sealed."""

    old: OldCase
    standard: Standard
    place: _Place | None
    person: Doc


class _Here(NamedTuple):
    """What the district has of what a batch names."""

    standards: Mapping[tuple[str, str], Standard]
    grids: Mapping[str, _Place]

    @classmethod
    def of(cls, tx: Tx, reports: Sequence[NewReport]) -> "_Here":
        codes = {report.grid for report in reports if report.grid}
        found = tx.rows(q.grids_by_code, codes=list(codes), now=tx.now) if codes else []
        standards = catalogue.catalogue(tx) if any(report.category for report in reports) else []
        return cls(
            {(s.category, s.condition): s for s in standards},
            {row["code"]: _Place(row["id"], row["path"], row["area_class"]) for row in found},
        )

    def standard(self, row: OldCase) -> Standard:
        category, condition = row.report.category, row.report.condition or ""
        if category is None:
            if row.state in CLASSED:
                raise Invalid("report.filed", field="category", state=row.state)
            return catalogue.UNSORTED
        if (found := self.standards.get((category, condition))) is None:
            raise Invalid("standard.unknown", field="category", category=category, condition=condition)
        return found

    def grid(self, row: OldCase) -> _Place | None:
        code = row.report.grid
        if code is None:
            if row.state in CLASSED:
                raise Invalid("report.filed", field="grid", state=row.state)
            return None
        if code not in self.grids:
            raise NotFound("grid.unknown", grid=code)
        return self.grids[code]


# -- writing ----------------------------------------------------------------------------------------


class _Batch:
    """The rows of every table for the cases of one batch."""

    def __init__(self, tx: Tx, source: str, ready: Sequence[_Ready]) -> None:
        self.tx, self.source = tx, source
        self.tables: dict[str, list[Doc]] = {name: [] for name in _TABLES}
        words = [_words(item.old.report) for item in ready]
        ids = tx.row(q.draw_many, count=len(ready), texts=sum(map(len, words))) or {}
        numbers = _numbers(tx, [(item.old.arrived_at + BEIJING).date() for item in ready])
        self.calendar, self.texts, self.cases = ids["calendar"], iter(ids["texts"]), ids["cases"]
        for item, case_id, report_id, number in zip(ready, ids["cases"], ids["reports"], numbers, strict=True):
            self._add(item, Case(case_id, number, path=f"{tx.district}/"), report_id)

    def write(self) -> None:
        for name, statement in _TABLES.items():
            _copy(self.tx, statement, self.tables[name])
        ends = {"first": min(self.cases), "last": max(self.cases)}
        self.tx.run(q.tell_import, **ends, count=len(self.cases), now=self.tx.now)

    def _add(self, item: _Ready, case: Case, report_id: int) -> None:
        new = item.old.report
        bodies = _words(new)
        words = Words(self.tx, case.id, [next(self.texts) for _ in bodies])
        said = {kind: words.keep(kind, body, report_id) for kind, body in bodies.items()}
        hidden = new.kind is Kind.DENOUNCE if new.confidential is None else new.confidential
        brief = {"id": report_id, "kind": new.kind, "reachable": "phone" in item.person, "confidential": hidden}
        brief["confidential"] = new.kind is Kind.DENOUNCE if new.confidential is None else new.confidential
        draft = Draft.of(case, self.calendar)
        world = draft.world(self.tx, item.standard.version)
        draft.note(self.tx, Verb.IMPORT, _given(case.number, item, brief, said), world)
        rows = rows_of(draft)
        self.tables["case"].append(rows["case"])
        self.tables["events"] += [event | {"given": _json(event["given"])} for event in rows["events"]]
        self.tables["clocks"] += [clock | {"pauses": _json(clock["pauses"])} for clock in rows["clocks"]]
        self.tables["texts"] += [text | {"at": item.old.arrived_at} for text in words.rows]
        self.tables["persons"] += [_NOBODY | item.person | {"report_id": report_id}] if item.person else []
        self.tables["reports"].append(_report(new, draft.case, brief, said) | {"source": self.source})


_NOBODY: Doc = dict.fromkeys(("name", "phone", "phone_hash", "identity", "identity_hash"))


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _report(new: NewReport, case: Case, brief: Doc, said: Doc) -> Doc:
    (report,) = case.reports
    return brief | {
        "number": f"R{case.number}",
        "case_id": case.id,
        "home": case.id,
        "channel": new.channel,
        "created_by": None,
        "source_number": new.source_number,
        "title": said["title"]["text"] if "title" in said else None,
        "body": said["text"]["text"],
        "arrived_at": case.opened_at,
        "due_at": report.due_at,
        "answered_at": report.answered_at,
        "tries": "{}",
        "reached": False,
    }


def _given(number: str, item: _Ready, brief: Doc, said: Doc) -> Doc:
    """What history says: codes, ids, and the source's own times."""
    old, new = item.old, item.old.report
    times = {"opened_at": old.arrived_at, "filed_at": old.filed_at, "closed_at": old.closed_at, "due_at": old.due_at}
    words = {name: said[name] for name in ("title", "text") if name in said}
    given: Doc = {"number": number, "channel": new.channel, "report": brief | words, "state": old.state}
    given |= {name: at.isoformat() for name, at in times.items() if at is not None}
    given |= {name: said[name] for name in ("address", "point") if name in said}
    if item.standard.category:
        given |= {"category": item.standard.category, "condition": item.standard.condition}
    if item.place:
        given |= place_given(*item.place)
    more = {"outcome": old.outcome, "grade": new.grade, "sensitive": new.sensitive or None}
    return given | {name: value for name, value in more.items() if value is not None}


def _words(new: NewReport) -> dict[str, str]:
    """Kind → text, of all that is kept apart from history."""
    point = f"{new.lng:.7f},{new.lat:.7f}" if new.lng is not None and new.lat is not None else None
    found = {"title": new.title, "text": new.text, "address": new.address, "point": point}
    return {kind: body for kind, body in found.items() if body}


def _numbers(tx: Tx, days: Sequence[date]) -> list[str]:
    """A number for each row, of its own day. A day that nobody has begun begins with the first of them."""
    drawn: list[int] = tx.value(q.draw_numbers, count=len(days))
    mine = dict(zip(sorted(range(len(days)), key=lambda index: days[index]), sorted(drawn), strict=True))
    firsts: dict[date, int] = {}
    for index, day in enumerate(days):
        firsts[day] = min(firsts.get(day, mine[index]), mine[index])
    tx.run(q.begin_days, days=list(firsts), bases=[first - 1 for first in firsts.values()])
    bases = {row["day"]: row["base"] for row in tx.rows(q.bases, days=list(firsts))}
    # Begun by somebody else since the numbers were drawn: only a later one counts from there.
    late = [index for index, day in enumerate(days) if mine[index] <= bases[day]]
    if late:
        mine |= zip(late, tx.value(q.draw_numbers, count=len(late)), strict=True)
    pattern = settings().case_number
    return [pattern.format(day=day, n=mine[index] - bases[day]) for index, day in enumerate(days)]


#: Rows → the statement that takes them, in the order of writing.
_TABLES: dict[str, str] = {
    "case": q.copy_cases,
    "events": q.copy_events,
    "clocks": q.copy_clocks,
    "reports": q.copy_reports,
    "persons": q.copy_persons,
    "texts": q.copy_texts,
}


def _copy(tx: Tx, statement: str, rows: Sequence[Doc]) -> None:
    """The columns are those that the statement names; each row has them all."""
    columns = [name.strip(' \n"') for name in statement[statement.index("(") + 1 : statement.index(")")].split(",")]
    values = itemgetter(*columns)
    with tx.conn.cursor() as cur, cur.copy(statement.encode()) as copy:
        for row in rows:
            copy.write_row(values(row))
