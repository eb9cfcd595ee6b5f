"""House numbers of roads out of a gazetteer's addresses: 裕峰街3号 and 裕峰街21号 in one grid, so are those between."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

from wangge.triage.placing.entries import Entry, Kind, Numbers

_ADDRESS = re.compile(r"(.+?)([0-9]{1,5})号")


def with_houses(entries: Sequence[Entry]) -> list[Entry]:
    """The addresses become numbers of their roads; those of unknown roads stay as they are."""
    roads = {one.name for one in entries if one.kind is Kind.ROAD}
    known: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    rest = []
    for one in entries:
        address = _ADDRESS.fullmatch(one.name) if one.kind in (Kind.PLACE, Kind.POI) and len(one.grids) == 1 else None
        if address and address[1] in roads:
            number = int(address[2])
            known[address[1]].append((number % 2, number, one.grids[0]))
        else:
            rest.append(one)
    return [_numbered(one, known[one.name]) if one.name in known else one for one in rest]


def _numbered(road: Entry, houses: list[tuple[int, int, str]]) -> Entry:
    found = []
    for (_, grid), ones in groupby(sorted(houses), key=lambda house: (house[0], house[2])):
        numbers = [number for _, number, _ in ones]
        found.append(Numbers(grid, numbers[0], numbers[-1]))
    grids = tuple(dict.fromkeys((*road.grids, *(one.grid for one in found))))
    return road._replace(numbers=(*road.numbers, *found), grids=grids)
