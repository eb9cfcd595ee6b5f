"""A model of categories: probabilities for messages, and suggestions with the words of the text that weighed most."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from wangge.triage.learning.calibration import Calibration
from wangge.triage.learning.cold import Cold
from wangge.triage.learning.evidence import Reading, telling
from wangge.triage.learning.familiar import Probabilities, Seen
from wangge.triage.learning.fields import Floats, Laid, Scale, beside, counts, weighing
from wangge.triage.learning.hashing import Counts
from wangge.triage.learning.texts import Message, message

BULK = 2_000  # messages taken at once


class Suggestion(NamedTuple):
    """``confidence`` from 0 to 1; ``evidence``: words of the message, the weightiest first."""

    code: str
    confidence: float
    evidence: tuple[str, ...]


#: Whether a category comes into question.
Fits = Callable[[str], bool]


def anything(_: str) -> bool:
    return True


def likeliest(names: Sequence[str], shares: npt.NDArray[np.float64], most: int, fits: Fits) -> list[int]:
    """Where the first of those that fit stand."""
    order = (int(at) for at in np.argsort(-shares, kind="stable"))
    return list(islice((at for at in order if fits(names[at])), most))


class Adviser(Protocol):
    """What both the cold and the learned model can do."""

    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def thresholds(self) -> Mapping[int, float]: ...
    def probabilities(self, messages: Sequence[Message]) -> Probabilities: ...
    def suggest(self, text: str, title: str = "", most: int = 3, fits: Fits = anything) -> list[Suggestion]: ...


@dataclass(frozen=True)
class ColdModel:
    """The cold advice in the shape of a model. It has no thresholds: nothing was held out to fix them on."""

    cold: Cold

    @property
    def names(self) -> tuple[str, ...]:
        return self.cold.names

    @property
    def thresholds(self) -> Mapping[int, float]:
        return {}

    def probabilities(self, messages: Sequence[Message]) -> Probabilities:
        return self.cold.shares(messages)

    def suggest(self, text: str, title: str = "", most: int = 3, fits: Fits = anything) -> list[Suggestion]:
        """Empty where no word was recognised."""
        read = message(text, title)
        found = self.cold.found(read)
        if not found:
            return []
        shares = self.probabilities([read])[0]
        return [
            Suggestion(
                self.names[at], float(shares[at]), telling([(f.words, f.points) for f in found if f.category == at])
            )
            for at in likeliest(self.names, shares, most, fits)
        ]


@dataclass(frozen=True)
class Model:
    """``weights``: buckets that weigh anything × categories. ``known``: which categories had messages to learn from."""

    names: tuple[str, ...]
    scales: tuple[Scale, ...]
    weights: Floats
    known: npt.NDArray[np.bool_]
    calibration: Calibration
    cold: Cold
    about: Mapping[str, Any]

    @property
    def thresholds(self) -> Mapping[int, float]:
        return self.calibration.thresholds

    @cached_property
    def buckets(self) -> npt.NDArray[np.int64]:
        """Of each row of ``weights``."""
        return weighing(self.scales)

    def probabilities(self, messages: Sequence[Message]) -> Probabilities:
        """Messages × categories; each row adds up to at most 1."""
        parts = (messages[at : at + BULK] for at in range(0, len(messages), BULK))
        found = [self.calibration.probabilities(self._seen(part, self._laid(part))) for part in parts]
        return np.concatenate(found) if found else np.empty((0, len(self.names)))

    def suggest(self, text: str, title: str = "", most: int = 3, fits: Fits = anything) -> list[Suggestion]:
        """The likeliest categories first, of those that fit; empty where there is nothing to read."""
        read = message(text, title)
        if not any(map(str.isalnum, read.title + read.text)):
            return []
        laid = self._laid([read])
        sure = self.calibration.probabilities(self._seen([read], laid))[0]
        best = likeliest(self.names, sure, most, fits)
        why = self._evidence(read, laid.rows, best)
        return [Suggestion(self.names[at], float(sure[at]), words) for at, words in zip(best, why, strict=True)]

    def _laid(self, messages: Sequence[Message]) -> Laid:
        return beside(counts(messages), self.scales, self.buckets)

    def _seen(self, messages: Sequence[Message], laid: Laid) -> Seen:
        made = margins(laid.rows, self.weights, self.known)
        return Seen(made, self.cold.shares(messages), lengths(messages), laid.known)

    def _evidence(self, read: Message, row: Counts, best: list[int]) -> list[tuple[str, ...]]:
        """What the row gave to each category against the mean; the catalogue's words where nothing was learned."""
        reading = Reading(read, self.buckets[row.indices])
        given = self.weights[row.indices] * row.data[:, None]
        given = given[:, best] - given[:, self.known].mean(axis=1, keepdims=True)
        learned = reading.words(given.astype(np.float64))
        found = self.cold.found(read) if not self.known[best].all() else []
        return [
            words if self.known[at] else telling([(each.words, each.points) for each in found if each.category == at])
            for at, words in zip(best, learned, strict=True)
        ]


def margins(found: Counts, weights: Floats, known: npt.NDArray[np.bool_]) -> Floats:
    """A category nothing was learned of stands where the others stand when they are not meant."""
    made = np.asarray(found @ weights)
    if not known.all():
        made[:, ~known] = np.median(made[:, known], axis=1)[:, None]
    return made


def lengths(messages: Sequence[Message]) -> npt.NDArray[np.int64]:
    """In characters."""
    return np.array([len(each.text) for each in messages], dtype=np.int64)
