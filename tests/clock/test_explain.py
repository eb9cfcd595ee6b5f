"""The account of a deadline: which stretch counts, which does not and why."""

import json

import pytest

from tests.clock.times import OFFICE, at, said, spans
from wangge.catalogue.rules import Limit
from wangge.clock import Calendar, OwnDay, Shift, explain
from wangge.clock.rules import WHOLE_DAY

HOLD = "Wed 2026-09-30 14:00 / Thu 2026-10-08 10:30"
NIGHTS = Calendar(4, weekly=((Shift(22 * 60, 30 * 60),),) * 5 + ((), ()))
SHUT = Calendar(6, own={at("Tue 2026-11-03 09:00").date(): OwnDay(name="停电检修")})


def strip(told):
    """One line a day: ``10-09 workday: 09:00-12:00 counted …``; what has passed has a star."""
    zone = told.calendar.zone
    return [
        f"{day.date:%m-%d} {day.kind}: "
        + " ".join(
            f"{part.start.astimezone(zone):%H:%M}-{part.end.astimezone(zone):%H:%M} {part.why}{'*' * part.passed}"
            for part in day.segments
        )
        for day in told.days
    ]


def told(start, limit, *pauses, now=None, calendar=OFFICE):
    return explain(at(start), Limit.parse(limit), calendar, spans(*pauses), now and at(now))


def test_night_lunch_and_now():
    assert strip(told("Mon 2026-11-02 17:00", "8wh", now="Tue 2026-11-03 10:00")) == [
        "11-02 workday: 17:00-18:00 counted* 18:00-00:00 night*",
        "11-03 workday: 00:00-09:00 night* 09:00-10:00 counted* 10:00-12:00 counted 12:00-13:00 lunch "
        "13:00-17:00 counted",
    ]


def test_a_suspension_over_national_day():
    off = [f"10-0{day} holiday: 00:00-00:00 holiday" for day in range(1, 8)]
    assert strip(told("Wed 2026-09-30 11:00", "1wd", HOLD)) == [
        "09-30 workday: 11:00-12:00 counted 12:00-13:00 lunch 13:00-14:00 counted 14:00-18:00 paused 18:00-00:00 night",
        *off,
        "10-08 workday: 00:00-09:00 night 09:00-10:30 paused 10:30-12:00 counted 12:00-13:00 lunch 13:00-17:30 counted",
    ]


def test_a_make_up_saturday_and_a_sunday():
    assert strip(told("Sat 2026-10-10 17:00", "2wh")) == [
        "10-10 makeup: 17:00-18:00 counted 18:00-00:00 night",
        "10-11 off: 00:00-00:00 off",
        "10-12 workday: 00:00-09:00 night 09:00-10:00 counted",
    ]


def test_end_of_day_leaves_out_the_start_day_and_lost_days():
    pause = "Tue 2026-11-03 17:00 / Wed 2026-11-04 09:30"
    assert strip(told("Mon 2026-11-02 16:00", "1wd eod", pause)) == [
        "11-02 workday: 16:00-18:00 start_day 18:00-00:00 night",
        "11-03 workday: 00:00-09:00 night 09:00-12:00 lost_day 12:00-13:00 lunch 13:00-17:00 lost_day "
        "17:00-18:00 paused 18:00-00:00 night",
        "11-04 workday: 00:00-09:00 night 09:00-09:30 paused 09:30-12:00 counted 12:00-13:00 lunch 13:00-18:00 counted",
    ]


def test_urgent_hours_count_through_the_night_of_a_holiday():
    assert strip(told("Thu 2026-10-01 23:30", "2uh")) == [
        "10-01 holiday: 23:30-00:00 counted",
        "10-02 holiday: 00:00-01:30 counted",
    ]


def test_a_night_shift_lies_in_two_columns():
    assert strip(told("Fri 2026-11-06 21:00", "8wh", calendar=NIGHTS)) == [
        "11-06 workday: 21:00-22:00 night 22:00-00:00 counted",
        "11-07 off: 00:00-06:00 counted",
    ]


def test_a_day_the_district_closed():
    (first, second, _) = told("Mon 2026-11-02 17:00", "2wh", calendar=SHUT).days
    assert (first.kind, second.kind, second.name) == ("workday", "closed", "停电检修")
    assert [part.why for part in second.segments] == ["closed"]


def test_a_day_that_a_night_shift_swallows_is_night():
    calendar = Calendar(1, weekly=((Shift(22 * 60, 36 * 60),), (Shift(9 * 60, 12 * 60),), *[()] * 5))
    assert strip(told("Tue 2026-11-03 12:00", "1wh", calendar=calendar))[0] == "11-03 workday: 12:00-00:00 night"


def test_the_sums():
    account = told("Tue 2026-09-29 15:20", "5wd", HOLD, now="Fri 2026-10-09 10:24")
    assert said(account.due.at) == "Tue 2026-10-13 11:50"
    assert account.counted.total_seconds() == 40 * 3600
    assert account.left.total_seconds() == 40 * 3600 - account.used.worked.total_seconds()


def test_before_it_began_and_after_it_ran_out():
    early = told("Mon 2026-11-02 09:00", "4wh", now="Sun 2026-11-01 09:00")
    late = told("Mon 2026-11-02 09:00", "4wh", now="Mon 2026-11-02 16:00")
    assert (early.used.percent, early.left) == (0, early.counted)
    assert (late.used.percent, late.left.total_seconds()) == (150, 0)


def test_a_year_not_published_is_marked_on_its_days():
    account = told("Thu 2026-12-31 17:00", "2wh")
    assert account.due.provisional
    assert [day.provisional for day in account.days] == [False, True]


def test_round_the_clock_is_never_provisional():
    account = told("Thu 2026-12-31 23:00", "2uh")
    assert [day.provisional for day in account.days] == [False, False]
    assert [day.shifts for day in account.days] == [("00:00-24:00",)] * 2


def test_as_json():
    account = told(
        "Fri 2026-10-09 17:00", "2wh", "Fri 2026-10-09 17:30 / Fri 2026-10-09 17:40", now="Fri 2026-10-09 17:15"
    )
    form = json.loads(json.dumps(account.as_dict()))
    days = form.pop("days")
    assert form == {
        "start": "2026-10-09T17:00:00+08:00",
        "limit": "2wh",
        "calendar": 1,
        "zone": "Asia/Shanghai",
        "standard_day": ["09:00-12:00", "13:00-18:00"],
        "due": "2026-10-10T10:10:00+08:00",
        "provisional": False,
        "now": "2026-10-09T17:15:00+08:00",
        "used_percent": 12.5,
        "used_seconds": 900,
        "counted_seconds": 7200,
        "left_seconds": 6300,
        "pauses": [{"start": "2026-10-09T17:30:00+08:00", "end": "2026-10-09T17:40:00+08:00"}],
    }
    assert {name: value for name, value in days[1].items() if name != "segments"} == {
        "date": "2026-10-10",
        "kind": "makeup",
        "name": "国庆节",
        "provisional": False,
        "shifts": ["09:00-12:00", "13:00-18:00"],
    }
    assert days[1]["segments"][-1] == {
        "start": "2026-10-10T09:00:00+08:00",
        "end": "2026-10-10T10:10:00+08:00",
        "why": "counted",
        "passed": False,
        "seconds": 4200,
    }


def test_as_json_without_a_now():
    form = told("Fri 2026-10-09 17:00", "2wh").as_dict()
    assert (form["now"], form["used_percent"], form["used_seconds"]) == (None, None, None)


@pytest.mark.parametrize("limit", ["30wd", "20wd eod", "30cd", "200uh"])
def test_a_calendar_of_whole_days_has_no_gaps(limit):
    account = told("Mon 2026-11-02 10:00", limit, calendar=Calendar(3, weekly=(WHOLE_DAY,) * 7, holidays=None))
    reasons = {part.why for day in account.days for part in day.segments}
    assert reasons == ({"start_day", "counted"} if "eod" in limit else {"counted"})
