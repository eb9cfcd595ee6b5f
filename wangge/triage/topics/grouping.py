"""Messages join the topic they are most like, or begin one; two topics that turn out to be one become one.

Added in the order of their time with the same ``Frequencies``, one at a time gives exactly what all at once gives: this
is the only way they are ever added. Out of order, or with another night's frequencies, a border case may fall the other
way; ``tests/triage/test_topics.py`` holds how few.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wangge.triage.topics.sketch import SIZE, Sketch

LIKE = 0.17  # likeness to the middle of a topic from which a message belongs to it
ONE = 0.4  # likeness of the middles of two topics from which they are one matter
FADE = 0.01  # likeness lost for each factor e of days in silence
_FIRST = 256


class Grouping:
    """Topics by number from 0, in the order of their first message; a number that was merged away stays away."""

    def __init__(self) -> None:
        self._sum = np.zeros((_FIRST, SIZE), dtype=np.float32)
        self._length = np.ones(_FIRST, dtype=np.float32)
        self._last = np.zeros(_FIRST)
        self._into: list[int] = []  # topic → the topic it was merged into, or itself
        self._given: list[int] = []  # message → topic it was added to

    def add(self, sketch: Sketch, day: float) -> int:
        """The topic of the message, by now. ``day``: any count of days."""
        likeness = self._likeness(sketch, day)
        near = np.flatnonzero(likeness >= LIKE)
        if not len(near):
            return self._begin(sketch, day)
        best = int(near[likeness[near].argmax()])
        self._join(best, sketch, day)
        for other in near[near != best]:
            if self._sum[other] @ self._sum[best] >= ONE * self._length[other] * self._length[best]:
                self._merge(int(other), best)
        self._given.append(best)
        return best

    def topics(self) -> list[int]:
        """The topic of every message, in the order they were added."""
        return [self._now(topic) for topic in self._given]

    def _likeness(self, sketch: Sketch, day: float) -> npt.NDArray[np.float32]:
        count = len(self._into)
        silent = np.log1p(np.maximum(day - self._last[:count], 0))
        return np.asarray(self._sum[:count] @ sketch / self._length[:count] - FADE * silent, dtype=np.float32)

    def _begin(self, sketch: Sketch, day: float) -> int:
        topic = len(self._into)
        if topic == len(self._sum):
            self._sum = np.concatenate([self._sum, np.zeros_like(self._sum)])
            self._length = np.concatenate([self._length, np.ones_like(self._length)])
            self._last = np.concatenate([self._last, np.zeros_like(self._last)])
        self._sum[topic], self._last[topic] = sketch, day
        self._into.append(topic)
        self._given.append(topic)
        return topic

    def _join(self, topic: int, sketch: Sketch, day: float) -> None:
        self._sum[topic] += sketch
        self._length[topic] = max(float(np.linalg.norm(self._sum[topic])), 1e-6)
        self._last[topic] = max(self._last[topic], day)

    def _merge(self, gone: int, into: int) -> None:
        self._into[gone] = into
        self._join(into, self._sum[gone], self._last[gone])
        self._sum[gone] = 0

    def _now(self, topic: int) -> int:
        while self._into[topic] != topic:
            topic = self._into[topic]
        return topic


def grouped(sketches: Sequence[Sketch], days: Sequence[float]) -> list[int]:
    """The topic of every message, in the given order; they are added in the order of their days."""
    grouping = Grouping()
    order = sorted(range(len(days)), key=lambda at: (days[at], at))
    for at in order:
        grouping.add(sketches[at], days[at])
    topics = dict(zip(order, grouping.topics(), strict=True))
    return [topics[at] for at in range(len(days))]
