"""Codes and paths of grids."""

import pytest

from wangge.places.rules import grid_path, grid_problem, segment


@pytest.mark.parametrize(
    ("code", "parent", "own"),
    [
        ("110115", None, "110115"),
        ("110115003", "110115", "003"),
        ("110115003006001", "110115003006", "001"),
        ("110115003006", "110115001", "110115003006"),  # below a street whose code it does not carry
        ("market-1", "110115003", "market-1"),
        ("110115", "110115", "110115"),
    ],
)
def test_segment(code: str, parent: str | None, own: str) -> None:
    assert segment(code, parent) == own


def test_path() -> None:
    assert grid_path(None, "110115") == "110115/"
    assert grid_path(("110115003", "110115/003/"), "110115003006") == "110115/003/006/"


@pytest.mark.parametrize(
    ("code", "name", "level", "problem"),
    [
        ("110115003006001", "丽园 01 网格", 4, None),
        ("", "丽园", 4, "code"),
        ("1/2", "丽园", 4, "code"),
        ("1" * 41, "丽园", 4, "code"),
        ("1", " ", 4, "name"),
        ("1", "丽" * 101, 4, "name"),
        ("1", "丽园", 0, "level"),
        ("1", "丽园", 10, "level"),
    ],
)
def test_problem(code: str, name: str, level: int, problem: str | None) -> None:
    assert grid_problem(code, name, level) == problem
