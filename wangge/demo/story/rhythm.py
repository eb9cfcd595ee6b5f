"""When things are told: by season, weekday and hour; the same for the same dice."""

from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from wangge.clock.rules import SHANGHAI
from wangge.demo.land.partition import shared_out
from wangge.demo.story.topics import Topic, drawn, topics

DAYS = 90

#: Monday to Sunday.
_WEEK = (1.18, 1.08, 1.04, 1.02, 1.0, 0.82, 0.78)

#: Weight of each hour of the day, 0 to 23.
_HOURS = {
    "morning": (1, 0, 0, 0, 0, 1, 4, 9, 12, 11, 9, 6, 3, 4, 5, 5, 5, 4, 3, 2, 2, 1, 1, 1),
    "day": (1, 0, 0, 0, 0, 1, 2, 5, 9, 12, 12, 9, 5, 6, 9, 10, 9, 8, 5, 4, 3, 2, 1, 1),
    "commute": (0, 0, 0, 0, 0, 1, 4, 12, 11, 5, 3, 3, 3, 3, 3, 4, 7, 11, 10, 5, 3, 1, 0, 0),
    "evening": (1, 1, 0, 0, 0, 1, 2, 4, 6, 6, 6, 4, 3, 4, 5, 5, 6, 8, 10, 12, 11, 8, 5, 2),
    "night": (6, 4, 2, 1, 1, 3, 4, 4, 4, 4, 4, 3, 3, 4, 4, 3, 4, 4, 6, 8, 10, 13, 13, 10),
}

#: A worker and a camera find what they find while they are on duty.
_ON_DUTY = (0, 0, 0, 0, 0, 0, 1, 6, 12, 13, 12, 8, 3, 5, 10, 11, 9, 6, 2, 2, 1, 0, 0, 0)
_BY_DUTY = ("patrol", "screen_patrol")


class Told(NamedTuple):
    at: datetime
    topic: Topic
    channel: str


def told(count: int, until: datetime, dice: Random) -> list[Told]:
    """So many reports in the 90 days before ``until``, in the order of time."""
    days = [(until - timedelta(days=n)).astimezone(SHANGHAI).date() for n in range(DAYS, -1, -1)]
    shares = {str(n): _busy(day.month, day.weekday(), n) for n, day in enumerate(days)}
    now = until.astimezone(SHANGHAI)
    shares[str(DAYS)] *= _passed(now)
    shares["0"] *= 1 - _passed(now)
    found: list[Told] = []
    for n, many in shared_out(count, shares, least=0).items():
        day = datetime(days[int(n)].year, days[int(n)].month, days[int(n)].day, tzinfo=SHANGHAI)
        found += [_within(day, until, dice) for _ in range(many)]
    return sorted(found, key=lambda one: (one.at, one.topic.key))


def _within(day: datetime, until: datetime, dice: Random) -> Told:
    """Of a day, but not outside the 90 days: the first and the last one are cut off."""
    for _ in range(200):
        one = _one(day, dice)
        if until - timedelta(days=DAYS) < one.at < until:
            return one
    return one._replace(at=until - timedelta(seconds=dice.randrange(60, 3600)))


def _one(day: datetime, dice: Random) -> Told:
    topic = drawn(dice, {t: t.weight * t.months.get(day.month, 1.0) for t in topics()})
    channel = drawn(dice, topic.channels)
    hours = _ON_DUTY if channel in _BY_DUTY else _HOURS[topic.rhythm]
    hour = dice.choices(range(24), hours)[0]
    return Told(day + timedelta(hours=hour, seconds=dice.randrange(3600)), topic, channel)


def _busy(month: int, weekday: int, n: int) -> float:
    """The last weeks are busier: the heating has begun, or word has spread that reporting helps."""
    season = sum(t.weight * t.months.get(month, 1.0) for t in topics())
    return _WEEK[weekday] * season * (1 + 1.3 * (n / DAYS) ** 3)


def _passed(now: datetime) -> float:
    """The part of a day's reports that has come by now."""
    return sum(_HOURS["day"][: now.hour + 1]) / sum(_HOURS["day"]) or 0.01
