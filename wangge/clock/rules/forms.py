"""A calendar as it is written in JSON, in the database and at the desk: read with every rule checked, and written.

weekly      {"mon": ["09:00-12:00", "13:00-18:00"], "sat": ["22:00-06:00"]}        a day left out is off
exceptions  {"2026-01-12": {"shifts": [], "name": "暴雪停工"}}                     no shifts: closed
holidays    {"2026": [{"name": "元旦", "off": ["2026-01-01/2026-01-03"], "on": ["2026-01-04"]}]}    or null
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, TypedDict
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wangge.clock.rules.calendar import MIDNIGHT, Calendar, Holiday, Holidays, OwnDay, Shift, Shifts, published
from wangge.kit.errors import Invalid

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YEARS = range(2000, 2101)
MAX_OWN_DAYS = 1000
MAX_TEXT = 60
MAX_NOTE = 500
MAX_RANGE = 31  # days of one range of a holiday
MIN_WEEK = 60  # minutes: with less the longest limit would not end within the calendar's years

_SHIFT = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|(24):(00))")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")

Weekly = Mapping[str, Sequence[str]]


class OwnDayForm(TypedDict):
    shifts: Sequence[str]
    name: str


class HolidayForm(TypedDict):
    name: str
    off: Sequence[str]
    on: Sequence[str]


OwnDays = Mapping[str, OwnDayForm]
Years = Mapping[str, Sequence[HolidayForm]]


@dataclass(frozen=True)
class CalendarDraft:
    """What the next version is to be. ``years``: holidays typed in by hand, over those the library knows.

    ``based_on``: the version it was written from; publishing is refused if a newer one has come since.
    """

    weekly: Weekly
    exceptions: OwnDays = field(default_factory=dict)
    zone: str = "Asia/Shanghai"
    statutory: bool = True
    years: Years = field(default_factory=dict)
    note: str = ""
    based_on: int | None = None


def drafted(draft: CalendarDraft, version: int, known: Holidays | None = None) -> Calendar:
    """The calendar a draft makes. Invalid names the field and the rule. A year once ``known`` stays known."""
    _text(draft.note, "note", MAX_NOTE)
    years = {**(known or {}), **published(), **read_years(draft.years)}
    holidays = dict(sorted(years.items())) if draft.statutory else None
    return Calendar(version, _zone(draft.zone), read_weekly(draft.weekly), holidays, read_own(draft.exceptions))


def read_weekly(weekly: Weekly) -> tuple[Shifts, ...]:
    """Seven days, Monday first."""
    for name in weekly:
        if name not in WEEKDAYS:
            raise Invalid("calendar.weekday", field=f"weekly.{name}", value=name)
    days = tuple(read_shifts(weekly.get(name, ()), f"weekly.{name}") for name in WEEKDAYS)
    if sum(shift.closes - shift.opens for day in days for shift in day) < MIN_WEEK:
        raise Invalid("calendar.too_little", field="weekly", minutes=MIN_WEEK)
    for index, day in enumerate(days):
        tomorrow = days[(index + 1) % len(days)]
        if day and tomorrow and day[-1].closes - MIDNIGHT > tomorrow[0].opens:
            name = WEEKDAYS[(index + 1) % len(days)]
            raise Invalid("calendar.order", field=f"weekly.{name}[0]", first=str(day[-1]), second=str(tomorrow[0]))
    return days


def read_shifts(texts: Sequence[str], field: str) -> Shifts:
    """``09:00-12:00``; ``00:00-24:00`` is the whole day; ``22:00-06:00`` ends on the next day. In order, disjoint."""
    shifts = tuple(_shift(text, f"{field}[{index}]") for index, text in enumerate(texts))
    for index, (first, second) in enumerate(pairwise(shifts), 1):
        if first.closes > second.opens:
            raise Invalid("calendar.order", field=f"{field}[{index}]", first=str(first), second=str(second))
    return shifts


def read_own(days: OwnDays) -> dict[date, OwnDay]:
    if len(days) > MAX_OWN_DAYS:
        raise Invalid("calendar.too_many", field="exceptions", limit=MAX_OWN_DAYS)
    own: dict[date, OwnDay] = {}
    for text, form in sorted(days.items()):
        where = f"exceptions.{text}"
        _text(form["name"], f"{where}.name", MAX_TEXT)
        own[_date(text, where)] = OwnDay(read_shifts(form["shifts"], f"{where}.shifts"), form["name"])
    return own


def read_years(years: Years) -> dict[int, tuple[Holiday, ...]]:
    """Statutory holidays by year; each date once, in its own year."""
    return {_year(text): _holidays(text, forms) for text, forms in sorted(years.items())}


def _holidays(year: str, forms: Sequence[HolidayForm]) -> tuple[Holiday, ...]:
    seen: set[date] = set()
    holidays = []
    for index, form in enumerate(forms):
        where = f"years.{year}[{index}]"
        _text(form["name"], f"{where}.name", MAX_TEXT)
        off, on = (tuple(_dates(form[key], f"{where}.{key}", year)) for key in ("off", "on"))
        for day in (*off, *on):
            if day in seen:
                raise Invalid("calendar.twice", field=where, value=day.isoformat())
            seen.add(day)
        holidays.append(Holiday(form["name"], off, on))
    return tuple(holidays)


def _dates(texts: Sequence[str], field: str, year: str) -> Iterator[date]:
    for index, text in enumerate(texts):
        where = f"{field}[{index}]"
        first, _, last = text.partition("/")
        begins, ends = _date(first, where), _date(last or first, where)
        days = (ends - begins).days
        if f"{begins.year}" != year or f"{ends.year}" != year or not 0 <= days < MAX_RANGE:
            raise Invalid("calendar.of_year", field=where, value=text, year=year, days=MAX_RANGE)
        yield from (begins + timedelta(days=day) for day in range(days + 1))


def _shift(text: str, field: str) -> Shift:
    found = _SHIFT.fullmatch(text)
    if found:
        hour, minute, until, until_minute = (int(part) for part in found.groups() if part is not None)
        opens, closes = hour * 60 + minute, until * 60 + until_minute
        if opens != closes:
            return Shift(opens, closes if closes > opens else closes + MIDNIGHT)
    raise Invalid("calendar.shift", field=field, value=text)


def _date(text: str, field: str) -> date:
    try:
        if _DAY.fullmatch(text) and (day := date.fromisoformat(text)).year in YEARS:
            return day
    except ValueError:
        pass
    raise Invalid("calendar.date", field=field, value=text, first=YEARS[0], last=YEARS[-1])


def _year(text: str) -> int:
    if _YEAR.fullmatch(text) and int(text) in YEARS:
        return int(text)
    raise Invalid("calendar.year", field=f"years.{text}", value=text, first=YEARS[0], last=YEARS[-1])


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid("calendar.zone", field="zone", value=name) from None


def _text(text: str, field: str, limit: int) -> None:
    if len(text) > limit or any(char < " " and char != "\n" for char in text):
        raise Invalid("calendar.text", field=field, limit=limit)


def read(version: int, zone: str, weekly: Weekly, exceptions: OwnDays, holidays: Years | None) -> Calendar:
    """A stored version."""
    years = None if holidays is None else read_years(holidays)
    return Calendar(version, _zone(zone), read_weekly(weekly), years, read_own(exceptions))


def written(calendar: Calendar) -> dict[str, Any]:
    """The JSON forms of a calendar: ``zone``, ``weekly``, ``exceptions``, ``holidays``; ``read`` gives it again."""
    return {
        "zone": calendar.zone.key,
        "weekly": {name: [*map(str, shifts)] for name, shifts in zip(WEEKDAYS, calendar.weekly, strict=True) if shifts},
        "exceptions": {
            day.isoformat(): {"shifts": [*map(str, own.shifts)], "name": own.name}
            for day, own in sorted(calendar.own.items())
        },
        "holidays": None if calendar.holidays is None else _written_years(calendar.holidays),
    }


def _written_years(years: Holidays) -> dict[str, list[dict[str, Any]]]:
    return {
        str(year): [{"name": one.name, "off": _ranges(one.off), "on": _ranges(one.on)} for one in holidays]
        for year, holidays in years.items()
    }


def _ranges(days: Sequence[date]) -> list[str]:
    """Days in a row as one ``first/last``."""
    rows: list[list[date]] = []
    for day in days:
        if rows and day - rows[-1][-1] == timedelta(days=1) and len(rows[-1]) < MAX_RANGE:
            rows[-1].append(day)
        else:
            rows.append([day])
    return [f"{row[0]}/{row[-1]}" if len(row) > 1 else f"{row[0]}" for row in rows]
