"""What suggestions turned out to be: read from the cases as they are now, kept up by the feed, let go in time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.cases.histories import Teller
from tests.triage.actions.telling import GARBAGE, HEAT, NOISE, PARKING, texts
from wangge.cases.rules import Verb
from wangge.kit import feed
from wangge.kit.tx import Pool, work
from wangge.triage.actions import labels
from wangge.triage.actions.advising import Asked, advise, hint_grids
from wangge.triage.actions.suggestions import Choice, chosen

pytestmark = pytest.mark.db


@pytest.fixture(scope="module")
def told(pool: Pool) -> Teller:
    return Teller(pool, datetime.now(UTC) - timedelta(days=3))


def advised(told: Teller, said: str, category: str | None, **fields: Any) -> tuple[int, str]:
    """The advice on a report, and the number of the case it became."""
    advice = told.do(town.CLERK, lambda tx: advise(tx, Asked(said)))["advice"]
    code, condition = town.matter(category) if category else (None, None)
    made = told.tell(text=said, category=code, condition=condition, **fields)
    choice = Choice(made.report, code, condition, town.LIYUAN)
    told.do(town.CLERK, lambda tx: chosen(tx, advice, choice))
    return int(advice), made.case


def label(pool: Pool, advice: int, step: str = "category") -> str | None:
    while feed.move(pool, town.DISTRICT):
        pass
    while labels.follow(pool, town.DISTRICT):
        pass
    with work(pool, town.DISTRICT) as tx:
        said = "SELECT label FROM suggestions WHERE advice = %(advice)s AND step = %(step)s"
        found: str | None = tx.value(said, advice=advice, step=step)
        return found


def test_what_was_filed_and_what_it_was_corrected_to(pool: Pool, told: Teller) -> None:
    advice, number = advised(told, texts(GARBAGE)[0], NOISE)
    assert label(pool, advice) == town.matter(NOISE)[0]
    assert label(pool, advice, "urgent") == "false"
    code, condition = town.matter(GARBAGE)
    told.say(town.CLERK, number, Verb.AMEND, category=code, condition=condition)
    assert label(pool, advice) == code
    assert label(pool, advice, "condition") == condition


def test_the_unit_that_has_it_in_the_end(pool: Pool, told: Teller) -> None:
    advice, number = advised(told, texts(GARBAGE)[1], GARBAGE)
    with work(pool, town.DISTRICT) as tx:
        tx.run(
            """INSERT INTO suggestions (advice, step, at, model, action, suggested, candidates, report_id)
               SELECT advice, 'unit', at, 'rule', 'ask', '0', '[]', report_id FROM suggestions
                WHERE advice = %(advice)s AND step = 'category'""",
            advice=advice,
        )
        first, second = (town.unit(tx, name) for name in ("城管委", "清源街道办"))
    told.say(town.DISPATCHER, number, Verb.DISPATCH, unit="cgw")
    assert label(pool, advice, "unit") == str(first)
    told.say(town.DISPATCHER, number, Verb.REDISPATCH, unit="qy")
    assert label(pool, advice, "unit") == str(second)


def test_not_filed_is_not_decided(pool: Pool, told: Teller) -> None:
    advice, _ = advised(told, texts(HEAT)[0], None)
    assert label(pool, advice) is None


def test_void_says_nothing(pool: Pool, told: Teller) -> None:
    advice, number = advised(told, texts(PARKING)[0], PARKING)
    assert label(pool, advice) == town.matter(PARKING)[0]
    told.say(town.SHIFT_LEAD, number, Verb.VOID)
    assert label(pool, advice) is None


def test_a_report_that_was_merged_is_what_it_was_merged_into(pool: Pool, told: Teller) -> None:
    survivor = advised(told, texts(NOISE)[1], NOISE)[1]
    advice, number = advised(told, texts(NOISE)[2], PARKING)
    told.say(town.CLERK, number, Verb.MERGE, into=survivor)
    assert label(pool, advice) == town.matter(NOISE)[0]


@pytest.mark.parametrize("reviewed", [False, True])
def test_an_automatic_step_says_nothing_before_somebody_looked(pool: Pool, told: Teller, reviewed: bool) -> None:
    advice, number = advised(told, texts(GARBAGE)[3], None)
    with work(pool, town.DISTRICT) as tx:
        mark = (
            "UPDATE suggestions SET auto = true, suggested = %(code)s, reviewed_at = %(at)s WHERE advice = %(advice)s"
        )
        tx.run(mark, code=town.matter(GARBAGE)[0], at=tx.now if reviewed else None, advice=advice)
    code, condition = town.matter(GARBAGE)
    told.say(town.CLERK, number, Verb.ACCEPT)
    told.say(town.CLERK, number, Verb.FILE, category=code, condition=condition)
    assert label(pool, advice) == (code if reviewed else None)


def test_what_no_report_came_of_goes_after_30_days(pool: Pool, told: Teller) -> None:
    unsent = told.do(town.CLERK, lambda tx: advise(tx, Asked(texts(HEAT)[5])))["advice"]
    sent = advised(told, texts(HEAT)[6], HEAT)[0]
    with work(pool, town.DISTRICT) as tx:
        age = "UPDATE suggestions SET at = at - interval '30 days' WHERE advice = ANY(%(some)s)"
        tx.run(age, some=[int(unsent), sent])
    assert labels.forget(pool, town.DISTRICT) == 4
    with work(pool, town.DISTRICT) as tx:
        left = {row["advice"] for row in tx.rows("SELECT advice FROM suggestions")}
    assert sent in left
    assert int(unsent) not in left


def test_the_grids_of_a_caller_as_far_as_the_asker_sees(client: TestClient, pool: Pool, told: Teller) -> None:
    told.report(text=texts(NOISE)[7], grid=town.ZAOYUAN)
    told.report(text=texts(NOISE)[8], grid=town.FUQIANG)
    told.report(text=texts(NOISE)[9], grid=town.COLLEGE, sensitive=True)
    everywhere = told.do(town.SHIFT_LEAD, lambda tx: hint_grids(tx, "138 1234 5678"))
    assert everywhere[:3] == [town.COLLEGE, town.FUQIANG, town.ZAOYUAN]
    street = told.do(town.STREET_CLERK, lambda tx: hint_grids(tx, "+8613812345678"))
    assert town.ZAOYUAN in street
    assert not {town.FUQIANG, town.COLLEGE} & set(street)
    assert told.do(town.CLERK, lambda tx: hint_grids(tx, "1381")) == []
    assert told.do(town.CLERK, lambda tx: hint_grids(tx, None)) == []
