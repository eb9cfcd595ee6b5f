"""Working time as sums: how much lies between two moments, and which moment ends so much, by binary search.

Shifts are laid out year by year in UTC with running sums, once for a calendar, so that a question costs O(log n)
and no loop ever steps through minutes or days.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from wangge.clock.rules.calendar import MIDNIGHT, Calendar

ZERO = timedelta()
DAY = timedelta(days=1)


class WorkDay(NamedTuple):
    """A day with working time: its local date, first opening and last closing in UTC."""

    date: date
    opens: datetime
    closes: datetime


class Year(NamedTuple):
    """The shifts that begin in one local year, in order. ``sums[i]`` is the working time until ``closes[i]``."""

    opens: list[datetime]
    closes: list[datetime]
    sums: list[timedelta]
    dates: list[date]
    day_opens: list[datetime]
    day_closes: list[datetime]

    @property
    def total(self) -> timedelta:
        return self.sums[-1] if self.sums else ZERO

    def until(self, moment: datetime) -> timedelta:
        """Working time of this year before ``moment``."""
        begun = bisect_right(self.opens, moment)
        if not begun:
            return ZERO
        closes = self.closes[begun - 1]
        return self.sums[begun - 1] - (closes - moment) if moment < closes else self.sums[begun - 1]

    def at(self, worked: timedelta) -> datetime:
        """The earliest moment with so much (above zero, at most the total) before it: closing, not the next opening."""
        shift = bisect_left(self.sums, worked)
        return self.closes[shift] - (self.sums[shift] - worked)

    def day(self, index: int) -> WorkDay:
        return WorkDay(self.dates[index], self.day_opens[index], self.day_closes[index])


def year(calendar: Calendar, number: int) -> Year:
    """Laid out once for a calendar and kept with it."""
    years: dict[int, Year] = calendar.__dict__.setdefault("_years", {})
    found = years.get(number)
    if found is None:
        found = years[number] = _laid_out(calendar, number)
    return found


def _laid_out(calendar: Calendar, number: int) -> Year:
    laid = Year([], [], [], [], [], [])
    day, last, total = date(number, 1, 1), datetime.min.replace(tzinfo=UTC), ZERO
    while day.year == number:
        first = len(laid.opens)
        for shift in calendar.day(day).shifts:
            # Where a shift over midnight runs into the next day's first one, each minute is counted once.
            opens, closes = max(_moment(calendar, day, shift.opens), last), _moment(calendar, day, shift.closes)
            if opens < closes:
                total, last = total + (closes - opens), closes
                laid.opens.append(opens)
                laid.closes.append(closes)
                laid.sums.append(total)
        if len(laid.opens) > first:
            laid.dates.append(day)
            laid.day_opens.append(laid.opens[first])
            laid.day_closes.append(laid.closes[-1])
        day += DAY
    return laid


def _moment(calendar: Calendar, day: date, minute: int) -> datetime:
    days, minute = divmod(minute, MIDNIGHT)
    local = datetime.combine(day, time(minute // 60, minute % 60), calendar.zone)
    return (local + days * DAY).astimezone(UTC)


def _years(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Year]:
    """The years whose shifts can lie between the two: a shift of 31 December may run into the new year."""
    first, last = (start - DAY).astimezone(calendar.zone).year, end.astimezone(calendar.zone).year
    return (year(calendar, number) for number in range(first, last + 1))


def worked(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Working time between two moments in UTC; zero when they are not in order."""
    if end <= start:
        return ZERO
    return sum((shifts.until(end) - shifts.until(start) for shifts in _years(calendar, start, end)), ZERO)


def advance(calendar: Calendar, start: datetime, length: timedelta) -> datetime:
    """The earliest moment with ``length`` (above zero) of working time since ``start``, both in UTC."""
    number = (start - DAY).astimezone(calendar.zone).year
    while True:
        shifts = year(calendar, number)
        length += shifts.until(start)
        if length <= shifts.total:
            return shifts.at(length)
        length -= shifts.total
        number += 1


def nth_day(calendar: Calendar, after: date, count: int) -> WorkDay:
    """The ``count``-th working day later than the local date ``after``; the first is 1."""
    number, shifts = after.year, year(calendar, after.year)
    index = bisect_right(shifts.dates, after) + count - 1
    while index >= len(shifts.dates):
        index -= len(shifts.dates)
        number += 1
        shifts = year(calendar, number)
    return shifts.day(index)


def days_closing(calendar: Calendar, after: date, start: datetime, end: datetime) -> list[WorkDay]:
    """The working days later than the local date ``after`` that close in (start, end]."""
    days: list[WorkDay] = []
    for shifts in _years(calendar, start, end):
        first = max(bisect_right(shifts.dates, after), bisect_right(shifts.day_closes, start))
        days += map(shifts.day, range(first, bisect_right(shifts.day_closes, end)))
    return days


def day_at(calendar: Calendar, moment: datetime) -> WorkDay | None:
    """The working day whose opening has come and whose closing has not: lunch is inside it, night is not."""
    for shifts in _years(calendar, moment, moment):
        begun = bisect_right(shifts.day_opens, moment)
        if begun and moment < shifts.day_closes[begun - 1]:
            return shifts.day(begun - 1)
    return None


def work_day(calendar: Calendar, day: date) -> WorkDay | None:
    """That local date as a working day; None where nobody works."""
    shifts = year(calendar, day.year)
    index = bisect_left(shifts.dates, day)
    return shifts.day(index) if index < len(shifts.dates) and shifts.dates[index] == day else None


def shifts_between(calendar: Calendar, start: datetime, end: datetime) -> list[tuple[WorkDay, datetime, datetime]]:
    """The shifts with a minute between the two moments: the working day, opening, closing."""
    found: list[tuple[WorkDay, datetime, datetime]] = []
    for shifts in _years(calendar, start, end):
        for index in range(bisect_right(shifts.closes, start), bisect_left(shifts.opens, end)):
            day = bisect_right(shifts.day_opens, shifts.opens[index]) - 1
            found.append((shifts.day(day), shifts.opens[index], shifts.closes[index]))
    return found


def midnight(calendar: Calendar, day: date) -> datetime:
    """When that local date begins, in UTC."""
    return _moment(calendar, day, 0)
