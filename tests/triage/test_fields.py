"""How much a feature weighs: rare and one-sided much, common and even little."""

import numpy as np
import pytest
from scipy import sparse

from wangge.triage.learning.fields import scale_of, uneven

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
