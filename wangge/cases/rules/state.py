"""A case as a value: what its history adds up to. ``fold`` makes it, the tables keep it, ``verify`` compares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wangge.cases.rules.table import Workflow
from wangge.cases.rules.words import ENDED, Channel, Grade, Held, Kind, Level, Outcome, Role, Stage, State, Verb
from wangge.catalogue import Limit, Standard
from wangge.clock import Calendar, Span

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class World:
    """The versions an event was decided under. The standard is the one in force after the event."""

    workflow: Workflow
    calendar: Calendar
    standard: Standard


@dataclass(frozen=True)
class Event:
    seq: int
    verb: Verb
    actor: int | None  # None: the system
    at: datetime
    given: Given  # ids, codes and numbers; never free text, never personal data
    workflow: int
    calendar: int
    standard: int
    rule: int | None = None  # version of the ownership rule


@dataclass(frozen=True)
class Assignment:
    no: int  # within the case, from 1
    role: Role
    unit: int
    held: Held = Held.SENT
    parent: int | None = None  # the assignment that passed it down
    ruled: bool = False  # named by a ruling: cannot be returned
    sent_at: datetime | None = None
    signed_at: datetime | None = None
    arrived_at: datetime | None = None
    fed_back_at: datetime | None = None
    ended_at: datetime | None = None
    score: int | None = None  # appraisal by the street, 1 to 5

    @property
    def open(self) -> bool:
        return self.held in (Held.SENT, Held.SIGNED)

    @property
    def is_lead(self) -> bool:
        return self.role is Role.LEAD and self.parent is None


@dataclass(frozen=True)
class ClockRun:
    """One running or finished deadline of a case or of one of its assignments."""

    no: int
    stage: Stage
    assignment: int | None
    code: str  # of a staged limit, else ""
    limit: Limit
    started_at: datetime
    pauses: tuple[Span, ...] = ()
    paused_at: datetime | None = None
    due_at: datetime | None = None  # None while paused
    provisional: bool = False
    alarm_at: datetime | None = None
    rung: int = 0
    ended_at: datetime | None = None
    dropped: bool = False  # ended because its assignment or case did, not because it was met
    calendar: int = 0  # the version it was counted by
    extra: int = 0  # granted extensions, in the limit's own unit
    own: bool = False  # the limit was said with the move, not taken from the standard

    @property
    def open(self) -> bool:
        return self.ended_at is None


@dataclass(frozen=True)
class Report:
    """One report of a case, as far as its history moves it."""

    id: int
    kind: Kind
    reachable: bool  # a number was left
    confidential: bool = False  # who handles the matter does not learn who spoke
    due_at: datetime | None = None  # for the answer
    answered_at: datetime | None = None
    tries: tuple[str, ...] = ()  # half-days of unanswered call-backs, like 2026-10-09am
    reached: bool = False
    contacted: bool | None = None
    resolved: bool | None = None
    satisfied: str | None = None
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits for a decision: an extension by an amount, or a suspension until a moment."""

    what: str  # extension | suspend
    assignment: int
    by: int = 0
    until: datetime | None = None


@dataclass(frozen=True)
class Case:
    id: int
    number: str
    state: State = State.NONE
    channel: Channel = Channel.PATROL
    standard: int = 0
    category: str = ""
    condition: str = ""
    grade: Grade = Grade.ORDINARY
    sensitive: bool = False
    urgent: bool = False
    grid: int | None = None  # place_now
    path: str = ""
    area_class: str | None = None  # of the grid, when the case came there: limits differ by it
    grid_at_filing: int | None = None
    component: str | None = None  # code of the component (部件) it is about
    address: int | None = None  # ids of texts, so that they can be erased
    point: int | None = None
    level: Level = Level.GRID
    outcome: Outcome | None = None
    opened_at: datetime | None = None
    filed_at: datetime | None = None
    closed_at: datetime | None = None
    suspended_until: datetime | None = None
    verified: bool | None = None
    hard: bool = False
    forced: bool = False
    merged_into: int | None = None
    repeat_of: int | None = None
    split_from: int | None = None
    asked: Asked | None = None
    returns: int = 0
    reworks: int = 0
    transfers: int = 0
    extensions: int = 0
    suspensions: int = 0
    urges: int = 0
    escalations: int = 0
    reopenings: int = 0
    false_fixes: int = 0
    demands: int = 0  # supervisions that wait for a reply
    ended_for: str | None = None  # the coded reason of a decline or withdrawal
    unplaced: str | None = None  # why an imported case has no grid: vague | outside
    handovers: int = 0  # services that were called in
    reports: tuple[Report, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    clocks: tuple[ClockRun, ...] = ()
    seq: int = 0
    moved_at: datetime | None = None
    hash: bytes = field(default=b"", compare=False)

    @property
    def open(self) -> bool:
        return self.state not in ENDED

    @property
    def lead(self) -> Assignment | None:
        return next((a for a in reversed(self.assignments) if a.is_lead and a.held is not Held.REPLACED), None)

    @property
    def due_at(self) -> datetime | None:
        """Of the whole matter."""
        return next((c.due_at for c in self.clocks if c.open and c.stage is Stage.WHOLE), None)

    @property
    def next_due_at(self) -> datetime | None:
        """The earliest deadline that runs: what the queue sorts by. To return is a right that lapses, not a duty."""
        return min((c.due_at for c in self.clocks if c.open and c.due_at and c.stage is not Stage.RETURN), default=None)

    @property
    def units(self) -> list[int]:
        """That hold or held it, each once: who sees it wherever it lies."""
        return sorted({a.unit for a in self.assignments})

    @property
    def holding(self) -> list[int]:
        """Of these the ones that hold it now."""
        return sorted({a.unit for a in self.assignments if a.ended_at is None})

    def line(self, no: int) -> set[int]:
        """An assignment and all that was passed down from it; what is below has the higher number."""
        found = {no}
        for a in self.assignments:
            if a.parent in found:
                found.add(a.no)
        return found

    def passing(self, unit: int) -> set[int]:
        """What a retired unit leaves to its successor: all it holds, and the lead it fed back, which may still fail."""
        mine = (a for a in self.assignments if a.unit == unit)
        return {a.no for a in mine if a.open or (a.held is Held.FED_BACK and a == self.lead)}

    def assignment(self, no: int | None) -> Assignment | None:
        return next((a for a in self.assignments if a.no == no), None)

    def clock(self, stage: Stage, assignment: int | None = None, code: str = "") -> ClockRun | None:
        """The open clock of a stage, if one runs."""
        return next(
            (
                c
                for c in self.clocks
                if c.open and c.stage is stage and c.assignment == assignment and (not code or c.code == code)
            ),
            None,
        )
