"""Where what was said of grids holds today, after all changes of the tree."""

from collections.abc import Sequence
from typing import NamedTuple

from wangge.kit.tx import Tx
from wangge.places.actions.changes.store import q
from wangge.places.actions.tree import Grid
from wangge.places.rules.changes import Claim, Step, carried


class Successors(NamedTuple):
    """Grids in force. ``missed``: they took ground of what was said, and it does not hold there."""

    grids: tuple[Grid, ...]
    missed: tuple[Grid, ...]


def successors(tx: Tx, claims: Sequence[Claim]) -> list[Successors]:
    """For each claim on a grid, by id, the grids where it holds now, by the rule of ``carried``; two statements.

    A grid in force is its own successor; of one that is split with its code kept, all parts are.
    """
    found = carried(claims, _steps(tx))
    ids = {grid for one in found for grid in (*one.grids, *one.missed)}
    grids = {g.id: g for g in tx.all(Grid, q.grids_in_force, ids=list(ids))} if ids else {}
    return [Successors(*(tuple(grids[g] for g in side if g in grids) for side in one)) for one in found]


def _steps(tx: Tx) -> list[Step]:
    steps: dict[int, Step] = {}
    redrawn: set[int] = set()
    for row in tx.rows(q.steps):
        version, undoes = row["version"], row["undoes"]
        if row["kind"] == "redraw" or undoes in redrawn:
            redrawn.add(version)
            continue
        step = steps.setdefault(version, Step(version, row["at"], {}, frozenset(row["came"]), undoes))
        step.ways[row["grid_id"]] = row["takers"]
    return list(steps.values())
