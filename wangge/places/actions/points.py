"""A point as somebody sends it: brought to WGS-84, or refused with the field that is wrong."""

import math

from wangge.kit.errors import Invalid
from wangge.places.rules import Datum, OutsideChina
from wangge.places.rules import canonical as converted


def canonical(lng: float, lat: float, datum: Datum | str = Datum.WGS84) -> tuple[float, float]:
    """WGS-84 longitude and latitude, 7 decimals. Invalid: no such datum or degrees, GCJ-02 or BD-09 outside China."""
    if datum not in list(Datum):
        raise Invalid("point.datum", field="datum", datum=datum)
    if not (math.isfinite(lng) and -180 <= lng <= 180):
        raise Invalid("point.degrees", field="lng")
    if not (math.isfinite(lat) and -90 <= lat <= 90):
        raise Invalid("point.degrees", field="lat")
    try:
        return converted(lng, lat, datum)
    except OutsideChina:
        raise Invalid("point.outside", field="datum", datum=datum) from None
