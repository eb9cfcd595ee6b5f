"""Who acts: what they may do and where, as a value."""

from dataclasses import dataclass
from typing import NamedTuple


class Branch(NamedTuple):
    """A branch of a tree as a half-open range ``[lo, hi)`` of paths, compared byte by byte (COLLATE "C")."""

    lo: str
    hi: str


@dataclass(frozen=True)
class Actor:
    """Who acts: what they may do (duties) and where (units that are theirs, branches of the tree)."""

    id: int | None
    name: str = ""
    login: str = ""
    duties: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()
    branches: tuple[Branch, ...] = ()


SYSTEM = Actor(None, name="system")
