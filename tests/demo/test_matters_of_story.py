"""The same matter in the demo district, against what its story knows of its reports; nobody has merged anything yet."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

import pytest

from tests.demo.conftest import UNTIL
from wangge.demo.land import land
from wangge.demo.story.items import incident_of, items
from wangge.triage.actions.middles import EACH, NEAR, message_of
from wangge.triage.topics import Frequencies, Known, Message, Sketcher, choose

#: What incidents are about, and what is most like it; the last days.
TOPICS = {"heat", "burst", "pipe", "sitenoise", "garbage", "fallen", "power", "firelane", "green"}
DAYS, COLD = 30, 10.0


class Heard(NamedTuple):
    topic: str
    incident: str | None
    text: str
    message: Message


@pytest.fixture(scope="module")
def heard() -> list[Heard]:
    """The reports of a whole demo, each a message; those of other topics and of long ago left out."""
    found = items(land(1), 5000, UNTIL, 1)
    every = sorted([one for item in found for one in (item, *item.others)], key=lambda one: (one.at, one.key))
    words = Sketcher(Frequencies.of(f"{one.matter.title}\n{one.matter.text}" for one in every), ahead=True)
    return [
        Heard(
            one.matter.topic.key,
            incident_of(one),
            one.matter.text,
            message_of(
                words,
                {
                    "title": one.matter.title,
                    "text": one.matter.text,
                    "at": one.at,
                    "path": _path(one.matter.grid),
                    "category": one.matter.code.partition("/")[0],
                },
            ),
        )
        for one in every
        if one.matter.topic.key in TOPICS and (UNTIL - one.at).days < DAYS
    ]


def test_pairs_that_the_story_knows(heard: list[Heard]) -> None:
    """Of one incident, or of cold homes of one grid within ten days; what else is said of one grid is not judged."""
    given = _gathered(heard)
    right, wrong = 0, 0
    for one, other in _pairs(given):
        truth = _same(heard[one], heard[other])
        right, wrong = right + (truth is True), wrong + (truth is False)
    same = {
        pair
        for key in (_incident, _place)
        for pair in _pairs(list(map(key, heard)))
        if _same(*(heard[n] for n in pair))
    }
    assert right / (right + wrong) >= 0.97
    assert right / len(same) >= 0.83


def test_the_hottest_are_no_categories(heard: list[Heard]) -> None:
    """Cold homes and rubbish of many places are many matters; a main that broke is one over the street."""
    given = _gathered(heard)
    for matter, reports in Counter(given).most_common(12):
        grids = {one.message.path for one, of in zip(heard, given, strict=True) if of == matter}
        topics = {one.topic for one, of in zip(heard, given, strict=True) if of == matter}
        assert len(grids) == 1 or topics == {"burst"}, (reports, topics)


def _gathered(heard: list[Heard]) -> list[int]:
    """As the loop does it, the tables in memory."""
    known: dict[int, Known] = {}
    of_key: defaultdict[int, set[int]] = defaultdict(set)
    into: dict[int, int] = {}
    given = []
    for at, one in enumerate(heard):
        best, same = choose(one.message, [known[matter] for matter in _near(one.message, known, of_key)])
        if best is None:
            said = one.message
            best = known[at] = Known(at, said.sketch.copy(), said.day, said.path, list(said.keys), said.category)
        for gone in same:
            into[gone.id] = best.id
            del known[gone.id]
        for key in best.keys:
            of_key[key].add(best.id)
        given.append(best.id)
    return [_now(into, matter) for matter in given]


def _near(one: Message, known: dict[int, Known], of_key: dict[int, set[int]]) -> list[int]:
    shared: Counter[int] = Counter()
    for key in one.keys:
        there = sorted((m for m in of_key[key] if m in known and key in known[m].keys), key=lambda m: -known[m].last)
        shared.update(dict.fromkeys(there[:EACH], 100 if key < 0 else 1))
    return sorted(shared, key=lambda matter: (-shared[matter], -matter))[:NEAR]


def _now(into: dict[int, int], matter: int) -> int:
    while matter in into:
        matter = into[matter]
    return matter


def _pairs(keys: Iterable[object]) -> Iterable[tuple[int, int]]:
    groups = defaultdict(list)
    for at, key in enumerate(keys):
        if key is not None:
            groups[key].append(at)
    return (pair for group in groups.values() for pair in combinations(group, 2))


def _same(one: Heard, other: Heard) -> bool | None:
    if one.incident and one.incident == other.incident:
        return True
    if _place(one) != _place(other):
        return False
    cold = one.topic == "heat" and abs(one.message.day - other.message.day) <= COLD
    return True if cold else None


def _incident(one: Heard) -> str | None:
    return one.incident


def _place(one: Heard) -> tuple[str, str]:
    return one.message.path, one.topic


def _path(grid: str) -> str:
    return "/".join([grid[:6], grid[6:9], grid[9:12], grid[12:], ""])
