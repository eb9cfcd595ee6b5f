"""How often the right grid is told in the demo district: 2 000 generated sentences, and those written by hand.

``by_hand_places.csv`` was written before anything was tuned, ``by_hand_places_later.csv`` before it was read by the
program the first time. docs/decisions/0021 has the figures of the first reading.
"""

import csv
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.triage.placed import ASK, sentences
from wangge.demo.known import known
from wangge.triage.placing import TAKE, Gazetteer, Placed, place

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return known(1)


class Quality(NamedTuple):
    top: float  # of texts that tell a grid: it comes first
    taken: float  # … and is to be taken over
    wrong: int  # another grid is to be taken over
    asked: float  # of texts that tell none


def quality(rows: Sequence[tuple[str, str]], found: Sequence[Placed]) -> Quality:
    told = [(grid, one) for (_, grid), one in zip(rows, found, strict=True) if grid != ASK]
    asked = [one.action == ASK for (_, grid), one in zip(rows, found, strict=True) if grid == ASK]
    right = [one.grid == grid for grid, one in told]
    taken = [one.action == TAKE for _, one in told]
    both = sum(a and b for a, b in zip(right, taken, strict=True))
    wrong = sum(b and not a for a, b in zip(right, taken, strict=True))
    return Quality(sum(right) / len(told), both / len(told), wrong, sum(asked) / len(asked))


def by_hand(name: str) -> list[tuple[str, str]]:
    with (HERE / name).open(encoding="utf-8") as file:
        return [(row["text"], row["grid"]) for row in csv.DictReader(file)]


def test_generated(gazetteer: Gazetteer) -> None:
    rows = [(one.text, one.grid) for one in sentences(2_000, seed=2026)]
    found = quality(rows, [place(gazetteer, text) for text, _ in rows])
    assert found.top >= 0.97, found
    assert found.taken >= 0.95, found
    assert found.asked >= 0.97, found


@pytest.mark.parametrize(("name", "many"), [("by_hand_places.csv", 157), ("by_hand_places_later.csv", 194)])
def test_by_hand(gazetteer: Gazetteer, name: str, many: int) -> None:
    rows = by_hand(name)
    assert len(rows) == many
    found = quality(rows, [place(gazetteer, text) for text, _ in rows])
    assert found.top >= 0.96, found
    assert found.taken >= 0.94, found
    assert found.asked >= 0.95, found


def test_every_label_is_a_grid_of_the_district(gazetteer: Gazetteer) -> None:
    labels = {grid for name in ("by_hand_places.csv", "by_hand_places_later.csv") for _, grid in by_hand(name)}
    assert all(label == ASK or gazetteer.below(label) == (label,) for label in labels)


def test_quickly(gazetteer: Gazetteer) -> None:
    """5 ms a text are allowed; three times that on a machine with others at work."""
    rows = sentences(200, seed=5)
    began = time.perf_counter()
    for one in rows:
        place(gazetteer, one.text)
    assert (time.perf_counter() - began) / len(rows) < 0.015
