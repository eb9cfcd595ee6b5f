"""A message among the matters that are there: which it joins, which turn out to be one, and what is kept of them."""

from collections.abc import Sequence

import numpy as np
import pytest

from tests.triage.test_topics import MATTERS, stream
from wangge.triage.topics import Frequencies, Grouping, Known, Message, Sketcher, choose, packed, unpacked
from wangge.triage.topics.matters import KEYS, PLACES, common, merged, wide
from wangge.triage.topics.nearness import LIKE, Where, burst, kin, needed, place_key, where
from wangge.triage.topics.sketch import KEPT, SIZE

ROOT, STREET = "110115/", "110115/003/"
COMMUNITY, GRID = "110115/003/006/", "110115/003/006/001/"
BESIDE, NEXT, FAR = "110115/003/006/002/", "110115/003/008/001/", "110115/001/001/001/"


def vector(*at: int) -> np.ndarray:
    made = np.zeros(SIZE, dtype=np.float32)
    made[list(at)] = 1
    return made / np.linalg.norm(made)


def known(matter: int, *at: int, day: float = 0, path: str = GRID) -> Known:
    return Known(matter, vector(*at), day, path, _keys(at, path))


def message(*at: int, day: float = 0, path: str = GRID) -> Message:
    return Message(vector(*at), _keys(at, path), day, path)


def _keys(at: Sequence[int], path: str) -> list[int]:
    place = place_key(path)
    return list(at) if place is None else [place, *at]


class TestChoose:
    def test_nothing_like_it(self) -> None:
        assert choose(message(9), [known(1, 1, 2)]) == (None, [])
        assert choose(message(9), []) == (None, [])

    def test_the_likest(self) -> None:
        near = [known(1, 1, 2, 3, 4), known(2, 1, 2)]
        best, same = choose(message(1, 2), near)
        assert best is near[1]
        assert same == [near[0]]  # half of it is the same: they are one
        assert best.keys[1:3] == [1, 2]

    def test_two_that_only_border_on_it_stay_two(self) -> None:
        near = [known(1, 1, 2, 3, path=ROOT), known(2, 4, 5, 6, path=ROOT)]
        best, same = choose(message(1, 4, path=ROOT), near)
        assert best is near[0]
        assert same == []

    def test_elsewhere_is_another_matter(self) -> None:
        """The same few words, which say nothing of where."""
        there = known(1, 1, 2, 3, 4)
        assert choose(message(1, 2), [there])[0] is there
        for path in (NEXT, FAR):
            assert choose(message(1, 2, path=path), [known(1, 1, 2, 3, 4)]) == (None, [])

    def test_a_class_draws_together_and_apart(self) -> None:
        """At one place, where a word is shared."""
        words = dict.fromkeys(range(1, 60))
        for category, joins in (("0501", True), ("0503", False), ("0110", False), ("", False)):
            there = known(1, *words, day=0)
            there.category = "0501"
            one = Message(vector(1), message(1).keys, 0, GRID, category)
            assert (choose(one, [there])[0] is not None) == joins

    def test_a_burst_joins_what_lies_apart(self) -> None:
        """One after the other in the communities of a street, within hours; a week later it is over."""
        homes = [f"110115/003/00{n}/001/" for n in range(1, 6)]
        matters: list[Known] = []
        for n, path in enumerate(homes):
            best, same = choose(message(1, 2, day=n / 48, path=path), matters)
            matters = [each for each in matters if each not in same]
            matters += [] if best else [known(n, 1, 2, day=n / 48, path=path)]
        assert len(matters) == 1
        assert wide(matters[0])
        assert choose(message(1, 2, day=0.2, path="110115/003/009/001/"), matters)[0] is matters[0]
        assert choose(message(1, 2, day=7, path="110115/003/010/001/"), matters) == (None, [])

    def test_silence_cools_and_ends_it(self) -> None:
        assert choose(message(1, day=300), [known(1, 1)])[0] is not None
        assert choose(message(1, day=366), [known(1, 1)])[0] is None

    def test_a_message_that_comes_late(self) -> None:
        best, _ = choose(message(1, day=5), [known(1, 1, day=10)])
        assert best is not None
        assert best.last == 10


@pytest.mark.parametrize(
    ("path", "other", "found"),
    [
        (GRID, BESIDE, Where.COMMUNITY), (GRID, COMMUNITY, Where.COMMUNITY), (GRID, NEXT, Where.STREET),
        (GRID, STREET, Where.STREET), (GRID, FAR, Where.FAR), (GRID, ROOT, Where.LOST), (ROOT, FAR, Where.LOST),
        (ROOT, ROOT, Where.UNKNOWN),
    ],
)  # fmt: skip
def test_how_near(path: str, other: str, found: Where) -> None:
    assert where(path, other, shared=False) == found
    assert where(path, other, shared=True) == Where.HERE


@pytest.mark.parametrize(
    ("place", "days", "together", "asked"),
    [
        (Where.HERE, 0, False, 0.17), (Where.HERE, 0, True, 0.17), (Where.STREET, 0.1, True, 0.14),
        (Where.STREET, 1, True, 2.02), (Where.STREET, 0, False, 2.0), (Where.FAR, 0, True, 2.0),
        (Where.UNKNOWN, 0, True, 0.17), (Where.LOST, 0, True, 0.45),
    ],
)  # fmt: skip
def test_what_is_asked_for(place: Where, days: float, together: bool, asked: float) -> None:
    assert needed(place, days, 0.0, burst=together) == pytest.approx(asked, abs=0.005)
    assert needed(Where.HERE, 0, kin("0501", "0501"), burst=False) < LIKE[Where.HERE]


@pytest.mark.parametrize(
    ("silences", "found"),
    [
        ([], False), ([0.1] * 3, False), ([0.1] * 4, True), ([0.1] * 4 + [5] * 40, True), ([0.1] * 4 + [5] * 60, False),
        ([3] * 9, False), ([0.1] * 4 + [40] * 60, True),
    ],
)  # fmt: skip
def test_a_burst_is_more_than_of_late(silences: list[float], found: bool) -> None:
    assert burst(silences) == found


def test_grids_have_keys_below_zero() -> None:
    keys = [place_key(path) for path in (GRID, BESIDE, FAR)]
    assert len(set(keys)) == 3
    assert all(key is not None and -(2**31) <= key < 0 for key in keys)
    assert place_key(ROOT) is place_key("") is None


@pytest.mark.parametrize(
    ("path", "other", "found"),
    [(GRID, BESIDE, COMMUNITY), (GRID, GRID, GRID), (GRID, NEXT, STREET), (GRID, FAR, ROOT), (ROOT, GRID, GRID),
     (GRID, ROOT, GRID), (GRID, "", GRID), ("", "", ""), (GRID, STREET, STREET)],
)  # fmt: skip
def test_the_branch_both_lie_in(path: str, other: str, found: str) -> None:
    assert common(path, other) == found


def test_shared_keys_stay_and_old_ones_go() -> None:
    assert merged([1, 2, 3], [3, 4]) == [3, 4, 1, 2]
    keys = list(range(100))
    for at in range(100, 400, 10):
        keys = merged(keys, [0, *range(at, at + KEPT - 1)])
    assert len(keys) == KEYS
    assert keys[0] == 0
    assert merged([5, -7], [9, -8]) == [-8, -7, 9, 5]
    assert len([key for key in merged(range(-90, 0), range(90)) if key < 0]) == PLACES


def test_what_is_kept_of_a_sum_is_close_to_it() -> None:
    dice = np.random.default_rng(1)
    total = dice.normal(size=SIZE).astype(np.float32)
    data, step = packed(total)
    again = unpacked(data, step)
    assert float(total @ again) / float(np.linalg.norm(total) * np.linalg.norm(again)) > 0.999
    assert len(data) < 2_100
    assert not unpacked(b"", 1.0).any()
    assert not unpacked(*packed(np.zeros(SIZE, dtype=np.float32))).any()


def test_one_at_a_time_is_as_all_at_once() -> None:
    """Among all matters as candidates, at one place: exactly what ``grouping`` does."""
    texts, _, days = stream()
    sketcher = Sketcher(Frequencies.of(texts), ahead=True)
    grouping, matters = Grouping(), dict[int, Known]()
    of: dict[int, int] = {}
    order = sorted(range(len(texts)), key=lambda at: days[at])
    for at in order:
        sketch = sketcher.sketch(texts[at])
        grouping.add(sketch, days[at])
        best, same = choose(Message(sketch, [], days[at], ROOT), list(matters.values()))
        if best is None:
            best = matters[at] = Known(at, sketch.copy(), days[at], ROOT)
        for gone in same:
            del matters[gone.id]
            of = {message: best.id if matter == gone.id else matter for message, matter in of.items()}
        of[at] = best.id
    batch = dict(zip(order, grouping.topics(), strict=True))
    pairs = [(a, b) for a in order for b in order if a < b]
    assert [of[a] == of[b] for a, b in pairs] == [batch[a] == batch[b] for a, b in pairs]
    assert len(MATTERS) <= len(set(of.values())) < len(texts)
