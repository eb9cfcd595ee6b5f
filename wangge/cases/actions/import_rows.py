"""The rows of a batch as COPY takes them: decided by the same fold as any move, sealed, and written table by table.

Ten thousand cases a second leave a tenth of a millisecond for each. What has ended without a deadline differs from
its like only in ids, words, times and places: it is decided once, and a mould of its row is filled for the others.
That the mould says what the fold says is tested over every shape, and `history verify` replays each case with the fold.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from secrets import token_bytes
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from wangge.cases.actions.reporting import BEIJING, NewReport
from wangge.cases.actions.store import Doc, Draft, q, rows_of
from wangge.cases.rules import ENDED, Assignment, Case, Event, Kind, Verb, World
from wangge.cases.rules.answering import answer_due
from wangge.cases.rules.effects.importing import held_by
from wangge.cases.rules.history import START, seal
from wangge.catalogue import Standard
from wangge.kit.config import settings
from wangge.kit.copying import Form, columns_of, copy, escaped, line
from wangge.kit.crypto import seal_text
from wangge.kit.tx import Tx

if TYPE_CHECKING:
    from wangge.cases.actions.importing import OldCase


class Placed(NamedTuple):
    grid: int
    path: str
    area_class: str | None


class Holders(NamedTuple):
    """Who has or had a case: units by id, and how they were found (source | rule | fallback)."""

    unit: int
    assistants: tuple[int, ...]
    level: str
    how: str
    rule: int | None


class Ready(NamedTuple):
    """A row with its codes looked up and its person sealed."""

    old: "OldCase"
    standard: Standard
    placed: Placed | None
    unplaced: str | None
    holders: Holders | None
    person: Doc


#: Rows → the statement that takes them, in the order of writing.
TABLES: dict[str, str] = {
    "case": q.copy_cases,
    "events": q.copy_events,
    "assignments": q.copy_assignments,
    "clocks": q.copy_clocks,
    "reports": q.copy_reports,
    "persons": q.copy_persons,
    "texts": q.copy_texts,
}


COLUMNS = {name: columns_of(statement) for name, statement in TABLES.items()}


class Batch:
    """The lines of every table for the cases of one batch."""

    def __init__(self, tx: Tx, source: str, ready: Sequence[Ready]) -> None:
        self.tx, self.source = tx, source
        self.lines: dict[str, list[str]] = {name: [] for name in TABLES}
        words = [_words(item.old.report) for item in ready]
        ids = tx.row(q.draw_many, count=len(ready), texts=sum(map(len, words))) or {}
        numbers = numbers_of(tx, [(item.old.arrived_at + BEIJING).date() for item in ready])
        self.calendar, self.cases = ids["calendar"], ids["cases"]
        self._salts, self._forms = _salts(len(ids["texts"])), dict[Any, Form]()
        self._texts, self._moulds, self._dues = iter(ids["texts"]), dict[Any, Mould](), dict[Any, datetime | None]()
        for item, bodies, *mine in zip(ready, words, ids["cases"], ids["reports"], numbers, strict=True):
            self._add(item, bodies, *mine)

    def write(self) -> None:
        for name, statement in TABLES.items():
            if self.lines[name]:
                copy(self.tx, statement, self.lines[name])
        ends = {"first": min(self.cases), "last": max(self.cases)}
        self.tx.run(q.tell_import, **ends, count=len(self.cases), now=self.tx.now)

    def _add(self, item: Ready, bodies: Mapping[str, str], case_id: int, report_id: int, number: str) -> None:
        times, new = times_of(item), item.old.report
        said = self._said(bodies, case_id, report_id, times["opened_at"])
        hidden = new.kind is Kind.DENOUNCE if new.confidential is None else new.confidential
        brief = {"id": report_id, "kind": new.kind, "reachable": "phone" in item.person, "confidential": hidden}
        given = given_of(number, item, brief, said) | times
        alike = item.old.state in ENDED and item.old.due_at is None
        due, answered = (self._alike if alike else self._by_itself)(case_id, item, given)
        if item.person:
            self._line("persons", _NOBODY | item.person | {"report_id": report_id})
        own = _report(new, case_id, number, said)
        own |= {"id": report_id, "arrived_at": times["opened_at"], "due_at": due, "answered_at": answered}
        like = new.kind, new.channel, brief["reachable"], hidden
        if like not in self._forms:
            self._forms[like] = Form(
                COLUMNS["reports"], _LIKE | brief | {"source": self.source, "channel": new.channel}, own
            )
        self.lines["reports"].append(self._forms[like].filled(own))

    def _by_itself(self, case_id: int, item: Ready, given: Doc) -> tuple[Any, Any]:
        """Decided and written like any other case; by when its report is to be answered, and when it was."""
        draft = Draft.of(Case(case_id, given["number"], path=f"{self.tx.district}/"), self.calendar)
        draft.note(self.tx, Verb.IMPORT, given, draft.world(self.tx, item.standard.version))
        rows = rows_of(draft)
        self._line("case", rows["case"])
        for event in rows["events"]:
            self._line("events", event | {"given": _json(event["given"])})
        for assignment in rows["assignments"]:
            self._line("assignments", assignment)
        for clock in rows["clocks"]:
            self._line("clocks", clock | {"pauses": _json(clock["pauses"])})
        (report,) = draft.case.reports
        return report.due_at, report.answered_at

    def _alike(self, case_id: int, item: Ready, given: Doc) -> tuple[Any, Any]:
        """As another one of the same shape was decided; with ids, times and places of its own."""
        shape = _shape(item, given)
        mould = self._moulds.get(shape)
        if mould is None:
            mould = self._moulds[shape] = Mould.of(self.tx, self.calendar, item, given)
        old, world = item.old, mould.world
        event = Event(
            1, Verb.IMPORT, self.tx.actor.id, self.tx.now, given, world.workflow.version, world.calendar.version,
            item.standard.version, given.get("rule"),
        )  # fmt: skip
        sealed = "\\x" + seal(START, case_id, event).hex()
        holders = held_by(given, old.state, self.tx.now)
        self.lines["case"].append(mould.case_of(case_id, sealed, given, holders))
        own = {"case_id": case_id, "given": _json(given), "hash": sealed, "rule": event.rule}
        self.lines["events"].append(mould.event.filled(own))
        self.lines["assignments"].extend(self._holder(case_id, held) for held in holders)
        return self._due(item, world), given.get("closed_at") if mould.answered else None

    def _holder(self, case_id: int, held: Assignment) -> str:
        own = {"case_id": case_id, "unit": held.unit, "sent_at": held.sent_at, "signed_at": held.signed_at}
        own |= {"fed_back_at": held.fed_back_at, "ended_at": held.ended_at}
        like = held.no, held.role, held.held
        if like not in self._forms:
            self._forms[like] = Form(COLUMNS["assignments"], {"case_id": 0} | held.__dict__, own)
        return self._forms[like].filled(own)

    def _due(self, item: Ready, world: World) -> datetime | None:
        """An answer that is due at closing time is due at the same time for all that arrived on that day."""
        kind, area = item.old.report.kind, item.placed and item.placed.area_class
        limit = world.standard.limit_of(f"answer_{kind}", area) or world.standard.limit_of("answer", area)
        if limit is None or not limit.end_of_day:
            return answer_due(kind, item.old.arrived_at, area, world)
        key = limit, item.old.arrived_at.astimezone(world.calendar.zone).date()
        if key not in self._dues:
            self._dues[key] = answer_due(kind, item.old.arrived_at, area, world)
        return self._dues[key]

    def _said(self, bodies: Mapping[str, str], case_id: int, report_id: int, arrived: str) -> Doc:
        """The words into their table; for history their ids and seals."""
        said: Doc = {}
        ids = islice(self._texts, len(bodies))
        for text_id, (kind, body) in zip(ids, bodies.items(), strict=True):
            salt, sealed = seal_text(body, next(self._salts))
            said[kind] = {"text": text_id, "sha256": sealed.hex()}
            self.lines["texts"].append(
                f"{text_id}\t{case_id}\t{report_id}\t{kind}\t{escaped(body)}\t\\\\x{salt.hex()}\t\\\\x{sealed.hex()}"
                f"\t{arrived}\n"
            )
        return said

    def _line(self, table: str, row: Doc) -> None:
        self.lines[table].append(line(map(row.__getitem__, COLUMNS[table])))


class Mould:
    """The rows of a case and its event with what its like have in common cast into them."""

    #: What differs between cases of one shape.
    OWN = frozenset({
        "id", "number", "hash", "opened_at", "filed_at", "closed_at", "unplaced", "grid", "path", "grid_at_filing",
        "address", "point", "units",
    })  # fmt: skip

    def __init__(self, row: Doc, world: World, event: Doc, *, answered: bool) -> None:
        self._case = Form(COLUMNS["case"], row, self.OWN)
        self.event = Form(COLUMNS["events"], event, ("case_id", "given", "hash", "rule"))
        self.world, self.answered, self._path = world, answered, row["path"]

    @classmethod
    def of(cls, tx: Tx, calendar: int, item: Ready, given: Doc) -> "Mould":
        draft = Draft.of(Case(0, str(given["number"]), path=f"{tx.district}/"), calendar)
        world = draft.world(tx, item.standard.version)
        draft.note(tx, Verb.IMPORT, given, world)
        rows = rows_of(draft)
        assert not rows["clocks"], "what has ended without a deadline has no clock"
        return cls(rows["case"], world, rows["events"][0], answered=draft.case.reports[0].answered_at is not None)

    def case_of(self, case_id: int, sealed: str, given: Doc, holders: Collection[Assignment]) -> str:
        told, filed = given.get, given.get("filed_at")
        own: Doc = {"id": case_id, "hash": sealed, "filed_at": filed, "units": sorted({held.unit for held in holders})}
        own |= {name: told(name) for name in ("number", "opened_at", "closed_at", "unplaced", "grid")}
        own |= {"path": told("path", self._path), "grid_at_filing": told("grid") if filed else None}
        own |= {name: given[name]["text"] if name in given else None for name in ("address", "point")}
        return self._case.filled(own)


def _shape(item: Ready, given: Doc) -> tuple[Any, ...]:
    """All that decides about a case that has ended, beside its times and places."""
    old = item.old
    place = (item.placed.area_class,) if item.placed else None
    level = item.holders.level if item.holders and "unit" in given else None
    return (item.standard.version, old.state, old.report.channel, given.get("outcome"), given.get("grade"),
            given.get("sensitive"), place, level)  # fmt: skip


# -- what is written --------------------------------------------------------------------------------

_LIKE: Doc = {"created_by": None, "tries": "{}", "reached": False}
_NOBODY: Doc = dict.fromkeys(("name", "phone", "phone_hash", "identity", "identity_hash"))


def _salts(count: int) -> Iterator[bytes]:
    """16 random bytes for each text, asked for at once."""
    drawn = token_bytes(16 * count)
    return (drawn[at : at + 16] for at in range(0, len(drawn), 16))


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _report(new: NewReport, case_id: int, number: str, said: Doc) -> Doc:
    return {
        "number": f"R{number}",
        "case_id": case_id,
        "home": case_id,
        "source_number": new.source_number,
        "title": said["title"]["text"] if "title" in said else None,
        "body": said["text"]["text"],
    }


def given_of(number: str, item: Ready, brief: Doc, said: Doc) -> Doc:
    """What history says: codes, ids, and the source's own times."""
    old, new = item.old, item.old.report
    words = {name: said[name] for name in ("title", "text") if name in said}
    given: Doc = {"number": number, "channel": new.channel, "report": brief | words, "state": old.state}
    given |= {name: said[name] for name in ("address", "point") if name in said}
    if item.standard.category:
        given |= {"category": item.standard.category, "condition": item.standard.condition}
    if item.placed:
        given |= {"grid": item.placed.grid, "path": item.placed.path, "area_class": item.placed.area_class}
    if item.holders:
        given |= {"unit": item.holders.unit, "level": item.holders.level, "how": item.holders.how}
        given |= {"assistants": list(item.holders.assistants) or None, "rule": item.holders.rule}
    given |= {"outcome": old.outcome, "grade": new.grade, "sensitive": new.sensitive or None, "unplaced": item.unplaced}
    return {name: value for name, value in given.items() if value is not None}


def times_of(item: Ready) -> dict[str, str]:
    """Those that the source tells, as history keeps them."""
    old = item.old
    times = {"opened_at": old.arrived_at, "filed_at": old.filed_at, "closed_at": old.closed_at, "due_at": old.due_at}
    if item.holders:
        times |= {"sent_at": old.sent_at, "signed_at": old.signed_at, "done_at": old.done_at}
    return {name: at.isoformat() for name, at in times.items() if at is not None}


def _words(new: NewReport) -> dict[str, str]:
    """Kind → text, of all that is kept apart from history."""
    point = f"{new.lng:.7f},{new.lat:.7f}" if new.lng is not None and new.lat is not None else None
    found = {"title": new.title, "text": new.text, "address": new.address, "point": point}
    return {kind: body for kind, body in found.items() if body}


def numbers_of(tx: Tx, days: Sequence[date]) -> list[str]:
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
