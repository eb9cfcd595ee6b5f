"""Advice from a catalogue's own words: each category is a small document, found by the runs of characters in a text.

BM25 over single characters, pairs and threes. Nothing was learned, so its confidences are shares of points: they say
which is likelier, not how often it is right.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from wangge.triage.learning.calibration import softmax
from wangge.triage.learning.evidence import telling
from wangge.triage.learning.familiar import Probabilities
from wangge.triage.learning.model import Fits, Suggestion, anything, likeliest
from wangge.triage.learning.texts import Message, message, plain

K1, B = 1.2, 0.3  # of BM25: how soon a word said again adds nothing, how much a long document is held against it
_LONGEST = 3  # characters of a run
_SINGLE = 0.3  # a single character's part of its weight
_SHARP, _SURE = 0.25, 0.8  # points to shares, none above 0.8: on the demo's texts right as often as that, on the whole

_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+")

#: Words by what they are worth: a category's name 3, what residents say 4, a condition 1 …
Document = Mapping[str, float]


class _Gram(NamedTuple):
    text: str
    start: int
    end: int


class Lexical:
    """``documents``: words of each category with their worth, by its code."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.names = tuple(sorted(documents))
        self._owners = _postings([documents[name] for name in self.names])

    @property
    def thresholds(self) -> Mapping[int, float]:
        """None: nothing was held out to fix them on."""
        return {}

    def probabilities(self, messages: Sequence[Message]) -> Probabilities:
        """Messages × names; rows add up to 0.8, all alike where nothing was recognised."""
        return _shares(np.array([self._points(each) for each in messages]).reshape(-1, len(self.names)))

    def suggest(self, text: str, title: str = "", most: int = 3, fits: Fits = anything) -> list[Suggestion]:
        """Empty where no word was recognised."""
        read = message(text, title)
        points = self._points(read)
        if not points.any():
            return []
        shares = _shares(points[None, :])[0]
        best = [at for at in likeliest(self.names, points, most, fits) if points[at] > 0]
        return [Suggestion(self.names[at], float(shares[at]), self._words(read, at)) for at in best]

    def _points(self, read: Message) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        found = np.zeros(len(self.names))
        times = Counter(gram.text for text in (read.title, read.text) for gram in _grams(text))
        for gram, said in times.items():
            if owners := self._owners.get(gram):
                at, worth = owners
                found[at] += worth * (1 + np.log(said))
        return found

    def _words(self, read: Message, category: int) -> tuple[str, ...]:
        """Stretches of the text that stand in the category's words too, pairs at least."""
        return telling(pair for text in (read.title, read.text) for pair in self._stretches(text, category))

    def _stretches(self, text: str, category: int) -> Iterator[tuple[str, float]]:
        start = end = 0
        worth = 0.0
        for gram in sorted(_grams(text), key=lambda each: each.start):
            points = self._worth(gram.text, category) if len(gram.text) > 1 else 0.0
            if not points:
                continue
            if gram.start >= end > start:
                yield text[start:end], worth
                worth = 0.0
            if gram.start >= end:
                start = gram.start
            end, worth = max(end, gram.end), worth + points
        if end > start:
            yield text[start:end], worth

    def _worth(self, gram: str, category: int) -> float:
        if not (owners := self._owners.get(gram)):
            return 0.0
        at = np.flatnonzero(owners[0] == category)
        return float(owners[1][at[0]]) if len(at) else 0.0


def _shares(points: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Probabilities:
    return _SURE * softmax(_SHARP * points)


_Owners = tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.float64]]]


def _postings(documents: Sequence[Document]) -> dict[str, _Owners]:
    """Run of characters → the categories that have it, with its points."""
    counted = [_counted(document) for document in documents]
    owners: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    lengths = np.array([sum(each.values()) for each in counted]) if counted else np.zeros(0)
    mean = max(float(lengths.mean()), 1e-9) if len(lengths) else 1.0
    for at, document in enumerate(counted):
        for gram, times in document.items():
            owners[gram].append((at, times * (K1 + 1) / (times + K1 * (1 - B + B * lengths[at] / mean))))
    return {gram: _weighed(gram, found, len(counted)) for gram, found in owners.items()}


def _weighed(gram: str, found: Sequence[tuple[int, float]], documents: int) -> _Owners:
    rare = np.log(1 + (documents - len(found) + 0.5) / (len(found) + 0.5)) * (_SINGLE if len(gram) == 1 else 1.0)
    return np.array([at for at, _ in found]), np.array([times * rare for _, times in found])


def _counted(document: Document) -> dict[str, float]:
    times: defaultdict[str, float] = defaultdict(float)
    for words, worth in document.items():
        for gram in _grams(plain(words)):
            times[gram.text] += worth
    return times


def _grams(text: str) -> Iterator[_Gram]:
    """Runs of 1 to 3 Chinese characters, Latin words and numbers whole."""
    for run in _RUN.finditer(text):
        if run[0][0].isascii():
            yield _Gram(run[0], run.start(), run.end())
            continue
        for size in range(1, _LONGEST + 1):
            for at in range(run.start(), run.end() - size + 1):
                yield _Gram(text[at : at + size], at, at + size)
