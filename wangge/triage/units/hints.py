"""Ownership rules that the past suggests: where a unit that rules name loses its cases, and another finishes them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from wangge.dispatch.rules.branches import areas

LEAST = 5  # cases that went from the one to the other
STEADY = 0.7  # share of the other among all that finished what the first had lost
SAMPLES = 20  # ids of cases kept
GAIN = 3  # more cases right than wrong, had the rule been there


class Past(NamedTuple):
    """So many finished cases of a class and place: first sent by rule to ``first``, finished by ``done``."""

    category: str
    path: str
    first: int
    done: int
    cases: int
    samples: tuple[int, ...] = ()  # ids of some of them


class Hint(NamedTuple):
    """``times`` of the ``of`` cases that ``first`` lost were finished by ``unit``; ``sent``: all that it had first."""

    category: str
    area: str
    first: int
    unit: int
    times: int
    of: int
    sent: int
    samples: tuple[int, ...]


def hints(past: Iterable[Past]) -> list[Hint]:
    """The widest branches in which it holds; in a branch of one that is told, only where another unit finishes."""
    there: dict[tuple[str, int], dict[str, list[Past]]] = defaultdict(lambda: defaultdict(list))
    for one in past:
        for area in areas(one.path):
            there[one.category, one.first][area].append(one)
    found: list[Hint] = []
    for key in sorted(there):
        told: dict[str, int] = {}
        for area in sorted(there[key]):
            hint = _hint(area, there[key][area])
            above = next((told[up] for up in areas(area)[1:] if up in told), None) if area else None
            if hint is not None and hint.unit != above:
                told[area] = hint.unit
                found.append(hint)
    return found


def _hint(area: str, here: list[Past]) -> Hint | None:
    lost: Counter[int] = Counter()
    for one in here:
        if one.done != one.first:
            lost[one.done] += one.cases
    if not lost:
        return None
    unit = min(lost, key=lambda each: (-lost[each], each))
    times, of, sent = lost[unit], lost.total(), sum(one.cases for one in here)
    if times < LEAST or times < STEADY * of or times - (sent - of) < GAIN:
        return None
    samples = sorted((case for one in here if one.done == unit for case in one.samples), reverse=True)[:SAMPLES]
    return Hint(here[0].category, area, here[0].first, unit, times, of, sent, tuple(samples))
