"""The category that who reports chooses is not lost where it does not file the case."""

from typing import Any

import pytest

from tests import town
from tests.cases.histories import Teller, one_case
from tests.database import DISTRICT
from wangge.cases.history import verify
from wangge.cases.rules import State
from wangge.kit.errors import Invalid
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db

CATEGORY, CONDITION = town.matter("商业噪音")
NOISE = {"category": CATEGORY, "condition": CONDITION}


@pytest.fixture
def t(pool: Pool) -> Teller:
    return Teller(pool)


def thought(t: Teller, number: str) -> dict[str, Any]:
    """What the first event says of the category; the history proves the case."""
    with work(t.pool, DISTRICT) as tx:
        assert verify(tx, [number]) == []
        said = tx.value(
            "SELECT e.given -> 'report' FROM case_events e JOIN cases c ON c.id = e.case_id"
            " WHERE c.number = %(number)s AND e.seq = 1",
            number=number,
        )
    return {name: said[name] for name in NOISE if name in said}


@pytest.mark.parametrize(
    ("login", "more"),
    [(town.CLERK, {"grid": None}), (town.WORKER, {}), (town.WORKER, {"grid": None, "channel": "portal"})],
)
def test_it_stands_in_the_history(t: Teller, login: str, more: dict[str, Any]) -> None:
    number = t.report(login, **NOISE, **more)
    assert thought(t, number) == NOISE
    with work(t.pool, DISTRICT) as tx:
        case = one_case(tx, number)
    assert (case.state, case.category) == (State.REPORTED, "")


def test_of_a_case_filed_by_it_the_filing_says_it(t: Teller) -> None:
    number = t.report(**NOISE)
    assert thought(t, number) == {}
    with work(t.pool, DISTRICT) as tx:
        assert one_case(tx, number).category == CATEGORY


@pytest.mark.parametrize("wrong", [{"category": "9999"}, {"condition": "77"}])
def test_it_must_be_one_that_is_there(t: Teller, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        t.report(**NOISE | wrong, grid=None)
