"""Training: weights on everything, calibration and thresholds on messages held out in turn, copies kept together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wangge.kit.errors import Invalid
from wangge.triage.learning import fields, ridge
from wangge.triage.learning.calibrating import calibrate
from wangge.triage.learning.cold import Cold
from wangge.triage.learning.duplicates import groups
from wangge.triage.learning.familiar import Probabilities, Seen
from wangge.triage.learning.hashing import Counts
from wangge.triage.learning.model import Model, lengths, margins
from wangge.triage.learning.texts import Message

LEAST = 10  # labelled messages
FOLDS = 5
APART = 3  # parts of the categories, each left out in turn to see what a strange message looks like; as good as seven
ROOM = 16_000_000  # weights: 64 MB

Labels = npt.NDArray[np.int64]
Split = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]  # learned, tested


class HeldOut(NamedTuple):
    """What a message was given by a model that had not seen it: the score of the training."""

    probabilities: Probabilities
    labels: Labels


class Categories(NamedTuple):
    """All categories to choose from, with the synonyms of the catalogue; more than the labels use is fine."""

    names: tuple[str, ...]
    synonyms: Mapping[str, Sequence[str]] = {}


def train(
    messages: Sequence[Message], labels: Sequence[str], categories: Categories | None = None, about: Any = None
) -> tuple[Model, HeldOut]:
    """A model of everything, and how its like did on what was held out. Invalid: there is too little to learn from."""
    chosen = categories or Categories(tuple(sorted(set(labels))))
    place = {name: at for at, name in enumerate(chosen.names)}
    truth = np.array([place[label] for label in labels], dtype=np.int64)
    _check(truth, len(labels))
    cold = Cold(chosen.names, chosen.synonyms)
    found, hints, characters = fields.counts(messages), cold.shares(messages), lengths(messages)

    def seen(splits: Iterable[Split]) -> Seen:
        made, known = _judged(found, truth, len(chosen.names), splits)
        return Seen(made, hints, characters, known)

    held = seen(_copies_apart(truth, groups([each.text for each in messages])))
    strange = seen(_categories_apart(truth)) if len(set(labels)) >= APART else None
    calibration = calibrate(held, strange, truth)
    scales, weights = _fitted(found, truth, len(chosen.names))
    known = np.isin(np.arange(len(chosen.names)), truth)
    model = Model(chosen.names, scales, weights, known, calibration, cold, dict(about or {}))
    # The calibration has few numbers and saw many messages: judging it on them again flatters it by next to nothing.
    return model, HeldOut(calibration.probabilities(held), truth)


def _fitted(found: Sequence[Counts], truth: Labels, classes: int) -> tuple[tuple[fields.Scale, ...], fields.Floats]:
    """Scales and weights; of many categories, of fewer buckets, so that the weights keep within their room."""
    scales = fields.scales_of(found, truth, classes, ROOM // classes)
    return scales, ridge.fit(fields.beside(found, scales, fields.weighing(scales)).rows, truth, classes)


def _judged(
    found: Sequence[Counts], truth: Labels, classes: int, splits: Iterable[Split]
) -> tuple[fields.Floats, fields.Floats]:
    """Margins and known parts of every message by weights that saw nothing of what it was split from."""
    made = np.zeros((len(truth), classes), dtype=np.float32)
    part = np.zeros((len(truth), len(found)), dtype=np.float32)
    for learned, tested in splits:
        scales, weights = _fitted([each[learned] for each in found], truth[learned], classes)
        known = np.isin(np.arange(classes), truth[learned])
        laid = fields.beside([each[tested] for each in found], scales, fields.weighing(scales))
        made[tested], part[tested] = margins(laid.rows, weights, known), laid.known
    return made, part


def _categories_apart(truth: Labels) -> Iterator[Split]:
    """A part of the categories at a time has not been learned; at least two have."""
    used = np.unique(truth)
    dealt = np.zeros(used[-1] + 1, dtype=np.int64)
    dealt[used] = np.random.default_rng(0).permutation(len(used)) % APART
    for number in range(APART):
        yield np.flatnonzero(dealt[truth] != number), np.flatnonzero(dealt[truth] == number)


def _copies_apart(truth: Labels, copies: Labels) -> Iterator[Split]:
    """Copies go together, each category is dealt out evenly; the same again for the same messages.

    A category may have two messages only, which the folds of scikit-learn do not take.
    """
    firsts, member = np.unique(copies, return_index=True)[1], np.unique(copies, return_inverse=True)[1]
    dealt = np.zeros(len(firsts), dtype=np.int64)
    dice = np.random.default_rng(0)
    start = 0
    for category in np.unique(truth):
        held = dice.permutation(np.flatnonzero(truth[firsts] == category))
        dealt[held] = (start + np.arange(len(held))) % FOLDS
        start += len(held)
    fold = dealt[member]
    for number in np.unique(fold):
        yield np.flatnonzero(fold != number), np.flatnonzero(fold == number)


def _check(truth: Labels, rows: int) -> None:
    times = np.bincount(truth) if rows else np.zeros(0, dtype=int)
    used = times[times > 0]
    if rows < LEAST or len(used) < 2 or used.min() < 2:
        raise Invalid("triage.too_few", field="category", rows=rows, classes=len(used), least=LEAST)
