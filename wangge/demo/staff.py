"""Who works in the demo district: 40 units, the eight roles and the three administrators, as plans and as rows."""

import tomllib
from functools import cache
from importlib import resources
from random import Random
from typing import Any, NamedTuple

from wangge import people, places
from wangge.demo.land import official
from wangge.kit.tx import Tx

#: Every community of this street has a worker of its own: the main story happens here.
MAIN_STREET = "110115003"
_WORKERS = 2  # of every other street


class Someone(NamedTuple):
    login: str
    name: str
    role: str
    unit: str
    grids: tuple[str, ...] = ()
    main: bool = False


@cache
def plan() -> dict[str, Any]:
    """``staff.toml`` as it stands."""
    return tomllib.loads((resources.files("wangge.demo") / "data/staff.toml").read_text(encoding="utf-8"))


@cache
def units() -> list[people.NewUnit]:
    """18 units of the district and the 22 of its streets and towns, parents first."""
    found = [people.NewUnit(**row) for row in plan()["units"]]
    return found + [_street(town.code, town.name) for town in official.towns()]


@cache
def everybody() -> list[Someone]:
    """The main accounts first; everybody else is made up, the same in every demo."""
    named = [Someone(**row | {"grids": tuple(row.get("grids", ()))}) for row in plan()["people"]]
    dice = Random("staff")
    taken = {one.name for one in named}
    held = {one.unit for one in named if one.role == "handler"}
    more = [Someone(f"h-{unit.code}", "", "handler", unit.code, _of(unit.code)) for unit in units()
            if unit.code not in held and unit.code not in ("dx", "wgdd")]  # fmt: skip
    for town, below in official.towns().items():
        short = town.code[6:]
        if town.code != MAIN_STREET:
            more.append(Someone(f"l-{short}", "", "grid_lead", "wgdd", (town.code,)))
            more += [Someone(f"g-{short}-{n}", "", "grid_worker", "wgdd", (town.code,)) for n in range(1, _WORKERS + 1)]
            continue
        more += [Someone(f"g-{one.code[6:]}", "", "grid_worker", "wgdd", (one.code,)) for one in below
                 if (one.code,) not in {who.grids for who in named}]  # fmt: skip
    return named + [one._replace(name=_fresh(dice, taken)) for one in more]


def accounts() -> list[dict[str, str]]:
    """The main accounts: role, login, password, name and code of the unit."""
    password = plan()["password"]
    return [{"role": one.role, "login": one.login, "password": password, "name": one.name, "unit": one.unit}
            for one in everybody() if one.main]  # fmt: skip


def hire(tx: Tx) -> None:
    """Units, users and posts into a district whose grids are there."""
    for unit in units():
        people.add_unit(tx, unit)
    ids = {unit.code: unit.id for unit in people.units(tx)}
    paths = {grid.code: grid.path for grid in places.below(tx, places.grid(tx, official.CODE)) if grid.level < 4}
    password = people.hashed(plan()["password"])
    for one in everybody():
        user = people.add_user(tx, people.NewUser(one.login, one.name, password))
        people.give_post(tx, user, ids[one.unit], one.role, [paths[code] for code in one.grids])


def street_unit(grid: str) -> str:
    """The code of the office responsible for a grid: 110115003006001 → s003."""
    return f"s{grid[6:9]}"


def _street(code: str, name: str) -> people.NewUnit:
    """清源街道 → 清源街道办事处 (清源街道办); 安定镇 → 安定镇人民政府 (安定镇政府); 黄村地区 → 黄村地区办事处."""
    office, short = (f"{name}人民政府", f"{name}政府") if name.endswith("镇") else (f"{name}办事处", f"{name}办")
    kind = people.UnitKind.STREET
    return people.NewUnit(street_unit(code + "000000"), f"大兴区{office}（演示）", short, kind, "dx")


def _of(unit: str) -> tuple[str, ...]:
    """A street's own handler also works in its branch of the tree."""
    return (f"{official.CODE}{unit[1:]}",) if unit[0] == "s" and unit[1:].isdigit() else ()


def made_up(dice: Random) -> str:
    """A name of nobody."""
    surname: str = dice.choice(plan()["surnames"])
    given: str = dice.choice(plan()["given"].split())
    return surname + given


def _fresh(dice: Random, taken: set[str]) -> str:
    while True:
        name = made_up(dice)
        if name not in taken:
            taken.add(name)
            return name
