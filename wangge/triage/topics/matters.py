"""A message among the matters that are there: it joins the likest, begins one, or shows that two of them are one.

The rule of ``grouping``, for a few candidates instead of all, and with place, time and class beside the words
(``nearness``): who writes that the heating is cold seldom says where, the grid says it.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from wangge.triage.topics.nearness import ALIKE, ONE, ONE_HERE, Where, burst, kin, needed, shares, where
from wangge.triage.topics.sketch import SIZE, Sketch

LIVE = 365.0  # days of silence after which a matter is over
KEYS = 64  # of a matter: places first, then those of several messages
PLACES = 24  # of these keys, those of places

_ROOT = 1  # grids on the way down to where a report without a place is

_WIDE = 2  # grids on the way down to a street


@dataclass
class Known:
    """A matter in hand. ``last``: days, by any count. ``common``: the branch all its cases lie in."""

    id: int
    total: Sketch = field(repr=False)
    last: float
    common: str
    keys: list[int] = field(default_factory=list, repr=False)
    category: str = ""

    def __post_init__(self) -> None:
        self.length = _length(self.total)

    def take(self, sketch: Sketch, day: float, path: str, keys: Sequence[int]) -> None:
        self.total = self.total + sketch
        self.length = _length(self.total)
        self.last = max(self.last, day)
        self.common = common(self.common, path)
        self.keys = merged(self.keys, keys)

    def swallow(self, other: "Known") -> None:
        self.take(other.total, other.last, other.common, other.keys)


@dataclass(frozen=True)
class Message:
    """``keys``: by which it is found; those of places are below zero."""

    sketch: Sketch
    keys: Sequence[int]
    day: float
    path: str
    category: str = ""


def choose(one: Message, near: Sequence[Known]) -> tuple[Known | None, list[Known]]:
    """The matter it belongs to, None for one of its own; and the matters that are one with that by now.

    The message is added to the first, and the others are swallowed by it, here.
    """
    like, together = _like(one, near)
    if not like:
        return None, []
    best = like[0]
    best.take(one.sketch, one.day, one.path, one.keys)
    best.category = best.category or one.category
    same = [known for known in like[1:] if _one(best, known, burst=together)]
    for known in same:
        best.swallow(known)
    return best, same


def likeliest(one: Message, near: Sequence[Known]) -> Known | None:
    """The matter it would belong to; nothing is added."""
    found, _ = _like(one, near)
    return found[0] if found else None


def _like(one: Message, near: Sequence[Known]) -> tuple[list[Known], bool]:
    """Those it is like enough to, the likest first; and whether it came in a burst of the like."""
    near = [known for known in near if one.day - known.last <= LIVE]
    words = [float(known.total @ one.sketch) / known.length for known in near]
    places = [where(one.path, known.common, shared=shares(one.keys, known.keys)) for known in near]
    beside = [
        abs(one.day - known.last)
        for known, likeness, place in zip(near, words, places, strict=True)
        if likeness >= ALIKE and place in {Where.STREET, Where.COMMUNITY}
    ]
    together = burst(beside)
    found = []
    for known, likeness, place in zip(near, words, places, strict=True):
        classes = kin(one.category, known.category)
        least = needed(place, one.day - known.last, classes, burst=together or wide(known))
        if likeness >= least:
            found.append((likeness - least, known))
    return [known for _, known in sorted(found, key=lambda each: (-each[0], each[1].id))], together


def _one(first: Known, second: Known, *, burst: bool) -> bool:
    both = wide(first) and wide(second)
    place = where(first.common, second.common, shared=shares(first.keys, second.keys))
    least = needed(place, abs(first.last - second.last), kin(first.category, second.category), burst=burst or both)
    return float(first.total @ second.total) / (first.length * second.length) >= least + (
        ONE_HERE if place is Where.HERE else ONE
    )


def wide(known: Known) -> bool:
    """Whether it reaches over communities: a burst has made it so."""
    return _ROOT < known.common.count("/") <= _WIDE


def _length(total: Sketch) -> float:
    return max(float(np.sqrt(total @ total)), 1e-6)


def common(path: str, other: str) -> str:
    """The branch both lie in; a report without a place lies wherever the others do."""
    if path.count("/") <= _ROOT:
        return other or path
    if other.count("/") <= _ROOT:
        return path
    steps, others = path.split("/"), other.split("/")
    same = next(
        (at for at, (a, b) in enumerate(zip(steps, others, strict=False)) if a != b), min(len(steps), len(others))
    )
    return "/".join([*steps[:same], ""]) if same < len(steps) else path


def merged(keys: Sequence[int], more: Sequence[int]) -> list[int]:
    """Places first. Of either, what both have comes first, then what is newer: by these a matter is found again."""
    known, new = set(keys), set(more)
    shared = [key for key in keys if key in new]
    every = [*shared, *(key for key in more if key not in known), *(key for key in keys if key not in new)]
    where = [key for key in every if key < 0][:PLACES]
    return [*where, *(key for key in every if key >= 0)][:KEYS]


def packed(total: npt.NDArray[np.float32]) -> tuple[bytes, float]:
    """A sum of sketches in whole steps of one 127th of its greatest number, about a kilobyte; and that step."""
    step = max(float(np.abs(total).max()), 1e-9) / 127
    return zlib.compress(np.rint(total / step).astype(np.int8).tobytes(), 1), step


def unpacked(data: bytes, step: float) -> npt.NDArray[np.float32]:
    if not data:
        return np.zeros(SIZE, dtype=np.float32)
    return np.frombuffer(zlib.decompress(data), dtype=np.int8).astype(np.float32) * np.float32(step)
