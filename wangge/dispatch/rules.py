"""On which level a unit works: where a matter was solved is counted by it (小事不出网格)."""

from wangge.people.rules import UnitKind

#: Kinds of unit below the district's own; every other kind works for the whole district.
LEVELS = {UnitKind.COMMUNITY: "community", UnitKind.STREET: "street"}


def level_of(kind: UnitKind) -> str:
    return LEVELS.get(kind, "district")
