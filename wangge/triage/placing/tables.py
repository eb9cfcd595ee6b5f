"""A gazetteer as a table: one row for a division, or for a name in a grid; what is wrong by line and field."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from wangge.triage.placing.entries import DIVISIONS, Division, Entry, Kind, Numbers

#: Columns that a gazetteer must have, and may have.
NEEDED, WISHED = ("kind", "name", "grid"), ("parent", "aliases", "numbers", "lng", "lat")

_LEVELS = {Kind.DISTRICT: 1, Kind.STREET: 2, Kind.COMMUNITY: 3, Kind.GRID: 9}
_SAID = {
    "区": Kind.DISTRICT, "区县": Kind.DISTRICT, "镇街": Kind.STREET, "街道": Kind.STREET, "镇": Kind.STREET,
    "村居": Kind.COMMUNITY, "社区": Kind.COMMUNITY, "村": Kind.COMMUNITY, "网格": Kind.GRID, "单元网格": Kind.GRID,
    "小区": Kind.COMPOUND, "道路": Kind.ROAD, "地名": Kind.PLACE, "村庄": Kind.PLACE, "单位": Kind.POI,
    "设施": Kind.POI,
}  # fmt: skip
_KINDS = _SAID | {kind.value: kind for kind in Kind if kind is not Kind.COMPONENT}
_CODE = re.compile(r"[0-9A-Za-z_-]{1,40}")
_RANGE = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?")
_LONGEST = 100  # characters of a name
_APART = re.compile(r"[;；,，、\s]+")


class Bad(NamedTuple):
    line: int
    field: str


class Table(NamedTuple):
    divisions: list[Division]
    entries: list[Entry]
    bad: list[Bad]


class _Row(NamedTuple):
    kind: Kind
    name: str
    codes: tuple[str, ...]
    parent: str | None
    aliases: tuple[str, ...]
    numbers: tuple[tuple[int, int, bool], ...]
    lng: float | None
    lat: float | None


def read(rows: Iterable[tuple[int, Mapping[str, str]]]) -> Table:
    """Rows with their lines. Roads of one name are one road; grids that no row tells of are below none."""
    good: list[tuple[int, _Row]] = []
    bad: list[Bad] = []
    for line, cells in rows:
        row, field = _row(cells)
        if row is None:
            bad.append(Bad(line, field))
        else:
            good.append((line, row))
    divisions = _divisions(good, bad)
    return Table([*divisions.values(), *_untold(good, divisions)], _entries(good, divisions), sorted(bad))


def _row(cells: Mapping[str, str]) -> tuple[_Row | None, str]:
    """The row, or the first field that is wrong."""
    kind, name = _KINDS.get(cells["kind"].strip()), cells["name"].strip()
    codes, parent = tuple(_split(cells["grid"])), cells["parent"].strip()
    checks = {
        "kind": kind is not None,
        "name": 0 < len(name) <= _LONGEST,
        "grid": bool(codes) and all(map(_CODE.fullmatch, codes)) and (kind not in DIVISIONS or len(codes) == 1),
        "parent": not parent or (kind in DIVISIONS and bool(_CODE.fullmatch(parent))),
        "aliases": all(len(alias) <= _LONGEST for alias in _listed(cells["aliases"])),
        "numbers": not cells["numbers"].strip() or (kind is Kind.ROAD and _numbers(cells["numbers"]) is not None),
        "lng": _within(cells["lng"], 180),
        "lat": _within(cells["lat"], 90),
    }
    for field, right in checks.items():
        if not right:
            return None, field
    assert kind is not None
    numbers, aliases = _numbers(cells["numbers"]) or (), tuple(_listed(cells["aliases"]))
    lng, lat = (float(cells[key]) if cells[key].strip() else None for key in ("lng", "lat"))
    return _Row(kind, name, codes, parent or None, aliases, numbers, lng, lat), ""


def _split(cell: str) -> list[str]:
    return [part for part in _APART.split(cell) if part]


def _listed(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;；、]", cell) if part.strip()]


def _numbers(cell: str) -> tuple[tuple[int, int, bool], ...] | None:
    """1-23 are odd ones, 2-24 even ones, 1-24 all of them; 7 is one house. None for what cannot be read."""
    found = []
    for part in _split(cell):
        match = _RANGE.fullmatch(part)
        if not match or int(match[2] or match[1]) < int(match[1]):
            return None
        first, last = int(match[1]), int(match[2] or match[1])
        found.append((first, last, (last - first) % 2 == 1))
    return tuple(found)


def _within(cell: str, most: float) -> bool:
    try:
        return not cell.strip() or -most <= float(cell) <= most
    except ValueError:
        return False


def _divisions(good: list[tuple[int, _Row]], bad: list[Bad]) -> dict[str, Division]:
    """Without a parent named: the longest other code that a code begins with."""
    told = {row.codes[0]: (line, row) for line, row in good if row.kind in DIVISIONS}
    found = {}
    for code, (line, row) in told.items():
        parent = row.parent or next((code[:at] for at in range(len(code) - 1, 0, -1) if code[:at] in told), None)
        if parent is not None and (parent not in told or _LEVELS[told[parent][1].kind] >= _LEVELS[row.kind]):
            bad.append(Bad(line, "parent"))
            parent = None
        found[code] = Division(code, row.name, _LEVELS[row.kind], parent)
    return found


def _untold(good: list[tuple[int, _Row]], divisions: Mapping[str, Division]) -> list[Division]:
    """Grids that only names are in, below the division whose code theirs begins with."""
    codes = dict.fromkeys(code for _, row in good if row.kind not in DIVISIONS for code in row.codes)
    return [
        Division(code, code, 9, next((code[:at] for at in range(len(code) - 1, 0, -1) if code[:at] in divisions), None))
        for code in codes
        if code not in divisions
    ]


def _entries(good: list[tuple[int, _Row]], divisions: Mapping[str, Division]) -> list[Entry]:
    below: dict[str, list[str]] = {}
    for code in divisions:
        up: str | None = code
        while up is not None:
            below.setdefault(up, []).append(code)
            up = divisions[up].parent
    parents = {one.parent for one in divisions.values()}
    finest = {code: tuple(c for c in inner if c not in parents) for code, inner in below.items()}
    found: list[Entry] = []
    roads: dict[str, int] = {}
    for _, row in good:
        if row.kind in DIVISIONS:
            continue
        grids = tuple(dict.fromkeys(leaf for code in row.codes for leaf in finest.get(code, (code,))))
        numbers = tuple(Numbers(grids[0], *one) for one in row.numbers)
        entry = Entry(row.kind, row.name, grids, row.aliases, row.lng, row.lat, (), numbers)
        if row.kind is Kind.ROAD and row.name in roads:
            found[roads[row.name]] = _more(found[roads[row.name]], entry)
            continue
        if row.kind is Kind.ROAD:
            roads[row.name] = len(found)
        found.append(entry)
    return found


def _more(road: Entry, part: Entry) -> Entry:
    grids = tuple(dict.fromkeys((*road.grids, *part.grids)))
    aliases = tuple(dict.fromkeys((*road.aliases, *part.aliases)))
    return road._replace(grids=grids, aliases=aliases, numbers=(*road.numbers, *part.numbers))
