"""The part of the tree that a change is about, and what the change makes of it: values without I/O."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from shapely.geometry.base import BaseGeometry

from wangge.kit.errors import NotFound
from wangge.places.rules.tree import grid_path


@dataclass(frozen=True)
class GridState:
    """One grid at one moment. ``id`` None: it is to be made. ``drawn``: since when its boundary is the one in force."""

    id: int | None
    code: str
    name: str
    level: int
    kind: str
    parent: str | None  # code
    path: str
    area_class: str | None = None
    in_force: bool = True
    drawn: str | None = None

    def under(self, parent: "GridState") -> "GridState":
        return replace(self, parent=parent.code, path=grid_path((parent.code, parent.path), self.code))

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Tree:
    """The grids that a draft names, their parents, and all below them; ``used``: codes that were ever given."""

    grids: Mapping[str, GridState]
    used: frozenset[str] = frozenset()
    shapes: Mapping[str, BaseGeometry] = field(default_factory=dict)

    def grid(self, code: str) -> GridState:
        """One in force; NotFound."""
        found = self.grids.get(code)
        if found is None or not found.in_force:
            raise NotFound("grid.unknown", grid=code)
        return found

    def children(self, parent: GridState) -> list[GridState]:
        return [g for g in self.grids.values() if g.in_force and g.parent == parent.code]

    def below(self, top: GridState) -> Iterator[GridState]:
        """All below a grid, without itself."""
        return (g for g in self.grids.values() if g.in_force and g.path.startswith(top.path) and g.code != top.code)


@dataclass(frozen=True)
class Heir:
    """Where the cases of a grid go: to ``heir``, or to one of ``among``: by point, then, with ``filing``, as filed.

    ``stays``: the grid keeps its path, and cases that lie in none of the others stay with it. ``spreads``: posts and
    layers of the grid reach all of its successors.
    """

    grid: str
    old_path: str
    heir: str
    among: tuple[str, ...] = ()
    stays: bool = False
    spreads: bool = True
    filing: bool = False

    @property
    def successors(self) -> tuple[str, ...]:
        return self.among or (self.heir,)


@dataclass(frozen=True)
class Plan:
    """What a change does. ``before`` and ``after`` hold the grids that differ; ``shapes`` the boundaries it draws."""

    before: tuple[GridState, ...]
    after: tuple[GridState, ...]
    heirs: tuple[Heir, ...] = ()
    shapes: Mapping[str, BaseGeometry] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        """Of every grid that changes, is made or retired."""
        return tuple(sorted({g.code for g in (*self.before, *self.after)}))

    @property
    def paths(self) -> tuple[str, ...]:
        """Where it reaches: who changes the tree needs all of them in scope."""
        return tuple(sorted({g.path for g in (*self.before, *self.after)}))

    def after_of(self, code: str) -> GridState:
        return next(g for g in self.after if g.code == code)


def planned(
    tree: Tree,
    after: Iterable[GridState],
    heirs: Iterable[Heir] = (),
    shapes: Mapping[str, BaseGeometry] | None = None,
) -> Plan:
    """A plan from the grids as they will be; those that stay as they are drop out."""
    drawn = shapes or {}
    changed = [g for g in after if tree.grids.get(g.code) != g or g.code in drawn]
    before = tuple(tree.grids[g.code] for g in changed if g.code in tree.grids)
    return Plan(before, tuple(changed), tuple(heirs), drawn)
