"""The register of components and the gazetteer: taken in batches, found by code, by nearness, by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import orjson
import shapely

from wangge import people
from wangge.kit.errors import Invalid, NotFound
from wangge.kit.tx import Tx
from wangge.places.actions.boundaries import q, touch
from wangge.places.actions.locate import locate_many
from wangge.places.actions.points import canonical
from wangge.places.rules.measure import Plane
from wangge.places.rules.things import (
    ComponentState,
    NewComponent,
    NewPlace,
    PlaceKind,
    component_problem,
    place_problem,
    said,
)

FARTHEST = 500.0  # metres: nobody means a component farther than this
_CROWD = 200


@dataclass(frozen=True)
class Component:
    id: int
    code: str
    category: str
    name: str
    owner_id: int | None
    maintainer_id: int | None
    supervisor_id: int | None
    state: ComponentState
    grid_id: int | None
    lng: float
    lat: float
    datum: str
    given_lng: float
    given_lat: float
    installed_on: date | None
    surveyed_on: date | None


@dataclass(frozen=True)
class Place:
    kind: PlaceKind
    name: str
    grid_id: int | None
    lng: float
    lat: float


class Put(NamedTuple):
    added: int
    changed: int


def put_components(tx: Tx, new: Sequence[NewComponent]) -> Put:
    """New ones, and the facts of known codes as they are now. Each lies in the grid of its point.

    Invalid with the field for the first that is wrong (a unit that is none: ``owner`` …); nothing is written then.
    """
    units = {unit.code: unit.id for unit in people.units(tx)}
    rows = [_row(one, units) for one in new]
    if not rows:
        return Put(0, 0)
    grids = locate_many(tx, np.array([(row["lng"], row["lat"]) for row in rows]))
    for row, grid_id in zip(rows, grids.tolist(), strict=True):
        row["grid_id"] = grid_id or None
    done = tx.row(q.put_components, rows=orjson.dumps(rows).decode(), now=tx.now) or {}
    put = Put(done["added"], done["changed"])
    if any(put):
        people.note_audit(tx, "put_components", "components", **put._asdict())
    return put


def _row(new: NewComponent, units: dict[str, int]) -> dict[str, object]:
    if field := component_problem(new):
        raise Invalid("component.bad", field=field)
    row = new._asdict()
    for role in ("owner", "maintainer", "supervisor"):
        code = row.pop(role)
        if code is not None and code not in units:
            raise Invalid("component.unit", field=role, unit=code)
        row[f"{role}_id"] = units[code] if code is not None else None
    row["given_lng"], row["given_lat"] = new.lng, new.lat
    row["lng"], row["lat"] = canonical(new.lng, new.lat, new.datum)
    return row


def set_component_state(tx: Tx, code: str, state: ComponentState) -> None:
    """NotFound for a code that is none."""
    if tx.value(q.component_state, code=code, state=state, now=tx.now) is None:
        raise NotFound("component.unknown", component=code)
    people.note_audit(tx, "set_component_state", f"component:{code}", state=state)


def component(tx: Tx, code: str) -> Component:
    """By its code of 16 digits; NotFound."""
    found = tx.one(Component, q.component, code=code)
    if found is None:
        raise NotFound("component.unknown", component=code)
    return found


def nearest(
    tx: Tx, lng: float, lat: float, category: str | None = None, limit: int = 1
) -> list[tuple[Component, float]]:
    """Components in use within 500 m of a point (WGS-84), with their distance in metres, the nearest first."""
    plane = Plane.around(lng, lat)
    wide, high = FARTHEST / plane.east, FARTHEST / plane.north
    box = {"west": lng - wide, "east": lng + wide, "south": lat - high, "north": lat + high}
    squeeze = plane.east / plane.north
    most = min(limit, _CROWD)
    near = tx.all(Component, q.components_near, lng=lng, lat=lat, squeeze=squeeze, category=category, limit=most, **box)
    if not near:
        return []
    far = np.hypot(*plane.points(np.array([(one.lng, one.lat) for one in near])).T)
    return [(one, float(d)) for one, d in zip(near, far, strict=True) if d <= FARTHEST]


def put_names(tx: Tx, new: Sequence[NewPlace]) -> int:
    """Names with their aliases into the gazetteer; how many rows were new or changed. Invalid with the field."""
    for one in new:
        if field := place_problem(one):
            raise Invalid("point.name", field=field)
    points = [canonical(one.lng, one.lat) for one in new]
    grids = locate_many(tx, np.array(points).reshape(-1, 2)).tolist() if new else []
    rows: dict[tuple[str, str, float, float], tuple[object, ...]] = {}
    for one, (lng, lat), grid_id in zip(new, points, grids, strict=True):
        line = shapely.to_wkb(shapely.LineString(one.line)) if one.line else None
        for word in (one.name, *one.aliases):
            key = (said(word), one.kind, lng, lat)
            rows.setdefault(key, (one.kind, one.name, key[0], word != one.name, grid_id or None, lng, lat, line))
    if not rows:
        return 0
    cells = [list(column) for column in zip(*rows.values(), strict=True)]
    columns = ("kinds", "names", "saids", "aliases", "grids", "lngs", "lats", "lines")
    written = tx.run(q.put_names, **dict(zip(columns, cells, strict=True)))
    if written:
        touch(tx)
        people.note_audit(tx, "put_names", "place_names", written=written)
    return written


def find(tx: Tx, text: str, limit: int = 10) -> list[Place]:
    """Places whose name or alias is the text or begins with it: whole names first, shorter before longer."""
    looked_for = said(text)
    if not looked_for:
        return []
    return tx.all(Place, q.find_names, said=looked_for, limit=limit)
