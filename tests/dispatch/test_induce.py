"""Rules from what was done."""

import pytest

from wangge.dispatch.rules.induce import Done, Induced, induce

STREET, FAR, GRID = "110115/003/", "110115/001/", "110115/003/006/001/"


def past(category: str, unit: str, times: int, path: str = GRID) -> list[Done]:
    return [Done(category, path, unit)] * times


class TestByClass:
    def test_the_unit_of_most_matters(self) -> None:
        found = induce(past("0110", "cgw", 7) + past("0110", "swj", 3) + past("0113", "zjw", 5))
        assert found == [Induced("0110", "", "cgw", 7, 10), Induced("0113", "", "zjw", 5, 5)]

    @pytest.mark.parametrize(("cgw", "swj", "rules"), [(4, 0, 0), (5, 0, 1), (5, 5, 1), (3, 3, 1), (5, 6, 1)])
    def test_only_what_was_seen_often_and_agreed_on(self, cgw: int, swj: int, rules: int) -> None:
        assert len(induce(past("0110", "cgw", cgw) + past("0110", "swj", swj))) == rules

    def test_no_majority_no_rule(self) -> None:
        assert induce(past("0110", "a", 4) + past("0110", "b", 3) + past("0110", "c", 3), share=0.5) == []

    def test_equal_counts_do_not_depend_on_the_order(self) -> None:
        matters = past("0110", "swj", 5) + past("0110", "cgw", 5)
        assert induce(matters) == induce(matters[::-1]) == [Induced("0110", "", "cgw", 5, 10)]


class TestByArea:
    def test_where_another_unit_handles_most(self) -> None:
        matters = past("0110", "cgw", 20) + past("0110", "xf", 8, f"{FAR}001/001/") + past("0110", "cgw", 1, FAR)
        assert induce(matters, by_area=True) == [
            Induced("0110", "", "cgw", 21, 29), Induced("0110", FAR, "xf", 8, 9),
        ]  # fmt: skip

    def test_not_for_a_few(self) -> None:
        matters = past("0110", "cgw", 20) + past("0110", "xf", 4, f"{FAR}001/001/")
        assert induce(matters, by_area=True) == [Induced("0110", "", "cgw", 20, 24)]

    def test_a_narrower_branch_says_nothing_new(self) -> None:
        matters = past("0110", "xf", 30, f"{FAR}001/001/") + past("0110", "qy", 20, GRID)
        found = induce(matters, by_area=True)
        assert [(one.area, one.unit) for one in found] == [("", "xf"), (STREET, "qy")]

    def test_a_matter_without_a_place_counts_for_the_class(self) -> None:
        assert induce(past("0110", "cgw", 9, ""), by_area=True) == [Induced("0110", "", "cgw", 9, 9)]
