"""Duty grids and professional layers: whose unit grid is whose, and what becomes of it when the tree changes."""

from typing import Any

import pytest

from tests import town
from tests.places.changes.deciding import (
    EAST,
    FIRST,
    MERGE,
    MOVE,
    SECOND,
    SPLIT,
    THIRD,
    WEST,
    decide,
    later,
    nothing_filed,
    settle,
)
from wangge import places
from wangge.kit.errors import Invalid, NotAllowed, NotFound, Refused
from wangge.kit.tx import Tx
from wangge.places import Layer
from wangge.places.actions.changes.items import items, put_layer
from wangge.places.rules.changes import Holder, LayerItem, TreeDraft
from wangge.places.rules.changes.drafts import Merge, Part, Split

pytestmark = pytest.mark.db

DUTY = Layer("duty", "责任网格", "duty", None, None, exclusive=True)
POLICE = Layer("police", "警务网格", "professional", "qy-pab", None, exclusive=False)


@pytest.fixture
def layered(tx: Tx) -> Tx:
    """Two layers; 张磊 walks the first and second grid of 丽园, 马芳 the third."""
    put_layer(tx, DUTY)
    put_layer(tx, POLICE)
    decide(tx, item("z1", FIRST, SECOND, holder=Holder(kind="user", who=town.WORKER)))
    decide(tx, item("z2", THIRD, holder=Holder(kind="user", who=town.LEAD)))
    later(tx, minutes=1)
    return tx


def item(code: str, *grids: str, layer: str = "duty", holder: Holder | None = None) -> LayerItem:
    return LayerItem(layer=layer, code=code, name=f"责任网格 {code}", holder=holder, grids=list(grids))


def held(tx: Tx, layer: str = "duty") -> dict[str, list[str]]:
    return {row["code"]: row["grids"] for row in items(tx, layer, None, 50)}


def holder_of(tx: Tx, grid: str) -> Any:
    found = places.duty_grid(tx, places.grid(tx, grid).id)
    return found and found.holder_name


def test_who_walks_where(layered: Tx) -> None:
    assert held(layered) == {"z1": [FIRST, SECOND], "z2": [THIRD]}
    assert [holder_of(layered, grid) for grid in (FIRST, SECOND, THIRD, town.ZAOYUAN)] == ["张磊", "张磊", "马芳", None]
    assert [layer.code for layer in places.layers(layered)] == ["duty", "police"]


def test_members_take_the_place_of_those_before(layered: Tx) -> None:
    change = decide(layered, item("z1", FIRST, town.ZAOYUAN))
    assert held(layered) == {"z1": [FIRST, town.ZAOYUAN], "z2": [THIRD]}
    assert change.grids == ["duty/z1", FIRST, SECOND, town.ZAOYUAN]
    assert holder_of(layered, FIRST) is None  # nobody was named


@pytest.mark.parametrize(
    ("holder", "name"),
    [(Holder(kind="unit", who="qy-ly"), "丽园社区"), (Holder(kind="user", who=town.NEIGHBOUR), "刘洋")],
)
def test_holders(layered: Tx, holder: Holder, name: str) -> None:
    decide(layered, item("z1", FIRST, holder=holder))
    assert holder_of(layered, FIRST) == name


def test_a_post_holds(layered: Tx) -> None:
    post = layered.value("SELECT id FROM posts ORDER BY id LIMIT 1")
    decide(layered, item("z1", FIRST, holder=Holder(kind="post", who=str(post))))
    assert holder_of(layered, FIRST) == "张磊"


class TestTheTreeChanges:
    @pytest.mark.parametrize(
        ("draft", "expected"),
        [
            (SPLIT, {"z1": [SECOND, WEST, EAST], "z2": [THIRD]}),
            (
                Split(grid=FIRST, parts=[Part(code=FIRST, name="丽园西"), Part(code=EAST, name="丽园东")]),
                {"z1": [FIRST, SECOND, EAST], "z2": [THIRD]},
            ),
            (MERGE, {"z1": [FIRST, MERGE.code], "z2": []}),  # exclusive: the first that is named
            (Merge(grids=[THIRD, SECOND], code=MERGE.code, name="丽园南"), {"z1": [FIRST], "z2": [MERGE.code]}),
            (Merge(grids=[SECOND, THIRD], code=THIRD, name="丽园南"), {"z1": [FIRST], "z2": [THIRD]}),
            (MOVE, {"z1": [FIRST, SECOND], "z2": [THIRD]}),
        ],
    )
    def test_members_follow_and_come_back(self, layered: Tx, draft: TreeDraft, expected: dict[str, list[str]]) -> None:
        before = held(layered)
        change = decide(layered, draft)
        assert held(layered) == expected
        settle(layered)
        later(layered, minutes=1)
        places.undo(layered, change.version, nothing_filed)
        assert held(layered) == before

    def test_in_a_layer_that_shares_both_keep_it(self, layered: Tx) -> None:
        decide(layered, item("p1", SECOND, layer="police"))
        decide(layered, item("p2", THIRD, layer="police"))
        settle(layered)
        later(layered, minutes=1)
        decide(layered, MERGE)
        assert held(layered, "police") == {"p1": [MERGE.code], "p2": [MERGE.code]}


class TestTakenBack:
    def test_members_and_holder(self, layered: Tx) -> None:
        change = decide(layered, item("z1", FIRST, town.ZAOYUAN, holder=Holder(kind="user", who=town.NEIGHBOUR)))
        settle(layered)
        later(layered, minutes=1)
        places.undo(layered, change.version, nothing_filed)
        assert held(layered) == {"z1": [FIRST, SECOND], "z2": [THIRD]}
        assert holder_of(layered, FIRST) == "张磊"

    def test_a_new_item_is_left_empty(self, layered: Tx) -> None:
        change = decide(layered, item("z3", town.ZAOYUAN))
        settle(layered)
        later(layered, minutes=1)
        places.undo(layered, change.version, nothing_filed)
        assert held(layered) == {"z1": [FIRST, SECOND], "z2": [THIRD], "z3": []}


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        (item("z2", SECOND), "layer.taken"),
        (item("z3", FIRST[:-3]), "layer.grid"),  # a community is no unit grid
        (item("z3", "nowhere"), "layer.grid"),
        (item("z3", town.ZAOYUAN, layer="nothing"), "layer.unknown"),
        (item("z3", town.ZAOYUAN, holder=Holder(kind="user", who="nobody.here")), "people.unknown"),
        (item("z3", town.ZAOYUAN, holder=Holder(kind="unit", who="nobody")), "unit.unknown"),
        (item("z3", town.ZAOYUAN, holder=Holder(kind="post", who="0")), "people.post_unknown"),
        (item("z3", town.ZAOYUAN, holder=Holder(kind="post", who="x")), "people.post_unknown"),
    ],
)
def test_refused(layered: Tx, draft: LayerItem, why: str) -> None:
    with pytest.raises((Refused, Invalid, NotFound)) as refused:
        decide(layered, draft)
    assert refused.value.code == why


@pytest.mark.parametrize(
    ("layer", "why"),
    [
        (DUTY._replace(code="duty2"), "layer.duty"),
        (DUTY._replace(kind="professional"), "layer.kind"),
        (POLICE._replace(unit="nobody"), "unit.unknown"),
        (POLICE._replace(exclusive=True), "layer.shared"),
    ],
)
def test_a_layer_is_refused(layered: Tx, layer: Layer, why: str) -> None:
    decide(layered, item("p1", SECOND, layer="police"))
    later(layered, minutes=1)
    decide(layered, item("p2", FIRST, SECOND, layer="police"))
    with pytest.raises(Refused) as refused:
        put_layer(layered, layer)
    assert refused.value.code == why


def test_a_layer_is_renamed(layered: Tx) -> None:
    assert put_layer(layered, POLICE._replace(name="公安网格")).unit_name == "清源平安办"
    assert {layer.name for layer in places.layers(layered)} == {"责任网格", "公安网格"}


def test_who_keeps_one_street_gives_its_grids(layered: Tx) -> None:
    layered.actor = town.actor(layered, town.LEAD)
    assert places.decide(layered, item("z3", town.ZAOYUAN)).state == "applied"
    with pytest.raises(NotAllowed, match=r"grid\.scope"):
        places.decide(layered, item("z4", town.KANGJU))
