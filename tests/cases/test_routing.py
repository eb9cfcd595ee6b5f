"""The ownership rules at work on cases: taken, noted beside a person's choice, asked again when a case is amended."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.cases.histories import PLACE, WORDS, Teller, one_case
from tests.database import DISTRICT
from wangge import dispatch
from wangge.cases.history import verify
from wangge.cases.rules import Case, Stage, Verb
from wangge.dispatch.actions.books import OWNERSHIP
from wangge.kit.errors import NotAllowed, Refused
from wangge.kit.stamps import touch
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db
V = Verb


@pytest.fixture(scope="module")
def t(pool: Pool) -> Teller:
    return Teller(pool)


def case(t: Teller, number: str) -> Case:
    with work(t.pool, DISTRICT) as tx:
        return one_case(tx, number)


def last(t: Teller, number: str) -> dict[str, Any]:
    """The last event."""
    with work(t.pool, DISTRICT) as tx:
        row = tx.row(
            "SELECT verb, rule, workflow, given FROM case_events WHERE case_id = %(id)s ORDER BY seq DESC LIMIT 1",
            id=one_case(tx, number).id,
        )
    assert row is not None
    return row


def holders(t: Teller, number: str) -> list[tuple[str, str]]:
    """Role and unit of every assignment that stands."""
    with work(t.pool, DISTRICT) as tx:
        names = {row["id"]: row["short_name"] for row in tx.rows("SELECT id, short_name FROM units")}
    return [(a.role, names[a.unit]) for a in case(t, number).assignments if a.open]


@pytest.mark.parametrize(
    ("name", "grid", "how", "found"),
    [
        ("暴露生活垃圾", town.LIYUAN, "rule", [("lead", "清源街道办"), ("assist", "城管委")]),
        ("道路破损", town.LIYUAN, "rule", [("lead", "城管委")]),
        ("矛盾纠纷", town.KANGJU, "rule", [("lead", "康居社区")]),
        ("店外经营", town.FUQIANG, "fallback", [("lead", "兴丰街道办")]),
    ],
)
def test_without_a_unit_the_rules_choose(t: Teller, name: str, grid: str, how: str, found: list[Any]) -> None:
    number = t.filed(name, grid=grid)
    t.say(town.DISPATCHER, number, V.DISPATCH)
    assert holders(t, number) == found
    event = last(t, number)
    assert (event["given"]["how"], event["rule"]) == (how, event["given"].get("rule"))
    assert (event["rule"] is not None) == (how == "rule")
    assert event["given"]["trace"]["book"] == 1


def test_the_trace_names_every_candidate_and_why_it_lost(t: Teller) -> None:
    number = t.filed("暴露生活垃圾")
    t.say(town.DISPATCHER, number, V.DISPATCH)
    with work(t.pool, DISTRICT) as tx:
        rules = {rule.version: rule.terms.category for rule in dispatch.current(tx).rules}
    trace = last(t, number)["given"]["trace"]
    assert [(rules[version], why) for version, why in trace["lost"]] == [("01", "category")]


def test_named_assistants_take_the_place_of_the_rules(t: Teller) -> None:
    number = t.filed("暴露生活垃圾")
    t.say(town.DISPATCHER, number, V.DISPATCH, assistants=["swj", "qy"])
    assert holders(t, number) == [("lead", "清源街道办"), ("assist", "水务局")]


def test_a_limit_of_the_rule_reaches_the_clock(t: Teller) -> None:
    number = t.filed("燃气管道破裂")  # urgent: sent at once
    clocks = [c for c in case(t, number).clocks if c.stage is Stage.HANDLE]
    assert [(str(c.limit), c.own) for c in clocks] == [("1uh", True), ("1uh", True)]


def test_by_hand_the_rules_stand_beside_it(t: Teller) -> None:
    number = t.sent("道路破损", "swj")
    event = last(t, number)
    assert (event["given"]["how"], event["rule"]) == ("by_hand", None)
    with work(t.pool, DISTRICT) as tx:
        city = town.unit(tx, "城管委")
    trace = event["given"]["trace"]
    assert (trace["unit"], trace["how"]) == (city, "rule")
    t.say(town.DISPATCHER, number, V.REDISPATCH, unit="zjw")
    assert last(t, number)["given"]["trace"]["unit"] == city


def test_nobody_to_send_it_to(t: Teller) -> None:
    def nobody(tx: Tx) -> None:
        tx.run("DELETE FROM unit_areas")
        touch(tx, OWNERSHIP)
        from wangge.cases.actions.moving import move  # noqa: PLC0415

        with pytest.raises(Refused, match=r"ownership\.nobody"):
            move(tx, number, V.DISPATCH, {}, 2)
        raise _Undone

    number = t.filed("店外经营")
    with pytest.raises(_Undone):
        t.do(town.DISPATCHER, nobody)


class _Undone(Exception):
    pass


class TestAmended:
    def test_the_unit_is_kept_and_what_the_rules_say_is_noted(self, t: Teller) -> None:
        number = t.sent("暴露生活垃圾", "qy")
        category, condition = town.matter("道路破损")
        t.say(town.CLERK, number, V.AMEND, category=category, condition=condition)
        assert holders(t, number) == [("lead", "清源街道办")]
        given = last(t, number)["given"]
        with work(t.pool, DISTRICT) as tx:
            assert (given["reroute"], given["trace"]["unit"]) == ("keep", town.unit(tx, "城管委"))

    def test_sent_elsewhere_by_a_second_event(self, t: Teller) -> None:
        number = t.sent("暴露生活垃圾", "qy")
        category, condition = town.matter("道路破损")
        said = {"category": category, "condition": condition, "reroute": "rules"}
        t.say(town.DISPATCHER, number, V.AMEND, **said)
        assert holders(t, number) == [("lead", "城管委")]
        event = last(t, number)
        assert (event["verb"], event["given"]["how"], case(t, number).transfers) == ("redispatch", "rule", 1)

    def test_a_compound_in_the_new_address(self, t: Teller) -> None:
        number = t.sent("供热不热", "rl", lng=PLACE[0], lat=PLACE[1])
        t.say(town.DISPATCHER, number, V.AMEND, address=f"学院南里 5 号楼 {WORDS}", reroute="rules")
        assert holders(t, number) == [("lead", "住建委")]

    def test_where_the_rules_agree_nothing_moves(self, t: Teller) -> None:
        number = t.sent("道路破损", "cgw")
        t.say(town.DISPATCHER, number, V.AMEND, grid=town.ZAOYUAN, reroute="rules")
        assert (last(t, number)["verb"], holders(t, number)) == ("amend", [("lead", "城管委")])

    def test_who_may_not_redispatch_may_not_this_way_either(self, t: Teller) -> None:
        number = t.sent("暴露生活垃圾", "qy")
        category, condition = town.matter("道路破损")
        with pytest.raises(NotAllowed):
            t.say(town.CLERK, number, V.AMEND, category=category, condition=condition, reroute="rules")
        assert holders(t, number) == [("lead", "清源街道办")]

    def test_before_it_is_sent_there_is_nothing_to_reroute(self, t: Teller) -> None:
        number = t.filed("道路破损")
        with pytest.raises(Refused, match="sent_to_reroute"):
            t.say(town.DISPATCHER, number, V.AMEND, grade="large", reroute="rules")


def test_a_ruling_becomes_a_draft_with_its_case_as_the_source(t: Teller) -> None:
    number = t.sent("店外经营", "cgw")
    t.say(town.SHIFT_LEAD, number, V.DISPUTE)
    t.say(town.SHIFT_LEAD, number, V.RULE, unit="qy", assistants=["cgw"], as_rule=True)
    with work(t.pool, DISTRICT) as tx:
        (draft,) = tx.rows("SELECT * FROM ownership_drafts WHERE case_number = %(n)s", n=number)
        assert draft["category"] == town.matter("店外经营")[0]
        assert draft["grid_id"] == town.grid(tx, town.LIYUAN).id
        assert draft["lead"] == str(town.unit(tx, "清源街道办"))
        assert WORDS not in draft["reason"]
        tx.actor = town.actor(tx, town.SHIFT_LEAD)
        done = dispatch.publish(tx, [draft["id"]])
        assert len(done.versions) == 1


def test_over_http(t: Teller, client: TestClient) -> None:
    number = t.filed("暴露生活垃圾")
    bearer = town.bearer(t.pool, town.DISPATCHER)
    sent = client.post(f"/api/v1/cases/{number}/moves", json={"verb": "dispatch", "seen": 2}, headers=bearer)
    assert sent.status_code == 201, sent.text
    category, condition = town.matter("道路破损")
    amended = {"verb": "amend", "seen": 3, "reason": WORDS, "category": category, "condition": condition}
    answer = client.post(f"/api/v1/cases/{number}/moves", json=amended, headers=bearer).json()
    assert (answer["suggestion"]["unit"]["short_name"], answer["suggestion"]["how"]) == ("城管委", "rule")
    assert answer["suggestion"]["rule"]["reason"] == "市容环境归城管委"
    page = client.get(f"/api/v1/cases/{number}", headers=bearer).json()
    given = page["events"][2]["given"]
    assert page["rules"][str(given["rule"])]["reason"] == "生活垃圾属地清运，城管委协办"
    assert {str(version) for version, _ in given["trace"]["lost"]} <= set(page["rules"])
    assert page["units"][str(page["events"][3]["given"]["trace"]["unit"])] == "城管委"


def test_every_history_is_proven(t: Teller) -> None:
    with work(t.pool, DISTRICT) as tx:
        assert verify(tx) == []
        assert tx.value("SELECT count(*) FROM case_events WHERE rule IS NOT NULL") > 5
