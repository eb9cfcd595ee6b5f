"""Time limits as they are written and as values: so much of one kind of time."""

import re
from enum import StrEnum
from typing import NamedTuple


class TimeKind(StrEnum):
    """Kinds of time (DESIGN §7). One working day is a day of the calendar, not a number of hours."""

    WORKING_HOURS = "wh"  # 工作时
    WORKING_DAYS = "wd"  # 工作日
    CALENDAR_DAYS = "cd"  # 自然日
    URGENT_HOURS = "uh"  # 紧急工作时, round the clock
    URGENT_MINUTES = "um"  # 分钟, round the clock: signing a gas leak, reporting for duty


_LIMIT = re.compile(r"([0-9]{1,4})(wh|wd|cd|uh|um)( eod)?")


class Limit(NamedTuple):
    """So much of one kind of time. ``end_of_day``: start day not counted, due at closing time (12345 orders)."""

    amount: int
    kind: TimeKind
    end_of_day: bool = False

    @classmethod
    def parse(cls, text: str) -> "Limit":
        """``5wd``, ``5wd eod``, ``4wh``, ``15cd``, ``1uh``, ``30um``; ValueError for anything else."""
        found = _LIMIT.fullmatch(text)
        if not found or not int(found[1]) or (found[3] and found[2] not in ("wd", "cd")):
            raise ValueError(f"not a time limit: {text!r}")
        return cls(int(found[1]), TimeKind(found[2]), bool(found[3]))

    def __str__(self) -> str:
        return f"{self.amount}{self.kind}{' eod' if self.end_of_day else ''}"


def is_limit(text: str) -> bool:
    try:
        Limit.parse(text)
    except ValueError:
        return False
    return True
