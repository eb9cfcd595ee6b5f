"""A message among the matters that are there: which it joins, which turn out to be one, and what is kept of them."""

import numpy as np
import pytest

from tests.triage.test_topics import MATTERS, stream
from wangge.triage.topics import Frequencies, Grouping, Known, Message, Sketcher, choose, packed, unpacked
from wangge.triage.topics.matters import KEYS, apart, common, merged
from wangge.triage.topics.sketch import KEPT, SIZE

ROOT, STREET = "110115/", "110115/003/"
COMMUNITY, GRID = "110115/003/006/", "110115/003/006/001/"
BESIDE, NEXT, FAR = "110115/003/006/002/", "110115/003/008/001/", "110115/001/001/001/"


def vector(*at: int) -> np.ndarray:
    made = np.zeros(SIZE, dtype=np.float32)
    made[list(at)] = 1
    return made / np.linalg.norm(made)


def known(matter: int, *at: int, day: float = 0, path: str = GRID) -> Known:
    return Known(matter, vector(*at), day, path, list(at))


def message(*at: int, day: float = 0, path: str = GRID) -> Message:
    return Message(vector(*at), list(at), day, path)


class TestChoose:
    def test_nothing_like_it(self) -> None:
        assert choose(message(9), [known(1, 1, 2)]) == (None, [])
        assert choose(message(9), []) == (None, [])

    def test_the_likest(self) -> None:
        near = [known(1, 1, 2, 3, 4), known(2, 1, 2)]
        best, same = choose(message(1, 2), near)
        assert best is near[1]
        assert same == [near[0]]  # half of it is the same: they are one
        assert best.keys[:2] == [1, 2]

    def test_two_that_only_border_on_it_stay_two(self) -> None:
        near = [known(1, 1, 2, 3), known(2, 4, 5, 6)]
        best, same = choose(message(1, 4), near)
        assert best is near[0]
        assert same == []

    def test_another_street_is_another_matter(self) -> None:
        """The same few words, which say nothing of where."""
        assert choose(message(1, 8, 9), [known(1, 1, 2, 3, 4)])[0] is not None
        assert choose(message(1, 8, 9, path=FAR), [known(1, 1, 2, 3, 4)]) == (None, [])

    def test_silence_cools_and_ends_it(self) -> None:
        assert choose(message(1, day=300), [known(1, 1)])[0] is not None
        assert choose(message(1, day=366), [known(1, 1)])[0] is None

    def test_a_message_that_comes_late(self) -> None:
        best, _ = choose(message(1, day=5), [known(1, 1, day=10)])
        assert best is not None
        assert best.last == 10


@pytest.mark.parametrize(
    ("path", "covered", "lost"),
    [
        (GRID, GRID, 0), (GRID, STREET, 0), (STREET, GRID, 0), (GRID, "", 0), (ROOT, FAR, 0),
        (GRID, ROOT, 0.15), (ROOT, ROOT, 0),
        (GRID, BESIDE, 0), (GRID, NEXT, 0.1), (GRID, FAR, 0.45),
    ],
)  # fmt: skip
def test_what_distance_takes_away(path: str, covered: str, lost: float) -> None:
    assert apart(path, covered) == lost


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
        best, same = choose(Message(sketch, [], days[at], GRID), list(matters.values()))
        if best is None:
            best = matters[at] = Known(at, sketch.copy(), days[at], GRID)
        for gone in same:
            del matters[gone.id]
            of = {message: best.id if matter == gone.id else matter for message, matter in of.items()}
        of[at] = best.id
    batch = dict(zip(order, grouping.topics(), strict=True))
    pairs = [(a, b) for a in order for b in order if a < b]
    assert [of[a] == of[b] for a, b in pairs] == [batch[a] == batch[b] for a, b in pairs]
    assert len(MATTERS) <= len(set(of.values())) < len(texts)
