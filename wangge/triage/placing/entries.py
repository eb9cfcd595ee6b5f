"""What a gazetteer is made of: divisions, and things with names that lie in one grid or in several."""

from enum import IntEnum, StrEnum
from typing import NamedTuple

from wangge.triage.placing import forms
from wangge.triage.placing.words import words

LngLat = tuple[float, float]


class Kind(StrEnum):
    DISTRICT = "district"  # 区
    STREET = "street"  # 镇街
    COMMUNITY = "community"  # 村居
    GRID = "grid"  # 单元网格
    COMPOUND = "compound"  # 小区
    ROAD = "road"  # 道路
    PLACE = "place"  # 地名, 自然村
    POI = "poi"  # 单位、店铺、设施
    COMPONENT = "component"  # 部件


DIVISIONS = (Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY, Kind.GRID)


class Tier(IntEnum):
    """How a name was meant to be said; the lower, the surer."""

    OFFICIAL = 0
    ALIAS = 1  # 黄村镇 for 黄村地区, 二小 for 第二小学
    VARIANT = 2  # another ending: 盛泰大街 for 盛泰街
    STEM = 3  # no ending: 丽园


class Division(NamedTuple):
    """A node of the grid tree. Those without others below them are the grids that texts are placed in."""

    code: str
    name: str
    level: int
    parent: str | None


class Numbers(NamedTuple):
    """House numbers ``first``, ``first`` + 2 … ``last`` of a road in one grid; ``every``: odd and even ones."""

    grid: str
    first: int
    last: int
    every: bool = False


class Entry(NamedTuple):
    """A named thing that is no division. ``grids``: codes; more than one for what lies in several. Points: WGS-84."""

    kind: Kind
    name: str
    grids: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    lng: float | None = None
    lat: float | None = None
    line: tuple[LngLat, ...] = ()
    numbers: tuple[Numbers, ...] = ()


def said(kind: Kind, official: str) -> list[tuple[str, Tier]]:
    """What people say for an official name, itself first, in the one form."""
    whole = forms.name(official)
    found = {whole: Tier.OFFICIAL}
    for row in words()["endings"].get(_ENDINGS.get(kind, kind), ()):
        if ending := _ending(kind, whole, row):
            stem = whole.removesuffix(ending)
            for other in row:
                found.setdefault(stem + other, Tier.VARIANT if kind is Kind.ROAD else Tier.ALIAS)
            if kind is Kind.COMPOUND:
                found.setdefault(stem + "小区", Tier.ALIAS)
            if kind not in (Kind.ROAD, Kind.POI):
                found.setdefault(stem, Tier.STEM)
            break
    return [(name, tier) for name, tier in found.items() if len(name) > 1]


_ENDINGS = {Kind.PLACE: Kind.COMMUNITY}


def _ending(kind: Kind, whole: str, row: list[str]) -> str:
    """The ending of a row that the name has: any of a division's, else the first; "" where nothing is left of it."""
    every = row if kind in (Kind.STREET, Kind.COMMUNITY, Kind.PLACE) else row[:1]
    fitting = [ending for ending in every if whole.endswith(ending) and len(whole) > len(ending)]
    return max(fitting, key=len, default="")
