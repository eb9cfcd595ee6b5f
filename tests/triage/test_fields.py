"""How much a feature weighs: rare and one-sided much, common and even little."""

from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from wangge.triage.learning.fields import FIELDS, beside, counts, scale_of, scales_of, uneven, weighing
from wangge.triage.learning.texts import message

# Six messages, four of the first class; a column for each feature.
LABELS = np.array([0, 0, 0, 0, 1, 1])
HELD = {
    "by all": (1, 1, 1, 1, 1, 1),
    "as all": (1, 1, 0, 0, 1, 0),
    "first only": (1, 1, 1, 0, 0, 0),
    "second only": (0, 0, 0, 0, 1, 1),
    "once": (0, 0, 0, 0, 0, 1),
    "by none": (0, 0, 0, 0, 0, 0),
}
COUNTS = sparse.csr_array(np.array(list(HELD.values()), dtype=np.float32).T * 2)
AT = {name: at for at, name in enumerate(HELD)}


@pytest.mark.parametrize(
    ("feature", "apart"),
    [
        ("by all", 0.0),
        ("as all", 0.0),
        ("first only", np.hypot(3 - 2, 0 - 1) / 4),
        ("second only", np.hypot(0 - 4 / 3, 2 - 2 / 3) / 3),
        ("once", np.hypot(0 - 2 / 3, 1 - 1 / 3) / 2),
        ("by none", 0.0),
    ],
)
def test_how_unevenly_it_falls_on_the_classes(feature: str, apart: float) -> None:
    assert uneven(COUNTS, LABELS, 2)[AT[feature]] == pytest.approx(apart)


def test_classes_without_messages_change_nothing() -> None:
    assert uneven(COUNTS, LABELS, 40) == pytest.approx(uneven(COUNTS, LABELS, 2))


def test_of_two_as_rare_the_one_sided_weighs_more() -> None:
    scale = scale_of(COUNTS, LABELS, 2)
    assert scale.idf[AT["first only"]] > 2 * scale.idf[AT["as all"]] > 0
    assert scale.idf[AT["once"]] == scale.idf[AT["by none"]] == 0
    assert scale.length == COUNTS.sum() / 6


class TestRoom:
    """Of many categories, fewer buckets are kept."""

    @pytest.fixture
    def found(self) -> list[sparse.csr_array]:
        return counts([message(text) for text in ("路灯不亮了", "路灯坏了", "路灯很暗了", "垃圾满了", "垃圾很臭了")])

    def test_the_buckets_that_say_most_are_kept(self, found: list[sparse.csr_array]) -> None:
        labels = np.array([0, 0, 0, 1, 1])
        every = scales_of(found, labels, 2)
        some = scales_of(found, labels, 2, most=8)
        assert len(weighing(every)) > len(weighing(some)) == 8
        assert set(weighing(some)) < set(weighing(every))
        assert beside(found, some, weighing(some)).rows.shape == (5, 8)
        told = [int(every[0].idf.argmax()), *np.flatnonzero(some[0].idf)]
        assert told[0] in told[1:]  # the word that tells the two classes apart

    def test_a_field_is_as_long_as_its_share_or_empty(self, found: list[sparse.csr_array]) -> None:
        """Whatever is left out, what is left of a field speaks for the whole of it."""
        scales = scales_of(found, np.array([0, 0, 0, 1, 1]), 2, most=8)
        rows = beside(found, scales, weighing(scales)).rows
        lengths = rows.multiply(rows).sum(axis=1)
        shares = [field.share for field in FIELDS]
        sums = {round(sum(some), 4) for size in range(5) for some in combinations(shares, size)}
        assert {round(float(length), 4) for length in lengths} <= sums
        assert lengths.max() > 1
