"""The grid tree: added level by level, read by code, moved as branches."""

from dataclasses import replace

import pytest
from psycopg.errors import InsufficientPrivilege

from tests import town
from wangge import places
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Tx
from wangge.people.rules import branch_of, covers
from wangge.places import GridKind, NewGrid

pytestmark = pytest.mark.db

QINGYUAN, XINGFENG = "110115003", "110115001"
COMMUNITY = "110115003008"  # 枣园社区
NEW = NewGrid("110115003008003", "枣园 03 网格", 4, COMMUNITY)


def test_a_grid_by_code_and_by_id(tx: Tx) -> None:
    grid = places.grid(tx, town.COLLEGE)
    assert (grid.name, grid.kind, grid.level) == ("学院校区专属网格", GridKind.DEDICATED, 4)
    assert grid.path == "110115/003/028/002/"
    assert places.grid_by_id(tx, grid.id) == grid


@pytest.mark.parametrize("code", ["", "110115003009", "nowhere"])
def test_unknown_grid(tx: Tx, code: str) -> None:
    with pytest.raises(NotFound, match=r"grid\.unknown"):
        places.grid(tx, code)


def test_unknown_id(tx: Tx) -> None:
    with pytest.raises(NotFound):
        places.grid_by_id(tx, 0)


def test_children_are_one_level(tx: Tx) -> None:
    roots = places.children(tx, None)
    assert [grid.name for grid in roots] == ["大兴区"]
    assert [grid.name for grid in places.children(tx, roots[0])] == ["兴丰街道", "清源街道"]
    assert places.children(tx, places.grid(tx, town.LIYUAN)) == []


def test_below_is_the_branch(tx: Tx) -> None:
    street = places.grid(tx, QINGYUAN)
    below = places.below(tx, street)
    assert below[0] == street
    assert len(below) == 11
    assert all(covers([branch_of(street.path)], grid.path) for grid in below)


def test_above_is_the_chain(tx: Tx) -> None:
    chain = places.above(tx, places.grid(tx, town.LIYUAN))
    assert [grid.name for grid in chain] == ["大兴区", "清源街道", "丽园社区", "丽园 01 网格"]


def test_an_added_grid(tx: Tx) -> None:
    added = places.add_grid(tx, NEW)
    assert added.path == "110115/003/008/003/"
    assert added.parent_id == places.grid(tx, COMMUNITY).id
    assert places.path_at(tx, added.id, tx.now) == added.path
    assert added in places.children(tx, places.grid(tx, COMMUNITY))


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (replace(NEW, code="a/b"), "code"),
        (replace(NEW, name=""), "name"),
        (replace(NEW, level=0), "level"),
        (replace(NEW, level=3), "level"),  # the same level as its parent
    ],
)
def test_a_bad_grid_names_its_field(tx: Tx, new: NewGrid, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        places.add_grid(tx, new)
    assert (refused.value.code, refused.value.facts) == ("grid.bad", {"field": field})


def test_a_code_in_force_is_taken(tx: Tx) -> None:
    with pytest.raises(Refused, match=r"grid\.taken"):
        places.add_grid(tx, replace(NEW, code=town.ZAOYUAN))


def test_a_parent_must_be_there(tx: Tx) -> None:
    with pytest.raises(NotFound):
        places.add_grid(tx, replace(NEW, parent="nowhere"))


@pytest.mark.parametrize("change", ["UPDATE grid_paths SET path = 'x/'", "DELETE FROM grid_paths", "DELETE FROM grids"])
def test_history_of_paths_is_append_only(tx: Tx, change: str) -> None:
    with pytest.raises(InsufficientPrivilege), tx.conn.transaction():
        tx.run(change)
