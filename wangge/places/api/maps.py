"""HTTP for maps: boundaries as GeoJSON, and the grid of a point."""

from typing import Annotated

from fastapi import Header, Query, Response
from pydantic import BaseModel

from wangge.kit.errors import Invalid
from wangge.kit.routes import Router
from wangge.people import Duty
from wangge.people.http import Signed
from wangge.places.actions import locate, maps, points, tree
from wangge.places.api import GridRow
from wangge.places.rules import LEVELS, Datum
from wangge.places.rules.maps import Box

router = Router("/api/v1", "places")

NEIGHBOURS = 20

Code = Annotated[str | None, Query(pattern=r"^[0-9A-Za-z_-]{1,40}$")]
Level = Annotated[int | None, Query(ge=LEVELS.start, le=LEVELS.stop - 1)]
Text = Annotated[str | None, Query(max_length=100)]
Degrees = Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False)]
Metres = Annotated[float | None, Query(ge=0, le=1000, allow_inf_nan=False)]


class Near(BaseModel):
    code: str
    name: str
    metres: float


class Spot(BaseModel):
    """``grid`` None: no grid holds the point. ``above``: its ancestors, the root first. The point in WGS-84."""

    lng: float
    lat: float
    grid: GridRow | None
    above: list[GridRow]
    border: list[Near]


@router.get("/grids/boundaries", response_class=Response)
def grid_boundaries(
    call: Signed,
    under: Code = None,
    level: Level = None,
    bbox: Text = None,
    if_none_match: Annotated[str, Header(max_length=100)] = "",
) -> Response:
    """GeoJSON of the grids below ``under``, generalised for a screen; 304 while nothing has changed."""
    box = box_of(bbox) if bbox is not None else None
    with call.work(Duty.READ) as tx:
        found = maps.boundaries(tx, under, level, box, if_none_match)
    headers = {"ETag": found.etag, "Cache-Control": "private, no-cache"}
    if not found.body:
        return Response(None, 304, headers)
    return Response(found.body, 200, headers, "application/geo+json")


@router.get("/locate")
def locate_point(call: Signed, lng: Degrees, lat: Degrees, datum: Datum = Datum.WGS84, accuracy: Metres = None) -> Spot:
    """The grid of a point, its ancestors, and the grids whose border is within ``accuracy`` metres."""
    x, y = points.canonical(lng, lat, datum)
    with call.work(Duty.READ) as tx:
        found = locate.locate(tx, x, y, accuracy)
        above = tree.above(tx, found.grid) if found else []
    rows = [GridRow.model_validate(row, from_attributes=True) for row in above]
    border = [Near(**near._asdict()) for near in found.border[:NEIGHBOURS]] if found else []
    return Spot(lng=x, lat=y, grid=rows[-1] if rows else None, above=rows[:-1], border=border)


def box_of(text: str) -> Box:
    """west,south,east,north in degrees; Invalid."""
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        raise Invalid("point.bbox", field="bbox") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Invalid("point.bbox", field="bbox")
    return west, south, east, north
