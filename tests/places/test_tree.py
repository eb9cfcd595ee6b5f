"""The grid tree: added level by level, read by code, moved as branches."""

from dataclasses import replace
from datetime import timedelta

import pytest
from psycopg.errors import InsufficientPrivilege

from tests import town
from wangge import people, places
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


def test_a_branch_moves_with_all_below(tx: Tx) -> None:
    changes = places.move_branch(tx, COMMUNITY, XINGFENG)
    top = "110115/001/110115003008/"
    assert [(change.old, change.new) for change in changes] == [
        ("110115/003/008/", top),
        ("110115/003/008/001/", f"{top}001/"),
        ("110115/003/008/002/", f"{top}002/"),
    ]
    assert [places.grid_by_id(tx, change.id).path for change in changes] == [change.new for change in changes]
    assert [grid.name for grid in places.above(tx, places.grid(tx, town.ZAOYUAN))][1] == "兴丰街道"
    assert len(places.below(tx, places.grid(tx, QINGYUAN))) == 8


def test_moving_there_and_back_changes_nothing(tx: Tx) -> None:
    before = places.below(tx, places.grid(tx, town.DISTRICT))
    places.move_branch(tx, COMMUNITY, XINGFENG)
    tx.now += timedelta(seconds=1)
    places.move_branch(tx, COMMUNITY, QINGYUAN)
    assert places.below(tx, places.grid(tx, town.DISTRICT)) == before


def test_moving_to_where_it_is_moves_nothing(tx: Tx) -> None:
    assert places.move_branch(tx, COMMUNITY, QINGYUAN) == []


def test_the_path_of_a_day_is_kept(tx: Tx) -> None:
    grid, moved_at = places.grid(tx, town.ZAOYUAN), tx.now
    places.move_branch(tx, COMMUNITY, XINGFENG)
    assert places.path_at(tx, grid.id, moved_at - timedelta(seconds=1)) == "110115/003/008/001/"
    assert places.path_at(tx, grid.id, moved_at) == "110115/001/110115003008/001/"
    with pytest.raises(NotFound):
        places.path_at(tx, grid.id, grid.valid_from - timedelta(days=1))


def test_scope_follows_the_branch(tx: Tx) -> None:
    """The community's worker keeps it; the old street's people lose sight, the new street's gain it."""
    places.move_branch(tx, COMMUNITY, XINGFENG)
    path = places.grid(tx, town.ZAOYUAN).path
    sees = {
        login: covers(town.actor(tx, login).branches, path)
        for login in (town.NEIGHBOUR, town.STREET_CLERK, town.LEAD, town.FAR_HANDLER, town.CLERK, town.WORKER)
    }
    assert sees == {
        town.NEIGHBOUR: True, town.STREET_CLERK: False, town.LEAD: False, town.FAR_HANDLER: True, town.CLERK: True,
        town.WORKER: False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "parent", "why"),
    [
        (QINGYUAN, COMMUNITY, "grid.ring"),
        (QINGYUAN, QINGYUAN, "grid.ring"),
        (COMMUNITY, "110115001020", "grid.level"),  # below another community
        (COMMUNITY, town.KANGJU, "grid.level"),
        (COMMUNITY, "nowhere", "grid.unknown"),
        ("nowhere", QINGYUAN, "grid.unknown"),
    ],
)
def test_moving_is_refused(tx: Tx, code: str, parent: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        places.move_branch(tx, code, parent)
    assert refused.value.code == why


def test_a_move_is_audited(tx: Tx) -> None:
    tx.actor = town.actor(tx, town.SHIFT_LEAD)
    places.move_branch(tx, COMMUNITY, XINGFENG)
    row = tx.row("SELECT actor_id, facts FROM audit WHERE action = 'move_grid'")
    assert row == {
        "actor_id": people.user_id(tx, town.SHIFT_LEAD),
        "facts": {"old": "110115/003/008/", "new": "110115/001/110115003008/"},
    }


@pytest.mark.parametrize("change", ["UPDATE grid_paths SET path = 'x/'", "DELETE FROM grid_paths", "DELETE FROM grids"])
def test_history_of_paths_is_append_only(tx: Tx, change: str) -> None:
    with pytest.raises(InsufficientPrivilege), tx.conn.transaction():
        tx.run(change)
