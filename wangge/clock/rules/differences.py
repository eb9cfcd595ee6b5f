"""What differs between two versions of a calendar, day by day and year by year."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from wangge.clock.rules.calendar import Calendar
from wangge.clock.rules.forms import written


class Difference(NamedTuple):
    """``weekly.fri``, ``exceptions.2026-10-10``, ``holidays.2026.国庆节`` or ``zone``; None where it is not there."""

    field: str
    before: str | None
    after: str | None


def differences(before: Calendar, after: Calendar) -> list[Difference]:
    old, new = dict(_leaves(before)), dict(_leaves(after))
    names = dict.fromkeys((*old, *new))
    return [Difference(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)]


def _leaves(calendar: Calendar) -> Iterator[tuple[str, str]]:
    forms: dict[str, Any] = written(calendar)
    yield "zone", forms["zone"]
    yield "statutory", "false" if forms["holidays"] is None else "true"
    for day, shifts in forms["weekly"].items():
        yield f"weekly.{day}", " ".join(shifts)
    for date, own in forms["exceptions"].items():
        yield f"exceptions.{date}", " ".join(filter(None, (own["name"], *own["shifts"]))) or "-"
    for year, holidays in (forms["holidays"] or {}).items():
        for one in holidays:
            worked = [f"+{days}" for days in one["on"]]
            yield f"holidays.{year}.{one['name']}", " ".join((*one["off"], *worked))
