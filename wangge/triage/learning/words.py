"""Words of a Chinese text by jieba's dictionary, without its cache file, its log lines or its global state.

The cut is jieba's own, word for word (``cut(text, HMM=False)``: the likeliest way through the dictionary), in one pass
over the text instead of three, which takes half the time: most of what a suggestion costs.
"""

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from math import log
from typing import NamedTuple

_SAYS = re.compile(r"\w")
_RUNS = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+)")
_GAPS = re.compile(r"(\r\n|\s)")
_LATIN = re.compile(r"[a-zA-Z0-9]")
_NEVER = float("-inf")


class Word(NamedTuple):
    text: str
    start: int
    end: int


class Dictionary(NamedTuple):
    """``known``: word → log of its share, None for what only begins longer words. ``rare``: of what is not in it."""

    known: dict[str, float | None]
    rare: float


def words(text: str) -> list[str]:
    """In their order, without punctuation."""
    return [piece for piece in _pieces(text) if _SAYS.search(piece)]


def placed(text: str, most: int | None = None) -> Iterator[Word]:
    """The same words with where they stand; only those that end within the first ``most`` characters."""
    at = 0
    for piece in _pieces(text):
        end = at + len(piece)
        if most is not None and end > most:
            return
        if _SAYS.search(piece):
            yield Word(piece, at, end)
        at = end


@lru_cache(maxsize=4)
def _pieces(text: str) -> tuple[str, ...]:
    """Kept for a moment: a message is classed first, then explained."""
    found: list[str] = []
    for at, block in enumerate(_RUNS.split(text)):
        if at % 2:
            found += _run(block)
        else:
            found += [one for gap in _GAPS.split(block) for one in ([gap] if _GAPS.match(gap) else gap)]
    return tuple(found)


def _run(text: str) -> list[str]:
    """Letters and digits that are no word together stay together."""
    ends, at, pieces = _ends(text), 0, list[str]()
    while at < len(text):
        pieces.append(text[at : ends[at]])
        at = ends[at]
    return _joined(pieces) if _LATIN.search(text) else pieces


def _joined(pieces: list[str]) -> list[str]:
    joined, latin = list[str](), ""
    for piece in pieces:
        if len(piece) == 1 and _LATIN.match(piece):
            latin += piece
            continue
        if latin:
            joined.append(latin)
            latin = ""
        joined.append(piece)
    return [*joined, latin] if latin else joined


def _ends(text: str) -> list[int]:
    """Where the word ends that begins at each place, on the likeliest way from there to the end."""
    known, rare = _dictionary()
    weight_of = known.get
    size = len(text)
    best, ends = [0.0] * (size + 1), list(range(1, size + 1))
    for at in range(size - 1, -1, -1):
        most = _NEVER
        for stop in range(at + 1, size + 1):
            weight = weight_of(text[at:stop], 1.0)
            if weight is None:
                continue
            if weight > 0:  # no logarithm of a share: nothing begins like this
                break
            if (worth := weight + best[stop]) >= most:
                most, ends[at] = worth, stop
        best[at] = rare + best[at + 1] if most == _NEVER else most
    return ends


@lru_cache(maxsize=1)
def _dictionary() -> Dictionary:
    """Read from the dictionary itself: jieba's cache lies in the shared temporary folder, where anybody may put one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its import: old escapes, pkg_resources
        import jieba  # noqa: PLC0415 - a second to load, only where texts are read

    made = jieba.Tokenizer()
    times, total = made.gen_pfdict(made.get_dict_file())
    whole = log(total)
    return Dictionary({word: log(count) - whole if count else None for word, count in times.items()}, -whole)
