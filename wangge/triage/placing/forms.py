"""One form of writing: no spaces, small letters, half width, simplified; each character knows where it was."""

import unicodedata
from typing import NamedTuple

from wangge.triage.placing.words import words

LONGEST = 2_000  # characters that are read: nobody names the place later

_WRITTEN = words()["characters"]
_SIMPLE = dict(zip("".join(_WRITTEN["traditional"]), "".join(_WRITTEN["simplified"]), strict=True))


class Plain(NamedTuple):
    """``text`` in the one form; ``at``: for each of its characters, where in the source it stands."""

    text: str
    at: tuple[int, ...]
    source: str

    def words(self, start: int, end: int) -> str:
        """What the source says there."""
        return self.source[self.at[start] : self.at[end - 1] + 1] if end > start else ""


def plain(text: str) -> Plain:
    kept = [(char, at) for at, raw in enumerate(text[:LONGEST]) if (char := one(raw))]
    return Plain("".join(char for char, _ in kept), tuple(at for _, at in kept), text)


def name(text: str) -> str:
    """A name in the one form."""
    return plain(text).text


def one(char: str) -> str:
    """One character, or none for spaces and what cannot be seen."""
    if "!" <= char <= "~":
        return char.lower()
    if char in _SIMPLE:
        return _SIMPLE[char]
    if "一" <= char <= "鿿":
        return char
    if char.isspace() or unicodedata.category(char) in ("Cc", "Cf", "Cs"):
        return ""
    narrow = unicodedata.normalize("NFKC", char)
    return narrow.lower() if len(narrow) == len(narrow.lower()) == 1 else char
