"""Whose is it: the rules, the street where they are silent, and who handled such cases where that is better."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.cases.histories import Teller
from tests.database import DISTRICT
from tests.triage.actions.test_tallies import catch_up
from wangge import people
from wangge.cases.rules import Verb
from wangge.dispatch import Matter
from wangge.kit.tx import Pool, work
from wangge.triage.actions.units import UnitAdvice, unit_advice

pytestmark = pytest.mark.db

V = Verb


@pytest.fixture(scope="module")
def teller(pool: Pool) -> Teller:
    return Teller(pool, datetime.now(UTC) - timedelta(days=3))


def handled(teller: Teller, name: str, unit: str, times: int, **fields: str) -> None:
    for _ in range(times):
        number = teller.sent(name, unit, **fields)
        teller.say(town.SHIFT_LEAD, number, V.FORCE_CLOSE)
    catch_up(teller.pool)


def returned(teller: Teller, name: str, times: int) -> None:
    """By the street's team, to which it was sent first; the housing committee finishes it."""
    for _ in range(times):
        number = teller.sent(name, "qy-zfd")
        teller.say(town.SUB_HANDLER, number, V.RETURN)
        teller.say(town.DISPATCHER, number, V.DISPATCH, unit="zjw")
        teller.say(town.SHIFT_LEAD, number, V.FORCE_CLOSE)
    catch_up(teller.pool)


def advice(pool: Pool, name: str, grid: str = town.LIYUAN, condition: str = "01") -> UnitAdvice:
    with work(pool, DISTRICT) as tx:
        at = town.grid(tx, grid)
        return unit_advice(tx, Matter(*town.matter(name, condition), at.path, at.id, tx.now))


def test_the_rules_first(pool: Pool) -> None:
    found = advice(pool, "道路破损")
    assert (found.how, found.unit_name, found.confidence, found.returned) == ("rule", "城管委", None, None)
    assert found.rule is not None
    assert found.shown("zh")["reason"]["words"].startswith("按权属规则 R-")


def test_assistants_by_name(pool: Pool) -> None:
    found = advice(pool, "暴露生活垃圾").shown("zh")
    assert (found["unit_name"], [one["unit_name"] for one in found["assistants"]]) == ("清源街道办", ["城管委"])


def test_silent_rules_and_no_history_fall_to_the_street(pool: Pool) -> None:
    found = advice(pool, "店外经营", town.KANGJU)
    assert (found.how, found.unit_name, found.confidence) == ("fallback", "兴丰街道办", None)


def test_silent_rules_leave_it_to_history(pool: Pool, teller: Teller) -> None:
    handled(teller, "店外经营", "qy-zfd", 6)
    handled(teller, "店外经营", "cgw", 1)
    found = advice(pool, "店外经营")
    assert (found.how, found.unit_name, found.reason) == ("history", "清源执法队", "history")
    assert found.confidence is not None
    assert 0.5 < found.confidence < 1
    shown = found.shown("zh")
    assert shown["reason"]["words"] == "丽园社区的同类案件 7 件，6 件由清源执法队办结。"
    assert found.shown("en")["reason"]["words"] == "6 of 7 such cases in 丽园社区 were handled by 清源执法队."


def test_few_cases_elsewhere_do_not_speak_here(pool: Pool, teller: Teller) -> None:
    """Another street: the district's counts alone are not enough."""
    handled(teller, "店外经营", "qy-zfd", 3)
    assert advice(pool, "店外经营", town.KANGJU).how == "fallback"


def test_a_rule_whose_unit_keeps_its_cases_says_how_often(pool: Pool, teller: Teller) -> None:
    handled(teller, "矛盾纠纷", "qy-ly", 6)
    found = advice(pool, "矛盾纠纷")
    assert (found.how, found.returned, found.confidence) == ("rule", (6, 0), 0.875)


def test_a_rule_whose_unit_returns_its_cases_gives_way(pool: Pool, teller: Teller) -> None:
    returned(teller, "私搭乱建", 7)
    found = advice(pool, "私搭乱建")
    assert (found.how, found.unit_name, found.reason, found.returned) == ("history", "住建委", "returned", (7, 7))
    words = found.shown("zh")["reason"]["words"]
    assert "清源执法队" in words
    assert "7 件中 7 件没有留住" in words


def test_a_unit_that_ended_stands_for_its_successor(pool: Pool, teller: Teller) -> None:
    handled(teller, "机动车乱停放", "qy-pab", 5)
    with work(pool, DISTRICT) as tx:
        people.retire_unit(tx, town.unit(tx, "清源平安办"), town.unit(tx, "清源执法队"), tx.now)
    found = advice(pool, "机动车乱停放")
    assert (found.how, found.unit_name) == ("history", "清源执法队")


class TestOverHttp:
    @pytest.fixture
    def path(self, teller: Teller) -> str:
        return f"/api/v1/cases/{teller.filed('店外经营')}/advice"

    def test_anonymous_wrong_duty_and_out_of_sight(self, client: TestClient, pool: Pool, path: str) -> None:
        assert client.get(path).status_code == 401
        assert client.get(path, headers=town.bearer(pool, town.WORKER)).status_code == 403
        gone = "/api/v1/cases/20200101-0001/advice"
        assert client.get(gone, headers=town.bearer(pool, town.DISPATCHER)).status_code == 404

    def test_for_the_dispatcher(self, client: TestClient, pool: Pool, path: str, teller: Teller) -> None:
        handled(teller, "店外经营", "qy-zfd", 6)
        answer = client.get(path, headers=town.bearer(pool, town.DISPATCHER) | {"Accept-Language": "zh"})
        assert answer.status_code == 200
        unit = answer.json()["unit"]
        assert (unit["how"], unit["unit_name"], unit["reason"]["code"]) == ("history", "清源执法队", "unit.history")

    def test_on_a_report_that_is_being_written(self, client: TestClient, pool: Pool, teller: Teller) -> None:
        """By what the clerk has chosen; kept as a step of the advice."""
        category, condition = town.matter("道路破损")
        body = {"text": "路上有个坑", "category": category, "condition": condition, "grid": town.KANGJU}
        answer = client.post("/api/v1/advice", json=body, headers=town.bearer(pool, town.CLERK)).json()
        assert (answer["unit"]["how"], answer["unit"]["unit_name"]) == ("rule", "城管委")
        with work(pool, DISTRICT) as tx:
            step = tx.row(
                "SELECT * FROM suggestions WHERE advice = %(advice)s AND step = 'unit'", advice=int(answer["advice"])
            )
        assert step is not None
        assert (step["model"], step["suggested"]) == ("rule", str(answer["unit"]["unit"]))

    def test_nothing_for_a_case_that_was_sent(self, client: TestClient, pool: Pool, teller: Teller) -> None:
        path = f"/api/v1/cases/{teller.sent('道路破损', 'cgw')}/advice"
        answer = client.get(path, headers=town.bearer(pool, town.DISPATCHER))
        assert answer.json()["unit"]["how"] == "none"
