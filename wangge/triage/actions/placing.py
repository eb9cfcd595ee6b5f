"""Where is it: the text of a report read with the gazetteer of the district, beside the point on the map."""

import re
from collections.abc import Sequence
from threading import Lock
from typing import Any, NamedTuple

from wangge import places
from wangge.kit.errors import NotFound, word
from wangge.kit.stamps import Kept
from wangge.kit.tx import Tx
from wangge.triage.placing import ASK, TAKE, Candidate, Division, Entry, Gazetteer, Kind, Placed, place, with_houses

NONE = "none"
#: Metres that a point may lie outside the grid of the text before they contradict each other.
CLOSE = 30.0
#: How sure the grid of a point is, where it is one of those that the text leaves open.
POINTED = 0.95

_COMPONENT = re.compile(r"(?<![0-9])[0-9]{16}(?![0-9])")


class Point(NamedTuple):
    """WGS-84 degrees; metres."""

    lng: float
    lat: float
    accuracy: float | None = None


class Conflict(NamedTuple):
    """The point is in one grid, the text tells another, which lies so many metres from the point."""

    point_grid: str
    point_grid_name: str
    text_grid: str
    text_grid_name: str
    metres: int


class Shown(NamedTuple):
    """A candidate with the names of its grid and street, and a point for the map where one is known."""

    found: Candidate
    grid_name: str
    street_name: str | None
    lng: float | None
    lat: float | None


class PlaceAdvice(NamedTuple):
    """``action``: take (the first candidate may be taken over), ask, or none: the text names no place."""

    action: str
    candidates: tuple[Shown, ...] = ()
    conflict: Conflict | None = None

    def shown(self, language: str) -> dict[str, Any]:
        """As the contract of advice has it; ``why`` in words."""
        return {
            "action": self.action,
            "candidates": [_doc(one, language) for one in self.candidates],
            "conflict": self.conflict._asdict() if self.conflict else None,
        }


class Known(NamedTuple):
    gazetteer: Gazetteer
    ground: places.Ground


_kept: Kept[Known] = Kept(places.PLACES, most=64)
_building = Lock()  # a second thread waits for the first rather than build the same


def place_advice(  # noqa: PLR0913 - all but the text are what the form may hold beside it
    tx: Tx,
    text: str,
    *,
    address: str | None = None,
    point: Point | None = None,
    hint_grids: Sequence[str] = (),
    street: str | None = None,
) -> PlaceAdvice:
    """``address``: what stands in the form's field for the scene. ``hint_grids``: of the caller's earlier cases, only
    to choose between places of one name. ``street``: the code of a street or community already chosen."""
    known = gazetteer(tx)
    found = _read_in_turn(tx, known, (address, text), hint_grids, _division(known, street))
    conflict = None
    if point:
        at = known.ground.grid_at(point.lng, point.lat)
        found = _pointed(found, at)
        conflict = _conflict(known, found, point, at)
    action = found.action if found.candidates else NONE
    shown = tuple(_shown(known, one) for one in found.candidates)
    return PlaceAdvice(ASK if conflict and action == TAKE else action, shown, conflict)


def _read_in_turn(
    tx: Tx, known: Known, said: tuple[str | None, str], hints: Sequence[str], within: str | None
) -> Placed:
    """The address where it tells the grid by itself, else both together."""
    address, text = said
    components = _components(tx, f"{address or ''};{text}")
    for words in [address, f"事发地址：{address}；{text}"] if address else [text]:
        found = place(known.gazetteer, words or "", hints, within, components.get)
        if found.action == TAKE:
            break
    return found


def gazetteer(tx: Tx) -> Known:
    """Of the transaction's district, kept by the process until places change."""
    with _building:
        found = _kept.get(tx, "gazetteer", lambda: _read(tx))
    assert found is not None
    return found


def _read(tx: Tx) -> tuple[Known, Any]:
    named = places.every_name(tx)
    codes = {grid.id: grid.code for grid in named.grids}
    divisions = [Division(grid.code, grid.name, grid.level, codes.get(grid.parent_id or 0)) for grid in named.grids]
    entries = [
        Entry(Kind(one.kind), one.name, one.grids, one.aliases, one.lng, one.lat, one.line)
        for one in named.names
        if one.grids
    ]
    return Known(Gazetteer(divisions, with_houses(entries), named.ground.grid_at), named.ground), named.until


def _components(tx: Tx, text: str) -> dict[str, str]:
    """The grids of the components whose codes stand in the text; the first three."""
    found = {}
    for code in list(dict.fromkeys(_COMPONENT.findall(text)))[:3]:
        try:
            one = places.component(tx, code)
        except NotFound:
            continue
        if one.grid_id is not None:
            found[code] = places.grid_by_id(tx, one.grid_id).code
    return found


def _division(known: Known, code: str | None) -> str | None:
    return code if code in known.gazetteer.divisions else None


def _pointed(found: Placed, at: str | None) -> Placed:
    """A point decides between the grids that the text leaves open."""
    if at is None or at not in found.grids:
        return found
    first = next((one for one in found.candidates if one.grid == at), found.candidates[0]._replace(grid=at, lng=None))
    first = first._replace(confidence=POINTED, why="place.point")
    rest = (1 - POINTED) / len(found.candidates)
    others = [one._replace(confidence=round(rest, 4)) for one in found.candidates if one.grid != at]
    return Placed(TAKE, (first, *others)[: len(found.candidates)])


def _conflict(known: Known, found: Placed, point: Point, at: str | None) -> Conflict | None:
    """Only where the text tells a grid, or several of which the point is in none."""
    if at is None or not found.candidates or at in (found.grid, *found.grids):
        return None
    if found.action == ASK and not found.grids:
        return None
    near = {grid: known.ground.metres(grid, point.lng, point.lat) for grid in found.grids or (found.grid,)}
    drawn = {grid: metres for grid, metres in near.items() if metres is not None}
    grid = min(drawn, key=lambda grid: drawn[grid], default=None)
    if grid is None or drawn[grid] <= max(CLOSE, point.accuracy or 0.0):
        return None
    names = known.gazetteer.divisions
    return Conflict(at, names[at].name, grid, names[grid].name, round(drawn[grid]))


def _shown(known: Known, one: Candidate) -> Shown:
    street = known.gazetteer.street(one.grid)
    at = (one.lng, one.lat) if one.lng is not None else known.ground.within(one.grid) or (None, None)
    return Shown(one, known.gazetteer.divisions[one.grid].name, street.name if street else None, *at)


def _doc(one: Shown, language: str) -> dict[str, Any]:
    found = one.found
    return {
        "grid": found.grid,
        "grid_name": one.grid_name,
        "street_name": one.street_name,
        "label": found.label,
        "kind": found.kind,
        "lng": one.lng,
        "lat": one.lat,
        "confidence": found.confidence,
        "evidence": list(found.evidence),
        "why": word("triage", f"word.{found.why}", language).format(**found.facts),
    }
