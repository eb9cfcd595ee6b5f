"""The shapes of what is shown of cases, for the API's description: SQL builds the answers, a test holds them to it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from wangge.cases.rules import Channel, Grade, Held, Kind, Level, Outcome, Role, Stage, State, Verb


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NextClock(Shape):
    """The clock that is due next. ``rung``: how many alarms rang; with none, ``alarm_at`` is its 80 %."""

    stage: Stage
    limit: str
    started_at: datetime
    alarm_at: datetime | None
    rung: int


class Line(Shape):
    """One line of a list. ``point``: longitude, latitude. ``area``: names from the street down."""

    number: str
    state: State
    category: str
    category_name: str | None
    condition: str
    grade: Grade
    urgent: bool
    sensitive: bool
    level: Level
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    next_due_at: datetime | None
    suspended_until: datetime | None
    returns: int
    reworks: int
    urges: int
    demands: int
    extensions: int
    asked: str | None
    seq: int
    title: str | None
    point: str | None
    grid: str | None
    area: list[str]
    clock: NextClock | None
    lead: str | None
    held: Held | None


class Page(Shape):
    cases: list[Line]
    next: str | None


class Found(Shape):
    cases: list[Line]


class StateCount(Shape):
    """Figures overlap: a late case may have been returned too. ``third``: due after today, until the third day."""

    state: State
    cases: int
    late: int
    today: int
    third: int
    later: int
    returned: int
    urged: int
    supervised: int
    urgent: int


class Ends(Shape):
    today: datetime
    third: datetime


class Counts(Shape):
    as_of: datetime
    ends: Ends
    states: list[StateCount]


class Masked(Shape):
    name: str | None = None
    phone: str | None = None
    identity: str | None = None


class ShownReport(Shape):
    id: int
    number: str
    kind: Kind
    channel: Channel
    source: str | None
    source_number: str | None
    reachable: bool
    confidential: bool
    title: str | None
    body: int | None
    text: str | None
    erased: bool
    arrived_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    tries: list[str]
    reached: bool
    contacted: bool | None
    resolved: bool | None
    satisfied: str | None
    person: Masked | None


class ShownAssignment(Shape):
    case_id: int
    no: int
    role: Role
    unit: int
    held: Held
    parent: int | None
    ruled: bool
    sent_at: datetime
    signed_at: datetime | None
    arrived_at: datetime | None
    fed_back_at: datetime | None
    ended_at: datetime | None
    score: int | None


class ShownClock(Shape):
    case_id: int
    no: int
    stage: Stage
    assignment: int | None
    code: str
    limit: str
    started_at: datetime
    pauses: list[list[datetime]]
    paused_at: datetime | None
    due_at: datetime | None
    provisional: bool
    alarm_at: datetime | None
    rung: int
    ended_at: datetime | None
    dropped: bool
    calendar: int
    extra: int
    own: bool


class ShownEvent(Shape):
    """``given``: ids, codes and numbers; words are in ``texts`` by their id. ``actor``: a masked name."""

    seq: int
    verb: Verb
    at: datetime
    actor: str | None
    rule: int | None
    given: dict[str, Any]


class ShownFile(Shape):
    file: str
    kind: str
    seq: int


class ShownGrid(Shape):
    code: str
    name: str


class Asks(Shape):
    """A verb that is the reader's now, with the fields it needs and takes."""

    verb: Verb
    needs: list[str]
    takes: list[str]


class ShownStage(Shape):
    code: str
    name: str
    limit: str


class ShownStandard(Shape):
    """The standard the case is under. ``evidence``: verb → kinds."""

    version: int
    evidence: dict[str, list[str]]
    limits: dict[str, str]
    stages: list[ShownStage]
    check: str
    call_back: str


class ShownCase(Shape):
    """The page of a case. ``units``: id → short name. ``area``: names from the street down."""

    model_config = ConfigDict(extra="allow")  # columns that pages do not read

    id: int
    number: str
    state: State
    channel: Channel
    category: str
    condition: str
    grade: Grade
    sensitive: bool
    urgent: bool
    level: Level
    outcome: Outcome | None
    opened_at: datetime
    filed_at: datetime | None
    closed_at: datetime | None
    suspended_until: datetime | None
    verified: bool | None
    hard: bool
    forced: bool
    merged_into: int | None
    repeat_of: int | None
    split_from: int | None
    asked: dict[str, Any] | None
    returns: int
    reworks: int
    transfers: int
    extensions: int
    suspensions: int
    urges: int
    escalations: int
    reopenings: int
    false_fixes: int
    demands: int
    seq: int
    moved_at: datetime
    due_at: datetime | None
    next_due_at: datetime | None
    grid: ShownGrid | None
    area: list[str]
    category_name: str | None
    condition_name: str | None
    closing: str | None
    standard: ShownStandard
    address: str | None
    point: str | None
    reports: list[ShownReport]
    assignments: list[ShownAssignment]
    units: dict[str, str]
    clocks: list[ShownClock]
    events: list[ShownEvent]
    texts: dict[str, str | None]
    files: list[ShownFile]
    available: list[Asks]
