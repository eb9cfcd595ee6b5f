"""A case between its value and its tables: one statement reads it, one writes it with its events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson

from wangge import catalogue, clock
from wangge.cases.rules import Asked, Assignment, Case, ClockRun, Event, Given, Report, World
from wangge.cases.rules.decide import Decision, decide
from wangge.cases.rules.fold import apply
from wangge.cases.rules.guards import Ask
from wangge.cases.rules.history import START, seal
from wangge.cases.rules.table import CURRENT, WORKFLOWS, Workflow
from wangge.cases.rules.values import replace
from wangge.cases.rules.words import Channel, Grade, Held, Kind, Level, Outcome, Role, Stage, State, Verb
from wangge.catalogue import Limit
from wangge.clock import Span
from wangge.kit import sql
from wangge.kit.tx import Actor, Tx

q = sql.load("wangge.cases")

Doc = dict[str, Any]


def scope_of(actor: Actor) -> dict[str, Any]:
    """The parameters of the fragment ``visible``."""
    return {
        "los": [b.lo for b in actor.branches],
        "his": [b.hi for b in actor.branches],
        "units": list(actor.units),
        "sensitive": "read_sensitive" in actor.duties,
    }


def workflow() -> Workflow:
    return WORKFLOWS[CURRENT]


@dataclass
class Draft:
    """A case on its way through one or more events of one transaction; ``save`` writes it once."""

    case: Case
    calendar: int  # the version in force
    start: Case  # as loaded
    events: list[tuple[Event, bytes]]
    texts: list[Doc]
    files: list[Doc]

    @classmethod
    def of(cls, case: Case, calendar: int) -> "Draft":
        return cls(case, calendar, case, [], [], [])

    def world(self, tx: Tx, standard: int | None = None) -> World:
        version = self.case.standard if standard is None else standard
        return world_of(tx, CURRENT, self.calendar, version)

    def move(self, tx: Tx, verb: Verb, given: Given, world: World, *, in_branch: bool = True) -> Decision:
        """Decide, then apply: the event is sealed behind the one before it."""
        at = max(tx.now, self.case.moved_at or tx.now)
        named = self.case.assignment(given.get("assignment"))
        decision = decide(Ask(self.case, verb, given, tx.actor, at, world, named, in_branch))
        if decision.mine is not None:
            given = {**given, "assignment": decision.mine.no}
        self.note(tx, verb, given, world, decision)
        return decision

    def note(self, tx: Tx, verb: Verb, given: Given, world: World, decision: Decision | None = None) -> None:
        """The event behind the last one, never before it: clocks of two machines may differ."""
        at = max(tx.now, self.case.moved_at or tx.now)
        event = Event(
            seq=self.case.seq + 1,
            verb=verb,
            actor=tx.actor.id,
            at=at,
            given=given,
            workflow=world.workflow.version,
            calendar=world.calendar.version,
            standard=world.standard.version,
            rule=given.get("rule"),
        )
        sealed = seal(self.case.hash or START, self.case.id, event)
        self.case = replace(apply(self.case, event, world, decision), hash=sealed)
        self.events.append((event, sealed))


def world_of(tx: Tx, workflow_version: int, calendar: int, standard: int) -> World:
    """Immutable versions, cached in the process: costs no statement once warm."""
    return World(
        WORKFLOWS[workflow_version],
        clock.by_version(tx, calendar),
        catalogue.by_version(tx, standard),
    )


# -- reading ----------------------------------------------------------------------------------------


def case_of(doc: Doc) -> Case:
    """The value of a document of the fragment ``whole``."""
    row = doc["case"]
    asked = row["asked"]
    plain: Doc = {name: row[name] for name in _PLAIN}
    moments: Doc = {name: _moment(row[name]) for name in _MOMENTS}
    return Case(
        **plain,
        **moments,
        state=State(row["state"]),
        channel=Channel(row["channel"]),
        grade=Grade(row["grade"]),
        level=Level(row["level"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        asked=Asked(asked["what"], asked["assignment"], asked["by"], _moment(asked["until"])) if asked else None,
        reports=tuple(map(_report_of, doc["reports"] or ())),
        assignments=tuple(map(_assignment_of, doc["assignments"] or ())),
        clocks=tuple(map(_clock_of, doc["clocks"] or ())),
        hash=bytes.fromhex(row["hash"][2:]),
    )


_MOMENTS = ("opened_at", "filed_at", "closed_at", "suspended_until", "moved_at")
_OTHERS = {"state", "channel", "grade", "level", "outcome", "asked", "reports", "assignments", "clocks", "hash"}
_PLAIN = tuple(f.name for f in fields(Case) if f.name not in _OTHERS | set(_MOMENTS))


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


_limit = lru_cache(maxsize=512)(Limit.parse)


def _assignment_of(row: Doc) -> Assignment:
    return Assignment(
        no=row["no"],
        role=Role(row["role"]),
        unit=row["unit"],
        held=Held(row["held"]),
        parent=row["parent"],
        ruled=row["ruled"],
        sent_at=_moment(row["sent_at"]),
        signed_at=_moment(row["signed_at"]),
        arrived_at=_moment(row["arrived_at"]),
        fed_back_at=_moment(row["fed_back_at"]),
        ended_at=_moment(row["ended_at"]),
        score=row["score"],
    )


def _clock_of(row: Doc) -> ClockRun:
    return ClockRun(
        no=row["no"],
        stage=Stage(row["stage"]),
        assignment=row["assignment"],
        code=row["code"],
        limit=_limit(row["limit"]),
        started_at=datetime.fromisoformat(row["started_at"]),
        pauses=tuple(Span(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in row["pauses"]),
        paused_at=_moment(row["paused_at"]),
        due_at=_moment(row["due_at"]),
        provisional=row["provisional"],
        alarm_at=_moment(row["alarm_at"]),
        rung=row["rung"],
        ended_at=_moment(row["ended_at"]),
        dropped=row["dropped"],
        calendar=row["calendar"],
        extra=row["extra"],
        own=row["own"],
    )


def _report_of(row: Doc) -> Report:
    return Report(
        id=row["id"],
        kind=Kind(row["kind"]),
        reachable=row["reachable"],
        confidential=row["confidential"],
        due_at=_moment(row["due_at"]),
        answered_at=_moment(row["answered_at"]),
        tries=tuple(row["tries"]),
        reached=row["reached"],
        contacted=row["contacted"],
        resolved=row["resolved"],
        satisfied=row["satisfied"],
        arrived_at=_moment(row["arrived_at"]),
    )


def event_of(row: Mapping[str, Any]) -> Event:
    """The value of a row of ``case_events`` as a document tells it."""
    return Event(
        seq=row["seq"],
        verb=Verb(row["verb"]),
        actor=row["actor"],
        at=datetime.fromisoformat(row["at"]),
        given=row["given"],
        workflow=row["workflow"],
        calendar=row["calendar"],
        standard=row["standard"],
        rule=row.get("rule"),
    )


# -- writing ----------------------------------------------------------------------------------------


def save(tx: Tx, draft: Draft) -> bool:
    """Write the case, its events and what changed with them. False: somebody moved it in between."""
    return bool(tx.run(q.save, id=draft.case.id, seq=draft.start.seq, doc=document(draft)))


def load_all(tx: Tx, ids: Iterable[int]) -> list[Draft]:
    """For the system, on every case: in one statement, in the order of the ids."""
    return [Draft.of(case_of(row["doc"]), row["calendar"]) for row in tx.rows(q.load_all, ids=list(ids))]


def load_one(tx: Tx, case_id: int) -> Draft | None:
    return next(iter(load_all(tx, [case_id])), None)


def save_all(tx: Tx, drafts: Iterable[Draft]) -> None:
    """As ``save``, in one statement, those that have moved. The caller holds the cases, so that all are written."""
    moved = [draft for draft in drafts if draft.events]
    if not moved:
        return
    rows = [rows_of(draft) for draft in moved]
    was = [{"id": d.case.id, "seq": d.start.seq, "row": row["case"]} for d, row in zip(moved, rows, strict=True)]
    many = {name: [item for row in rows for item in row[name]] for name in rows[0] if name != "case"}
    if tx.value(q.save_all, doc=orjson.dumps({"was": was} | many).decode()) != len(moved):
        raise RuntimeError("cases changed under their locks")


def document(draft: Draft, **more: Iterable[Mapping[str, Any]]) -> str:
    """The one parameter of the statements ``open`` and ``save``: only rows that are new or changed."""
    return orjson.dumps(rows_of(draft) | more).decode()


def rows_of(draft: Draft) -> Doc:
    """New or changed rows by table; ``case`` is one row."""
    case, start = draft.case, draft.start
    return {
        "case": _row(case),
        "events": [_event_row(case.id, event, sealed) for event, sealed in draft.events],
        "assignments": [_child(case.id, a) for a in case.assignments if a not in start.assignments],
        "clocks": [_clock_row(case.id, c) for c in case.clocks if c not in start.clocks],
        "reports": [{"case_id": case.id, **_plain(r)} for r in case.reports if r not in start.reports],
        "texts": draft.texts,
        "files": draft.files,
    }


def _plain(value: Any) -> Doc:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


#: Columns that say again what the children say, for the indexes of the queue.
DERIVED = ("due_at", "next_due_at", "units", "holding")


def _row(case: Case) -> Doc:
    row = _plain(case)
    for name in ("reports", "assignments", "clocks"):
        del row[name]
    row["hash"] = "\\x" + case.hash.hex()
    return row | {name: getattr(case, name) for name in DERIVED}


def _child(case_id: int, value: Assignment) -> Doc:
    return {"case_id": case_id, **_plain(value)}


def _clock_row(case_id: int, run: ClockRun) -> Doc:
    pauses = [list(pause) for pause in run.pauses]
    return {"case_id": case_id, **_plain(run), "limit": str(run.limit), "pauses": pauses}


def _event_row(case_id: int, event: Event, sealed: bytes) -> Doc:
    return {"case_id": case_id, **_plain(event), "hash": "\\x" + sealed.hex()}
