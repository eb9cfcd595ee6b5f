"""Deadlines as a page to be read: each row is one sentence of the time rules, with the holidays of 2025 and 2026."""

import pytest

from tests.clock.times import OFFICE, at, said, spans
from wangge.catalogue.rules import Limit
from wangge.clock import Calendar, OwnDay, Shift, deadline, next_alarm
from wangge.clock.rules import OFFICE_DAY, WHOLE_DAY

# fmt: off
PLAIN = [
    # lunch and night
    ("Mon 2026-11-02 09:00",    "4wh",      "Mon 2026-11-02 14:00"),     # lunch is not counted
    ("Mon 2026-11-02 09:00",    "3wh",      "Mon 2026-11-02 12:00"),     # due when lunch begins, not when it ends
    ("Mon 2026-11-02 11:30",    "1wh",      "Mon 2026-11-02 13:30"),
    ("Mon 2026-11-02 12:20",    "1wh",      "Mon 2026-11-02 14:00"),     # begun at lunch
    ("Mon 2026-11-02 09:00:30", "1wh",      "Mon 2026-11-02 10:00:30"),
    ("Mon 2026-11-02 17:00",    "2wh",      "Tue 2026-11-03 10:00"),     # over the night
    ("Mon 2026-11-02 09:00",    "8wh",      "Mon 2026-11-02 18:00"),     # due at closing, not at the next opening
    ("Mon 2026-11-02 18:00",    "1wh",      "Tue 2026-11-03 10:00"),     # begun at closing
    ("Mon 2026-11-02 20:30",    "1wh",      "Tue 2026-11-03 10:00"),
    ("Tue 2026-11-03 03:00",    "1wh",      "Tue 2026-11-03 10:00"),
    ("Mon 2026-11-02 09:00",    "1wd",      "Mon 2026-11-02 18:00"),
    ("Mon 2026-11-02 10:00",    "1wd",      "Tue 2026-11-03 10:00"),     # a working day is 8 hours
    ("Mon 2026-11-02 15:20",    "2wd",      "Wed 2026-11-04 15:20"),
    ("Mon 2026-11-02 18:00",    "1wd",      "Tue 2026-11-03 18:00"),
    # weekend
    ("Fri 2026-11-06 17:00",    "2wh",      "Mon 2026-11-09 10:00"),
    ("Fri 2026-11-06 15:00",    "1wd",      "Mon 2026-11-09 15:00"),
    ("Sat 2026-11-07 10:00",    "4wh",      "Mon 2026-11-09 14:00"),     # reported on a Saturday
    ("Sun 2026-11-08 23:59",    "1wd",      "Mon 2026-11-09 18:00"),
    ("Fri 2026-11-06 09:00",    "5wd",      "Thu 2026-11-12 18:00"),
    # statutory holidays
    ("Wed 2026-09-30 16:00",    "4wh",      "Thu 2026-10-08 11:00"),     # National Day, 1 to 7 October
    ("Thu 2026-10-01 10:00",    "1wd",      "Thu 2026-10-08 18:00"),
    ("Mon 2025-01-27 17:00",    "2wh",      "Wed 2025-02-05 10:00"),     # Spring Festival 2025
    ("Sat 2026-02-14 17:00",    "2wh",      "Tue 2026-02-24 10:00"),     # Spring Festival 2026
    ("Fri 2026-04-03 15:00",    "1wd",      "Tue 2026-04-07 15:00"),     # Qingming
    ("Thu 2026-04-30 17:00",    "2wh",      "Wed 2026-05-06 10:00"),     # Labour Day
    ("Thu 2026-06-18 17:30",    "1wh",      "Mon 2026-06-22 09:30"),     # Dragon Boat
    ("Thu 2026-09-24 17:00",    "1wd",      "Mon 2026-09-28 17:00"),     # Mid-autumn
    ("Tue 2025-09-30 09:00",    "3wd",      "Fri 2025-10-10 18:00"),     # National Day and Mid-autumn together
    ("Wed 2025-12-31 17:00",    "2wh",      "Sun 2026-01-04 10:00"),     # New Year, back on a Sunday
    # make-up days
    ("Sat 2026-10-10 09:00",    "1wd",      "Sat 2026-10-10 18:00"),
    ("Sun 2026-09-20 14:00",    "2wh",      "Sun 2026-09-20 16:00"),
    ("Fri 2026-10-09 16:00",    "1wd",      "Sat 2026-10-10 16:00"),
    ("Fri 2026-02-13 17:00",    "1wd",      "Sat 2026-02-14 17:00"),
    ("Wed 2026-09-30 09:00",    "5wd",      "Mon 2026-10-12 18:00"),     # 30 Sep, 8, 9, Saturday 10, 12 October
    ("Tue 2025-09-30 09:00",    "4wd",      "Sat 2025-10-11 18:00"),
    ("Sat 2026-10-17 10:00",    "1wh",      "Mon 2026-10-19 10:00"),     # the next Saturday is free again
    # end of day: the start day is not counted, due at closing time
    ("Mon 2026-11-02 09:00",    "1wd eod",  "Tue 2026-11-03 18:00"),
    ("Mon 2026-11-02 23:00",    "1wd eod",  "Tue 2026-11-03 18:00"),     # still Monday's
    ("Tue 2026-11-03 00:30",    "1wd eod",  "Wed 2026-11-04 18:00"),     # already Tuesday's
    ("Mon 2026-11-02 10:00",    "5wd eod",  "Mon 2026-11-09 18:00"),
    ("Fri 2026-11-06 10:00",    "1wd eod",  "Mon 2026-11-09 18:00"),
    ("Sat 2026-11-07 10:00",    "1wd eod",  "Mon 2026-11-09 18:00"),
    ("Wed 2026-09-30 16:00",    "5wd eod",  "Tue 2026-10-13 18:00"),     # 8, 9, Saturday 10, 12, 13 October
    ("Sat 2026-02-14 10:00",    "1wd eod",  "Tue 2026-02-24 18:00"),     # a make-up day is a start day too
    ("Mon 2026-11-02 10:00",    "3cd eod",  "Fri 2026-11-06 00:00"),     # Thursday, 24:00
    ("Wed 2026-09-30 16:00",    "7cd eod",  "Thu 2026-10-08 00:00"),
    # calendar days
    ("Mon 2026-11-02 10:00",    "15cd",     "Tue 2026-11-17 10:00"),
    ("Wed 2026-09-30 16:00",    "7cd",      "Wed 2026-10-07 16:00"),     # holidays count
    # urgent hours, round the clock
    ("Sat 2026-11-07 02:10",    "1uh",      "Sat 2026-11-07 03:10"),
    ("Thu 2026-10-01 23:30",    "2uh",      "Fri 2026-10-02 01:30"),
    ("Thu 2026-12-31 23:00",    "2uh",      "Fri 2027-01-01 01:00"),
    # staged: a gas leak at 02:00 is made safe in an hour and repaired in five days
    ("Sat 2026-11-07 02:00",    "1uh",      "Sat 2026-11-07 03:00"),
    ("Sat 2026-11-07 02:00",    "5wd",      "Fri 2026-11-13 18:00"),
    # staged: unlawful building, work stopped, fined, pulled down
    ("Mon 2026-11-02 10:00",    "4wh",      "Mon 2026-11-02 15:00"),
    ("Mon 2026-11-02 10:00",    "7wd",      "Wed 2026-11-11 10:00"),
    ("Mon 2026-11-02 10:00",    "20wd",     "Mon 2026-11-30 10:00"),
    # five days, extended by three: the amount grows, the start stays
    ("Mon 2026-11-02 10:00",    "5wd",      "Mon 2026-11-09 10:00"),
    ("Mon 2026-11-02 10:00",    "8wd",      "Thu 2026-11-12 10:00"),
    ("Mon 2026-11-02 10:00",    "8wd eod",  "Thu 2026-11-12 18:00"),
    # reopened: from the reopening on, the whole limit
    ("Fri 2026-11-20 16:00",    "2wd",      "Tue 2026-11-24 16:00"),
]

PAUSED = [
    # hours: what is worked inside a pause is not counted
    ("Mon 2026-11-02 09:00", "1wd",     ["Mon 2026-11-02 11:00 / Tue 2026-11-03 11:00"], "Tue 2026-11-03 18:00"),
    # a pause at night takes nothing
    ("Mon 2026-11-02 09:00", "2wd",     ["Mon 2026-11-02 18:00 / Tue 2026-11-03 09:00"], "Tue 2026-11-03 18:00"),
    # nor one at lunch
    ("Mon 2026-11-02 09:00", "1wd",     ["Mon 2026-11-02 12:00 / Mon 2026-11-02 13:00"], "Mon 2026-11-02 18:00"),
    # nor one that begins when the limit has run out
    ("Mon 2026-11-02 09:00", "1wd",     ["Mon 2026-11-02 18:00 / Wed 2026-11-04 09:00"], "Mon 2026-11-02 18:00"),
    # one that began before the clock
    ("Mon 2026-11-02 14:00", "1wh",     ["Mon 2026-11-02 09:00 / Mon 2026-11-02 15:00"], "Mon 2026-11-02 16:00"),
    ("Mon 2026-11-02 09:00", "1wd",     ["Mon 2026-11-02 10:00 / Mon 2026-11-02 11:00",
                                         "Mon 2026-11-02 14:00 / Mon 2026-11-02 15:00"], "Tue 2026-11-03 11:00"),
    # two that overlap count once
    ("Mon 2026-11-02 09:00", "4wh",     ["Mon 2026-11-02 11:00 / Mon 2026-11-02 14:00",
                                         "Mon 2026-11-02 10:00 / Mon 2026-11-02 12:00"], "Mon 2026-11-02 17:00"),
    # a suspension over a holiday takes only its working time
    ("Tue 2026-09-29 15:20", "5wd",     ["Wed 2026-09-30 14:00 / Thu 2026-10-08 10:30"], "Tue 2026-10-13 11:50"),
    ("Thu 2026-02-12 10:00", "3wd",     ["Fri 2026-02-13 12:00 / Wed 2026-02-25 09:00"], "Thu 2026-02-26 16:00"),
    ("Wed 2026-09-30 09:00", "2wd",     ["Thu 2026-10-01 00:00 / Thu 2026-10-08 00:00"], "Thu 2026-10-08 18:00"),
    # round the clock: the whole pause
    ("Sat 2026-11-07 02:00", "2uh",     ["Sat 2026-11-07 02:30 / Sat 2026-11-07 05:00"], "Sat 2026-11-07 06:30"),
    ("Mon 2026-11-02 10:00", "2cd",     ["Tue 2026-11-03 10:00 / Wed 2026-11-04 10:00"], "Thu 2026-11-05 10:00"),
    # end of day: a day is lost when the clock stands at its closing time
    # one inside a day takes nothing
    ("Mon 2026-11-02 10:00", "5wd eod", ["Tue 2026-11-03 10:00 / Tue 2026-11-03 16:00"], "Mon 2026-11-09 18:00"),
    ("Mon 2026-11-02 10:00", "5wd eod", ["Tue 2026-11-03 17:00 / Wed 2026-11-04 10:00"], "Tue 2026-11-10 18:00"),
    ("Mon 2026-11-02 10:00", "5wd eod", ["Tue 2026-11-03 10:00 / Thu 2026-11-05 15:00"], "Wed 2026-11-11 18:00"),
    # one that ends at closing time takes the day
    ("Mon 2026-11-02 10:00", "5wd eod", ["Tue 2026-11-03 09:00 / Tue 2026-11-03 18:00"], "Tue 2026-11-10 18:00"),
    # one that begins at closing time does not
    ("Mon 2026-11-02 10:00", "5wd eod", ["Tue 2026-11-03 18:00 / Wed 2026-11-04 09:00"], "Mon 2026-11-09 18:00"),
    # the start day is not counted anyway
    ("Mon 2026-11-02 10:00", "5wd eod", ["Mon 2026-11-02 12:00 / Mon 2026-11-02 20:00"], "Mon 2026-11-09 18:00"),
    # over a weekend only Friday is lost
    ("Mon 2026-11-02 10:00", "5wd eod", ["Fri 2026-11-06 12:00 / Mon 2026-11-09 09:30"], "Tue 2026-11-10 18:00"),
    # on the last day
    ("Mon 2026-11-02 10:00", "5wd eod", ["Mon 2026-11-09 17:00 / Tue 2026-11-10 09:00"], "Tue 2026-11-10 18:00"),
    # nor one that begins when the limit has run out
    ("Mon 2026-11-02 10:00", "5wd eod", ["Mon 2026-11-09 18:00 / Thu 2026-11-12 09:00"], "Mon 2026-11-09 18:00"),
    ("Mon 2026-11-02 10:00", "5wd eod", ["Tue 2026-11-03 17:00 / Wed 2026-11-04 09:00",
                                         "Mon 2026-11-09 17:00 / Tue 2026-11-10 19:00"], "Thu 2026-11-12 18:00"),
    ("Thu 2026-02-12 10:00", "3wd eod", ["Fri 2026-02-13 12:00 / Wed 2026-02-25 09:00"], "Fri 2026-02-27 18:00"),
    ("Mon 2026-11-02 10:00", "3cd eod", ["Tue 2026-11-03 20:00 / Wed 2026-11-04 08:00"], "Sat 2026-11-07 00:00"),
    # rework: the time of checking counts as a pause, the rest of the limit goes on
    ("Mon 2026-11-02 09:00", "2wd",     ["Mon 2026-11-02 16:00 / Wed 2026-11-04 10:00"], "Thu 2026-11-05 12:00"),
]

UNPUBLISHED = [  # weekdays only, and said to be provisional
    ("Thu 2026-12-31 09:00", "1wd",     "Thu 2026-12-31 18:00", False),
    ("Thu 2026-12-31 15:00", "4wh",     "Fri 2027-01-01 10:00", True),
    ("Thu 2026-12-31 19:00", "1wh",     "Fri 2027-01-01 10:00", True),
    ("Mon 2027-02-08 09:00", "5wd",     "Fri 2027-02-12 18:00", True),
    ("Mon 2030-07-01 09:00", "1wh",     "Mon 2030-07-01 10:00", True),
    ("Wed 2026-12-30 10:00", "1wd eod", "Thu 2026-12-31 18:00", False),
    ("Thu 2026-12-31 15:00", "1wd eod", "Fri 2027-01-01 18:00", True),
    ("Thu 2026-12-31 15:00", "30cd",    "Sat 2027-01-30 15:00", False),   # holidays do not matter
    ("Wed 2026-12-30 15:00", "1cd eod", "Fri 2027-01-01 00:00", False),
    ("Mon 2003-12-01 09:00", "1wh",     "Mon 2003-12-01 10:00", True),    # before the first known year
]

HALL = Calendar(2, weekly=((Shift(8 * 60 + 30, 11 * 60 + 30), Shift(14 * 60, 17 * 60 + 30)),) * 5 + ((), ()))
ALWAYS = Calendar(3, weekly=(WHOLE_DAY,) * 7, holidays=None)
NIGHTS = Calendar(4, weekly=((Shift(22 * 60, 30 * 60),),) * 5 + ((), ()))
MIXED = Calendar(5, weekly=(OFFICE_DAY,) * 4 + ((Shift(9 * 60, 12 * 60),), (Shift(9 * 60, 12 * 60),), ()))
SNOW = Calendar(6, own={
    at("Mon 2026-01-12 00:00").astimezone(OFFICE.zone).date(): OwnDay(name="暴雪停工"),
    at("Sat 2026-01-17 00:00").astimezone(OFFICE.zone).date(): OwnDay((Shift(9 * 60, 12 * 60),), "补班半天"),
    at("Fri 2026-10-02 00:00").astimezone(OFFICE.zone).date(): OwnDay(OFFICE_DAY, "国庆值守"),
})

OTHER_CALENDARS = [
    # the same matter under another version of the calendar
    (OFFICE, "Mon 2026-11-02 09:00", "4wh",     "Mon 2026-11-02 14:00"),
    (HALL,   "Mon 2026-11-02 09:00", "4wh",     "Mon 2026-11-02 15:30"),
    (HALL,   "Mon 2026-11-02 08:30", "1wd",     "Mon 2026-11-02 17:30"),   # a day of six and a half hours
    (HALL,   "Mon 2026-11-02 10:00", "5wd eod", "Mon 2026-11-09 17:30"),
    # round the clock: no minute lost at midnight, holidays never matter
    (ALWAYS, "Mon 2026-11-02 00:00", "24wh",    "Tue 2026-11-03 00:00"),
    (ALWAYS, "Sat 2026-10-03 23:59", "1wh",     "Sun 2026-10-04 00:59"),
    (ALWAYS, "Mon 2026-11-02 10:00", "720wh",   "Wed 2026-12-02 10:00"),
    (ALWAYS, "Mon 2026-11-02 10:00", "3wd",     "Thu 2026-11-05 10:00"),   # a day of 24 hours
    (ALWAYS, "Mon 2026-11-02 10:00", "1wd eod", "Wed 2026-11-04 00:00"),
    # night shifts belong to the day they begin on
    (NIGHTS, "Mon 2026-11-02 21:00", "4wh",     "Tue 2026-11-03 02:00"),
    (NIGHTS, "Tue 2026-11-03 05:00", "2wh",     "Tue 2026-11-03 23:00"),
    (NIGHTS, "Fri 2026-11-06 23:00", "8wh",     "Mon 2026-11-09 23:00"),   # Saturday 06:00, then Monday
    (NIGHTS, "Mon 2026-11-02 10:00", "1wd eod", "Wed 2026-11-04 06:00"),
    (NIGHTS, "Thu 2026-12-31 23:00", "5wh",     "Fri 2027-01-01 04:00"),   # over New Year
    (NIGHTS, "Fri 2027-01-01 03:00", "3wh",     "Fri 2027-01-01 06:00"),   # in a shift of the year before
    # short days: a working day by hours is the standard day, a make-up day too
    (MIXED,  "Thu 2026-11-05 09:00", "2wd",     "Mon 2026-11-09 11:00"),   # 8 + 3 + 3, then 2
    (MIXED,  "Thu 2026-11-05 10:00", "2wd eod", "Sat 2026-11-07 12:00"),
    (MIXED,  "Sat 2026-10-10 09:00", "1wd",     "Sat 2026-10-10 18:00"),
    # the district's own days
    (SNOW,   "Fri 2026-01-09 17:00", "2wh",     "Tue 2026-01-13 10:00"),   # closed for snow
    (SNOW,   "Fri 2026-01-16 17:00", "1wd",     "Mon 2026-01-19 14:00"),   # half a Saturday
    (SNOW,   "Fri 2026-01-16 10:00", "1wd eod", "Sat 2026-01-17 12:00"),
    (SNOW,   "Wed 2026-09-30 17:00", "2wh",     "Fri 2026-10-02 10:00"),   # open on a holiday
]

ALARMS = [
    # start                  limit      80 %                     100 %                    150 %
    ("Mon 2026-11-02 09:00", "5wd",     "Thu 2026-11-05 18:00", "Fri 2026-11-06 18:00", "Wed 2026-11-11 14:00"),
    ("Mon 2026-11-02 09:00", "5wh",     "Mon 2026-11-02 14:00", "Mon 2026-11-02 15:00", "Mon 2026-11-02 17:30"),
    ("Wed 2026-09-30 17:00", "5wh",     "Thu 2026-10-08 12:00", "Thu 2026-10-08 14:00", "Thu 2026-10-08 16:30"),
    ("Mon 2026-11-02 10:00", "5wd eod", "Fri 2026-11-06 18:00", "Mon 2026-11-09 18:00", "Thu 2026-11-12 14:00"),
    ("Mon 2026-11-02 10:00", "1wd eod", "Tue 2026-11-03 16:24", "Tue 2026-11-03 18:00", "Wed 2026-11-04 14:00"),
    ("Sat 2026-11-07 02:00", "2uh",     "Sat 2026-11-07 03:36", "Sat 2026-11-07 04:00", "Sat 2026-11-07 05:00"),
    ("Mon 2026-11-02 10:00", "10cd",    "Tue 2026-11-10 10:00", "Thu 2026-11-12 10:00", "Tue 2026-11-17 10:00"),
    ("Mon 2026-11-02 10:00", "2cd eod", "Wed 2026-11-04 14:24", "Thu 2026-11-05 00:00", "Fri 2026-11-06 00:00"),
]
# fmt: on


@pytest.mark.parametrize(("start", "limit", "due"), PLAIN)
def test_deadline(start, limit, due):
    assert said(deadline(at(start), Limit.parse(limit), OFFICE).at) == due


@pytest.mark.parametrize(("start", "limit", "pauses", "due"), PAUSED)
def test_pauses(start, limit, pauses, due):
    assert said(deadline(at(start), Limit.parse(limit), OFFICE, spans(*pauses)).at) == due


@pytest.mark.parametrize(("start", "limit", "due", "provisional"), UNPUBLISHED)
def test_a_year_not_published(start, limit, due, provisional):
    assert deadline(at(start), Limit.parse(limit), OFFICE) == (at(due), provisional)


@pytest.mark.parametrize(("calendar", "start", "limit", "due"), OTHER_CALENDARS)
def test_other_calendars(calendar, start, limit, due):
    assert said(deadline(at(start), Limit.parse(limit), calendar).at) == due


@pytest.mark.parametrize(("start", "limit", "warned", "late", "very_late"), ALARMS)
def test_alarms(start, limit, warned, late, very_late):
    rings = [next_alarm(at(start), Limit.parse(limit), OFFICE, (), rung) for rung in range(4)]
    assert [ring and said(ring) for ring in rings] == [warned, late, very_late, None]


def test_another_ladder():
    start, limit = at("Mon 2026-11-02 09:00"), Limit.parse("8wh")
    rings = [next_alarm(start, limit, OFFICE, (), rung, ladder=(50, 200)) for rung in range(3)]
    assert [ring and said(ring) for ring in rings] == ["Mon 2026-11-02 14:00", "Tue 2026-11-03 18:00", None]


def test_an_alarm_after_a_pause():
    pauses = spans("Mon 2026-11-02 10:00 / Tue 2026-11-03 09:00")
    ring = next_alarm(at("Mon 2026-11-02 09:00"), Limit.parse("5wh"), OFFICE, pauses, 0)
    assert ring == at("Tue 2026-11-03 12:00")
