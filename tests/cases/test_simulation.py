"""What a draft of the rules would have changed, and how often the first unit was right: a small past, told by moves."""

from datetime import timedelta
from types import MappingProxyType

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.cases.histories import MONDAY, Teller
from tests.database import DISTRICT
from wangge import dispatch
from wangge.cases.actions import firsts
from wangge.cases.actions.accuracy import By, Wanted, accuracy, hints
from wangge.cases.actions.simulation import simulate
from wangge.cases.rules import Verb
from wangge.dispatch import Said
from wangge.kit import feed
from wangge.kit.errors import Invalid
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db
V = Verb


@pytest.fixture(scope="module")
def past(pool: Pool) -> Teller:
    """Roads: one right, one returned and sent on, one transferred; garbage by the rules; a shop ruled elsewhere."""
    t = Teller(pool)
    t.sent("道路破损", "cgw")
    returned = t.sent("道路破损", "cgw")
    t.say(town.CITY_HANDLER, returned, V.RETURN, suggest="zjw")
    t.say(town.DISPATCHER, returned, V.DISPATCH, unit="zjw")
    transferred = t.sent("道路破损", "swj", grid=town.FUQIANG)
    t.say(town.DISPATCHER, transferred, V.REDISPATCH, unit="cgw")
    garbage = t.filed("暴露生活垃圾")
    t.say(town.DISPATCHER, garbage, V.DISPATCH)
    shop = t.sent("店外经营", "cgw")
    t.say(town.SHIFT_LEAD, shop, V.DISPUTE)
    t.say(town.SHIFT_LEAD, shop, V.RULE, unit="qy")
    same = t.sent("店外经营", "qy")
    t.say(town.SHIFT_LEAD, same, V.DISPUTE)
    t.say(town.SHIFT_LEAD, same, V.RULE, unit="qy")
    t.filed("道路破损")  # never sent: not counted
    caught_up(pool)
    return t


def caught_up(pool: Pool) -> None:
    """As the worker: the feed has all, and its reader too."""
    while feed.move(pool, DISTRICT) or firsts.follow(pool, DISTRICT):
        pass


def asked(t: Teller, tx: Tx, login: str = town.SHIFT_LEAD) -> Tx:
    tx.actor, tx.now = t.actor(login), t.now + timedelta(days=1)
    return tx


class TestSimulation:
    def test_what_would_change(self, past: Teller, tx: Tx) -> None:
        asked(past, tx)
        draft = dispatch.draft(tx, Said("zjw", category="0113", grid="110115003"))
        found = simulate(tx, [draft])
        assert (found["cases"], found["changed"], found["complete"]) == (6, 2, True)
        (move,) = found["moves"]
        assert (move["before"]["code"], move["after"]["code"], move["street"]["code"]) == ("cgw", "zjw", "qy")
        assert (move["category_name"], move["cases"]) == ("道路破损", 2)
        assert (move["rule_before"], move["rule_after"]) == ("R-0001 v1", f"D-{draft}")
        assert len(move["samples"]) == 2

    def test_who_would_have_been_right(self, past: Teller, tx: Tx) -> None:
        """The rules of today name the last unit of five; the draft gains the returned case and loses the first."""
        asked(past, tx)
        found = simulate(tx, [dispatch.draft(tx, Said("zjw", category="0113", grid="110115003"))])
        assert found["right"] == {"before": 5, "after": 5}
        assert found["returns_saved"] == 1
        assert found["fallback"] == {"before": 2, "after": 2}
        counts = {row["unit"]["code"]: (row["before"], row["after"]) for row in found["units"]}
        assert counts == {"cgw": (3, 1), "zjw": (0, 2), "qy": (3, 3)}

    def test_a_draft_for_later_counts_as_begun(self, past: Teller, tx: Tx) -> None:
        asked(past, tx)
        later = tx.now + timedelta(days=90)
        found = simulate(tx, [dispatch.draft(tx, Said("zjw", category="0113", valid_from=later))])
        assert found["changed"] == 3

    def test_the_hour_at_which_a_case_was_sent(self, past: Teller, tx: Tx) -> None:
        asked(past, tx)
        night = dispatch.draft(tx, Said("zjw", category="0113", hours="mon-sun 22:00-06:00"))
        assert simulate(tx, [night])["changed"] == 0
        day = dispatch.draft(tx, Said("zjw", category="0113", hours="mon 08:00-18:00"))
        assert simulate(tx, [day])["changed"] == 3

    def test_a_retired_rule_leaves_the_street(self, past: Teller, tx: Tx) -> None:
        asked(past, tx)
        found = simulate(tx, [dispatch.draft_retirement(tx, 1)])
        assert {(m["after"]["code"], m["rule_after"]) for m in found["moves"]} == {("qy", None), ("xf", None)}

    def test_without_drafts_nothing_changes(self, past: Teller, tx: Tx) -> None:
        assert simulate(asked(past, tx))["changed"] == 0

    def test_only_what_the_person_may_see(self, past: Teller, tx: Tx) -> None:
        """The grid lead of 清源 does not learn of the road in 兴丰."""
        asked(past, tx, town.LEAD)
        assert simulate(tx)["cases"] == 5

    @pytest.mark.parametrize(("days", "cases"), [(20, 6), (60, 0)])
    def test_only_the_last_months(self, past: Teller, tx: Tx, days: int, cases: int) -> None:
        asked(past, tx).now += timedelta(days=days)
        assert simulate(tx, months=1)["cases"] == cases

    def test_a_run_that_ends_early_says_so(self, past: Teller, tx: Tx) -> None:
        found = simulate(asked(past, tx), most=3)
        assert (found["cases"], found["complete"]) == (3, False)


class TestAccuracy:
    @pytest.mark.parametrize(
        ("by", "rows"),
        [
            ("month", {"2026-03": (6, 3)}),
            ("unit", {"城管委": (3, 1), "水务局": (1, 0), "清源街道办": (2, 2)}),
            ("category", {"0113": (3, 1), "0110": (1, 1), "0405": (2, 1)}),
            ("rule", {None: (5, 2), "R-0002 v1": (1, 1)}),
            ("how", {"by_hand": (5, 2), "rule": (1, 1)}),
        ],
    )
    def test_by(self, past: Teller, tx: Tx, by: By, rows: dict[str, tuple[int, int]]) -> None:
        asked(past, tx)
        found = accuracy(tx, Wanted(MONDAY, tx.now, by))
        named = {"unit": lambda row: row["name"]["short_name"], "rule": lambda row: row["name"]}
        key = named.get(by, lambda row: row["key"])
        assert {key(row): (row["dispatched"], row["accurate"]) for row in found["items"]} == rows
        total = found["total"]
        assert (total["dispatched"], total["returned"], total["transferred"], total["ruled"]) == (6, 1, 1, 1)
        assert total["share"] == 0.5

    def test_filters_and_scope(self, past: Teller, tx: Tx) -> None:
        asked(past, tx)
        assert accuracy(tx, Wanted(MONDAY, tx.now, unit="swj"))["total"]["dispatched"] == 1
        assert accuracy(tx, Wanted(MONDAY, tx.now, category="0405"))["total"]["dispatched"] == 2
        assert accuracy(tx, Wanted(tx.now, tx.now + timedelta(days=1)))["total"]["share"] is None
        asked(past, tx, town.LEAD)
        assert accuracy(tx, Wanted(MONDAY, tx.now))["total"]["dispatched"] == 5

    def test_a_period_that_is_none(self, tx: Tx) -> None:
        with pytest.raises(Invalid, match="period"):
            accuracy(tx, Wanted(MONDAY, MONDAY))


class TestHints:
    def test_where_cases_end_with_another_unit(self, past: Teller, tx: Tx) -> None:
        asked(past, tx)
        found = hints(tx, MONDAY, tx.now, least=1)["items"]
        ends = {(row["category"], row["first"]["code"], row["last"]["code"]): row for row in found}
        assert {key: (row["cases"], row["suggested"]) for key, row in ends.items()} == {
            ("0113", "cgw", "zjw"): (1, 1), ("0113", "swj", "cgw"): (1, 0), ("0405", "cgw", "qy"): (1, 0),
        }  # fmt: skip
        assert all(len(row["samples"]) == 1 for row in found)
        assert hints(tx, MONDAY, tx.now)["items"] == []

    def test_only_what_the_person_may_see(self, past: Teller, tx: Tx) -> None:
        asked(past, tx, town.LEAD)
        assert len(hints(tx, MONDAY, tx.now, least=1)["items"]) == 2


class TestOverHttp:
    SIMULATION, ACCURACY = "/api/v1/ownership/simulation", "/api/v1/ownership/accuracy"
    PERIOD = MappingProxyType({"from": "2026-03-01T00:00:00+08:00", "to": "2026-04-01T00:00:00+08:00"})

    def test_who_may(self, past: Teller, client: TestClient) -> None:
        assert client.post(self.SIMULATION, json={}).status_code == 401
        assert client.get(self.ACCURACY, params=self.PERIOD).status_code == 401
        worker = town.bearer(past.pool, town.WORKER)
        assert client.post(self.SIMULATION, json={}, headers=worker).status_code == 403
        nobody = town.bearer(past.pool, town.NOBODY)
        assert client.get(self.ACCURACY, params=self.PERIOD, headers=nobody).status_code == 403

    def test_what_is_answered(self, past: Teller, client: TestClient) -> None:
        lead = town.bearer(past.pool, town.SHIFT_LEAD)
        assert client.post(self.SIMULATION, json={"months": 12}, headers=lead).json()["cases"] == 6
        assert client.post(self.SIMULATION, json={"drafts": [9999]}, headers=lead).status_code == 404
        found = client.get(self.ACCURACY, params={**self.PERIOD, "by": "unit"}, headers=lead).json()
        assert found["total"]["dispatched"] == 6
        hinted = client.get("/api/v1/ownership/hints", params={**self.PERIOD, "least": 1}, headers=lead).json()
        assert len(hinted["items"]) == 3


def test_the_book_answers_for_a_day(pool: Pool) -> None:
    with work(pool, DISTRICT) as tx:
        book = dispatch.current(tx)
        assert len(book.as_of(town.town.FOUNDED).rules) == len(book.rules)
        assert book.as_of(town.town.FOUNDED - timedelta(days=1)).rules == ()
