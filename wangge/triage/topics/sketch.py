"""A message as one short vector: weighted pieces of two and three characters, folded by signed hashing.

The names of places and firms are rare and so weigh most; what everybody writes weighs next to nothing. The product of
two sketches is the cosine of their pieces, give or take about 1 / √SIZE.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wangge.triage.learning.hashing import grams
from wangge.triage.learning.texts import plain

SIZE = 2_048  # numbers of a sketch
READ = 300  # characters of title and text: what it is about stands at the beginning
OPENING, KEPT = 80, 32  # characters of title and text that are looked at for keys; keys of a message
FEW = 3  # messages a piece must have stood in; said by one or two, it weighs as if nobody had said it yet
_BITS = 20
_PIECES = (2, 3)
_RARER = 1.5  # a name that few wrote counts for more than its logarithm: places over ways of speaking
#: Cities, districts and counties by letter, as publishers write them, are in every message and no place by themselves.
_COMMON = re.compile(r"[a-z]\d*[市区县]")

Sketch = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Frequencies:
    """In how many of ``messages`` a piece stood, by bucket: a snapshot, taken anew every night."""

    seen: npt.NDArray[np.int32]
    messages: int

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Frequencies":
        seen, messages = np.zeros(1 << _BITS, dtype=np.int32), 0
        for text in texts:
            seen[np.unique(_pieces(text))] += 1
            messages += 1
        return cls(seen, messages)

    def said_by(self, few: int) -> "Frequencies":
        """Only what stood in so many messages."""
        return Frequencies(np.where(self.seen >= few, self.seen, 0).astype(np.int32), self.messages)


class Sketcher:
    """``ahead``: more messages are to come: a piece said by one alone may join the next; else it joins nobody."""

    def __init__(self, known: Frequencies, *, ahead: bool = False) -> None:
        most = max(known.messages, 2)
        rarity = np.log(most / np.minimum(np.maximum(known.seen, FEW - 1 if ahead else 1), most))
        self._weight = (rarity**_RARER).astype(np.float32)
        if not ahead:
            self._weight[known.seen < 2] = 0
        place = np.arange(1 << _BITS, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        self._fold = (place >> np.uint64(53)).astype(np.int16)  # 11 bits: SIZE
        self._sign = np.where((place >> np.uint64(20)) & np.uint64(1), 1, -1).astype(np.int8)

    def sketch(self, text: str) -> Sketch:
        """Of length 1, or all zero where nothing in it was ever said twice."""
        buckets, times = np.unique(_pieces(text), return_counts=True)
        values = (1 + np.log(times)) * self._weight[buckets]
        length = float(np.sqrt((values**2).sum()))
        if not length:
            return np.zeros(SIZE, dtype=np.float32)
        made = np.bincount(self._fold[buckets], values * self._sign[buckets] / length, SIZE)
        return np.asarray(made / max(float(np.linalg.norm(made)), 1e-9), dtype=np.float32)

    def keys(self, text: str) -> list[int]:
        """The rarest pieces of its opening, where a matter is named: messages that share none are not compared."""
        buckets = np.unique(_pieces(text[:OPENING]))
        return [int(bucket) for bucket in buckets[np.argsort(-self._weight[buckets], kind="stable")][:KEPT]]


def _pieces(text: str) -> npt.NDArray[np.int64]:
    bare = "".join(char if char.isalnum() else "\x00" for char in plain(text[: 4 * READ]))[:READ]
    found = np.concatenate([grams(_COMMON.sub("\x00", bare), size, _BITS) for size in _PIECES])
    return found[found >= 0]
