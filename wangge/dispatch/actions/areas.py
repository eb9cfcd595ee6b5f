"""Which unit is the street or the community of a branch of the grid tree."""

from typing import Any, Literal

from wangge import people, places
from wangge.dispatch.actions.books import OWNERSHIP, q
from wangge.kit.errors import Refused
from wangge.kit.stamps import touch
from wangge.kit.tx import Tx

AreaKind = Literal["street", "community"]


def areas(tx: Tx) -> list[dict[str, Any]]:
    """Every branch that has a unit, as codes and names, in the order of the tree."""
    return tx.rows(q.areas)


def set_area(tx: Tx, grid: str, kind: AreaKind, unit: str | None) -> None:
    """The unit of a branch by codes, from now; None takes it away. Refused for a unit of another kind."""
    branch = places.grid(tx, grid)
    if unit is None:
        changed = tx.run(q.clear_area, grid=branch.id, kind=kind)
        after = None
    else:
        found = people.unit_by_code(tx, unit)
        if found.kind != kind:
            raise Refused("ownership.area_kind", unit_name=found.short_name, kind=kind)
        changed, after = tx.run(q.set_area, grid=branch.id, kind=kind, unit=found.id), found.id
    if changed:
        touch(tx, OWNERSHIP)
        people.note_audit(tx, "set_unit_area", f"grid:{branch.id}", kind=kind, unit=after)
