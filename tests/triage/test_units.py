"""Who handled cases like this: which counts a case belongs to, and how sure they make the next advice."""

import random
from collections import Counter

import pytest

from wangge.triage.units import Cell, Turn, at_home, cells, deltas, learned, often

GRID = "110115/110115003/110115003006/110115003006001/"
STREET = "110115/110115003/"
COMMUNITY = "110115/110115003/110115003006/"
CGW, SWJ, QY = 1, 2, 3
NARROW, BROAD = Cell("0110/01", COMMUNITY), Cell("01", STREET)


def turn(**more: object) -> Turn:
    plain = {
        "case_id": 1, "category": "0110", "condition": "01", "path": GRID, "period": 8104, "first": CGW, "gone": False,
        "done": None, "rule": None,
    }  # fmt: skip
    return Turn(**(plain | more))  # type: ignore[arg-type]


class TestCells:
    def test_from_the_broadest_to_the_narrowest(self) -> None:
        assert cells("0110", "01", GRID) == [
            Cell("01", STREET),
            Cell("0110", "110115/"),
            Cell("0110", STREET),
            Cell("0110/01", COMMUNITY),
        ]

    @pytest.mark.parametrize(
        ("category", "path", "found"),
        [
            ("0110", "110115/", [("01", "110115/"), ("0110", "110115/"), ("0110/01", "110115/")]),
            ("0110", STREET, [("01", STREET), ("0110", "110115/"), ("0110", STREET), ("0110/01", STREET)]),
            ("own", GRID, [("own", STREET), ("own", "110115/"), ("own/01", COMMUNITY)]),  # a code without a major class
            ("0110", "", [("01", ""), ("0110", ""), ("0110/01", "")]),
        ],
    )
    def test_a_tree_or_a_code_that_is_less_deep(self, category: str, path: str, found: list[tuple[str, str]]) -> None:
        assert cells(category, "01", path) == [Cell(*one) for one in found]


class TestDeltas:
    def test_a_case_counts_once_in_each_cell(self) -> None:
        found = deltas([], [turn(gone=True, done=SWJ)])
        assert len(found) == 8
        assert found["0110", STREET, CGW, 8104] == (0, 1, 1)
        assert found["0110", STREET, SWJ, 8104] == (1, 0, 0)

    def test_what_it_counted_before_is_taken_off(self) -> None:
        found = deltas([turn()], [turn(done=CGW, period=8105)])
        assert found["0110", STREET, CGW, 8104] == (0, -1, 0)
        assert found["0110", STREET, CGW, 8105] == (1, 1, 0)

    def test_what_did_not_change_changes_nothing(self) -> None:
        assert deltas([turn(done=CGW)], [turn(done=CGW)]) == {}


class TestLearned:
    def test_nothing_known(self) -> None:
        assert learned([(BROAD, {}), (NARROW, {})]) is None

    def test_two_cases_are_not_told(self) -> None:
        assert learned([(BROAD, {CGW: 2})]) is None

    def test_the_narrow_cell_speaks_where_it_has_cases(self) -> None:
        found = learned([(BROAD, {CGW: 100}), (NARROW, {SWJ: 12, CGW: 2})])
        assert found is not None
        assert (found.unit, found.evidence.cell, found.evidence.times, found.evidence.of) == (SWJ, NARROW, 12, 14)
        assert found.confidence == pytest.approx(12 / 18, abs=0.001)

    def test_the_broad_one_where_it_has_not(self) -> None:
        found = learned([(BROAD, {CGW: 100}), (NARROW, {SWJ: 1})])
        assert found is not None
        assert (found.unit, found.evidence.cell) == (CGW, BROAD)
        assert found.confidence == pytest.approx((4 * 100 / 104) / 5, abs=0.001)

    def test_more_of_the_same_is_surer(self) -> None:
        few, many = learned([(NARROW, {CGW: 3})]), learned([(NARROW, {CGW: 30})])
        assert few is not None
        assert many is not None
        assert few.confidence < many.confidence < 1

    def test_confidence_is_what_comes_true(self) -> None:
        """Streets of which each has its habit: of advice given with a confidence about that share is right."""
        dice = random.Random(2)
        bins: dict[int, list[bool]] = {}
        for _ in range(3000):
            habit = [dice.gammavariate(0.4, 1) for _ in range(5)]
            seen = Counter(dice.choices(range(5), habit, k=dice.randint(3, 30)))
            found = learned([(NARROW, seen)])
            assert found is not None
            truth = dice.choices(range(5), habit)[0]
            bins.setdefault(int(found.confidence * 5), []).append(truth == found.unit)
        wrong = {at: abs(sum(right) / len(right) - (at + 0.5) / 5) for at, right in bins.items() if len(right) >= 100}
        assert len(wrong) >= 3
        assert max(wrong.values()) < 0.15


def test_what_units_of_other_streets_do_says_nothing_here() -> None:
    """QY is a street's office, SWJ a community's, CGW the district's."""
    level = {CGW: "district", SWJ: "community", QY: "street"}.__getitem__
    everywhere, there = Cell("0110", "110115/"), Cell("0110", STREET)
    counts = [(BROAD, {CGW: 1, SWJ: 5}), (everywhere, {CGW: 9, SWJ: 9, QY: 9}), (there, {SWJ: 5}), (NARROW, {CGW: 1})]
    assert at_home(counts, level) == [(BROAD, {CGW: 1}), (everywhere, {CGW: 9}), (there, {}), (NARROW, {CGW: 1})]
    assert at_home([*counts[:3], (NARROW, {SWJ: 1, QY: 1})], level)[1][1] == {CGW: 9, SWJ: 9, QY: 9}
    assert at_home([], level) == []


@pytest.mark.parametrize(
    ("times", "of", "found"), [(0, 0, False), (1, 2, False), (2, 3, False), (3, 3, True), (5, 14, False), (8, 14, True),
                               (40, 100, True), (30, 100, False)]
)  # fmt: skip
def test_often_is_surely_more_than_three_in_ten(times: int, of: int, found: bool) -> None:
    assert often(times, of) is found
