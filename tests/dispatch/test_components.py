"""Whose component it is: the owner and the maintainer act, an exception for one component goes before all."""

from typing import Any

import pytest

from tests import town
from tests.cases.histories import Teller
from wangge import dispatch, people, places
from wangge.cases.rules import Verb
from wangge.dispatch import Matter, Said
from wangge.kit.errors import NotFound
from wangge.kit.tx import Pool, Tx
from wangge.places.rules.things import ComponentState, NewComponent

pytestmark = pytest.mark.db

COVER, OLD = "1101150101000001", "1101150101000002"


@pytest.fixture
def tx(tx: Tx) -> Tx:
    known = [
        NewComponent(COVER, "b0101", "上水井盖", 116.33, 39.73, owner="rl", maintainer="cgw"),
        NewComponent(OLD, "b0101", "上水井盖", 116.33, 39.73, owner="rl", state=ComponentState.RETIRED),
    ]
    places.put_components(tx, known)
    return tx


def chosen(tx: Tx, code: str | None) -> str:
    category, condition = town.matter("上水井盖")
    grid = town.grid(tx, town.LIYUAN)
    choice = dispatch.choose(tx, Matter(category, condition, grid.path, grid.id, tx.now, code))
    return people.unit(tx, choice.lead).short_name


@pytest.mark.parametrize(
    ("code", "unit"), [(None, "水务局"), (COVER, "热力公司"), (OLD, "水务局"), ("1101150101999999", "水务局")]
)
def test_by_the_rules_of_the_town(tx: Tx, code: str | None, unit: str) -> None:
    assert chosen(tx, code) == unit


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        (Said("@maintainer", category="b0101"), "城管委"),
        (Said("zjw", owner="rl"), "住建委"),
        (Said("zjw", owner="swj"), "热力公司"),
        (Said("zjw", exact="component", named=COVER), "住建委"),
        (Said("zjw", exact="component", named=OLD), "热力公司"),
    ],
)
def test_by_one_rule_more(tx: Tx, said: Said, unit: str) -> None:
    dispatch.publish(tx, [dispatch.draft(tx, said)])
    assert chosen(tx, COVER) == unit


def test_a_case_about_a_component(pool: Pool) -> None:
    t = Teller(pool)
    t.do(None, lambda tx: places.put_components(tx, [NewComponent(COVER, "b0101", "井盖", 116.33, 39.73, owner="rl")]))
    number = t.report()
    category, condition = town.matter("上水井盖", "02")
    filed: dict[str, Any] = {"category": category, "condition": condition, "grid": town.LIYUAN}
    with pytest.raises(NotFound, match="component"):
        t.say(town.CLERK, number, Verb.FILE, **filed, component="999")
    assert t.say(town.CLERK, number, Verb.FILE, **filed, component=COVER).component == COVER
    sent = t.say(town.DISPATCHER, number, Verb.DISPATCH)
    heat = t.do(None, lambda tx: town.unit(tx, "热力公司"))
    assert sent.lead is not None
    assert sent.lead.unit == heat
