"""Clocks in a form that a test can be read by."""

from tests.cases.worlds import Tale
from tests.clock.times import said
from wangge.cases.rules import ClockRun


def running(tale: Tale) -> set[str]:
    """Stage and assignment of each open clock, like ``handle 1``."""
    return {shown(c) for c in tale.case.clocks if c.open}


def shown(clock: ClockRun) -> str:
    name = " ".join(part for part in (str(clock.stage), clock.code) if part)
    return name if clock.assignment is None else f"{name} {clock.assignment}"


def ended(tale: Tale, before: Tale) -> dict[str, str]:
    """How the clocks ended that were open before: met or dropped."""
    was = {c.no for c in before.case.clocks if c.open}
    return {shown(c): "dropped" if c.dropped else "met" for c in tale.case.clocks if not c.open and c.no in was}


def due(clock: ClockRun) -> str:
    assert clock.due_at is not None
    return said(clock.due_at)
