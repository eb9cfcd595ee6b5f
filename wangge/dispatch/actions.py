"""The choice of who acts, with what was looked at; noted with the event of the case."""

from collections.abc import Sequence
from typing import NamedTuple

from wangge import people
from wangge.dispatch.rules import level_of
from wangge.kit.errors import Invalid, NotFound
from wangge.kit.tx import Tx


class Choice(NamedTuple):
    """Unit ids, the level the lead works on, and how it was chosen."""

    lead: int
    assistants: tuple[int, ...]
    level: str
    how: str = "by_hand"


def by_hand(tx: Tx, lead: str, assistants: Sequence[str] = ()) -> Choice:
    """The units a person names by their codes. NotFound for one that is not in force, Invalid for one named twice."""
    codes = [lead, *assistants]
    found = {unit.code: unit for unit in people.units_by_code(tx, codes)}
    for code in codes:
        if code not in found:
            raise NotFound("unit.unknown", unit=code)
    if len(set(codes)) < len(codes):
        raise Invalid("unit.twice", field="assistants")
    return Choice(found[lead].id, tuple(found[c].id for c in assistants), _level(tx, found[lead]))


def _level(tx: Tx, unit: people.Unit) -> str:
    """The level of the unit, or of the street or community it belongs to."""
    if unit.kind is not people.UnitKind.OFFICE:
        return level_of([unit.kind])
    return level_of([above.kind for above in people.units_by_code(tx, unit.path.strip("/").split("/"))])


def inside(tx: Tx, code: str, above: int) -> bool:
    """Whether the unit lies below another one in the tree of units."""
    child, parent = people.unit_by_code(tx, code), people.unit(tx, above)
    return child.id != parent.id and child.path.startswith(parent.path)
