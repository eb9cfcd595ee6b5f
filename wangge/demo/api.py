"""HTTP for the base map of the demo district; every other district has an empty one."""

from typing import Annotated

import orjson
from fastapi import Query, Response

from wangge.demo import basemap
from wangge.kit.config import settings
from wangge.kit.errors import Invalid
from wangge.kit.routes import Router
from wangge.people import Duty
from wangge.people.http import Signed

router = Router("/api/v1", "basemap")


@router.get("/basemap")
def base_map(
    call: Signed,
    bbox: Annotated[str, Query(max_length=120, description="west,south,east,north in WGS-84 degrees")],
    zoom: Annotated[float, Query(ge=0, le=24)] = 14,
) -> Response:
    """Roads, rivers, lakes, parks and buildings as GeoJSON with ``kind`` and ``name``; all of them made up."""
    wanted = _box(bbox)
    with call.work(Duty.READ) as tx:
        district = tx.district
    found = basemap.of_home(settings().home)
    answer = found.within(wanted, zoom) if found and found.district == district else basemap.empty()
    kept = {"Cache-Control": "private, max-age=3600"}
    return Response(orjson.dumps(answer), media_type="application/geo+json", headers=kept)


def _box(text: str) -> basemap.Box:
    """Invalid for anything that is not four degrees in order."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise Invalid("demo.bbox", field="bbox") from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Invalid("demo.bbox", field="bbox")
    return west, south, east, north
