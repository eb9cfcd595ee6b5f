"""The fixture town: whole, quick to build, and built once."""

from collections import Counter

import pytest
from psycopg_pool import ConnectionPool

from tests import town as handles
from tests.database import Databases
from wangge import catalogue, people, places
from wangge.demo import town
from wangge.kit.migrate import create_district
from wangge.kit.tx import Pool, Tx, work
from wangge.people import Role
from wangge.people.rules import SHIPPED


def test_every_role_has_an_account() -> None:
    accounts = town.accounts()
    assert {account["role"] for account in accounts} == set(Role)
    assert len({account["login"] for account in accounts}) == len(accounts)
    assert all(account.keys() == {"role", "login", "password", "name"} for account in accounts)


def test_the_file_refers_only_to_what_it_holds() -> None:
    plan = town.plan()
    units, grids = {row["code"] for row in plan["units"]}, {row["code"] for row in plan["grids"]}
    assert {row["unit"] for row in plan["people"]} <= units
    assert {code for row in plan["people"] for code in row.get("grids", ())} <= grids


@pytest.mark.db
def test_streets_communities_and_grids(tx: Tx) -> None:
    grids = places.below(tx, places.grid(tx, "110115"))
    assert Counter(grid.level for grid in grids) == {1: 1, 2: 2, 3: 5, 4: 12}
    assert all(grid.code.startswith("110115") and len(grid.code) == 15 for grid in grids if grid.level == 4)


@pytest.mark.db
@pytest.mark.parametrize("account", town.accounts(), ids=lambda account: account["login"])
def test_every_account_signs_in(pool: Pool, account: dict[str, str]) -> None:
    token = people.sign_in(pool, town.DISTRICT, account["login"], account["password"])
    with work(pool, town.DISTRICT) as tx:
        actor = people.session(tx, token).actor
    assert actor.name == account["name"]
    assert actor.duties == SHIPPED[Role(account["role"])]


@pytest.mark.db
def test_the_catalogue_has_every_kind_of_matter(tx: Tx) -> None:
    standards = catalogue.catalogue(tx)
    assert len({standard.category for standard in standards}) == 12
    assert {standard.check for standard in standards} == set(catalogue.Check)
    assert {standard.call_back for standard in standards} == set(catalogue.CallBack)
    assert any(s.urgent for s in standards)
    assert any(s.sensitive for s in standards)
    assert any(s.answerable for s in standards)
    assert any(s.stages for s in standards)


@pytest.mark.db
def test_handles_name_what_is_there(tx: Tx) -> None:
    assert handles.actor(tx, handles.WORKER).name == "张磊"
    assert handles.actor(tx, handles.NOBODY).duties == frozenset()
    assert people.unit(tx, handles.unit(tx, "热力公司")).code == "rl"
    assert catalogue.standard(tx, *handles.matter("政策咨询")).answerable


@pytest.mark.db
def test_built_only_once(databases: Databases) -> None:
    with databases.empty() as urls:
        create_district(urls.owner, "110106", "另一个区")
        with ConnectionPool(urls.app, min_size=1, kwargs={"autocommit": True}) as pool:
            town.build(pool, "110106")
            before = _counts(pool)
            town.build(pool, "110106")
            assert _counts(pool) == before


def _counts(pool: Pool) -> dict[str, int]:
    with work(pool, "110106") as tx:
        tables = ("units", "users", "posts", "grids", "standards", "audit")
        return {table: tx.value(f"SELECT count(*) FROM {table}") for table in tables}
