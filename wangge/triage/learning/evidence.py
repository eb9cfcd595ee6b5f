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
_READ = 400  # characters looked at: of a longer message the words that say what it is stand there

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
            whole = view(message, field)  # cut into words as a whole, as it was to be classed
            if (words := known.get(whole)) is None:
                words = known[whole] = [word for word in placed(whole, _READ) if _shown(word.text)]
            text = whole[:_READ]
            parts = [(length, grams(text, length, field.bits)) for length in field.sizes]
            if not field.sizes:
                parts = [(0, np.array([word_bucket(word.text, field.bits) for word in words], dtype=np.int64))]
            self._sheets.append(_Sheet(len(text), words, [(n, self._places(found, first)) for n, found in parts]))
            first += 1 << field.bits
        # By the alphabet, which settles the order of words that weigh the same.
        self._said = sorted({word.text for sheet in self._sheets for word in sheet.words})

    def words(self, points: Points) -> list[tuple[str, ...]]:
        """``points``: row × categories, what each bucket gave to each against the mean; the words for each of them."""
        place = {word: at for at, word in enumerate(self._said)}
        worth = np.zeros((len(self._said), points.shape[1]))
        for sheet in self._sheets:
            if sheet.words:
                np.add.at(worth, [place[word.text] for word in sheet.words], _of(sheet, points))
        return [
            _apart((self._said[at] for at in order), (column[order] > 0).tolist())
            for column in worth.T
            for order in [np.argsort(-column, kind="stable")]
        ]

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
    order = sorted(worth, key=lambda word: (-worth[word], word))
    return _apart(order, (worth[word] > 0 for word in order))


def _apart(order: Iterable[str], tells: Iterable[bool]) -> tuple[str, ...]:
    """The first few that tell anything and share nothing with those before."""
    taken: list[str] = []
    for word, speaks in zip(order, tells, strict=True):
        if not speaks or len(taken) == MOST:
            break
        if len(word) > 1 and not any(word in other or other in word for other in taken):
            taken.append(word)
    return tuple(taken)


def _shown(word: str) -> bool:
    return 1 < len(word) <= _LONGEST and not word.isdigit()


def _of(sheet: _Sheet, points: Points) -> Points:
    """Words × categories: what each has of the margin, of itself or of the n-grams that lie upon it."""
    on = np.zeros((sheet.length + 1, points.shape[1]))
    for size, at in sheet.at:
        there = np.flatnonzero(at >= 0)
        times = np.bincount(at[there], minlength=len(points))
        worth = np.zeros((len(at), points.shape[1]))
        worth[there] = points[at[there]] / times[at[there], None]
        if not size:
            return worth
        for place in range(size):
            on[place + 1 : place + 1 + len(worth)] += worth / size
    until = on.cumsum(axis=0)  # what lies before each place
    starts, ends = np.array([(word.start, word.end) for word in sheet.words]).T
    return np.asarray(until[ends] - until[starts])
