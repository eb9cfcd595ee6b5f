"""When people work: offices by the calendar, dispatchers and call-back agents longer, urgent matters at any hour."""

from datetime import datetime, time, timedelta
from random import Random

from wangge.clock import Calendar
from wangge.clock.rules import SHANGHAI

#: First and last minute of a day's work, and whether days off count.
_HOURS = {
    "office": ((8 * 60 + 40, 17 * 60 + 50), False),
    "street": ((7 * 60 + 30, 18 * 60 + 30), True),
    "desk": ((7 * 60, 22 * 60), True),
    "caller": ((9 * 60, 20 * 60), True),
    "always": ((0, 24 * 60), True),
}


def at_work(at: datetime, who: str, calendar: Calendar, dice: Random) -> datetime:
    """``at``, or when such people begin next, within their first hour."""
    (opens, closes), every_day = _HOURS[who]
    local = at.astimezone(SHANGHAI)
    for _ in range(30):
        minute = local.hour * 60 + local.minute
        works = every_day or bool(calendar.day(local.date()).shifts)
        if works and minute < closes:
            if minute >= opens:
                return local
            return _midnight(local) + timedelta(minutes=opens, seconds=dice.randrange(3600))
        local = _midnight(local) + timedelta(days=1)
    return local


def half_day_later(at: datetime, calendar: Calendar, dice: Random) -> datetime:
    """Another half-day, for a further try to reach somebody."""
    return at_work(at + timedelta(hours=5, minutes=dice.randrange(240)), "caller", calendar, dice)


def _midnight(local: datetime) -> datetime:
    return datetime.combine(local.date(), time(), SHANGHAI)
