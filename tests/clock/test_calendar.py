"""What a day is, how long a working day is, and which years are known."""

from dataclasses import FrozenInstanceError
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest

from tests.clock.times import OFFICE, at
from wangge.clock import Calendar, Holiday, OwnDay, Shift
from wangge.clock.rules import OFFICE_DAY, WHOLE_DAY, DayKind, published, round_the_clock
from wangge.clock.rules.timeline import day_at, days_closing, nth_day, shifts_between, worked, year

MORNING = (Shift(9 * 60, 12 * 60),)
OWN = Calendar(2, own={date(2026, 10, 1): OwnDay(MORNING, "值守"), date(2026, 10, 10): OwnDay(name="台风")})


@pytest.mark.parametrize(
    ("calendar", "day", "kind", "name"),
    [
        (OFFICE, date(2026, 11, 2), DayKind.WORKDAY, ""),
        (OFFICE, date(2026, 11, 7), DayKind.OFF, ""),
        (OFFICE, date(2026, 10, 1), DayKind.HOLIDAY, "国庆节"),
        (OFFICE, date(2026, 10, 4), DayKind.HOLIDAY, "国庆节"),  # a Sunday within
        (OFFICE, date(2026, 10, 10), DayKind.MAKEUP, "国庆节"),
        (OFFICE, date(2026, 2, 17), DayKind.HOLIDAY, "春节"),
        (OFFICE, date(2027, 10, 1), DayKind.WORKDAY, ""),  # not published: a Friday like others
        (OWN, date(2026, 10, 1), DayKind.OPENED, "值守"),
        (OWN, date(2026, 10, 10), DayKind.CLOSED, "台风"),
        (OWN, date(2026, 10, 2), DayKind.HOLIDAY, "国庆节"),
        (round_the_clock(OFFICE.zone), date(2026, 10, 1), DayKind.WORKDAY, ""),
    ],
)
def test_a_day(calendar, day, kind, name):
    found = calendar.day(day)
    assert (found.kind, found.name) == (kind, name)
    assert bool(found.shifts) == (kind in (DayKind.WORKDAY, DayKind.MAKEUP, DayKind.OPENED))


@pytest.mark.parametrize("number", range(2020, 2027))
def test_every_day_agrees_with_the_library(number):
    day = date(number, 1, 1)
    while day.year == number:
        assert bool(OFFICE.day(day).shifts) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_the_library_is_asked_for_every_year_it_has():
    years = published()
    assert min(years) == 2004
    assert max(years) >= 2026
    assert list(years) == list(range(min(years), max(years) + 1))
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(max(years) + 1, 1, 4))


def test_a_version_keeps_the_years_it_was_made_with():
    assert OFFICE.known_until == 2026
    assert (OFFICE.knows(2026), OFFICE.knows(2027), OFFICE.knows(2003)) == (True, False, False)


def test_a_calendar_without_holidays_knows_every_year():
    always = Calendar(3, weekly=(WHOLE_DAY,) * 7, holidays=None)
    assert always.known_until is None
    assert always.knows(2500)


@pytest.mark.parametrize(
    ("weekly", "standard", "hours"),
    [
        ((OFFICE_DAY,) * 5 + ((), ()), OFFICE_DAY, 8),
        ((OFFICE_DAY,) * 4 + (MORNING, MORNING, ()), OFFICE_DAY, 8),
        ((MORNING, OFFICE_DAY, (), (), (), (), ()), MORNING, 3),  # a tie: the earlier in the week
        ((WHOLE_DAY,) * 7, WHOLE_DAY, 24),
        (((), (), (), (), (), (), (Shift(22 * 60, 30 * 60),)), (Shift(22 * 60, 30 * 60),), 8),
    ],
)
def test_the_standard_day(weekly, standard, hours):
    calendar = Calendar(1, weekly=weekly)
    assert calendar.standard == standard
    assert calendar.day_length == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("shift", "text"),
    [
        (Shift(540, 720), "09:00-12:00"),
        (Shift(0, 1440), "00:00-24:00"),
        (Shift(1320, 1800), "22:00-06:00"),
        (Shift(5, 65), "00:05-01:05"),
    ],
)
def test_a_shift_as_text(shift, text):
    assert str(shift) == text


def test_a_calendar_never_changes():
    with pytest.raises(FrozenInstanceError):
        OFFICE.version = 2


def test_calendars_are_equal_by_what_they_say():
    years = {2026: (Holiday("元旦", (date(2026, 1, 1),)),)}
    assert Calendar(1, holidays=dict(years)) == Calendar(1, holidays=dict(years)) != Calendar(2, holidays=years)
    assert hash(Calendar(1, holidays=dict(years))) == hash(Calendar(1, holidays=years))


def test_a_year_is_laid_out_once():
    calendar = Calendar(1)
    assert year(calendar, 2026) is year(calendar, 2026)
    assert year(calendar, 2026).total == timedelta(hours=8) * len(year(calendar, 2026).dates)
    assert len(year(calendar, 2026).dates) == 248


def test_a_year_with_no_working_day():
    closed = {date(2026, 1, 1) + timedelta(days=n): OwnDay() for n in range(365)}
    calendar = Calendar(1, own=closed)
    assert year(calendar, 2026).total == timedelta()
    assert nth_day(calendar, date(2025, 12, 31), 1).date == date(2027, 1, 1)


def test_a_night_shift_into_the_next_morning_is_counted_once():
    calendar = Calendar(1, weekly=((Shift(22 * 60, 34 * 60),), (Shift(9 * 60, 12 * 60),), (), (), (), (), ()))
    assert worked(calendar, at("Tue 2026-11-03 08:00"), at("Tue 2026-11-03 12:00")) == timedelta(hours=4)


def test_clocks_put_forward_lose_their_hour():
    berlin = Calendar(1, zone=ZoneInfo("Europe/Berlin"), weekly=(WHOLE_DAY,) * 7, holidays=None)
    lengths = [berlin_day(berlin, date(2026, 3, 29)), berlin_day(berlin, date(2026, 10, 25))]
    assert lengths == [timedelta(hours=23), timedelta(hours=25)]


def berlin_day(calendar, day):
    found = nth_day(calendar, day - timedelta(days=1), 1)
    return found.closes - found.opens


def test_a_night_shift_over_new_year_belongs_to_the_old_year():
    nights = Calendar(4, weekly=((Shift(22 * 60, 30 * 60),),) * 7, holidays=None)
    morning, six = at("Fri 2027-01-01 02:00"), at("Fri 2027-01-01 06:00")
    assert worked(nights, morning, six) == timedelta(hours=4)
    assert day_at(nights, morning) == nth_day(nights, date(2026, 12, 30), 1)
    assert [day.date for day in days_closing(nights, date(2026, 12, 1), morning, six)] == [date(2026, 12, 31)]
    assert shifts_between(nights, morning, six)[0][2] == six
