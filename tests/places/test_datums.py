"""Datums: the published pairs, there and back, and where they are not defined."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge import places
from wangge.kit.errors import Invalid
from wangge.places.rules import Datum, canonical, from_wgs84, to_wgs84

CM = 1.2e-7  # degrees of latitude


def test_the_published_pair_of_bd09() -> None:
    ((lng, lat),) = from_wgs84(np.array([[116.403988, 39.914266]]), Datum.BD09)
    assert (lng, lat) == pytest.approx((116.41661560068297, 39.92196580126834), abs=1e-9)


def test_the_published_pair_of_gcj02() -> None:
    """Its publisher stops within 2 cm of the point that our inverse reaches."""
    assert canonical(123, 45, "gcj02") == pytest.approx((122.99395597, 44.99804071), abs=2 * CM)


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.CGCS2000])
def test_these_are_one(datum: Datum) -> None:
    assert canonical(116.40398812345, 39.91426612345, datum) == (116.4039881, 39.9142661)


@given(lng=st.floats(73, 135), lat=st.floats(4, 53), datum=st.sampled_from([Datum.GCJ02, Datum.BD09, Datum.CGCS2000]))
def test_there_and_back(lng: float, lat: float, datum: Datum) -> None:
    shown = from_wgs84(np.array([[lng, lat]]), datum)
    ((back_lng, back_lat),) = to_wgs84(shown, datum).tolist()
    assert (back_lng, back_lat) == pytest.approx((lng, lat), abs=2 * CM)


def test_many_at_once_are_the_same_as_each() -> None:
    spots = np.array([[116.3, 39.7], [120.19, 30.34], [104.0, 30.5]])
    assert to_wgs84(spots, Datum.BD09).tolist() == [list(canonical(x, y, "bd09")) for x, y in spots.tolist()]


@pytest.mark.parametrize(
    ("lng", "lat", "datum", "code", "field"),
    [
        (-0.1, 51.5, "gcj02", "point.outside", "datum"),
        (-0.1, 51.5, "bd09", "point.outside", "datum"),
        (181, 40, "wgs84", "point.degrees", "lng"),
        (116, 91, "wgs84", "point.degrees", "lat"),
        (float("nan"), 40, "wgs84", "point.degrees", "lng"),
        (116, float("inf"), "gcj02", "point.degrees", "lat"),
        (116, 40, "epsg3857", "point.datum", "datum"),
    ],
)
def test_what_is_refused(lng: float, lat: float, datum: str, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        places.canonical(lng, lat, datum)
    assert (refused.value.code, refused.value.facts["field"]) == (code, field)


def test_outside_china_wgs84_stays_as_it_is() -> None:
    assert places.canonical(-76.6, 39.3) == (-76.6, 39.3)
