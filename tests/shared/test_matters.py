"""The same matter on real messages that arrive one after the other, against the pairs that were labelled by reading."""

import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pytest

from tests.shared.messages import STREAM, there
from tests.shared.test_triage import PAIRS
from wangge.triage import tables
from wangge.triage.actions.middles import NEAR
from wangge.triage.actions.wording import GROWN, LEAST
from wangge.triage.runs import _said
from wangge.triage.topics import Frequencies, Known, Message, Sketcher, choose, grouped, packed, unpacked

pytestmark = pytest.mark.shared


class Heard(NamedTuple):
    id: str
    text: str
    day: float


@pytest.fixture(scope="module")
def stream() -> list[Heard]:
    """In the order of their time."""
    there()
    rows = tables.read(STREAM, ("id", "text"), ("title", "reported_at", "against", "likes")).rows
    said = [_said(row) for row in rows]
    heard = [
        Heard(row["id"], f"{one.title}\n{one.text}", one.at.timestamp() / 86_400 if one.at else 0.0)
        for row, one in zip(rows, said, strict=True)
    ]
    return sorted(heard, key=lambda one: one.day)


@pytest.fixture(scope="module")
def online(stream: list[Heard]) -> dict[str, int]:
    """As the loop does it: a picture of words now and then, candidates by shared keys, middles kept in whole steps."""
    words, taken, waiting = None, 0, list[Heard]()
    town = _Town()
    for at, one in enumerate(stream, 1):
        waiting.append(one)
        if at >= LEAST and at >= taken * GROWN:
            words, taken = Sketcher(Frequencies.of(each.text for each in stream[:at]), ahead=True), at
        if words is not None:
            for each in waiting:
                town.hear(words, each)
            waiting.clear()
    return {one: town.now(matter) for one, matter in town.given.items()}


class _Town:
    """The tables in memory."""

    def __init__(self) -> None:
        self.known: dict[int, Known] = {}
        self.by_key: defaultdict[int, set[int]] = defaultdict(set)
        self.into: dict[int, int] = {}
        self.given: dict[str, int] = {}

    def hear(self, words: Sketcher, one: Heard) -> None:
        message = Message(words.sketch(one.text), words.keys(one.text), one.day, "110115/")
        shared = Counter(self.now(matter) for key in message.keys for matter in self.by_key[key])
        near = [self.known[matter] for matter, _ in shared.most_common(NEAR)]
        best, same = choose(message, near)
        if best is None:
            best = Known(len(self.given) + 1, message.sketch.copy(), one.day, message.path, list(message.keys))
            self.known[best.id] = best
        best.total = unpacked(*packed(best.total))
        for other in same:
            self.into[other.id] = best.id
        for key in best.keys:
            self.by_key[key].add(best.id)
        self.given[one.id] = best.id

    def now(self, matter: int) -> int:
        while matter in self.into:
            matter = self.into[matter]
        return matter


def labelled(topic: dict[str, int]) -> tuple[float, float]:
    """Precision and recall on the pairs."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        pairs = [(topic[row["id_a"]] == topic[row["id_b"]], row["same"] == "1") for row in csv.DictReader(file)]
    both = sum(found and same for found, same in pairs)
    return both / sum(found for found, _ in pairs), both / sum(same for _, same in pairs)


def test_one_after_the_other_on_labelled_pairs(online: dict[str, int]) -> None:
    precision, recall = labelled(online)
    assert precision >= 0.9
    assert recall >= 0.7


def test_close_to_what_all_at_once_gives(stream: list[Heard], online: dict[str, int]) -> None:
    """All at once knows from the start what will be rare; three of four pairs are the same all the same."""
    sketcher = Sketcher(Frequencies.of(one.text for one in stream))
    batch = grouped([sketcher.sketch(one.text) for one in stream], [one.day for one in stream])
    found = [online[one.id] for one in stream]
    here, there_, both = (_pairs(each) for each in (found, batch, list(zip(found, batch, strict=True))))
    assert both / here >= 0.7
    assert both / there_ >= 0.75


def _pairs(groups: Sequence[object]) -> float:
    counts = np.array(list(Counter(groups).values()), dtype=float)
    return float((counts * (counts - 1) / 2).sum())
