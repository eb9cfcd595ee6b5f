"""The counts are the same however the feed reaches the loop: in parts, late, twice; and when they are made anew."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests import town
from tests.cases.every_verb import tell_all
from tests.cases.histories import Teller
from tests.database import DISTRICT
from wangge.cases.rules import Verb
from wangge.kit import feed
from wangge.kit.feed import FeedRow
from wangge.kit.tx import Pool, work
from wangge.triage.actions import tallies

pytestmark = pytest.mark.db

V = Verb


def catch_up(pool: Pool, limit: int = 1000) -> None:
    while feed.move(pool, DISTRICT):
        pass
    while feed.consume(pool, DISTRICT, tallies.READER, tallies.count_new, limit=limit):
        pass


def counted(pool: Pool) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    with work(pool, DISTRICT) as tx:
        turns = tx.rows("SELECT * FROM unit_turns ORDER BY case_id")
        return turns, tx.rows(
            "SELECT * FROM unit_tallies WHERE done <> 0 OR sent <> 0 OR gone <> 0 ORDER BY branch, area, unit, period"
        )


@pytest.fixture(scope="module")
def teller(pool: Pool) -> Teller:
    """Every verb there is; the loop goes along in small rounds."""
    told = tell_all(pool)
    catch_up(pool, limit=7)
    return told


def test_anew_is_as_it_was(pool: Pool, teller: Teller) -> None:
    before = counted(pool)
    assert before[0]
    assert before[1]
    with work(pool, DISTRICT) as tx:
        assert tallies.rebuild(tx) == len(tx.rows("SELECT DISTINCT case_id FROM assignments"))
    assert counted(pool) == before


def test_rows_that_come_again_count_nothing(pool: Pool, teller: Teller) -> None:
    before = counted(pool)
    with work(pool, DISTRICT) as tx:
        tallies.count_new(tx, list(reversed(feed.since(tx, 0, 10_000))))
    assert counted(pool) == before


def test_damage_is_mended_by_making_them_anew(pool: Pool, teller: Teller) -> None:
    before = counted(pool)
    with work(pool, DISTRICT) as tx:
        tx.run("UPDATE unit_tallies SET done = done + 5")
        tx.run("DELETE FROM unit_turns WHERE case_id %% 2 = 0")
    with work(pool, DISTRICT) as tx:
        tallies.rebuild(tx)
    assert counted(pool) == before


def test_a_case_from_dispatch_to_its_end(pool: Pool, teller: Teller) -> None:
    """Sent to one, returned, finished by another; reopened it is not finished; corrected it counts elsewhere."""
    number = teller.sent("店外经营", "swj")
    catch_up(pool)
    assert facts(pool, number) == ("0405", "swj", False, None)
    teller.say(town.WATER_HANDLER, number, V.RETURN)
    catch_up(pool)
    assert facts(pool, number) == ("0405", "swj", True, None)
    teller.say(town.DISPATCHER, number, V.DISPATCH, unit="zjw")
    teller.say(town.SHIFT_LEAD, number, V.FORCE_CLOSE)
    catch_up(pool)
    assert facts(pool, number) == ("0405", "swj", True, "zjw")
    teller.say(town.SHIFT_LEAD, number, V.REOPEN)
    teller.say(town.CLERK, number, V.AMEND, category="0499", condition="01")
    catch_up(pool)
    assert facts(pool, number)[0] == "0499"
    assert facts(pool, number)[3] is None


def test_an_import_tells_of_a_range(pool: Pool, teller: Teller) -> None:
    number = teller.sent("店外经营", "cgw")
    with work(pool, DISTRICT) as tx:
        case = tx.value("SELECT id FROM cases WHERE number = %(number)s", number=number)
        row = FeedRow(1, "import", case, None, "import", datetime.now(UTC), {"first": case, "last": case})
        tallies.count_new(tx, [row])
    assert facts(pool, number) == ("0405", "cgw", False, None)


def facts(pool: Pool, number: str) -> tuple[str, str, bool, str | None]:
    with work(pool, DISTRICT) as tx:
        row = tx.row(
            "SELECT t.category, f.code AS first, t.gone, d.code AS done"
            " FROM unit_turns t JOIN cases c ON c.id = t.case_id"
            " JOIN units f ON f.id = t.first LEFT JOIN units d ON d.id = t.done WHERE c.number = %(number)s",
            number=number,
        )
    assert row is not None
    return row["category"], row["first"], row["gone"], row["done"]
