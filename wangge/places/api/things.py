"""HTTP for components and names of places: by code, by nearness, by text."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from wangge import people
from wangge.kit.errors import Invalid
from wangge.kit.routes import Router
from wangge.kit.tx import Tx
from wangge.people import Duty
from wangge.people.http import Signed
from wangge.places.actions import points, things
from wangge.places.rules import Datum
from wangge.places.rules.things import ComponentState, PlaceKind

router = Router("/api/v1", "places")

Category = Annotated[str | None, Query(pattern=r"^b[0-9]{4}$")]
Limit = Annotated[int, Query(ge=1, le=50)]


class ComponentRow(BaseModel):
    """``owner``, ``maintainer``, ``supervisor``: names of units. ``metres`` from the point that was asked for."""

    code: str
    category: str
    name: str
    state: ComponentState
    owner: str | None
    maintainer: str | None
    supervisor: str | None
    grid_id: int | None
    lng: float
    lat: float
    installed_on: date | None
    surveyed_on: date | None
    metres: float | None = None


class PlaceRow(BaseModel):
    kind: PlaceKind
    name: str
    grid_id: int | None
    lng: float
    lat: float


@router.get("/components")
def components(
    call: Signed,
    code: Annotated[str | None, Query(pattern=r"^[0-9]{16}$")] = None,
    near: Annotated[str | None, Query(max_length=100)] = None,
    category: Category = None,
    limit: Limit = 10,
) -> dict[str, list[ComponentRow]]:
    """The one with this code, or those in use within 500 m of ``near=lng,lat`` (WGS-84), the nearest first."""
    at = _point(near) if near is not None else None
    if (code is None) == (at is None):
        raise Invalid("point.what", field="code")
    with call.work(Duty.READ) as tx:
        found = things.nearest(tx, *at, category, limit) if at else [(things.component(tx, code or ""), None)]
        return {"items": _rows(tx, found)}


@router.get("/places")
def find_places(
    call: Signed, text: Annotated[str, Query(min_length=1, max_length=100)], limit: Limit = 10
) -> dict[str, list[PlaceRow]]:
    """Places whose name or alias begins with the text; whole names first."""
    with call.work(Duty.READ) as tx:
        return {"items": [PlaceRow.model_validate(row, from_attributes=True) for row in things.find(tx, text, limit)]}


def _point(text: str) -> tuple[float, float]:
    try:
        lng, lat = map(float, text.split(","))
    except ValueError:
        raise Invalid("point.near", field="near") from None
    return points.canonical(lng, lat, Datum.WGS84)


def _rows(
    tx: Tx, found: list[tuple[things.Component, float]] | list[tuple[things.Component, None]]
) -> list[ComponentRow]:
    names = {unit.id: unit.name for unit in people.units(tx)} if found else {}
    return [
        ComponentRow(
            **{name: getattr(one, name) for name in ComponentRow.model_fields if hasattr(one, name)},
            owner=names.get(one.owner_id or 0),
            maintainer=names.get(one.maintainer_id or 0),
            supervisor=names.get(one.supervisor_id or 0),
            metres=None if metres is None else round(metres, 1),
        )
        for one, metres in found
    ]
