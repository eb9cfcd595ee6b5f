"""HTTP for the clock: the calendar and its versions, the next version, and why a limit ends when it does."""

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from wangge.catalogue.rules import Limit
from wangge.clock import actions
from wangge.clock.rules import Calendar, CalendarDraft, DayKind, Why, deadline, explain, written
from wangge.clock.rules.forms import MAX_NOTE, YEARS
from wangge.clock.rules.timeline import midnight, shifts_between
from wangge.kit.errors import Invalid
from wangge.kit.routes import Router
from wangge.kit.tx import Tx
from wangge.people import Duty
from wangge.people.http import Signed
from wangge.people.names import Colleague

router = Router("/api/v1/calendar", "clock")

EXPLAINED = timedelta(days=400)

VersionNumber = Annotated[int, Field(ge=1, le=2**31 - 2)]
ShiftTexts = Annotated[list[str], Field(max_length=24)]


class OwnDayBody(BaseModel):
    """No shifts: closed."""

    model_config = ConfigDict(extra="forbid")
    shifts: ShiftTexts = []
    name: str = ""


class HolidayBody(BaseModel):
    """Days off and weekend days worked instead: ``2026-10-01`` or ``2026-10-01/2026-10-07``."""

    model_config = ConfigDict(extra="forbid")
    name: str = ""
    off: Annotated[list[str], Field(max_length=60)] = []
    on: Annotated[list[str], Field(max_length=60)] = []


Weekly = Annotated[dict[str, ShiftTexts], Field(examples=[{"mon": ["09:00-12:00", "13:00-18:00"]}])]


class CalendarBody(BaseModel):
    """``statutory``: keeps the holidays of the State Council. ``years``: holidays the program does not know yet."""

    model_config = ConfigDict(extra="forbid")
    based_on: VersionNumber
    weekly: Weekly
    exceptions: dict[str, OwnDayBody] = {}
    zone: Annotated[str, Field(max_length=60)] = "Asia/Shanghai"
    statutory: bool = True
    years: dict[str, Annotated[list[HolidayBody], Field(max_length=60)]] = {}
    note: Annotated[str, Field(max_length=MAX_NOTE)] = ""

    def draft(self) -> CalendarDraft:
        return CalendarDraft(**self.model_dump())


class Published(BaseModel):
    version: int
    known_until: int | None


class VersionRow(BaseModel):
    version: int
    published_at: datetime
    published_by: int | None
    published_by_name: Colleague | None
    note: str


class DifferenceRow(BaseModel):
    field: str
    before: str | None
    after: str | None


class ChangedRow(VersionRow):
    """``differences``: against the version before it."""

    differences: list[DifferenceRow]


class CalendarRow(BaseModel):
    """One version. ``known_until``: the last year whose holidays are known; later deadlines are provisional."""

    version: int
    known_until: int | None
    zone: str
    weekly: dict[str, list[str]]
    exceptions: dict[str, OwnDayBody]
    holidays: dict[str, list[HolidayBody]] | None
    versions: list[VersionRow]


class SegmentRow(BaseModel):
    start: datetime
    end: datetime
    why: Why
    passed: bool
    seconds: int


class DayRow(BaseModel):
    date: date
    kind: DayKind
    name: str
    provisional: bool
    shifts: list[str]
    segments: list[SegmentRow]


class SpanRow(BaseModel):
    start: datetime
    end: datetime


class ExplanationRow(BaseModel):
    """Times in the calendar's zone. The ``counted`` segments are the limit; the others say why they are not."""

    start: datetime
    limit: str
    calendar: int
    zone: str
    standard_day: list[str]
    due: datetime
    provisional: bool
    now: datetime | None
    used_percent: float | None
    used_seconds: int | None
    counted_seconds: int
    left_seconds: int
    pauses: list[SpanRow]
    days: list[DayRow]


@router.get("")
def calendar(call: Signed, version: Annotated[VersionNumber | None, Query()] = None) -> CalendarRow:
    """The current version, or the one asked for; with the list of versions, newest first."""
    with call.work(Duty.READ) as tx:
        found = _found(tx, version)
        rows = [VersionRow.model_validate(row, from_attributes=True) for row in actions.versions(tx)]
        return CalendarRow(version=found.version, known_until=found.known_until, versions=rows, **written(found))


@router.post("", status_code=201, response_model=Published)
def publish(call: Signed, body: CalendarBody) -> Response:
    """The next version. 409 when another came after ``based_on``; 422 names the field and the rule."""
    with call.work(Duty.CALENDAR) as tx:
        version = actions.publish(tx, body.draft())
        known_until = actions.by_version(tx, version).known_until
        return call.answer(tx, 201, {"version": version, "known_until": known_until})


@router.get("/versions/{version}")
def read_version(call: Signed, version: Annotated[VersionNumber, Path()]) -> ChangedRow:
    """Who published a version and when, and each field before and after."""
    with call.work(Duty.READ) as tx:
        noted, found = actions.changed(tx, version)
        rows = [DifferenceRow(**one._asdict()) for one in found]
        return ChangedRow.model_validate(vars(noted) | {"differences": rows})


@router.post("/versions/{version}/undo", status_code=201, response_model=Published)
def undo(call: Signed, version: Annotated[VersionNumber, Path()]) -> Response:
    """A new version that restores the one before. 409 names later versions, which have to be undone first."""
    with call.work(Duty.CALENDAR) as tx:
        fresh = actions.undo(tx, version)
        return call.answer(tx, 201, {"version": fresh, "known_until": actions.by_version(tx, fresh).known_until})


@router.get("/explain")
def explain_limit(
    call: Signed,
    start: Annotated[datetime, Query(alias="from", examples=["2026-10-09T10:24:00+08:00"])],
    limit: Annotated[str, Query(max_length=20, examples=["5wd eod"])],
    version: Annotated[VersionNumber | None, Query()] = None,
) -> ExplanationRow:
    """When a limit that starts then is due, day by day, under the current calendar or the version asked for."""
    with call.work(Duty.READ) as tx:
        found, asked = _found(tx, version), _limit(limit)
        if start.tzinfo is None or start.year not in YEARS:
            raise Invalid("limit.from", field="from", first=YEARS[0], last=YEARS[-1])
        lasts = deadline(start, asked, found).at - start
        if lasts > EXPLAINED:
            raise Invalid("limit.too_long", field="limit", days=lasts.days, most=EXPLAINED.days)
        return ExplanationRow.model_validate(explain(start, asked, found, now=tx.now).as_dict())


class Spans(BaseModel):
    """Working time as pairs of Unix seconds; ``special``: local dates that are not as their weekday."""

    version: int
    zone: str
    day_seconds: int
    spans: list[tuple[int, int]]
    special: dict[str, DayKind]


@router.get("/spans")
def working_spans(call: Signed, first: date, last: date) -> Spans:
    """When is worked from the first local date to the last, at most 400 days: a screen counts down by it."""
    with call.work(Duty.READ) as tx:
        if first.year not in YEARS or last.year not in YEARS or not timedelta() <= last - first <= EXPLAINED:
            raise Invalid("limit.from", field="first", first=YEARS[0], last=YEARS[-1])
        found = actions.current(tx)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        kinds = {day.isoformat(): found.day(day).kind for day in days}
        usual = (DayKind.WORKDAY, DayKind.OFF)
        start, end = midnight(found, first), midnight(found, last + timedelta(days=1))
        shifts = shifts_between(found, start, end)
        return Spans(
            version=found.version,
            zone=found.zone.key,
            day_seconds=int(found.day_length.total_seconds()),
            spans=[(int(opens.timestamp()), int(closes.timestamp())) for _, opens, closes in shifts],
            special={day: kind for day, kind in kinds.items() if kind not in usual},
        )


def _found(tx: Tx, version: int | None) -> Calendar:
    return actions.current(tx) if version is None else actions.by_version(tx, version)


def _limit(text: str) -> Limit:
    try:
        return Limit.parse(text)
    except ValueError:
        raise Invalid("limit.unreadable", field="limit", value=text) from None
