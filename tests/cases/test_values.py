"""Copies with changes are what ``dataclasses.replace`` gives, and share nothing that could be changed."""

import dataclasses
from dataclasses import FrozenInstanceError

import pytest

from wangge.cases.rules import Assignment, Case, ClockRun, Event, Report, Role, State
from wangge.cases.rules.values import replace

CASE = Case(7, "20260302-0007", state=State.FILED, path="110115/", hash=b"x")


def test_as_the_library_does() -> None:
    ours, theirs = (copy(CASE, state=State.CLOSED, urges=3) for copy in (replace, dataclasses.replace))
    assert ours == theirs
    assert ours.hash == theirs.hash == b"x"
    assert (type(ours), ours.state, ours.urges, ours.number) == (Case, State.CLOSED, 3, CASE.number)


def test_the_first_stays_as_it_was() -> None:
    before = dataclasses.asdict(CASE)
    replace(CASE, state=State.VOID)
    assert dataclasses.asdict(CASE) == before


def test_nothing_changed_is_an_equal_copy() -> None:
    copy = replace(CASE)
    assert copy == CASE
    assert copy is not CASE


def test_a_copy_is_frozen_too() -> None:
    with pytest.raises(FrozenInstanceError):
        replace(CASE, urges=1).urges = 2  # type: ignore[misc]


def test_a_field_it_has_not() -> None:
    with pytest.raises(TypeError, match="Case has no stat, urge"):
        replace(CASE, stat=State.VOID, urge=1, urges=1)


@pytest.mark.parametrize("kind", [Case, Event, Assignment, ClockRun, Report])
def test_every_value_of_a_case_can_be_copied(kind: type) -> None:
    """With slots there would be no ``__dict__`` to copy."""
    assert not hasattr(kind, "__slots__")
    assert dataclasses.fields(kind)


def test_properties_follow_the_copy() -> None:
    lead = Assignment(1, Role.LEAD, unit=4)
    assert replace(CASE, assignments=(lead,)).lead == lead
    assert CASE.lead is None
