"""The same deadlines by an independent count: minute after minute, slow and obvious, sharing no code with the rules."""

import random
from datetime import date, datetime, timedelta
from functools import cache

import chinese_calendar
import pytest

from wangge.catalogue.rules import Limit
from wangge.clock import Calendar, Span, deadline
from wangge.clock.rules import SHANGHAI

CALENDAR = Calendar(1)
MINUTE = timedelta(minutes=1)
SEED = 20261009


workday = cache(chinese_calendar.is_workday)


def works(minute):
    """Whether the minute that begins then, in Beijing, is office time."""
    if not workday(minute.date()):
        return False
    return 9 <= minute.hour < 12 or 13 <= minute.hour < 18


def stands(moment, pauses):
    return any(start <= moment < end for start, end in pauses)


def by_hours(start, minutes, pauses, working):
    now = start
    while minutes:
        if (not working or works(now)) and not stands(now, pauses):
            minutes -= 1
        now += MINUTE
    return now


def by_days(start, days, pauses, working):
    day = start.date()
    while True:
        day += timedelta(days=1)
        if working and not workday(day):
            continue
        closing = datetime(day.year, day.month, day.day) + timedelta(hours=18 if working else 24)  # noqa: DTZ001
        if not any(begin < closing <= end for begin, end in pauses):
            days -= 1
        if not days:
            return closing


def expected(start, limit, pauses):
    working = limit.kind in ("wh", "wd")
    if limit.end_of_day:
        return by_days(start, limit.amount, pauses, working)
    minutes = limit.amount * {"wh": 60, "wd": 480, "uh": 60, "cd": 1440}[limit.kind]
    return by_hours(start, minutes, pauses, working)


def cases():
    chance = random.Random(SEED)
    for number in range(200):
        start = datetime(2025, 1, 1) + MINUTE * chance.randrange(640 * 1440)  # noqa: DTZ001
        most, kind = chance.choice([(30, "wh"), (5, "wd"), (5, "wd eod"), (48, "uh"), (9, "cd"), (9, "cd eod")])
        limit = f"{chance.randint(1, most)}{kind}"
        pauses, moment = [], start
        for _ in range(chance.choice([0, 0, 1, 2, 3])):
            begin = moment + MINUTE * chance.randrange(3 * 1440)
            moment = begin + MINUTE * chance.randint(1, chance.choice([180, 1440, 5 * 1440]))
            pauses.append((begin, moment))
        yield pytest.param(start, limit, pauses, id=f"{number}-{start:%Y-%m-%dT%H:%M}-{limit}-{len(pauses)}")


@pytest.mark.parametrize(("start", "limit", "pauses"), list(cases()))
def test_the_count_by_minutes_agrees(start, limit, pauses):
    there = [Span(begin.replace(tzinfo=SHANGHAI), end.replace(tzinfo=SHANGHAI)) for begin, end in pauses]
    due = deadline(start.replace(tzinfo=SHANGHAI), Limit.parse(limit), CALENDAR, there)
    assert due.at.astimezone(SHANGHAI).replace(tzinfo=None) == expected(start, Limit.parse(limit), pauses)
    assert not due.provisional


def test_the_counter_knows_the_make_up_saturday():
    assert works(datetime.combine(date(2026, 10, 10), datetime.min.time()) + timedelta(hours=9))
    assert not works(datetime.combine(date(2026, 10, 8), datetime.min.time()) + timedelta(hours=12))
