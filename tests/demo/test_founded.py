"""The tree and the people in the database."""

from collections import Counter

import pytest

from tests.database import DISTRICT
from wangge import people, places
from wangge.demo import staff
from wangge.kit.tx import Pool, work
from wangge.people.rules import ADMINISTERING

pytestmark = pytest.mark.db


def test_the_tree_is_there(founded: Pool) -> None:
    with work(founded, DISTRICT) as tx:
        found = places.below(tx, places.grid(tx, "110115"))
        first = places.grid(tx, "110115003006001")
        assert Counter(grid.level for grid in found) == {1: 1, 2: 22, 3: 703, 4: 2799}
        assert first.path == "110115/003/006/001/"
        assert first.name == "丽园 01 网格"
        assert [grid.name for grid in places.above(tx, first)][1:3] == ["清源街道", "丽园社区"]


def test_boundaries_are_there_and_add_up(founded: Pool) -> None:
    with work(founded, DISTRICT) as tx:
        rows = tx.rows("SELECT g.level, sum(b.area_m2) AS area FROM grids g JOIN grid_boundaries b ON b.grid_id = g.id "
                       "GROUP BY g.level ORDER BY g.level")  # fmt: skip
    assert len(rows) == 4
    assert all(row["area"] == pytest.approx(rows[0]["area"], rel=1e-6) for row in rows)


def test_forty_units_with_short_names(founded: Pool) -> None:
    with work(founded, DISTRICT) as tx:
        units = people.units(tx)
    assert len(units) == 40
    assert max(len(unit.short_name) for unit in units) <= 8
    assert len({unit.short_name for unit in units}) == 40
    assert sum(unit.kind == people.UnitKind.STREET for unit in units) == 22


def test_a_main_account_for_every_role_signs_in(founded: Pool) -> None:
    accounts = staff.accounts()
    assert {row["role"] for row in accounts} == set(people.Role)
    for row in accounts:
        assert people.sign_in(founded, DISTRICT, row["login"], row["password"])


def test_the_three_administrators_are_three(founded: Pool) -> None:
    with work(founded, DISTRICT) as tx:
        duties = {login: people.actor(tx, people.user_id(tx, login)).duties
                  for login in ("sysadmin", "secadmin", "auditadmin")}  # fmt: skip
    held = {login: mine & ADMINISTERING for login, mine in duties.items()}
    assert held == {"sysadmin": {"accounts"}, "secadmin": {"grants"}, "auditadmin": {"audit"}}


def test_every_street_has_workers_and_the_main_street_one_in_each_community() -> None:
    workers = [one.grids[0] for one in staff.everybody() if one.role == "grid_worker"]
    assert {grid[:9] for grid in workers} == {town.code for town in staff.official.towns()}
    main = next(below for town, below in staff.official.towns().items() if town.code == staff.MAIN_STREET)
    assert {one.code for one in main} <= set(workers)


def test_every_unit_that_handles_has_somebody() -> None:
    held = {one.unit for one in staff.everybody() if one.role == "handler"}
    assert {unit.code for unit in staff.units()} - held == {"dx", "wgdd"}


def test_names_are_given_once() -> None:
    names = Counter(one.name for one in staff.everybody())
    assert max(names.values()) == 1
