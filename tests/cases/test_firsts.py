"""First dispatches drawn from the feed: the same as the cases say, a moment later, and how late is said."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, get_args

import pytest

from tests import town
from tests.cases.every_verb import tell_all
from tests.cases.histories import MONDAY, Teller, one_case
from tests.cases.test_simulation import asked, caught_up
from tests.database import DISTRICT
from wangge.cases.actions import firsts
from wangge.cases.actions.accuracy import By, Wanted, accuracy
from wangge.cases.rules import Verb
from wangge.kit import feed
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db

#: The same from cases, assignments and events themselves.
TABLES = """
SELECT c.id, f.sent_at, f.unit, c.category, c.path, c.units, c.sensitive, c.returns > 0 AS returned,
       c.transfers > 0 AS transferred,
       f.held IN ('returned', 'replaced', 'taken_back') AND EXISTS (
           SELECT 1 FROM assignments r
            WHERE r.case_id = c.id AND r.ruled AND r.role = 'lead' AND r.unit <> f.unit) AS ruled,
       (SELECT (array_agg(e.rule ORDER BY e.seq))[1] FROM case_events e
         WHERE e.case_id = c.id AND e.verb = 'dispatch') AS rule,
       (SELECT (array_agg(e.given ->> 'how' ORDER BY e.seq))[1] FROM case_events e
         WHERE e.case_id = c.id AND e.verb = 'dispatch') AS how
  FROM assignments f JOIN cases c ON c.id = f.case_id WHERE f.no = 1 ORDER BY c.id
"""
PICTURE = """
SELECT case_id AS id, sent_at, unit, category, path, units, sensitive, returned, transferred, ruled, rule, how
  FROM first_dispatches ORDER BY case_id
"""


@pytest.fixture
def told(pool: Pool) -> Iterator[Teller]:
    """Whatever happened is caught up with at the end, and then the picture is what the tables say."""
    with work(pool, DISTRICT) as tx:
        last = tx.value("SELECT max(at) FROM case_events")
    yield Teller(pool, last + timedelta(hours=1)) if last else Teller(pool)
    caught_up(pool)
    with work(pool, DISTRICT) as tx:
        assert tx.rows(PICTURE) == tx.rows(TABLES)


def counted(t: Teller, by: By = "category", login: str = town.SHIFT_LEAD) -> dict[str, int]:
    with work(t.pool, DISTRICT) as tx:
        items = accuracy(asked(t, tx, login), Wanted(MONDAY, t.now + timedelta(days=1), by))["items"]
    return {row["key"]: row["dispatched"] for row in items}


def test_an_amended_case_is_counted_where_it_is_now(told: Teller) -> None:
    number = told.sent("道路破损", "cgw", grid=town.LIYUAN)
    caught_up(told.pool)
    before, lead = counted(told), counted(told, login=town.LEAD)
    told.say(town.SHIFT_LEAD, number, Verb.AMEND, category="0405", condition="01", grid=town.FUQIANG, reason="错了")
    assert counted(told) == before  # not yet
    caught_up(told.pool)
    after = counted(told)
    assert (after["0405"] - before.get("0405", 0), before["0113"] - after.get("0113", 0)) == (1, 1)
    assert sum(counted(told, login=town.LEAD).values()) == sum(lead.values()) - 1  # it left their streets


def as_of(t: Teller, later: float = 5) -> Any:
    with work(t.pool, DISTRICT) as tx:
        tx.now = t.now + timedelta(minutes=later)
        return firsts.as_of(tx) - t.now


@pytest.mark.parametrize("moved", [False, True], ids=["in the outbox", "in the feed"])
def test_as_of_is_the_oldest_that_is_not_counted(told: Teller, *, moved: bool) -> None:
    caught_up(told.pool)
    assert as_of(told) == timedelta(minutes=5)
    number = told.sent("道路破损", "cgw")
    with work(told.pool, DISTRICT) as tx:
        first = tx.value("SELECT min(at) FROM outbox") - told.now
    if moved:
        feed.move(told.pool, DISTRICT)
    told.say(town.CITY_HANDLER, number, Verb.SIGN)
    assert as_of(told) <= first + timedelta(hours=1)
    assert as_of(told) < timedelta(0)
    caught_up(told.pool)
    assert as_of(told) == timedelta(minutes=5)


def test_what_is_the_same_is_not_written_again(told: Teller) -> None:
    number = told.sent("道路破损", "cgw")
    caught_up(told.pool)
    with work(told.pool, DISTRICT) as tx:
        case = one_case(tx, number).id
        where = "SELECT xmin::text FROM first_dispatches WHERE case_id = %(id)s"
        written = tx.value(where, id=case)
        firsts.draw_range(tx, case, case)
        assert tx.value(where, id=case) == written
        tx.run("UPDATE first_dispatches SET unit = 0 WHERE case_id = %(id)s", id=case)
        firsts.draw_range(tx, case, case)
        assert tx.value("SELECT unit FROM first_dispatches WHERE case_id = %(id)s", id=case) == town.unit(tx, "城管委")


def test_an_import_is_drawn_by_its_range(told: Teller) -> None:
    number = told.sent("道路破损", "cgw")
    with work(told.pool, DISTRICT) as tx:
        case = one_case(tx, number).id
        row = feed.FeedRow(1, "import", 0, None, "import", tx.now, {"first": case, "last": case})
        firsts.draw(tx, [row])
        assert tx.value("SELECT count(*) FROM first_dispatches WHERE case_id = %(id)s", id=case) == 1


@pytest.mark.parametrize("by", get_args(By))
def test_the_answer_says_as_of(pool: Pool, tx: Tx, by: By) -> None:
    tx.actor = town.actor(tx, town.SHIFT_LEAD)
    assert accuracy(tx, Wanted(MONDAY, tx.now, by))["as_of"] <= tx.now


def test_every_verb_leaves_what_the_tables_say(pool: Pool) -> None:
    """Last: it moves grids and limits. Caught up with row by row, whatever the batches."""
    tell_all(pool)
    while feed.move(pool, DISTRICT, limit=7):
        pass
    while feed.consume(pool, DISTRICT, firsts.READER, firsts.draw, limit=2):
        pass
    with work(pool, DISTRICT) as tx:
        picture = tx.rows(PICTURE)
        assert picture == tx.rows(TABLES)
    seen = {name: {row[name] for row in picture} for name in ("returned", "transferred", "ruled", "sensitive")}
    assert {name for name, values in seen.items() if True in values} >= {"returned", "transferred", "ruled"}
