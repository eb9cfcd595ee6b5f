"""When people work, as a table."""

from datetime import datetime
from random import Random

import pytest

from wangge.clock.rules import SHANGHAI
from wangge.clock.rules.calendar import Calendar
from wangge.demo.story.hours import at_work, half_day_later

CALENDAR = Calendar(1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("who", "asked", "from_", "to"),
    [
        ("office", "2026-11-25T10:00", "2026-11-25T10:00", "2026-11-25T10:00"),  # a Wednesday
        ("office", "2026-11-25T06:00", "2026-11-25T08:40", "2026-11-25T09:40"),
        ("office", "2026-11-25T20:00", "2026-11-26T08:40", "2026-11-26T09:40"),
        ("office", "2026-11-28T10:00", "2026-11-30T08:40", "2026-11-30T09:40"),  # over the weekend
        ("street", "2026-11-28T10:00", "2026-11-28T10:00", "2026-11-28T10:00"),
        ("caller", "2026-11-28T21:00", "2026-11-29T09:00", "2026-11-29T10:00"),
        ("always", "2026-11-28T03:00", "2026-11-28T03:00", "2026-11-28T03:00"),
    ],
)
def test_at_work(who: str, asked: str, from_: str, to: str) -> None:
    assert at(from_) <= at_work(at(asked), who, CALENDAR, Random(1)) <= at(to)


def test_another_half_day() -> None:
    first = at("2026-11-25T10:00")
    assert half_day_later(first, CALENDAR, Random(1)).hour >= 12
