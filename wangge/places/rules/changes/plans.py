"""Each kind of change as a function: the tree and what is asked in, the plan out; Refused says why it cannot be."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wangge.kit.errors import Invalid, Refused
from wangge.places.rules.changes import shapes
from wangge.places.rules.changes.drafts import (
    Merge,
    Move,
    Part,
    Redraw,
    Rename,
    Retire,
    SetAreaClass,
    Split,
    TreeDraft,
)
from wangge.places.rules.changes.values import GridState, Heir, Plan, Tree, planned
from wangge.places.rules.partition import Defect
from wangge.places.rules.tree import GridKind


def plan(tree: Tree, draft: TreeDraft) -> Plan:
    """Refused or Invalid by the rule it breaks; ``grid.same`` where nothing would change."""
    found = _PLANS[type(draft)](tree, draft)
    if not found.after:
        raise Refused("grid.same")
    return found


def _split(tree: Tree, draft: Split) -> Plan:
    old = _with_parent(tree, draft.grid)
    codes = [part.code for part in draft.parts]
    _once(codes, "parts")
    _unused(tree, [code for code in codes if code != old.code])
    stays = old.code in codes
    heir = draft.heir or (old.code if stays else codes[0])
    if heir not in codes or (stays and heir != old.code):
        raise Invalid("grid.heir", field="heir", heir=heir)
    _cover(tree, [old], {part.code: part.boundary for part in draft.parts})
    fresh = {part.code: _part(tree, old, part) for part in draft.parts}
    children = _shared(tree, old, draft.parts)
    after = [*fresh.values(), *(() if stays else (replace(old, in_force=False),))]
    heirs = [Heir(old.code, old.path, heir, tuple(codes), stays)]
    for code, below in children.items():
        for child in below:
            _hang(tree, child, fresh[code], after, heirs)
    drawn = {p.code: shapes.read(p.boundary, "boundary") for p in draft.parts if p.boundary}
    return planned(tree, after, heirs, drawn)


def _part(tree: Tree, old: GridState, part: Part) -> GridState:
    """As the old grid but for its name; a new code makes a new grid beside it."""
    named = replace(old, name=part.name.strip())
    if part.code == old.code:
        return named
    return replace(named, id=None, code=part.code, drawn=None).under(tree.grids[old.parent or ""])


def _shared(tree: Tree, old: GridState, parts: Sequence[Part]) -> dict[str, list[GridState]]:
    """Part → the grids that come under it; each grid below the old one comes under exactly one."""
    named = [code for part in parts for code in part.children]
    _once(named, "children")
    known = {child.code: child for child in tree.children(old)}
    if wrong := sorted(set(named) ^ known.keys()):
        raise Invalid("grid.children", field="children", grid=old.name, children=wrong[:10])
    return {part.code: [known[code] for code in part.children] for part in parts}


def _merge(tree: Tree, draft: Merge) -> Plan:
    _once(draft.grids, "grids")
    olds = [_with_parent(tree, code) for code in draft.grids]
    _siblings(olds)
    _unused(tree, [draft.code] if draft.code not in draft.grids else [])
    known = [tree.shapes[g.code] for g in olds if g.code in tree.shapes]
    if known and len(known) < len(olds):
        missing = next(g for g in olds if g.code not in tree.shapes)
        raise Refused("grid.undrawn", grid=missing.name)
    if known and (apart := shapes.alone(known)) is not None:
        raise Refused("grid.apart", grid=olds[apart].name)
    base = next((g for g in olds if g.code == draft.code), olds[0])
    stays = base.code == draft.code
    one = _part(tree, base, Part(code=draft.code, name=draft.name))
    one = replace(one, area_class=_class_of(olds, draft), kind=_kind_of(olds))
    after, heirs = [one], []
    for old in olds:
        if old.code != draft.code:
            after.append(replace(old, in_force=False))
            heirs.append(Heir(old.code, old.path, one.code))
        for child in tree.children(old) if not (stays and old is base) else ():
            _hang(tree, child, one, after, heirs)
    return planned(tree, after, heirs, {one.code: shapes.united(known)} if known else None)


def _class_of(olds: Sequence[GridState], draft: Merge) -> str | None:
    """One is to be chosen where they differ: limits depend on it."""
    found = {g.area_class for g in olds}
    if draft.area_class is None and len(found) > 1:
        raise Invalid("grid.area_class", field="area_class", classes=sorted(c or "-" for c in found))
    return draft.area_class or found.pop()


def _kind_of(olds: Sequence[GridState]) -> str:
    return olds[0].kind if len({g.kind for g in olds}) == 1 else GridKind.GENERAL.value


def _move(tree: Tree, draft: Move) -> Plan:
    top, parent = _with_parent(tree, draft.grid), tree.grid(draft.parent)
    if parent.path.startswith(top.path):
        raise Refused("grid.ring", grid=top.name, parent=parent.name)
    if parent.level >= top.level:
        raise Refused("grid.level", grid=top.name, parent=parent.name)
    after: list[GridState] = []
    heirs: list[Heir] = []
    if parent.code != top.parent:
        _hang(tree, top, parent, after, heirs)
    return planned(tree, after, heirs)


def _rename(tree: Tree, draft: Rename) -> Plan:
    return planned(tree, [replace(tree.grid(draft.grid), name=draft.name.strip())])


def _redraw(tree: Tree, draft: Redraw) -> Plan:
    olds = [tree.grid(code) for code in draft.boundaries]
    _siblings(olds)
    undrawn = next((g for g in olds if g.code not in tree.shapes), None)
    if undrawn and len(olds) > 1:
        raise Refused("grid.undrawn", grid=undrawn.name)
    if not undrawn:
        _cover(tree, olds, draft.boundaries)
    drawn = {code: shapes.read(geometry, "boundaries") for code, geometry in draft.boundaries.items()}
    codes = tuple(drawn) if len(drawn) > 1 else ()
    heirs = [Heir(g.code, g.path, g.code, codes, stays=True, spreads=False) for g in olds if codes]
    return planned(tree, olds, heirs, drawn)


def _retire(tree: Tree, draft: Retire) -> Plan:
    old, heir = _with_parent(tree, draft.grid), tree.grid(draft.heir)
    if heir.code == old.code:
        raise Invalid("grid.heir", field="heir", heir=heir.code)
    _siblings([old, heir])
    if old.code in tree.shapes:
        raise Refused("grid.drawn", grid=old.name)
    if below := tree.children(old):
        raise Refused("grid.below", grid=old.name, below=[g.name for g in below[:10]])
    return planned(tree, [replace(old, in_force=False)], [Heir(old.code, old.path, heir.code)])


def _area_class(tree: Tree, draft: SetAreaClass) -> Plan:
    _once(draft.grids, "grids")
    return planned(tree, [replace(tree.grid(code), area_class=draft.area_class) for code in draft.grids])


_PLANS: dict[type[TreeDraft], Callable[[Tree, Any], Plan]] = {
    Split: _split,
    Merge: _merge,
    Move: _move,
    Rename: _rename,
    Redraw: _redraw,
    Retire: _retire,
    SetAreaClass: _area_class,
}


# -- what several kinds ask -----------------------------------------------------------------------------


def _with_parent(tree: Tree, code: str) -> GridState:
    """The root is the district itself."""
    found = tree.grid(code)
    if found.parent is None:
        raise Refused("grid.root", grid=found.name)
    return found


def _once(codes: Sequence[str], field: str) -> None:
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise Invalid("grid.twice", field=field, grid=twice)


def _unused(tree: Tree, codes: Sequence[str]) -> None:
    """A code stands for one grid for ever: statistics of other years name it."""
    if taken := next((code for code in codes if code in tree.used), None):
        raise Refused("grid.taken", grid=taken)


def _siblings(grids: Sequence[GridState]) -> None:
    first = grids[0]
    if other := next((g for g in grids if (g.parent, g.level) != (first.parent, first.level)), None):
        raise Refused("grid.siblings", grid=first.name, other=other.name)


def _cover(tree: Tree, olds: Sequence[GridState], given: Mapping[str, Any]) -> None:
    """Where the old grids are drawn, the new ones are, and cover the same ground once."""
    drawn = [code for code, boundary in given.items() if boundary is not None]
    known = [tree.shapes[g.code] for g in olds if g.code in tree.shapes]
    if (drawn and len(drawn) < len(given)) or (known and not drawn):
        missing = next(code for code in given if code not in drawn)
        raise Invalid("grid.boundary", field="boundary", problem=missing)
    if not known:
        return
    fresh = {code: shapes.read(boundary, "boundary") for code, boundary in given.items()}
    if found := shapes.defects(shapes.united(known), fresh):
        raise Refused("grid.cover", grid=olds[0].name, defects=[_said(one) for one in found[:10]])


def _said(one: Defect) -> str:
    return f"{one.kind} {one.m2:.1f} m² ({one.at[0]}, {one.at[1]})"


def _hang(tree: Tree, top: GridState, parent: GridState, after: list[GridState], heirs: list[Heir]) -> None:
    """A grid with all below it under another parent; cases, posts and layers go along."""
    moved = top.under(parent)
    for old, new in ((top, moved), *_carried(tree, top, moved)):
        after.append(new)
        if new.path != old.path:
            heirs.append(Heir(old.code, old.path, old.code))


def _carried(tree: Tree, top: GridState, moved: GridState) -> Iterator[tuple[GridState, GridState]]:
    for g in tree.below(top):
        yield g, replace(g, path=moved.path + g.path[len(top.path) :])
