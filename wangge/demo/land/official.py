"""The official names and codes of Daxing (大兴区 110115), and how 703 villages and communities are chosen of them.

The list of the statistics office has 752 below the 22 streets and towns (zones left out). First those go that are no
committee of residents or villagers (工业区社区 and the like, 15). Then, one at a time, the town that has the most left
loses the village with its highest code, until 703 are left.
"""

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple

CODE, NAME = "110115", "大兴区"
COMMUNITIES, UNIT_GRIDS = 703, 2799

_COMMITTEES = ("居民委员会", "村民委员会", "居委会", "村委会")
_VILLAGE = "2"  # the tenth digit of a village's code; a residents' committee has 0 to 1 there


class Named(NamedTuple):
    code: str
    name: str

    @property
    def village(self) -> bool:
        return self.code[9:10] == _VILLAGE

    @property
    def bare(self) -> str:
        """Without 社区 or 村: what its grids are called after."""
        return self.name.removesuffix("社区").removesuffix("村") or self.name


@cache
def towns() -> dict[Named, list[Named]]:
    """22 streets and towns with the 703 below them, in the order of their codes."""
    text = (resources.files("wangge.demo") / "data/daxing.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    tops = [Named(r["code"], r["name"]) for r in rows if len(r["code"]) == 9]
    found: dict[Named, list[Named]] = {town: [] for town in tops}
    for row in rows:
        if len(row["code"]) == 12 and row["name"].endswith(_COMMITTEES):
            town = next(t for t in found if t.code == row["code"][:9])
            found[town].append(Named(row["code"], _short(row["name"])))
    _leave(found, COMMUNITIES)
    return found


def _leave(found: dict[Named, list[Named]], wanted: int) -> None:
    while sum(map(len, found.values())) > wanted:
        largest = max(found.values(), key=lambda below: (len(below), below[0].code))
        largest.remove(max(one for one in largest if one.village))


def _short(name: str) -> str:
    """丽园社区居委会 → 丽园社区, 后大营村村委会 → 后大营村."""
    for ending in _COMMITTEES:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name
