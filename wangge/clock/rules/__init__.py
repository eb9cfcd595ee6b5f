"""The clock as pure functions: a start, a limit, a calendar and pauses in; a deadline and its reasons out."""

from wangge.clock.rules.calendar import (
    OFFICE_DAY,
    OFFICE_WEEK,
    SHANGHAI,
    WHOLE_DAY,
    Calendar,
    Day,
    DayKind,
    Holiday,
    OwnDay,
    Shift,
    published,
    round_the_clock,
)
from wangge.clock.rules.deadlines import LADDER, Due, Span, Used, deadline, next_alarm, used
from wangge.clock.rules.differences import Difference, differences
from wangge.clock.rules.explain import DayColumn, Explanation, Segment, Why, explain
from wangge.clock.rules.forms import CalendarDraft, drafted, read, written

__all__ = [
    "LADDER",
    "OFFICE_DAY",
    "OFFICE_WEEK",
    "SHANGHAI",
    "WHOLE_DAY",
    "Calendar",
    "CalendarDraft",
    "Day",
    "DayColumn",
    "DayKind",
    "Difference",
    "Due",
    "Explanation",
    "Holiday",
    "OwnDay",
    "Segment",
    "Shift",
    "Span",
    "Used",
    "Why",
    "deadline",
    "differences",
    "drafted",
    "explain",
    "next_alarm",
    "published",
    "read",
    "round_the_clock",
    "used",
    "written",
]
