"""The four views of a message that are learned from, and their weighting: saturation, rarity, what it tells, length."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from wangge.triage.learning.hashing import Counts, Row, gram_counts, word_counts
from wangge.triage.learning.texts import Message
from wangge.triage.learning.words import words

Floats = npt.NDArray[np.float32]


class Field(NamedTuple):
    """``share``: how much of the similarity of two messages it is worth; chosen by the attempts of decision 17.

    ``bits``: of the number of its buckets.
    """

    name: str
    share: float
    bits: int
    sizes: tuple[int, ...] = ()  # of n-grams of characters; none: words


FIELDS = (
    Field("words", 1.0, 18),
    Field("text", 0.8, 18, (1, 2)),
    Field("opening", 0.5, 18, (1, 2, 3)),
    Field("title", 0.3, 16, (1, 2)),
)
BUCKETS = sum(1 << field.bits for field in FIELDS)
_K1, _B = 1.2, 0.75
_PART = 500  # messages counted at once
_RARE = 2  # messages in which a feature must stand
_NOTHING_READ = 0.5  # the known part of a field in which nothing stands
_TELLS_LITTLE = 0.05  # what a feature that falls on the classes as all messages do keeps of its rarity, squared


@dataclass(frozen=True)
class Scale:
    """What was learned of one field: ``idf`` by bucket (0: left out), ``length`` the mean count of a message."""

    idf: Floats
    length: float

    @cached_property
    def most(self) -> float:
        """What the feature that tells most weighs."""
        return float(self.idf.max())


class Laid(NamedTuple):
    """``rows``: messages × buckets that weigh anything. ``known``: messages × fields, from 0 to 1."""

    rows: Counts
    known: Floats


def counts(messages: Sequence[Message]) -> list[Counts]:
    """Of each field, messages × its buckets. A part of the messages at a time: what is in between is a hundredfold."""
    parts = [messages[at : at + _PART] for at in range(0, len(messages), _PART)] or [messages]
    made = [[_counted([view(each, field) for each in part], field) for field in FIELDS] for part in parts]
    return made[0] if len(made) == 1 else [_stacked(of_field) for of_field in zip(*made, strict=True)]


def _stacked(parts: Sequence[Counts]) -> Counts:
    """One below the other."""
    rows, shape = sum(part.shape[0] for part in parts), parts[0].shape
    ends = np.cumsum([0, *(part.indptr[-1] for part in parts)])
    starts = np.concatenate([part.indptr[:-1] + end for part, end in zip(parts, ends, strict=False)] + [ends[-1:]])
    data, indices = (np.concatenate([getattr(part, name) for part in parts]) for name in ("data", "indices"))
    return sparse.csr_array((data, indices.astype(np.int32), starts.astype(np.int32)), shape=(rows, shape[1]))


def _counted(texts: Sequence[str], field: Field) -> Counts:
    if field.sizes:
        return gram_counts(texts, field.sizes, field.bits)
    return word_counts([words(text) for text in texts], field.bits)


def view(message: Message, field: Field) -> str:
    """What the field reads. NUL keeps n-grams from running over the border."""
    if field.name == "opening":
        return message.opening
    return message.title if field.name == "title" else f"{message.title}\x00{message.text}"


def scales_of(
    found: Sequence[Counts], labels: npt.NDArray[np.int64], classes: int, most: int = BUCKETS
) -> tuple[Scale, ...]:
    """Of every field. Where more than ``most`` buckets weigh anything, those that say least in all are left out."""
    made = tuple(scale_of(each, labels, classes) for each in found)
    if len(weighing(made)) <= most:
        return made
    said = [
        field.share * scale.idf**2 * np.bincount(each.indices, minlength=each.shape[1])
        for field, scale, each in zip(FIELDS, made, found, strict=True)
    ]
    left_out = np.argsort(-np.concatenate(said), kind="stable")[most:]
    idf = np.concatenate([scale.idf for scale in made])
    idf[left_out] = 0
    return tuple(Scale(part, scale.length) for part, scale in zip(split(idf), made, strict=True))


def split(buckets: Floats) -> list[Floats]:
    """What stands for all buckets, by field."""
    return np.split(buckets, np.cumsum([1 << field.bits for field in FIELDS])[:-1])


def weighing(scales: Sequence[Scale]) -> npt.NDArray[np.int64]:
    """The buckets over all fields that are not left out, ascending."""
    return np.flatnonzero(np.concatenate([scale.idf for scale in scales]))


def scale_of(found: Counts, labels: npt.NDArray[np.int64], classes: int) -> Scale:
    """Rarity (BM25), less where a feature falls on the classes as evenly as all messages do."""
    seen = np.bincount(found.indices, minlength=found.shape[1])
    idf = np.log1p((found.shape[0] - seen + 0.5) / (seen + 0.5))
    idf *= np.sqrt(_TELLS_LITTLE + uneven(found, labels, classes))
    idf[seen < _RARE] = 0
    return Scale(idf.astype(np.float32), max(float(found.sum()) / found.shape[0], 1.0))


def uneven(found: Counts, labels: npt.NDArray[np.int64], classes: int) -> npt.NDArray[np.float64]:
    """By bucket, from 0 to √2: how far the messages that hold it lie from the shares of the classes in all messages.

    |n − s·p| / (s + 1) for ``n`` the messages of each class with the bucket, ``s`` their sum, ``p`` those shares; the
    one in the divisor keeps what stands in two messages from telling as much as what stands in twenty.
    """
    ones = np.ones(len(labels))
    of_class = sparse.csr_array((ones, (labels, np.arange(len(labels)))), shape=(classes, len(labels)))
    holds = sparse.csr_array((np.ones(found.nnz), found.indices, found.indptr), shape=found.shape)
    times = sparse.csr_array(of_class @ holds)  # classes × buckets
    shares = np.bincount(labels, minlength=classes) / len(labels)
    total = np.asarray(times.sum(axis=0)).ravel()
    apart = times.power(2).sum(axis=0) - 2 * total * (times.T @ shares) + total**2 * (shares @ shares)
    return np.asarray(np.sqrt(np.maximum(apart, 0)) / (total + 1))


def beside(found: Sequence[Counts], scales: Sequence[Scale], kept: npt.NDArray[np.int64]) -> Laid:
    """The fields of the messages side by side: messages × ``kept``, the buckets that are not left out."""
    size = found[0].shape[0]
    parts = [weighted(each, scale, field.share) for each, scale, field in zip(found, scales, FIELDS, strict=True)]
    starts = np.cumsum([0, *(each.shape[1] for each in found)], dtype=np.int32)
    buckets = np.concatenate([each.indices + start for each, start in zip(found, starts, strict=False)])
    data = np.concatenate([values for values, _ in parts])
    at, shape = np.flatnonzero(data), (size, len(kept))
    if size == 1:
        laid: Counts = Row(data[at], np.searchsorted(kept, buckets[at]), shape)
    else:
        rows = np.concatenate([np.repeat(np.arange(size, dtype=np.int32), np.diff(each.indptr)) for each in found])[at]
        ends = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=size))))
        at = at[np.argsort(rows, kind="stable")]  # by message; the fields in order, and so their buckets
        place = np.zeros(starts[-1], dtype=np.int32)
        place[kept] = np.arange(len(kept))
        laid = sparse.csr_array((data[at], place[buckets[at]], ends), shape=shape)
    return Laid(laid, np.column_stack([known for _, known in parts]))


def weighted(found: Counts, scale: Scale, share: float) -> tuple[Floats, Floats]:
    """Weights of what is counted, and the known part of each message.

    A message is of length ``sqrt(share)``, so that the product of two is their similarity times the share. That lays
    the little that is known out to full length: the known part says how much it was of the whole, with as much
    credit for a feature never seen as for the one that tells most.
    """
    size = found.shape[0]
    rows = np.repeat(np.arange(size), np.diff(found.indptr))
    damping = _K1 * (1 - _B + _B * np.bincount(rows, weights=found.data, minlength=size) / scale.length)
    filled = found.data * (_K1 + 1) / (found.data + damping[rows])
    idf = scale.idf[found.indices]
    values = filled * idf
    learned = np.bincount(rows, weights=values**2, minlength=size)
    fresh = np.bincount(rows, weights=(filled * (idf == 0) * scale.most) ** 2, minlength=size)
    values *= (np.sqrt(share) / np.maximum(np.sqrt(learned), 1e-9))[rows]
    known = np.where(learned + fresh > 0, learned / np.maximum(learned + fresh, 1e-9), _NOTHING_READ)
    return values.astype(np.float32), known.astype(np.float32)
