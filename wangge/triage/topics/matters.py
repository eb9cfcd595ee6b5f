"""A message among the matters that are there: it joins the likest, begins one, or shows that two of them are one.

The rule of ``grouping``, for a few candidates instead of all, and with the place beside the words: who writes that the
heating is cold seldom says where, the grid says it.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from wangge.triage.topics.grouping import FADE, LIKE, ONE
from wangge.triage.topics.sketch import SIZE, Sketch

LIVE = 365.0  # days of silence after which a matter is over
KEYS = 64  # of a matter: those of its messages, shared ones first
#: Likeness lost where the message lies outside what the matter covers, by the grids both lie in: none or the district,
#: the street, the community. Where the message has no place, nothing is lost; where the matter has none or reaches over
#: streets, ``WIDE``. The same words are written of many places: seven homes whose heating is cold are seven matters.
APART, WIDE = (0.45, 0.45, 0.1, 0.0), 0.15

_ROOT = 1  # grids on the way down to where a report without a place is


@dataclass
class Known:
    """A matter in hand. ``last``: days, by any count. ``common``: the branch all its cases lie in."""

    id: int
    total: npt.NDArray[np.float32] = field(repr=False)
    last: float
    common: str
    keys: list[int] = field(default_factory=list, repr=False)

    @property
    def length(self) -> float:
        return max(float(np.linalg.norm(self.total)), 1e-6)

    def take(self, sketch: Sketch, day: float, path: str, keys: Sequence[int]) -> None:
        self.total = self.total + sketch
        self.last = max(self.last, day)
        self.common = common(self.common, path)
        self.keys = merged(self.keys, keys)

    def swallow(self, other: "Known") -> None:
        self.take(other.total, other.last, other.common, other.keys)


@dataclass(frozen=True)
class Message:
    sketch: Sketch
    keys: Sequence[int]
    day: float
    path: str


def likeness(one: Message, known: Known) -> float:
    """Of the message to the middle of a matter, less what silence and distance take away."""
    silent = np.log1p(max(one.day - known.last, 0.0))
    return float(known.total @ one.sketch) / known.length - FADE * float(silent) - apart(one.path, known.common)


def choose(one: Message, near: Sequence[Known]) -> tuple[Known | None, list[Known]]:
    """The matter it belongs to, None for one of its own; and the matters that are one with that by now.

    The message is added to the first, and the others are swallowed by it, here.
    """
    like = _like(one, near)
    if not like:
        return None, []
    best = like[0][1]
    best.take(one.sketch, one.day, one.path, one.keys)
    same = [known for _, known in like if known is not best and _one(best, known)]
    for known in same:
        best.swallow(known)
    return best, same


def likeliest(one: Message, near: Sequence[Known]) -> Known | None:
    """The matter it would belong to; nothing is added."""
    found = _like(one, near)
    return found[0][1] if found else None


def _like(one: Message, near: Sequence[Known]) -> list[tuple[float, Known]]:
    """Those it is like enough to, the likest first."""
    found = [(likeness(one, known), known) for known in near if one.day - known.last <= LIVE]
    return sorted((each for each in found if each[0] >= LIKE), key=lambda each: (-each[0], each[1].id))


def _one(first: Known, second: Known) -> bool:
    nearness = float(first.total @ second.total) / (first.length * second.length)
    return nearness - apart(first.common, second.common) >= ONE


def apart(path: str, covered: str) -> float:
    if covered and path.count("/") > _ROOT >= covered.count("/"):
        return WIDE
    if path.startswith(covered) or covered.startswith(path):
        return 0.0
    return APART[min(common(path, covered).count("/"), len(APART) - 1)]


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
    """What both have comes first, then what is newer: by these a matter is found again."""
    known, new = set(keys), set(more)
    shared = [key for key in keys if key in new]
    return [*shared, *(key for key in more if key not in known), *(key for key in keys if key not in new)][:KEYS]


def packed(total: npt.NDArray[np.float32]) -> tuple[bytes, float]:
    """A sum of sketches in whole steps of one 127th of its greatest number, about a kilobyte; and that step."""
    step = max(float(np.abs(total).max()), 1e-9) / 127
    return zlib.compress(np.rint(total / step).astype(np.int8).tobytes(), 1), step


def unpacked(data: bytes, step: float) -> npt.NDArray[np.float32]:
    if not data:
        return np.zeros(SIZE, dtype=np.float32)
    return np.frombuffer(zlib.decompress(data), dtype=np.int8).astype(np.float32) * np.float32(step)
