"""The fixture town: two streets of one district, their people and standards, built in one transaction."""

import tomllib
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from wangge import catalogue, dispatch, people, places
from wangge.kit.tx import Pool, Tx, work

DISTRICT = "110115"
FOUNDED = datetime(2020, 1, 1, tzinfo=UTC)  # before any day a test may choose as today


@cache
def plan() -> dict[str, Any]:
    """``town.toml`` as it stands."""
    return tomllib.loads((resources.files(__package__) / "town.toml").read_text(encoding="utf-8"))


def build(pool: Pool, district: str = DISTRICT) -> None:
    """Fill an empty district; nothing is done where the town stands already. The schema must be there."""
    with work(pool, district, now=FOUNDED) as tx:
        if places.children(tx, None):
            return
        _places(tx)
        _people(tx)
        for row in plan()["standards"]:
            catalogue.publish(tx, catalogue.Draft(**row))
        _ownership(tx)


def accounts() -> list[dict[str, str]]:
    """Everybody who holds a post: role, login, password and name."""
    password: str = plan()["password"]
    return [
        {"role": row["role"], "login": row["login"], "password": password, "name": row["name"]}
        for row in plan()["people"]
    ]


def _places(tx: Tx) -> None:
    for row in plan()["grids"]:
        kind = places.GridKind(row.get("kind", "general"))
        above, area = row.get("parent"), row.get("area_class")
        places.add_grid(tx, places.NewGrid(row["code"], row["name"], row["level"], above, kind, area))


def _people(tx: Tx) -> None:
    for row in plan()["units"]:
        people.add_unit(tx, people.NewUnit(**row))
    units = {unit.code: unit.id for unit in people.units(tx)}
    paths = {grid.code: grid.path for grid in places.below(tx, places.grid(tx, DISTRICT))}
    password_hash = people.hashed(plan()["password"])
    for row in plan()["people"]:
        user_id = people.add_user(tx, people.NewUser(row["login"], row["name"], password_hash))
        where = [paths[code] for code in row.get("grids", ())]
        people.give_post(tx, user_id, units[row["unit"]], row["role"], where)
    nobody = plan()["nobody"]
    people.add_user(tx, people.NewUser(nobody["login"], nobody["name"], password_hash))


def _ownership(tx: Tx) -> None:
    for row in plan()["areas"]:
        dispatch.set_area(tx, row["grid"], row["kind"], row["unit"])
    for row in plan()["rules"]:
        dispatch.draft(tx, dispatch.Said(**row))
    dispatch.publish(tx, note="首版")
