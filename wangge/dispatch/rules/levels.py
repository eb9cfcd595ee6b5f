"""On which level a unit works: where a matter was solved is counted by it (小事不出网格)."""

from collections.abc import Sequence

from wangge.people.rules import UnitKind

#: Kinds of unit below the district's own; every other kind works for the whole district.
LEVELS = {UnitKind.COMMUNITY: "community", UnitKind.STREET: "street"}


def level_of(kinds: Sequence[UnitKind]) -> str:
    """Of a unit and those above it: the lowest level any of them belongs to."""
    found = {LEVELS.get(kind) for kind in kinds}
    return next((level for level in ("community", "street") if level in found), "district")
