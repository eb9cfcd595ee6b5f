"""The words of a message that weighed most for a category: weights of n-grams laid back on the text they came from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from wangge.triage.learning.fields import FIELDS, Field, Floats, Scale, counts, view, weighted
from wangge.triage.learning.hashing import grams, word_bucket
from wangge.triage.learning.texts import Message
from wangge.triage.learning.words import placed

MOST = 5  # words shown
_LONGEST = 12  # characters of one


def gathered(message: Message, bits: Sequence[int], scales: Sequence[Scale], weights: Floats) -> tuple[str, ...]:
    """``weights``: one for each bucket of all fields, against the mean of the categories."""
    found: list[tuple[str, float]] = []
    first = 0
    for field, size, scale in zip(FIELDS, bits, scales, strict=True):
        found += _of_field(message, field, size, scale, weights[first : first + (1 << size)])
        first += 1 << size
    return telling(found)


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


def _of_field(message: Message, field: Field, bits: int, scale: Scale, weights: Floats) -> list[tuple[str, float]]:
    """Each word of the field with its own share of the margin: of itself, or of the n-grams that lie upon it."""
    text = view(message, field)
    row = weighted(counts([message], field, bits), scale, field.share)
    values = dict(zip(row.indices.tolist(), (row.data * weights[row.indices]).tolist(), strict=True))
    spans = [word for word in placed(text) if 1 < len(word.text) <= _LONGEST and not word.text.isdigit()]
    if not field.sizes:
        return [(word.text, values.get(word_bucket(word.text, bits), 0.0)) for word in spans]
    on = _laid(text, field.sizes, bits, values)
    return [(word.text, float(on[word.start : word.end].sum())) for word in spans]


def _laid(text: str, sizes: Sequence[int], bits: int, values: dict[int, float]) -> npt.NDArray[np.float64]:
    """Points of each character: those of every n-gram, shared out among its places and its characters."""
    on = np.zeros(len(text))
    for size in sizes:
        buckets = grams(text, size, bits)
        if not len(buckets):
            continue
        unique, inverse, times = np.unique(buckets, return_inverse=True, return_counts=True)
        points = np.array([values.get(int(bucket), 0.0) for bucket in unique]) / times / size
        for at in range(size):
            on[at : at + len(buckets)] += points[inverse]
    return on
