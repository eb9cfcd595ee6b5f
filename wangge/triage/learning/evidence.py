"""The words of a message that weighed most for a category: weights of n-grams laid back on the text they came from."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wangge.triage.learning.fields import FIELDS, view
from wangge.triage.learning.hashing import grams, word_bucket
from wangge.triage.learning.texts import Message
from wangge.triage.learning.words import Word, placed

MOST = 5  # words shown
_LONGEST = 12  # characters of one
_READ = 600  # characters looked at: of a longer message the words that say what it is stand there

Points = npt.NDArray[np.float64]
_Places = npt.NDArray[np.int64]


class _Sheet(NamedTuple):
    """One field of a message: its words, and for each size of n-grams where in the row each of them is found."""

    length: int
    words: list[Word]
    at: list[tuple[int, _Places]]  # size (0: a word as a whole), places in the row or -1


class Reading:
    """A message prepared for the question why, for as many categories as are asked about."""

    def __init__(self, message: Message, buckets: _Places) -> None:
        """``buckets``: those of the message's row over all fields, ascending."""
        self._buckets = buckets
        self._sheets: list[_Sheet] = []
        first = 0
        known: dict[str, list[Word]] = {}  # two fields read the same
        for field in FIELDS:
            text = view(message, field)[:_READ]
            if (words := known.get(text)) is None:
                words = known[text] = [word for word in placed(text) if _shown(word.text)]
            parts = [(length, grams(text, length, field.bits)) for length in field.sizes]
            if not field.sizes:
                parts = [(0, np.array([word_bucket(word.text, field.bits) for word in words], dtype=np.int64))]
            self._sheets.append(_Sheet(len(text), words, [(n, self._places(found, first)) for n, found in parts]))
            first += 1 << field.bits

    def words(self, points: Points) -> tuple[str, ...]:
        """``points``: what each bucket of the row gave to the category, against the mean of the categories."""
        return telling(pair for sheet in self._sheets for pair in _of(sheet, points))

    def _places(self, found: _Places, first: int) -> _Places:
        if not len(self._buckets):
            return np.full(len(found), -1)
        at = np.minimum(np.searchsorted(self._buckets, found + first), len(self._buckets) - 1)
        return np.where((found >= 0) & (self._buckets[at] == found + first), at, -1)


def telling(found: Iterable[tuple[str, float]]) -> tuple[str, ...]:
    """The weightiest words, none that stands inside another one taken before it."""
    worth: defaultdict[str, float] = defaultdict(float)
    for word, points in found:
        worth[word] += points
    taken: list[str] = []
    for word in sorted(worth, key=lambda word: (-worth[word], word)):
        if worth[word] > 0 and len(word) > 1 and not any(word in other or other in word for other in taken):
            taken.append(word)
        if len(taken) == MOST:
            break
    return tuple(taken)


def _shown(word: str) -> bool:
    return 1 < len(word) <= _LONGEST and not word.isdigit()


def _of(sheet: _Sheet, points: Points) -> list[tuple[str, float]]:
    """Each word with its own share of the margin: of itself, or of the n-grams that lie upon it."""
    on = np.zeros(sheet.length)
    for size, at in sheet.at:
        there = at >= 0
        times = np.bincount(at[there], minlength=len(points))
        worth = np.zeros(len(at))
        worth[there] = points[at[there]] / times[at[there]]
        if not size:
            return [(word.text, float(part)) for word, part in zip(sheet.words, worth, strict=True)]
        for place in range(size):
            on[place : place + len(worth)] += worth / size
    until = np.concatenate(([0.0], np.cumsum(on))).tolist()  # what lies before each place
    return [(word.text, until[word.end] - until[word.start]) for word in sheet.words]
