"""An answer that was given and a call that was made stay with their report, whichever case it belongs to."""

from typing import Any

import pytest

from tests import town
from tests.cases.histories import Teller
from tests.database import DISTRICT
from wangge.cases.history import verify
from wangge.cases.rules import Kind, Verb
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db

V = Verb
BECAME = "case_id, due_at, answered_at, tries, reached, contacted, resolved, satisfied"


@pytest.fixture
def told(pool: Pool) -> Teller:
    return Teller(pool)


def row(pool: Pool, number: str) -> dict[str, Any]:
    with work(pool, DISTRICT) as tx:
        found = tx.row(f"SELECT {BECAME} FROM reports WHERE number = %(number)s", number=number)
    assert found
    return found


def proven(pool: Pool, *numbers: str) -> None:
    with work(pool, DISTRICT) as tx:
        assert verify(tx, numbers) == []


def test_an_answer_goes_along_with_a_merge_and_back(told: Teller, pool: Pool) -> None:
    asked, other = told.tell(kind=Kind.CONSULT), told.tell()
    told.say(town.CLERK, asked.case, V.ANSWER)
    answered = row(pool, asked.report)["answered_at"]
    assert answered is not None
    told.say(town.SHIFT_LEAD, asked.case, V.REOPEN)
    told.say(town.CLERK, asked.case, V.MERGE, into=other.case)
    moved = row(pool, asked.report)
    assert moved["answered_at"] == answered
    assert moved["case_id"] == row(pool, other.report)["case_id"]
    told.say(town.CLERK, asked.case, V.UNMERGE)
    assert row(pool, asked.report) == moved | {"case_id": row(pool, asked.report)["case_id"]}
    assert row(pool, asked.report)["case_id"] != moved["case_id"]
    proven(pool, asked.case, other.case)


def test_a_call_made_in_the_survivor_comes_back(told: Teller, pool: Pool) -> None:
    first, second = told.tell(), told.tell()
    told.say(town.CLERK, second.case, V.MERGE, into=first.case)
    category, condition = town.matter("供热不热")
    told.say(town.CLERK, first.case, V.FILE, category=category, condition=condition, grid=town.LIYUAN)
    told.say(town.DISPATCHER, first.case, V.DISPATCH, unit="rl")
    told.say(town.HEAT_HANDLER, first.case, V.SIGN)
    told.say(town.HEAT_HANDLER, first.case, V.FEED_BACK, shown=["document"])
    told.say(town.CALLER, first.case, V.ASK_CALL_BACK)
    answers = {"contacted": True, "resolved": False, "satisfied": "unsatisfied"}
    told.say(town.CALLER, first.case, V.CALL_BACK, report=second.report, reached=True, **answers)
    told.say(town.CLERK, second.case, V.UNMERGE)
    mine = row(pool, second.report)
    assert {name: mine[name] for name in answers} | {"reached": mine["reached"]} == answers | {"reached": True}
    proven(pool, first.case, second.case)


def test_filing_says_by_when_to_answer(told: Teller, pool: Pool) -> None:
    """Five working days before anybody knows what it is, three of a heating matter."""
    new = told.tell()
    before = row(pool, new.report)["due_at"]
    category, condition = town.matter("供热不热")
    told.say(town.CLERK, new.case, V.FILE, category=category, condition=condition, grid=town.LIYUAN)
    assert row(pool, new.report)["due_at"] < before
    proven(pool, new.case)


def test_the_same_matter_is_named(told: Teller, pool: Pool) -> None:
    known, again = told.tell(), told.tell()
    case = told.say(town.CLERK, again.case, V.DECLINE, declined_for="repeat", same_as=known.case)
    assert case.ended_for == "repeat"
    with work(pool, DISTRICT) as tx:
        assert case.repeat_of == tx.value("SELECT id FROM cases WHERE number = %(n)s", n=known.case)
    proven(pool, again.case)


def test_who_called_somebody_in_is_in_the_audit_log(told: Teller, pool: Pool) -> None:
    number = told.report()
    assert told.say(town.WORKER, number, V.HAND_OVER, service="119").handovers == 1
    with work(pool, DISTRICT) as tx:
        rows = tx.rows("SELECT action, facts FROM audit WHERE target = %(t)s", t=f"case:{number}")
    assert [(r["action"], r["facts"]) for r in rows] == [("hand_over", {"service": "119"})]
