"""Components (部件) along the roads: lamps, covers, bins and the like, with 16-digit codes and owners; all made up."""

from itertools import pairwise
from math import hypot
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from wangge.demo.land import official
from wangge.demo.land.mesh import Point, degrees

if TYPE_CHECKING:
    from wangge.demo.land.make import Land


class Component(NamedTuple):
    """``code``: 6 digits of the district, 4 of the class, 6 in sequence. ``owner``, ``keeper``: codes of units."""

    code: str
    category: str  # b0137
    name: str
    owner: str
    keeper: str
    grid: str
    lng: float
    lat: float


class _Kind(NamedTuple):
    digits: str
    name: str
    owner: str
    keeper: str
    every: float  # metres of road from one to the next
    aside: float  # metres from the middle of the road


#: GB/T 30428.2: major and minor class. "street": the office of the grid.
_KINDS = (
    _Kind("0137", "路灯", "cgw", "dl", 1008, 9),
    _Kind("0101", "上水井盖", "gs", "gs", 2160, 3),
    _Kind("0102", "污水井盖", "swj", "swj", 1680, -2),
    _Kind("0103", "雨水井盖", "swj", "swj", 1824, 4),
    _Kind("0104", "雨水箅子", "swj", "swj", 1344, 7),
    _Kind("0110", "热力井盖", "rl", "rl", 5040, -4),
    _Kind("0111", "燃气井盖", "rq", "rq", 5520, -3),
    _Kind("0305", "垃圾箱", "hw", "hw", 1536, 11),
    _Kind("0204", "公交站亭", "jtj", "jtj", 6240, 12),
    _Kind("0212", "路名牌", "cgw", "cgw", 3600, 10),
    _Kind("0402", "行道树", "ylj", "ylj", 4080, 10),
    _Kind("0146", "户外健身设施", "street", "street", 6960, 40),
)
_TOWNS = ("urban", "fringe")


def components(land: "Land", dice: Random) -> list[Component]:
    """In the order of their codes."""
    lines = [land.mesh.at(r.line) for r in land.roads if r.kind != "river" and land.kinds.get(r.within[:9]) in _TOWNS]
    found: list[Component] = []
    for kind in _KINDS:
        spots = _along(lines, kind, dice)
        grids = land.holding_many(spots)
        for n, (spot, grid) in enumerate(((s, g) for s, g in zip(spots, grids, strict=True) if g), 1):
            owner, keeper = (f"s{grid[6:9]}" if who == "street" else who for who in (kind.owner, kind.keeper))
            code = f"{official.CODE}{kind.digits}{n:06d}"
            found.append(Component(code, f"b{kind.digits}", kind.name, owner, keeper, grid, *degrees(spot)))
    return sorted(found)


def _along(lines: list[list[Point]], kind: _Kind, dice: Random) -> list[Point]:
    """Points beside the lines, one after so many metres; the rest of a line is carried on to the next."""
    found, walked = [], dice.uniform(0, kind.every)
    for line in lines:
        for (ax, ay), (bx, by) in pairwise(line):
            length = hypot(bx - ax, by - ay)
            at = kind.every - walked
            while at < length:
                part, side = at / length, kind.aside / length
                found.append((ax + (bx - ax) * part - (by - ay) * side, ay + (by - ay) * part + (bx - ax) * side))
                at += kind.every * dice.uniform(0.8, 1.2)
            walked = max(0.0, length - at + kind.every)
    return found
