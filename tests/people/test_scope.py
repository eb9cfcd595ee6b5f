"""Branches: half-open ranges of paths that hold a node, all below it, and nothing beside it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.people.rules import branch_of, covers, merged, moved

CODES = st.text("0129AZaz_-", min_size=1, max_size=3)
PATHS = st.lists(CODES, min_size=1, max_size=4).map(lambda codes: "/".join(codes) + "/")
RANGES = st.lists(st.one_of(PATHS.map(branch_of), st.tuples(PATHS, PATHS)), max_size=6)


@given(PATHS, PATHS)
def test_a_branch_is_exactly_the_prefix(top: str, path: str) -> None:
    assert covers([branch_of(top)], path) == path.startswith(top)


@given(RANGES, PATHS)
def test_merging_covers_exactly_the_same_paths(ranges: list[tuple[str, str]], path: str) -> None:
    assert covers(merged(ranges), path) == covers(ranges, path)


@given(RANGES)
def test_merged_ranges_are_disjoint_in_order_and_final(ranges: list[tuple[str, str]]) -> None:
    out = merged(ranges)
    assert all(lo < hi for lo, hi in out)
    assert all(before[1] < after[0] for before, after in pairwise(out))
    assert merged(out) == out


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([], ()),
        ([("b", "a")], ()),
        ([("a/", "a0"), ("a/b/", "a/b0")], (("a/", "a0"),)),
        ([("a/b/", "a/b0"), ("a/", "a0")], (("a/", "a0"),)),
        ([("a/", "b"), ("b", "c0")], (("a/", "c0"),)),
        ([("c/", "c0"), ("a/", "a0")], (("a/", "a0"), ("c/", "c0"))),
    ],
)
def test_merged(ranges: list[tuple[str, str]], expected: tuple[tuple[str, str], ...]) -> None:
    assert merged(ranges) == expected


def test_nothing_covers_nothing() -> None:
    assert not covers([], "110115/")


@pytest.mark.parametrize("path", ["", "110115", "/", "/110115/"])
def test_what_is_no_path_has_no_branch(path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        branch_of(path)


@given(PATHS, PATHS, PATHS)
def test_moving_keeps_what_is_below(old: str, new: str, rest: str) -> None:
    assert moved(old + rest, old, new) == new + rest
    assert moved(old, old, new) == new


def test_what_lies_elsewhere_does_not_move() -> None:
    with pytest.raises(ValueError, match="not below"):
        moved("110115/001/", "110115/003/", "110115/006/")
