"""The grid tree: add a grid, read the tree. What changes it is in ``changes``."""

from dataclasses import dataclass
from datetime import datetime

from wangge import people
from wangge.kit import sql
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.stamps import Kept
from wangge.kit.tx import Tx
from wangge.people.rules import branch_of
from wangge.places.actions.boundaries import PLACES, touch
from wangge.places.rules import GridKind, grid_path, grid_problem

q = sql.load("wangge.places")


@dataclass(frozen=True)
class Grid:
    id: int
    code: str
    name: str
    level: int
    kind: GridKind
    parent_id: int | None
    path: str
    area_class: str | None
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True)
class NewGrid:
    """``parent``: the code of a grid in force, or None for the root of a district."""

    code: str
    name: str
    level: int
    parent: str | None = None
    kind: GridKind = GridKind.GENERAL
    area_class: str | None = None


def add_grid(tx: Tx, new: NewGrid) -> Grid:
    if field := grid_problem(new.code, new.name, new.level):
        raise Invalid("grid.bad", field=field)
    parent = grid(tx, new.parent) if new.parent else None
    if parent and parent.level >= new.level:
        raise Invalid("grid.bad", field="level")
    added = tx.one(
        Grid,
        q.add_grid,
        code=new.code,
        name=new.name.strip(),
        level=new.level,
        kind=new.kind,
        parent_id=parent.id if parent else None,
        path=grid_path((parent.code, parent.path) if parent else None, new.code),
        area_class=new.area_class,
        now=tx.now,
    )
    if added is None:
        raise Refused("grid.taken", grid=new.code)
    tx.run(q.note_path, id=added.id, path=added.path, now=tx.now)
    touch(tx)
    people.note_audit(tx, "add_grid", f"grid:{added.id}")
    return added


def grid(tx: Tx, code: str) -> Grid:
    """The grid in force with this code; NotFound."""
    found = _by_code.get(tx, code, lambda: _read(tx, code))
    if found is None:
        raise NotFound("grid.unknown", grid=code)
    return found


_by_code = Kept[Grid](PLACES)


def _read(tx: Tx, code: str) -> tuple[Grid, datetime | None] | None:
    found = tx.one(Grid, q.grid, code=code, now=tx.now)
    return (found, found.valid_to) if found else None


def grid_by_id(tx: Tx, grid_id: int) -> Grid:
    """A grid, in force or not; NotFound."""
    found = tx.one(Grid, q.grid_by_id, id=grid_id)
    if found is None:
        raise NotFound("grid.unknown", grid=grid_id)
    return found


def children(tx: Tx, parent: Grid | None) -> list[Grid]:
    """One level below a grid, or the roots."""
    if parent is None:
        return tx.all(Grid, q.roots, now=tx.now)
    return tx.all(Grid, q.children, parent_id=parent.id, now=tx.now)


def below(tx: Tx, top: Grid) -> list[Grid]:
    """The grid itself and all below it, parents first."""
    lo, hi = branch_of(top.path)
    return tx.all(Grid, q.grids_below, lo=lo, hi=hi, now=tx.now)


def above(tx: Tx, grid: Grid) -> list[Grid]:
    """The grid itself and all above it, the root first."""
    return tx.all(Grid, q.grids_above, path=grid.path, now=tx.now)


def path_at(tx: Tx, grid_id: int, at: datetime) -> str:
    """The path a grid had at a time; NotFound for a time before it was there."""
    found: str | None = tx.value(q.path_at, id=grid_id, at=at)
    if found is None:
        raise NotFound("grid.unknown", grid=grid_id)
    return found
