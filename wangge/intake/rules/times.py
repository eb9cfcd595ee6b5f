"""Times as a file writes them: its formats compiled once, for `strptime` takes a quarter of the time of a whole row."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

#: Directives that are numbers of a fixed meaning → part of a pattern, named as ``datetime`` has it.
_NUMBERS = {
    "Y": r"(?P<year>\d{4})", "m": r"(?P<month>\d{1,2})", "d": r"(?P<day>\d{1,2})", "H": r"(?P<hour>\d{1,2})",
    "M": r"(?P<minute>\d{1,2})", "S": r"(?P<second>\d{1,2})", "I": r"(?P<hour>\d{1,2})", "p": r"(?P<half>[AaPp][Mm])",
}  # fmt: skip
_DIRECTIVE = re.compile(r"%(.)")
_LEAST = {"year": 1900, "month": 1, "day": 1}

Parse = Callable[[str], datetime | None]


def parser(form: str) -> Parse:
    """None for what is not in this format; otherwise what ``datetime.strptime`` gives."""
    directives = _DIRECTIVE.findall(form)
    known = set(directives) <= set(_NUMBERS) and len(set(directives)) == len(directives)
    if not known or ("I" in directives) != ("p" in directives) or {"I", "H"} <= set(directives):
        return lambda cell: _strptime(cell, form)
    pattern = re.compile("".join(_part(piece) for piece in re.split(r"(%.)", form)), re.ASCII)
    least = {name: number for name, number in _LEAST.items() if name not in pattern.groupindex}

    def parse(cell: str) -> datetime | None:
        found = pattern.fullmatch(cell)
        if found is None:
            return None
        said = found.groupdict()
        half = said.pop("half", None)
        numbers = {name: int(text) for name, text in said.items()}
        try:
            if half is not None:
                numbers["hour"] = _of_day(numbers["hour"], half)
            return datetime(**least, **numbers)  # type: ignore[arg-type]  # noqa: DTZ001 - the zone follows
        except ValueError:
            return None

    return parse


def _of_day(hour: int, half: str) -> int:
    """12 AM is midnight. ValueError for an hour that a clock of twelve does not have."""
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half in _AFTERNOON else 0)


_AFTERNOON = frozenset({"PM", "pm", "Pm", "pM"})


def _part(piece: str) -> str:
    """A space of a format stands for any space, as ``strptime`` has it."""
    if piece.startswith("%"):
        return _NUMBERS[piece[1]]
    return re.sub(r"(\\ )+", r"\\s+", re.escape(piece))


def _strptime(cell: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(cell, form)  # noqa: DTZ007 - the zone of the mapping follows
    except ValueError:
        return None


def in_utc(found: datetime, zone: tzinfo) -> datetime:
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
