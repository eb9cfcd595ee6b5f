"""When a rule holds: hours of the week (nights, weekends) and a season, as written and as values."""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY, WEEK = 1440, 7 * 1440  # minutes

_SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)")
_SEASON = re.compile(r"(0[1-9]|1[0-2])-([0-2][0-9]|3[01])/(0[1-9]|1[0-2])-([0-2][0-9]|3[01])")
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

Spans = tuple[tuple[int, int], ...]


class Window(NamedTuple):
    """Minutes of the week and days of the year (as month × 100 + day), half-open; empty: no bound."""

    hours: Spans = ()
    season: Spans = ()

    def holds(self, local: datetime) -> bool:
        """At a local time of the district."""
        minute, day = local.weekday() * DAY + local.hour * 60 + local.minute, local.month * 100 + local.day
        return _in(self.hours, minute) and _in(self.season, day)

    def overlaps(self, other: "Window") -> bool:
        return _meet(self.hours, other.hours) and _meet(self.season, other.season)


@lru_cache(maxsize=4096)
def window(hours: str, season: str) -> Window:
    """``mon-fri 22:00-06:00; sat,sun 00:00-24:00`` and ``11-15/03-15`` (both days count); ValueError for else."""
    return Window(_hours(hours), _season(season))


def _hours(text: str) -> Spans:
    found: list[tuple[int, int]] = []
    for group in filter(None, (part.strip() for part in text.split(";"))):
        days, *spans = group.split()
        if not spans:
            raise ValueError(f"no hours: {group!r}")
        found += [span for day in _days(days) for text in spans for span in _span(day, text)]
    return merged(found)


def _days(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise ValueError(f"not a day of the week: {part!r}")
        start, end = DAYS.index(first), DAYS.index(last or first)
        found += [(start + n) % 7 for n in range((end - start) % 7 + 1)]
    return found


def _span(day: int, text: str) -> Spans:
    """Past midnight it runs into the next day, from Sunday into Monday."""
    if not (read := _SPAN.fullmatch(text)):
        raise ValueError(f"not hours of a day: {text!r}")
    start = int(read[1]) * 60 + int(read[2])
    end = int(read[3]) * 60 + int(read[4]) if read[3] else DAY
    first, last = day * DAY + start, day * DAY + (end if end > start else end + DAY)
    return ((first, last),) if last <= WEEK else ((first, WEEK), (0, last - WEEK))


def _season(text: str) -> Spans:
    if not text:
        return ()
    if not (read := _SEASON.fullmatch(text)):
        raise ValueError(f"not a season: {text!r}")
    month, day, month_to, day_to = map(int, read.groups())
    if not (1 <= day <= _LENGTHS[month - 1] and 1 <= day_to <= _LENGTHS[month_to - 1]):
        raise ValueError(f"no such day: {text!r}")
    first, last = month * 100 + day, month_to * 100 + day_to + 1
    return ((first, last),) if first < last else ((101, last), (first, 1232))


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """The same minutes as disjoint spans in order."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], end)
        else:
            out.append((start, end))
    return tuple(out)


def _in(spans: Spans, moment: int) -> bool:
    return not spans or any(start <= moment < end for start, end in spans)


def _meet(first: Spans, second: Spans) -> bool:
    return not first or not second or any(a < d and c < b for a, b in first for c, d in second)
