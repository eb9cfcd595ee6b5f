"""Why this deadline: every stretch between start and due, day by day, counted or not and for which reason."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

from wangge.catalogue.rules import Limit
from wangge.clock.rules.calendar import Calendar, Day, DayKind
from wangge.clock.rules.deadlines import (
    Due,
    Span,
    Used,
    deadline,
    local_date,
    merged,
    stands_at_closing,
    track_of,
    used,
    utc,
)
from wangge.clock.rules.timeline import DAY, ZERO, WorkDay, midnight, shifts_between, work_day


class Why(StrEnum):
    """Why a stretch counts, or does not."""

    COUNTED = "counted"  # 计时
    LUNCH = "lunch"  # 午休 between two shifts of a day
    NIGHT = "night"  # 夜间 before the first shift and after the last
    OFF = "off"  # 休息日
    HOLIDAY = "holiday"  # 法定节假日
    CLOSED = "closed"  # 本区自定休息
    PAUSED = "paused"  # 挂账, in working time
    START_DAY = "start_day"  # 起算日不计 working time of the start day of an eod limit
    LOST_DAY = "lost_day"  # 挂账过收班 the rest of a day whose closing time lies in a pause, of an eod limit


class Segment(NamedTuple):
    start: datetime
    end: datetime
    why: Why
    passed: bool  # before ``now``

    @property
    def length(self) -> timedelta:
        return self.end - self.start


class DayColumn(NamedTuple):
    """One local day of the strip. ``shifts`` of the whole day, ``segments`` from the start to the due time only."""

    date: date
    kind: DayKind
    name: str
    provisional: bool
    shifts: tuple[str, ...]
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Explanation:
    """From when, which limit, which calendar, what was counted. ``used`` at ``now``, if a now was given."""

    start: datetime
    limit: Limit
    calendar: Calendar
    pauses: tuple[Span, ...]
    due: Due
    now: datetime | None
    used: Used | None
    days: tuple[DayColumn, ...]

    @property
    def counted(self) -> timedelta:
        """All that counts from start to due: of a limit by hours exactly the limit."""
        return _sum(segment for segment in self._segments() if segment.why is Why.COUNTED)

    @property
    def left(self) -> timedelta:
        """What of it is not used at ``now``."""
        return _sum(segment for segment in self._segments() if segment.why is Why.COUNTED and not segment.passed)

    def _segments(self) -> Iterator[Segment]:
        return (segment for day in self.days for segment in day.segments)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: times as ISO 8601 in the calendar's zone, lengths in whole seconds."""
        said = self._said
        return {
            "start": said(self.start),
            "limit": str(self.limit),
            "calendar": self.calendar.version,
            "zone": self.calendar.zone.key,
            "standard_day": [str(shift) for shift in self.calendar.standard],
            "due": said(self.due.at),
            "provisional": self.due.provisional,
            "now": said(self.now) if self.now else None,
            "used_percent": round(float(self.used.percent), 2) if self.used else None,
            "used_seconds": int(self.used.worked.total_seconds()) if self.used else None,
            "counted_seconds": int(self.counted.total_seconds()),
            "left_seconds": int(self.left.total_seconds()),
            "pauses": [{"start": said(pause.start), "end": said(pause.end)} for pause in self.pauses],
            "days": [self._column(day) for day in self.days],
        }

    def _column(self, day: DayColumn) -> dict[str, Any]:
        segments = [
            {
                "start": self._said(segment.start),
                "end": self._said(segment.end),
                "why": segment.why.value,
                "passed": segment.passed,
                "seconds": int(segment.length.total_seconds()),
            }
            for segment in day.segments
        ]
        return day._asdict() | {"date": day.date.isoformat(), "kind": day.kind.value, "segments": segments}

    def _said(self, moment: datetime) -> str:
        return moment.astimezone(self.calendar.zone).isoformat()


def explain(
    start: datetime, limit: Limit, calendar: Calendar, pauses: Sequence[Span] = (), now: datetime | None = None
) -> Explanation:
    """The deadline with its reasons. Of a clock that stands, pass the pause until now: due if it went on now."""
    start, now = utc(start), now and utc(now)
    spans = merged(pauses, start)
    due = deadline(start, limit, calendar, spans)
    strip = _Strip(start, due.at, limit, calendar, spans, now)
    at_now = used(start, now, limit, calendar, spans) if now else None
    return Explanation(start, limit, calendar, tuple(spans), due, now, at_now, tuple(strip.columns()))


@dataclass(frozen=True)
class _Strip:
    start: datetime
    due: datetime
    limit: Limit
    calendar: Calendar
    pauses: Sequence[Span]
    now: datetime | None

    def columns(self) -> Iterator[DayColumn]:
        track = track_of(self.limit, self.calendar)
        day, last = local_date(self.start, track), local_date(self.due - timedelta.resolution, track)
        while day <= last:
            known, shifts = self.calendar.day(day), track.day(day).shifts
            yield DayColumn(
                day,
                known.kind,
                known.name,
                not track.knows(day.year),
                tuple(map(str, shifts)),
                tuple(self._segments(track, day)),
            )
            day += DAY

    def _segments(self, track: Calendar, day: date) -> Iterator[Segment]:
        begins, ends = max(midnight(track, day), self.start), min(midnight(track, day + DAY), self.due)
        shifts = shifts_between(track, begins, ends)
        cuts = {begins, ends, *(moment for _, *shift in shifts for moment in shift)}
        cuts |= {moment for pause in self.pauses for moment in pause} | ({self.now} if self.now else set())
        edges = sorted(cut for cut in cuts if begins <= cut <= ends)
        whole, rest = work_day(track, day), track.day(day)
        for start, end in pairwise(edges):
            of = next((of for of, opens, closes in shifts if opens <= start < closes), None)
            why = self._rest(rest, whole, start) if of is None else self._work(of, start)
            yield Segment(start, end, why, self.now is not None and end <= self.now)

    def _rest(self, day: Day, whole: WorkDay | None, moment: datetime) -> Why:
        if not day.shifts:
            return Why(day.kind.value)
        return Why.LUNCH if whole and whole.opens <= moment < whole.closes else Why.NIGHT

    def _work(self, day: WorkDay, moment: datetime) -> Why:
        if self.limit.end_of_day and day.date <= local_date(self.start, self.calendar):
            return Why.START_DAY
        if any(pause.start <= moment < pause.end for pause in self.pauses):
            return Why.PAUSED
        lost = self.limit.end_of_day and stands_at_closing(day, self.pauses)
        return Why.LOST_DAY if lost else Why.COUNTED


def _sum(segments: Iterable[Segment]) -> timedelta:
    return sum((segment.length for segment in segments), ZERO)
