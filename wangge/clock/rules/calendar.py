"""When the units work: weekly shifts, statutory holidays, make-up days (调休) and the district's own days."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import chinese_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = 24 * 60


class Shift(NamedTuple):
    """Minutes since the day began; ``closes`` is above MIDNIGHT where the shift ends on the next day."""

    opens: int
    closes: int

    def __str__(self) -> str:
        closes = self.closes if self.closes <= MIDNIGHT else self.closes - MIDNIGHT
        return f"{self.opens // 60:02}:{self.opens % 60:02}-{closes // 60:02}:{closes % 60:02}"


Shifts = tuple[Shift, ...]

OFFICE_DAY: Shifts = (Shift(9 * 60, 12 * 60), Shift(13 * 60, 18 * 60))
OFFICE_WEEK: tuple[Shifts, ...] = (OFFICE_DAY,) * 5 + ((), ())
WHOLE_DAY: Shifts = (Shift(0, MIDNIGHT),)


class Holiday(NamedTuple):
    """One holiday of one year as the State Council publishes it: days off, and weekend days worked instead."""

    name: str
    off: tuple[date, ...]
    on: tuple[date, ...] = ()


Holidays = Mapping[int, tuple[Holiday, ...]]


class OwnDay(NamedTuple):
    """What the district itself sets for one date; no shifts: closed."""

    shifts: Shifts = ()
    name: str = ""


class DayKind(StrEnum):
    WORKDAY = "workday"  # 工作日
    OFF = "off"  # 休息日
    HOLIDAY = "holiday"  # 法定节假日
    MAKEUP = "makeup"  # 调休上班
    OPENED = "opened"  # the district's own day, open
    CLOSED = "closed"  # the district's own day, closed


class Day(NamedTuple):
    kind: DayKind
    shifts: Shifts
    name: str = ""


@lru_cache(maxsize=1)
def published() -> Holidays:
    """The years that ``chinesecalendar`` knows. A year is listed under the dates that fall in it."""
    years: dict[int, dict[str, tuple[list[date], list[date]]]] = {}
    for place, days in enumerate((chinese_calendar.holidays, chinese_calendar.workdays)):
        for day, english in days.items():
            names = years.setdefault(day.year, {})
            names.setdefault(chinese_calendar.Holiday(english).chinese, ([], []))[place].append(day)
    return {
        year: tuple(Holiday(name, tuple(sorted(off)), tuple(sorted(on))) for name, (off, on) in names.items())
        for year, names in sorted(years.items())
    }


@dataclass(frozen=True)
class Calendar:
    """One immutable version. ``weekly`` has seven entries, Monday first.

    ``holidays`` holds the years published when this version was made, so that a newer library never changes an
    older version; None for a calendar that keeps no holidays (round the clock).
    """

    version: int
    zone: ZoneInfo = SHANGHAI
    weekly: tuple[Shifts, ...] = OFFICE_WEEK
    holidays: Holidays | None = field(default_factory=published, hash=False)
    own: Mapping[date, OwnDay] = field(default_factory=dict, hash=False)

    @cached_property
    def standard(self) -> Shifts:
        """The shifts of a standard day: the most frequent of the week, the earlier in the week on a tie."""
        return Counter(shifts for shifts in self.weekly if shifts).most_common(1)[0][0]

    @cached_property
    def day_length(self) -> timedelta:
        """What one working day counts ``by_hours``."""
        return timedelta(minutes=sum(shift.closes - shift.opens for shift in self.standard))

    @property
    def known_until(self) -> int | None:
        """The last year whose holidays are known; None where holidays do not matter."""
        return max(self.holidays) if self.holidays else None

    def knows(self, year: int) -> bool:
        return self.holidays is None or year in self.holidays

    def day(self, day: date) -> Day:
        """The district's own day wins over the published one, that over the week. A make-up day is a standard day."""
        if own := self.own.get(day):
            return Day(DayKind.OPENED if own.shifts else DayKind.CLOSED, own.shifts, own.name)
        if named := self._named.get(day):
            return named
        shifts = self.weekly[day.weekday()]
        return Day(DayKind.WORKDAY if shifts else DayKind.OFF, shifts)

    @cached_property
    def _named(self) -> Mapping[date, Day]:
        named: dict[date, Day] = {}
        for year in (self.holidays or {}).values():
            for holiday in year:
                named |= {day: Day(DayKind.HOLIDAY, (), holiday.name) for day in holiday.off}
                named |= {day: Day(DayKind.MAKEUP, self.standard, holiday.name) for day in holiday.on}
        return named


@lru_cache(maxsize=64)
def round_the_clock(zone: ZoneInfo) -> Calendar:
    """Every minute of every day: the calendar behind calendar days (自然日) and urgent hours (紧急工作时)."""
    return Calendar(0, zone, (WHOLE_DAY,) * 7, holidays=None)
