"""The change that takes another one back: the former grids as they were, what it made retired, cases the way back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from shapely.geometry.base import BaseGeometry

from wangge.places.rules.changes.values import GridState, Heir, Plan, Tree, planned


def undone(
    tree: Tree,
    before: Sequence[GridState],
    after: Sequence[GridState],
    heirs: Iterable[Heir],
    shapes: Mapping[str, BaseGeometry],
) -> Plan:
    """``shapes``: the boundaries the former grids had. Nothing of what ``after`` holds has changed since."""
    former = {g.code: g for g in before}
    made = [replace(g, in_force=False) for g in after if g.code not in former]
    restored = [_as_it_was(tree.grids[g.code], g) for g in before]
    return planned(tree, [*made, *restored], _back(tree, former, heirs), shapes)


def _as_it_was(now: GridState, former: GridState) -> GridState:
    """The boundary comes as a new one: what was drawn is never overwritten."""
    return replace(former, id=now.id, drawn=now.drawn)


def _back(tree: Tree, former: Mapping[str, GridState], heirs: Iterable[Heir]) -> list[Heir]:
    """Each way turned round: who took from several chooses among them again."""
    sources: dict[str, list[str]] = {}
    spreads: dict[str, bool] = {}
    for heir in heirs:
        for taker in heir.successors:
            sources.setdefault(taker, []).append(heir.grid)
            spreads[taker] = heir.spreads
    found = []
    for taker, givers in sources.items():
        path = tree.grids[taker].path
        stays = taker in former and former[taker].path == path and former[taker].in_force
        among = tuple(dict.fromkeys([taker, *givers] if stays else givers))
        if among != (taker,) or not stays:
            chosen = among if len(among) > 1 else ()
            found.append(Heir(taker, path, among[0], chosen, stays, spreads[taker], filing=spreads[taker]))
    return found
