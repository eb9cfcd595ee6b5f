"""Datums: what a phone, a map or a file calls a place, brought to WGS-84 with seven decimals (about 1 cm).

GCJ-02 (Amap, Tencent) moves points by some hundred metres inside China only, BD-09 (Baidu) moves GCJ-02 again.
CGCS2000 and WGS-84 differ by centimetres and are taken as one. Formulas: the published GCJ-02 polynomial, as in gcoord.
"""

from collections.abc import Callable
from enum import StrEnum

import numpy as np

from wangge.places.rules.measure import Floats

DECIMALS = 7
CHINA = (72.004, 0.8293, 137.8347, 55.8271)  # west, south, east, north: where GCJ-02 is defined

_A, _EE = 6_378_245.0, 0.00669342162296594323  # Krassowsky 1940
_ROUNDS = 10
_CLOSE = 1e-10  # degrees


class Datum(StrEnum):
    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"
    CGCS2000 = "cgcs2000"


class OutsideChina(ValueError):
    """A point of GCJ-02 or BD-09 where these are not defined."""


def canonical(lng: float, lat: float, datum: Datum | str = Datum.WGS84) -> tuple[float, float]:
    """WGS-84, 7 decimals. OutsideChina for GCJ-02 or BD-09 outside China."""
    ((x, y),) = to_wgs84(np.array([[lng, lat]], float), Datum(datum)).tolist()
    return x, y


def to_wgs84(points: Floats, datum: Datum) -> Floats:
    """(n, 2) longitudes and latitudes → WGS-84, 7 decimals; OutsideChina if one of them cannot be."""
    if datum is Datum.BD09:
        _in_china(points)
        points = _inverse(_bd09, points)
    if datum in (Datum.BD09, Datum.GCJ02):
        _in_china(points)
        points = _inverse(_gcj02, points)
    rounded: Floats = np.round(points, DECIMALS)
    return rounded + 0.0  # never -0.0


def from_wgs84(points: Floats, datum: Datum) -> Floats:
    """(n, 2) for display on a map of that datum; OutsideChina as above."""
    if datum in (Datum.WGS84, Datum.CGCS2000):
        return points
    _in_china(points)
    shifted = _gcj02(points)
    return _bd09(shifted) if datum is Datum.BD09 else shifted


def _in_china(points: Floats) -> None:
    west, south, east, north = CHINA
    lng, lat = points.T
    if not ((lng >= west) & (lng <= east) & (lat >= south) & (lat <= north)).all():
        raise OutsideChina


def _inverse(forward: Callable[[Floats], Floats], points: Floats) -> Floats:
    """The point that ``forward`` brings to each of these: step back by what is missing until it fits."""
    guess = points.copy()
    for _ in range(_ROUNDS):
        missing = points - forward(guess)
        guess += missing
        if np.abs(missing).max(initial=0) < _CLOSE:
            break
    return guess


def _gcj02(points: Floats) -> Floats:
    lng, lat = points.T
    x, y = lng - 105, lat - 35
    wave = (20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)) * 2 / 3
    root = np.sqrt(np.abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
    north += (20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    north += (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
    east += (20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    east += (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    s = np.sin(np.radians(lat))
    bend = 1 - _EE * s * s
    dlat = np.degrees(north / (_A * (1 - _EE) / bend**1.5))
    dlng = np.degrees(east / (_A / np.sqrt(bend) * np.cos(np.radians(lat))))
    return np.column_stack((lng + dlng, lat + dlat))


def _bd09(points: Floats) -> Floats:
    """GCJ-02 → BD-09."""
    lng, lat = points.T
    turn = np.pi * 3000 / 180
    far = np.hypot(lng, lat) + 0.00002 * np.sin(lat * turn)
    angle = np.arctan2(lat, lng) + 0.000003 * np.cos(lng * turn)
    return np.column_stack((far * np.cos(angle) + 0.0065, far * np.sin(angle) + 0.006))
