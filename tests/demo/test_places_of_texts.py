"""The gazetteer out of the demo's database tells what the one without a database tells."""

import time

import pytest

from tests.database import DISTRICT
from tests.triage.placed import sentences
from wangge.demo.known import known
from wangge.kit.tx import Pool, work
from wangge.triage.actions.placing import gazetteer, place_advice
from wangge.triage.placing import place

pytestmark = pytest.mark.db


def test_with_and_without_a_database(founded: Pool) -> None:
    """House numbers are not in the database of the demo: a road is asked about there."""
    alone = known(1)
    with work(founded, DISTRICT) as tx:
        for one in sentences(300, seed=3):
            if one.rule in ("house", "crossing", "road"):
                continue
            found, there = place_advice(tx, one.text), place(alone, one.text)
            assert [shown.found.grid for shown in found.candidates][:1] == [c.grid for c in there.candidates][:1], one
            assert found.action in (there.action, "none")


def test_it_is_read_in_a_moment(founded: Pool) -> None:
    """2 s are allowed; three times that on a machine with others at work."""
    with work(founded, DISTRICT) as tx:
        began = time.perf_counter()
        assert len(gazetteer(tx).gazetteer.names) > 10_000
        assert time.perf_counter() - began < 6
