"""Somebody else is faster, a licence ends, a row comes again, a case goes wrong: nothing is done twice or over them."""

from typing import Any

import pytest

from tests import town
from tests.cases.histories import Teller
from tests.database import DISTRICT
from tests.triage.licence.trusting import allow, arrives, steps, verbs, works
from wangge.cases.rules import Verb
from wangge.kit.tx import work
from wangge.triage.actions import automatic

pytestmark = pytest.mark.db


def test_a_case_that_somebody_touched_is_theirs(t: Teller) -> None:
    allow(t, "category")
    number = arrives(t)
    t.say(town.CLERK, number, Verb.NOTE)
    works(t)
    assert verbs(t.pool, number) == ["report", "note"]


def test_who_is_faster_by_a_moment_wins(t: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody notes on the case after it was read and before it is written."""
    allow(t, "category")
    number = arrives(t)
    file = automatic.acting.file

    def slow(*given: Any) -> bool:
        t.say(town.CLERK, number, Verb.NOTE)
        return file(*given)

    monkeypatch.setattr(automatic.acting, "file", slow)
    works(t)
    assert verbs(t.pool, number) == ["report", "note"]
    assert steps(t.pool, number) == []


def test_a_licence_that_ended_in_between_is_none(t: Teller) -> None:
    allow(t, "category")
    number = arrives(t)
    allow(t, "category", active=False)
    works(t)
    assert verbs(t.pool, number) == ["report"]


def test_a_row_of_the_feed_that_comes_again_does_nothing(t: Teller) -> None:
    allow(t, "category")
    number = arrives(t)
    works(t)
    with work(t.pool, DISTRICT) as tx:
        tx.run("UPDATE feed_readers SET last_no = 0 WHERE name = 'licence'")
    works(t)
    assert verbs(t.pool, number) == ["report", "file"]
    assert len(steps(t.pool, number)) == 1


def test_what_is_a_day_old_is_left_to_people(t: Teller) -> None:
    allow(t, "category")
    t.wait(days=-2)
    number = arrives(t)
    works(t)
    assert verbs(t.pool, number) == ["report"]


def test_one_case_that_goes_wrong_does_not_stop_the_others(t: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(t, "category")
    bad, good = arrives(t), arrives(t)
    with work(t.pool, DISTRICT) as tx:
        bad_id = tx.value("SELECT id FROM cases WHERE number = %(number)s", number=bad)
    untouched = automatic.acting.untouched

    def broken(tx: Any, case_id: int, *more: Any) -> Any:
        if case_id == bad_id:
            raise ZeroDivisionError
        return untouched(tx, case_id, *more)

    monkeypatch.setattr(automatic.acting, "untouched", broken)
    works(t)
    assert (verbs(t.pool, bad), verbs(t.pool, good)) == (["report"], ["report", "file"])
