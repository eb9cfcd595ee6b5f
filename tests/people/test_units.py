"""The tree of units: what may be added, how a unit ends, what is below it."""

from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from tests import town
from wangge import people
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Tx
from wangge.people import NewUnit, UnitKind

pytestmark = pytest.mark.db

POND = NewUnit("yl", "大兴区园林绿化局", "园林局", UnitKind.BUREAU, "dx")


def test_a_unit_hangs_below_its_parent(tx: Tx) -> None:
    added = people.add_unit(tx, POND)
    assert added.path == "dx/yl/"
    assert added.parent_id == town.unit(tx, "大兴区")
    assert people.unit(tx, added.id) == people.unit_by_code(tx, "yl") == added


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (replace(POND, code="y/l"), "code"),
        (replace(POND, code=""), "code"),
        (replace(POND, code="园林"), "code"),
        (replace(POND, name=" "), "name"),
        (replace(POND, short_name="大兴区园林绿化局养护科"), "short_name"),
        (replace(POND, short_name=""), "short_name"),
    ],
)
def test_a_bad_unit_names_its_field(tx: Tx, new: NewUnit, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        people.add_unit(tx, new)
    assert (refused.value.code, refused.value.facts) == ("unit.bad", {"field": field})


def test_a_code_in_force_is_taken(tx: Tx) -> None:
    with pytest.raises(Refused, match=r"unit\.taken"):
        people.add_unit(tx, replace(POND, code="cgw"))


def test_a_parent_must_be_there(tx: Tx) -> None:
    with pytest.raises(NotFound):
        people.add_unit(tx, replace(POND, parent="nowhere"))


def test_below_are_the_unit_and_all_under_it(tx: Tx) -> None:
    below = people.units_below(tx, town.unit(tx, "兴丰街道办"))
    assert [unit.short_name for unit in below] == ["兴丰街道办", "富强西里社区", "康居社区"]


def test_a_sibling_whose_code_begins_the_same_is_not_below(tx: Tx) -> None:
    people.add_unit(tx, replace(POND, code="xf2"))
    people.add_unit(tx, replace(POND, code="xf-"))
    assert len(people.units_below(tx, town.unit(tx, "兴丰街道办"))) == 3


def test_retiring_ends_the_posts_and_keeps_the_unit(tx: Tx) -> None:
    old, heir = town.unit(tx, "水务局"), town.unit(tx, "城管委")
    at = tx.now + timedelta(days=1)
    retired = people.retire_unit(tx, old, heir, at)
    assert (retired.valid_to, retired.successor_id) == (at, heir)
    assert town.actor(tx, town.WATER_HANDLER).units == {old}
    after = people.actor(tx, people.user_id(tx, town.WATER_HANDLER), at)
    assert (after.units, after.duties) == (frozenset(), frozenset())
    tx.now = at
    assert old not in {unit.id for unit in people.units(tx)}
    assert people.unit(tx, old).short_name == "水务局"
    with pytest.raises(NotFound):
        people.unit_by_code(tx, "swj")


def test_a_retired_code_may_be_used_again(tx: Tx) -> None:
    people.retire_unit(tx, town.unit(tx, "水务局"), None, tx.now)
    again = people.add_unit(tx, replace(POND, code="swj"))
    assert people.unit_by_code(tx, "swj") == again


@pytest.mark.parametrize(
    ("unit", "heir", "code"),
    [
        ("清源街道办", "兴丰街道办", "unit.below"),  # communities and offices are still there
        ("水务局", "水务局", "unit.successor"),
        ("住建委", "热力公司", "unit.successor"),  # 热力公司 ends at the same time
        ("热力公司", "水务局", "unit.retired"),
    ],
)
def test_retiring_is_refused(tx: Tx, unit: str, heir: str, code: str) -> None:
    unit_id, heir_id = town.unit(tx, unit), town.unit(tx, heir)
    people.retire_unit(tx, town.unit(tx, "热力公司"), None, tx.now)
    with pytest.raises(Refused) as refused:
        people.retire_unit(tx, unit_id, heir_id, tx.now)
    assert refused.value.code == code


def test_a_unit_does_not_end_in_the_past(tx: Tx) -> None:
    with pytest.raises(Invalid, match=r"unit\.past"):
        people.retire_unit(tx, town.unit(tx, "水务局"), None, tx.now - timedelta(seconds=1))


def test_nobody_retires_what_is_not_there(tx: Tx) -> None:
    with pytest.raises(NotFound):
        people.retire_unit(tx, 0, None, tx.now)


def test_a_unit_is_never_deleted(tx: Tx) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), tx.conn.transaction():
        tx.run("DELETE FROM units")
