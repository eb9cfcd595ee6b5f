"""What people complain of in the demo district, as ``texts.toml`` tells it."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from random import Random
from typing import TypeVar

T = TypeVar("T")
Weights = dict[str, float]


@dataclass(frozen=True, eq=False)
class Topic:
    """One kind of matter. Texts may begin with the category and condition they belong to: ``0496/01|…``."""

    key: str
    codes: tuple[str, ...]
    weight: float
    rhythm: str
    channels: Weights
    scene: str
    kinds: Weights
    titles: tuple[str, ...]
    said: tuple[str, ...]
    typed: tuple[str, ...]
    found: tuple[str, ...]
    done: tuple[str, ...]
    months: dict[int, float] = field(default_factory=dict)
    stages: tuple[str, ...] = ()


@cache
def topics() -> tuple[Topic, ...]:
    text = (resources.files("wangge.demo") / "data/texts.toml").read_text(encoding="utf-8")
    return tuple(_topic(row) for row in tomllib.loads(text)["topics"])


def _topic(row: dict[str, object]) -> Topic:
    tuples = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    months = row.get("months", {})
    assert isinstance(months, dict)
    return Topic(**{**row, **tuples, "months": {int(month): factor for month, factor in months.items()}})  # type: ignore[arg-type]


def drawn(dice: Random, weights: dict[T, float]) -> T:
    return dice.choices(list(weights), list(weights.values()))[0]
