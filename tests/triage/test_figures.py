"""The figures of learning: shares, calibration, what was mistaken for what, and drift."""

from typing import Any

import pytest

from wangge.triage.rules.figures import Figures, Mistaken, Part


def part(suggested: str | None, n: int, right: int, sure: float = 0.85, **more: Any) -> Part:
    """Decided, taken and above both thresholds, unless said otherwise."""
    full: dict[str, Any] = {"recent": True, "bin": int(sure * 10), "decided": n, "auto": 0, "sure": sure * n}
    for name in ("taken", "at_95", "at_98"):
        full |= {name: n, f"{name}_right": right}
    return Part(suggested=suggested, n=n, right=right, **(full | more))


NONE = {"taken": 0, "at_95": 0, "at_98": 0, "taken_right": 0, "at_95_right": 0, "at_98_right": 0}
SOME = [
    part("heat", 80, 80, 0.95),
    part("heat", 20, 0, 0.55, **(NONE | {"taken": 5, "at_95": 2})),
    part("noise", 47, 40, decided=40, sure=34, taken=40, at_95=40, at_98=10, at_98_right=10),
    part(None, 3, 0, bin=None, sure=0, **NONE),
]
MISTAKEN = [Mistaken(None, "noise", 20), Mistaken(None, "heat", 3), Mistaken("heat", "noise", 20)]


def of(category: str | None = None) -> dict[str, Any]:
    return Figures(SOME, SOME, MISTAKEN).of(category)


@pytest.mark.parametrize(
    ("category", "name", "value"),
    [
        (None, "n", 140),
        (None, "right", 120),
        (None, "accuracy", 0.8571),
        (None, "waiting", 7),
        (None, "silent", 3),
        (None, "missed", 23),
        ("heat", "n", 100),
        ("heat", "accuracy", 0.8),
        ("heat", "missed", 3),
        ("noise", "missed", 20),
        ("noise", "waiting", 7),
        ("heat", "take", {"n": 85, "coverage": 0.85, "precision": 0.9412}),
        ("heat", "at", {"95": {"n": 82, "coverage": 0.82, "precision": 0.9756},
                        "98": {"n": 80, "coverage": 0.8, "precision": 1.0}}),
        ("gas", "accuracy", None),
    ],
)  # fmt: skip
def test_shares(category: str | None, name: str, value: object) -> None:
    assert of(category)[name] == value


def test_calibration() -> None:
    bins = of("heat")["bins"]
    assert len(bins) == 10
    assert bins[9] == {"from": 0.9, "to": 1.0, "n": 80, "mean": 0.95, "right": 1.0}
    assert bins[5] == {"from": 0.5, "to": 0.6, "n": 20, "mean": 0.55, "right": 0.0}
    assert bins[0] == {"from": 0.0, "to": 0.1, "n": 0, "mean": None, "right": None}
    assert of("heat")["ece"] == pytest.approx((80 * 0.05 + 20 * 0.55) / 100)


def test_corrections_and_the_categories_there_are() -> None:
    assert Figures(SOME, [], MISTAKEN).corrections() == [("heat", "noise", 20)]
    assert Figures(SOME, [], MISTAKEN).categories() == ["heat", "noise"]


@pytest.mark.parametrize(
    ("now", "before", "drifting"),
    [
        ((60, 40), (95, 5), True),  # right, wrong
        ((92, 8), (95, 5), False),  # by chance
        ((99, 1), (80, 20), False),  # better
        ((5, 15), (95, 5), False),  # too few to say
        ((0, 0), (0, 0), False),
    ],
)
def test_drift(now: tuple[int, int], before: tuple[int, int], drifting: bool) -> None:
    parts = [
        part("heat", sum(side), side[0], recent=recent) for recent, side in ((True, now), (False, before)) if sum(side)
    ]
    found = Figures([], parts, []).of("heat")["drift"]
    assert found["drifting"] is drifting
    assert (found["now"]["n"], found["before"]["n"]) == (sum(now), sum(before))
