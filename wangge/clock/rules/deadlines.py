"""By when: the deadline of a limit, how much of it is used, and when the next alarm rings.

=========  ==========  =========================================================================================
limit      counts      due
=========  ==========  =========================================================================================
4wh        工作时      when 4 hours of the calendar's shifts are used
5wd        工作日      when 5 standard days, taken as hours, are used
5wd eod    工作日      closing time of the 5th working day; the start day is not counted (12345 orders)
15cd       自然日      15 times 24 hours later
15cd eod   自然日      24:00 of the 15th day; the start day is not counted
2uh        紧急工作时  2 hours later, day and night
=========  ==========  =========================================================================================

A clock started outside working time begins at the next opening; a limit that ends at closing time is due then, not at
the next opening. The deadline is the earliest moment at which the used share is the asked one.

Pauses (挂账): hours and minutes inside a pause are not counted. Of an ``eod`` limit a whole day is not counted when the
clock stands at its closing time, that is when a pause begins before it and ends at it or later; a pause inside one day
moves nothing. So a pause moves the due day by its own length on average, never half a day, and can be told in one line.
Parts of an ``eod`` limit (80 %) are days and shares of a day's unpaused working time.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from wangge.catalogue.rules import Limit, TimeKind
from wangge.clock.rules.calendar import Calendar, round_the_clock
from wangge.clock.rules.timeline import ZERO, WorkDay, advance, day_at, days_closing, nth_day, worked

#: Percent of the limit at which an alarm rings; 100 is lateness itself.
LADDER = (80, 100, 150)

_MICROSECOND = timedelta(microseconds=1)


class Span(NamedTuple):
    """From ``start`` until before ``end``."""

    start: datetime
    end: datetime


class Due(NamedTuple):
    at: datetime
    provisional: bool  # touches a year whose holidays are not published


class Used(NamedTuple):
    percent: Fraction  # 100 is the whole limit; more when late
    worked: timedelta  # counted time of the limit's own kind


def deadline(
    start: datetime, limit: Limit, calendar: Calendar, pauses: Sequence[Span] = (), share: int | Fraction = 100
) -> Due:
    """The earliest moment (UTC) at which ``share`` percent of the limit is used.

    ``pauses`` are over; of a clock that stands nobody can say when it is due. OverflowError after the year 9999.
    """
    if share <= 0:
        raise ValueError("a share of a limit is above 0")
    track, start = track_of(limit, calendar), utc(start)
    if limit.end_of_day:
        at = _day_end(track, start, limit.amount * Fraction(share, 100), merged(pauses, start))
    else:
        length = -(-(length_of(limit, calendar) * share.numerator) // (share.denominator * 100))
        at = _reached(track, start, length, merged(pauses, start))
    return Due(at, not _settled(track, start, at))


def used(start: datetime, end: datetime, limit: Limit, calendar: Calendar, pauses: Sequence[Span] = ()) -> Used:
    """What of the limit is used at ``end``. For a clock that stands, ``end`` is the start of its pause."""
    track, start, end = track_of(limit, calendar), utc(start), utc(end)
    if limit.end_of_day:
        return _days_used(track, start, end, limit, merged(pauses, start))
    counted = unpaused(track, start, end, merged(pauses, start))
    return Used(Fraction(counted // _MICROSECOND * 100, length_of(limit, calendar) // _MICROSECOND), counted)


def next_alarm(  # noqa: PLR0913 - a running clock is four values, an alarm is two more
    start: datetime,
    limit: Limit,
    calendar: Calendar,
    pauses: Sequence[Span],
    rung: int,
    *,
    ladder: Sequence[int] = LADDER,
) -> datetime | None:
    """When rung number ``rung`` (from 0) of the ladder is reached; None above the top."""
    return deadline(start, limit, calendar, pauses, ladder[rung]).at if rung < len(ladder) else None


def track_of(limit: Limit, calendar: Calendar) -> Calendar:
    """The calendar whose time the limit counts."""
    working = limit.kind in (TimeKind.WORKING_HOURS, TimeKind.WORKING_DAYS)
    return calendar if working else round_the_clock(calendar.zone)


def length_of(limit: Limit, calendar: Calendar) -> timedelta:
    """The whole of a limit counted by hours, in time of its own kind."""
    match limit.kind:
        case TimeKind.WORKING_DAYS:
            return limit.amount * calendar.day_length
        case TimeKind.CALENDAR_DAYS:
            return timedelta(days=limit.amount)
        case TimeKind.WORKING_HOURS | TimeKind.URGENT_HOURS:
            return timedelta(hours=limit.amount)
        case TimeKind.URGENT_MINUTES:
            return timedelta(minutes=limit.amount)


def merged(pauses: Iterable[Span], start: datetime) -> list[Span]:
    """Pauses after ``start`` in UTC, in order, each moment once."""
    spans: list[Span] = []
    for pause in sorted(pauses):
        span = Span(max(utc(pause.start), start), utc(pause.end))
        if spans and span.start <= spans[-1].end:
            last = spans.pop()
            span = Span(last.start, max(last.end, span.end))
        if span.start < span.end:
            spans.append(span)
    return spans


def unpaused(track: Calendar, start: datetime, end: datetime, pauses: Sequence[Span]) -> timedelta:
    """Working time between the two moments outside the pauses."""
    inside = (worked(track, max(pause.start, start), min(pause.end, end)) for pause in pauses)
    return worked(track, start, end) - sum(inside, ZERO)


def stands_at_closing(day: WorkDay, pauses: Sequence[Span]) -> bool:
    """Whether a working day is lost to a pause for limits that count whole days."""
    return any(pause.start < day.closes <= pause.end for pause in pauses)


def utc(moment: datetime) -> datetime:
    """TypeError for a moment without a zone: the zone of the machine is never meant."""
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        raise TypeError(f"a time needs its zone: {moment}")
    return moment.astimezone(UTC)


def local_date(moment: datetime, calendar: Calendar) -> date:
    return moment.astimezone(calendar.zone).date()


def _reached(track: Calendar, start: datetime, length: timedelta, pauses: Sequence[Span]) -> datetime:
    at = advance(track, start, length)
    for pause in pauses:
        if pause.start >= at:
            break
        if lost := worked(track, max(pause.start, start), pause.end):
            length += lost
            at = advance(track, start, length)
    return at


def _day_end(track: Calendar, start: datetime, amount: Fraction, pauses: Sequence[Span]) -> datetime:
    first, count = local_date(start, track), ceil(amount)
    day, lost = nth_day(track, first, count), 0
    for pause in pauses:
        if pause.start >= day.closes:
            break
        lost += len(days_closing(track, first, *pause))
        day = nth_day(track, first, count + lost)
    part = amount - (count - 1)
    if part == 1:
        return day.closes
    length = unpaused(track, day.opens, day.closes, pauses)
    return _reached(track, day.opens, -(-(length * part.numerator) // part.denominator), pauses)


def _days_used(track: Calendar, start: datetime, end: datetime, limit: Limit, pauses: Sequence[Span]) -> Used:
    first = local_date(start, track)
    lost = [day for pause in pauses for day in days_closing(track, first, *pause)]
    days = Fraction(len(days_closing(track, first, start, end)) - sum(day.closes <= end for day in lost))
    counted = unpaused(track, nth_day(track, first, 1).opens, end, pauses)
    counted -= sum((unpaused(track, day.opens, min(day.closes, end), pauses) for day in lost), ZERO)
    today = day_at(track, end)
    if today and today.date > first and today not in lost:
        done, whole = (unpaused(track, today.opens, until, pauses) for until in (end, today.closes))
        days += Fraction(done // _MICROSECOND, whole // _MICROSECOND)
    return Used(days * 100 / limit.amount, counted)


def _settled(track: Calendar, start: datetime, at: datetime) -> bool:
    if track.holidays is None:
        return True
    last = local_date(at - _MICROSECOND, track).year
    return all(track.knows(number) for number in range(local_date(start, track).year, last + 1))
