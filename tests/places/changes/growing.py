"""A small tree as values: a district, two streets, three communities, unit grids drawn as squares in a row."""

from dataclasses import replace

from tests.places.drawing import box
from wangge.places.rules.changes import GridState, Heir, Plan, Tree
from wangge.places.rules.changes.drafts import Geometry

DISTRICT = GridState(1, "11", "区", 1, "general", None, "11/")
EAST, WEST = (
    replace(DISTRICT, id=n, code=f"11{n}", name=name, level=2).under(DISTRICT) for n, name in ((2, "东"), (3, "西"))
)
ONE, TWO = (replace(EAST, id=n, code=f"112{n}", name=name, level=3).under(EAST) for n, name in ((4, "甲"), (5, "乙")))
FAR = replace(WEST, id=6, code="1136", name="丙", level=3).under(WEST)
A, B, C = (
    replace(ONE, id=n, code=f"1124{letter}", name=f"甲{letter}", level=4).under(ONE)
    for n, letter in ((7, "a"), (8, "b"), (9, "c"))
)
D = replace(TWO, id=10, code="1125d", name="乙d", level=4).under(TWO)
E = replace(FAR, id=11, code="1136e", name="丙e", level=4).under(FAR)

EVERY = (DISTRICT, EAST, WEST, ONE, TWO, FAR, A, B, C, D, E)
SQUARES = {A.code: box(0, 0, 1, 1), B.code: box(1, 0, 2, 1), C.code: box(2, 0, 3, 1)}


def tree(*, drawn: bool = False, used: str = "") -> Tree:
    grids = {g.code: g for g in EVERY}
    return Tree(grids, frozenset(grids) | set(used.split()), SQUARES if drawn else {})


def drawing(west: float, east: float, south: float = 0, north: float = 1) -> Geometry:
    return Geometry(type="Polygon", coordinates=[list(box(west, south, east, north).exterior.coords)])


def paths(plan: Plan) -> dict[str, str | None]:
    """Code → path of every grid that changes; None: retired."""
    return {g.code: g.path if g.in_force else None for g in plan.after}


def ways(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {heir.grid: heir.successors for heir in plan.heirs}


def heir_of(plan: Plan, grid: GridState) -> Heir:
    return next(heir for heir in plan.heirs if heir.grid == grid.code)


def after(plan: Plan, before: Tree) -> Tree:
    """The tree when the plan has been carried out; new grids get ids."""
    fresh = {g.code: replace(g, id=g.id or 100 + n) for n, g in enumerate(plan.after)}
    return Tree({**before.grids, **fresh}, before.used | fresh.keys(), {**before.shapes, **plan.shapes})
