"""Who acts in the story, and the ids that history names them by; read once from the founded district."""

from dataclasses import dataclass
from random import Random
from typing import Any

from wangge import catalogue, people, places
from wangge.demo import staff
from wangge.demo.land import official
from wangge.kit.actor import Actor
from wangge.kit.tx import Tx

Doc = dict[str, Any]


@dataclass(frozen=True)
class Cast:
    """Actors by role, handlers by unit, workers by the branch they look after, places and standards by code."""

    of_role: dict[str, list[Actor]]
    of_unit: dict[int, list[Actor]]
    workers: dict[str, list[Actor]]  # by code of a street or community
    leads: dict[str, Actor]  # by code of a street
    units: dict[str, int]
    streets: frozenset[int]
    grids: dict[str, Doc]  # what history says of a place
    standards: frozenset[str]  # category/condition

    @classmethod
    def read(cls, tx: Tx) -> "Cast":
        units = {unit.code: unit for unit in people.units(tx)}
        of_role: dict[str, list[Actor]] = {}
        of_unit: dict[int, list[Actor]] = {}
        workers: dict[str, list[Actor]] = {}
        leads: dict[str, Actor] = {}
        for one in staff.everybody():
            actor = people.actor(tx, people.user_id(tx, one.login))
            of_role.setdefault(one.role, []).append(actor)
            if one.role == "handler":
                of_unit.setdefault(units[one.unit].id, []).append(actor)
            elif one.role == "grid_worker":
                workers.setdefault(one.grids[0], []).append(actor)
            elif one.role == "grid_lead":
                leads[one.grids[0]] = actor
        found = places.below(tx, places.grid(tx, official.CODE))
        return cls(
            of_role,
            of_unit,
            workers,
            leads,
            {code: unit.id for code, unit in units.items()},
            frozenset(unit.id for unit in units.values() if unit.kind == people.UnitKind.STREET),
            {grid.code: _place(grid) for grid in found if grid.level == 4},
            frozenset(f"{one.category}/{one.condition}" for one in catalogue.catalogue(tx)),
        )

    def any(self, role: str, dice: Random) -> Actor:
        return dice.choice(self.of_role[role])

    def handler(self, unit: int, dice: Random) -> Actor:
        return dice.choice(self.of_unit[unit])

    def worker(self, grid: str, dice: Random) -> Actor:
        """Who looks after a grid: of its community, else of its street."""
        return dice.choice(self.workers.get(grid[:12]) or self.workers[grid[:9]])

    def lead(self, grid: str) -> Actor:
        return self.leads[grid[:9]]

    def level(self, unit: int) -> str:
        return "street" if unit in self.streets else "district"


def _place(grid: places.Grid) -> Doc:
    place: Doc = {"grid": grid.id, "path": grid.path}
    return place | ({"area_class": grid.area_class} if grid.area_class else {})
