"""Times as a file writes them: its formats compiled once, for `strptime` takes a quarter of the time of a whole row."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

#: Directives that are numbers of a fixed meaning → part of a pattern.
_NUMBERS = {
    "Y": r"(?P<Y>\d{4})", "m": r"(?P<m>\d{1,2})", "d": r"(?P<d>\d{1,2})", "H": r"(?P<H>\d{1,2})",
    "M": r"(?P<M>\d{1,2})", "S": r"(?P<S>\d{1,2})", "I": r"(?P<I>\d{1,2})", "p": r"(?P<p>[AaPp][Mm])",
}  # fmt: skip
_DIRECTIVE = re.compile(r"%(.)")

Parse = Callable[[str], datetime | None]


def parser(form: str) -> Parse:
    """None for what is not in this format; otherwise what ``datetime.strptime`` gives."""
    directives = _DIRECTIVE.findall(form)
    known = set(directives) <= set(_NUMBERS) and len(set(directives)) == len(directives)
    if not known or ("I" in directives) != ("p" in directives) or {"I", "H"} <= set(directives):
        return lambda cell: _strptime(cell, form)
    pattern = re.compile("".join(_part(piece) for piece in re.split(r"(%.)", form)), re.ASCII)
    twelve = "I" in directives
    if directives == list("YmdHMS")[: len(directives)] and len(directives) > 2:
        return _in_order(pattern)

    def parse(cell: str) -> datetime | None:
        found = pattern.fullmatch(cell)
        if found is None:
            return None
        said = found.groupdict(0)
        if twelve:
            if not 1 <= int(said["I"]) <= 12:
                return None
            said["H"] = int(said["I"]) % 12 + (12 if str(said["p"]) in _AFTERNOON else 0)
        day = (int(said.get(name, least)) for name, least in _LEAST.items())
        try:
            return datetime(*day)  # type: ignore[arg-type]  # noqa: DTZ001 - the zone of the mapping follows
        except ValueError:
            return None

    return parse


def _in_order(pattern: re.Pattern[str]) -> Parse:
    """From years down to seconds, as most files have it: a third of the time."""

    def parse(cell: str) -> datetime | None:
        found = pattern.fullmatch(cell)
        if found is None:
            return None
        try:
            return datetime(*map(int, found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - the zone follows
        except ValueError:
            return None

    return parse


_LEAST = {"Y": 1900, "m": 1, "d": 1, "H": 0, "M": 0, "S": 0}
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
