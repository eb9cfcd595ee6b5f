"""Beijing times as people write them, checked against their weekday, and the calendars of the tables."""

from datetime import UTC, datetime

from wangge.clock import Calendar, Span
from wangge.clock.rules import SHANGHAI, published

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

#: 09:00-12:00, 13:00-18:00; holidays known until 2026 whatever the library has learnt since.
OFFICE = Calendar(1, holidays={year: days for year, days in published().items() if year <= 2026})


def at(text: str) -> datetime:
    """``Mon 2026-11-02 09:00`` in Beijing, as UTC. A wrong weekday is a mistake in the table."""
    weekday, time = text.split(" ", 1)
    moment = datetime.fromisoformat(time).replace(tzinfo=SHANGHAI)
    assert WEEKDAYS[moment.weekday()] == weekday, text
    return moment.astimezone(UTC)


def spans(*texts: str) -> list[Span]:
    """``Mon 2026-11-02 11:00 / Tue 2026-11-03 11:00``"""
    return [Span(*map(at, text.split(" / "))) for text in texts]


def said(moment: datetime) -> str:
    local = moment.astimezone(SHANGHAI)
    text = f"{WEEKDAYS[local.weekday()]} {local:%Y-%m-%d %H:%M}"
    return text if not local.second else f"{text}:{local:%S}"
