"""Every condition of the workflow table, both ways."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cases import conditions_assigned, conditions_matter
from tests.cases.worlds import WORLD, tale_in, world
from wangge.cases.rules import Kind, Report, State
from wangge.cases.rules.guards import GUARDS, Ask, drawn, to_call

S = State
SAMPLES = conditions_assigned.SAMPLES | conditions_matter.SAMPLES


def samples() -> list[Any]:
    return [
        pytest.param(name, ask, expected, id=f"{name}-{label}")
        for name, both in SAMPLES.items()
        for expected, asked in zip((True, False), both, strict=True)
        for label, ask in asked.items()
    ]


@pytest.mark.parametrize(("name", "ask", "holds"), samples())
def test_condition(name: str, ask: Callable[[], Ask], holds: bool) -> None:
    assert GUARDS[name](ask()) is holds


def test_every_condition_is_here() -> None:
    assert set(SAMPLES) == set(GUARDS)


def test_the_sample_is_drawn_by_number() -> None:
    numbers = [f"20261102-{no:04}" for no in range(2000)]
    assert 0.27 < sum(drawn(number, 1, 30) for number in numbers) / len(numbers) < 0.33
    assert not any(drawn(number, 1, 0) for number in numbers)
    assert all(drawn(number, 1, 100) for number in numbers)
    assert {n for n in numbers if drawn(n, 1, 30)} != {n for n in numbers if drawn(n, 2, 30)}
    assert {n for n in numbers if drawn(n, 1, 30)} < {n for n in numbers if drawn(n, 1, 60)}


def test_a_report_is_drawn_by_itself() -> None:
    many = tuple(Report(no, Kind.HELP, reachable=True) for no in range(1, 400))
    sampled = world(call_back="sample", call_back_percent=30)
    assert 80 < len(to_call(tale_in(S.CALLING, reports=many).case, sampled)) < 160
    assert len(to_call(tale_in(S.CALLING, reports=many).case, WORLD)) == 399
