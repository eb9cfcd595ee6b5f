"""How likely two reports are of one matter, part by part."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wangge.intake.rules.likeness import SUSPECT, WEIGHTS, Said, alike, bigrams, likeness, metres

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)
HALL = "110115/003/006/001/"
LAMP = "丽园小区三号楼前的路灯坏了三天，晚上老人走路看不清，请尽快来修"
AGAIN = "三号楼前路灯坏了好几天，老人晚上走路看不清"
NOISE = "广场舞音响太吵，孩子没法写作业"
HERE = (116.3401234, 39.7281234)


def said(text: str = LAMP, **fields: Any) -> Said:
    plain: dict[str, Any] = {"category": "0113", "path": HALL, "point": HERE, "at": NOW}
    return Said(text, **plain | fields)


def east(of: float) -> tuple[float, float]:
    """So many metres east of HERE."""
    return (HERE[0] + of / 85_500, HERE[1])


@pytest.mark.parametrize(
    ("other", "suspect"),
    [
        (said(AGAIN, point=east(40), at=NOW - timedelta(days=2)), True),
        (said(AGAIN, point=None), True),
        (said(AGAIN, category="", point=east(20)), True),
        (said(NOISE, category="0128", point=east(10)), False),
        (said(AGAIN, point=east(3000), at=NOW - timedelta(days=50), category="0128"), False),
        (said(NOISE, path="", point=None, category=""), False),
        (said("", category="0110", point=None, path="110115/001/001/001/"), False),
    ],
)
def test_who_is_suspected(other: Said, suspect: bool) -> None:
    assert (likeness(said(), other).score >= SUSPECT) is suspect


def test_the_score_is_its_parts() -> None:
    found = likeness(said(), said(AGAIN, point=east(100), at=NOW - timedelta(days=6)))
    assert found.score == pytest.approx(sum(WEIGHTS[name] * part for name, part in found.parts.items()), abs=0.002)
    assert found.metres == pytest.approx(100, abs=0.5)
    assert (found.days, found.parts["time"], found.parts["distance"]) == (6.0, 0.9, pytest.approx(0.8, abs=0.01))
    assert sum(WEIGHTS.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("one", "other", "part"),
    [
        (said(), said(category="0113"), 1.0),
        (said(), said(category="0110"), 0.5),
        (said(), said(category="0201"), 0.0),
        (said(), said(category="b0113"), 0.0),
        (said(), said(category=""), 0.4),
    ],
)
def test_category(one: Said, other: Said, part: float) -> None:
    assert likeness(one, other).parts["category"] == part


@pytest.mark.parametrize(
    ("path", "part"),
    [(HALL, 0.6), ("110115/003/006/", 0.3), ("110115/003/006/001/05/", 0.3), ("110115/003/006/002/", 0.1), ("", 0.0)],
)
def test_without_a_point_the_grid_says_how_near(path: str, part: float) -> None:
    assert likeness(said(point=None), said(path=path)).parts["distance"] == part


class TestTexts:
    def test_marks_and_spaces_do_not_count(self) -> None:
        assert bigrams("路灯，坏了！") == bigrams(" 路灯坏了") == {"路灯", "灯坏", "坏了"}

    def test_the_same_nothing_and_little(self) -> None:
        assert alike(bigrams(LAMP), bigrams(LAMP)) == 1
        assert alike(bigrams(LAMP), bigrams("")) == 0
        assert bigrams("灯") == {"灯"}
        assert alike(bigrams(LAMP), bigrams(NOISE)) < 0.1
        assert alike(bigrams(LAMP), bigrams(AGAIN)) > 0.5

    def test_a_short_one_within_a_long_one(self) -> None:
        assert alike(bigrams("三号楼前的路灯坏了三天"), bigrams(LAMP * 3 + NOISE * 3)) >= 0.7


def test_metres() -> None:
    assert metres(HERE, HERE) == 0
    assert metres((116.0, 39.0), (116.0, 40.0)) == pytest.approx(111_195, rel=1e-3)
