"""Components (部件) and names of places: what each may be, and how a name is looked for."""

import re
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from wangge.places.rules.datums import Datum

CATEGORY = re.compile(r"b\d{4}")
COMPONENT_CODE = re.compile(r"\d{16}")  # 6 district + 2 major + 2 minor class + 6 number (GB/T 30428.2)
LONGEST = 100  # characters of a name


class ComponentState(StrEnum):
    INTACT = "intact"  # 完好
    DAMAGED = "damaged"  # 破损
    MISSING = "missing"  # 丢失
    RETIRED = "retired"  # 废弃


class PlaceKind(StrEnum):
    COMPOUND = "compound"  # 小区
    ROAD = "road"  # 道路
    PLACE = "place"  # 地名
    POI = "poi"  # 单位、店铺、设施


class NewComponent(NamedTuple):
    """``owner``, ``maintainer``, ``supervisor``: codes of units. The point is in ``datum``; it is kept as given."""

    code: str
    category: str
    name: str
    lng: float
    lat: float
    owner: str | None = None  # 权属单位
    maintainer: str | None = None  # 养护单位
    supervisor: str | None = None  # 主管部门
    state: ComponentState = ComponentState.INTACT
    datum: Datum = Datum.WGS84
    installed_on: date | None = None
    surveyed_on: date | None = None


class NewPlace(NamedTuple):
    """A name with its aliases, at a point in WGS-84 or along a line of points."""

    kind: PlaceKind
    name: str
    lng: float
    lat: float
    aliases: tuple[str, ...] = ()
    line: tuple[tuple[float, float], ...] = ()


def component_problem(new: NewComponent) -> str | None:
    """The field that is wrong, or None."""
    if not COMPONENT_CODE.fullmatch(new.code):
        return "code"
    if not CATEGORY.fullmatch(new.category):
        return "category"
    return None if 1 <= len(new.name.strip()) <= LONGEST else "name"


def place_problem(new: NewPlace) -> str | None:
    if any(not said(name) or len(name) > LONGEST for name in (new.name, *new.aliases)):
        return "name"
    return "line" if len(new.line) == 1 else None


def said(text: str) -> str:
    """A name as it is looked for: no spaces, small letters, full-width letters and digits as ASCII."""
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return re.sub(r"[\s\0]+", "", narrow).lower()
