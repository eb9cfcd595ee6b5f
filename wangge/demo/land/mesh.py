"""A mesh of shared points: an area is cut along a line, and every area beside the line keeps the same points.

Lengths are metres in a local frame (x east, y north of the origin); points leave it as WGS-84 degrees.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from math import cos, hypot, radians
from random import Random
from typing import TypeVar

T = TypeVar("T")
Point = tuple[float, float]
Ring = list[int]  # ids of points, counter-clockwise, not closed

ORIGIN = (116.33, 39.73)  # degrees
_PER_DEGREE = (111_320 * cos(radians(39.64)), 111_035)  # metres of one degree east and north, here
_NEAR = 14.0  # m: a crossing as near to a corner as this becomes the corner


def degrees(point: Point) -> Point:
    """Longitude and latitude with seven decimals."""
    return round(ORIGIN[0] + point[0] / _PER_DEGREE[0], 7), round(ORIGIN[1] + point[1] / _PER_DEGREE[1], 7)


def metres(lng: float, lat: float) -> Point:
    return (lng - ORIGIN[0]) * _PER_DEGREE[0], (lat - ORIGIN[1]) * _PER_DEGREE[1]


class NoCut(Exception):
    """No line of this direction and share parts the area in two sound pieces."""


@dataclass
class Mesh:
    points: list[Point] = field(default_factory=list)
    #: Where an edge was parted later: both areas beside it find the point here.
    parted: dict[tuple[int, int], int] = field(default_factory=dict)

    def add(self, point: Point) -> int:
        self.points.append(point)
        return len(self.points) - 1

    def ring(self, ring: Ring) -> Ring:
        """The ring with every point that has come onto its edges since."""
        return [p for a, b in _edges(ring) for p in self.line([a, b])[:-1]]

    def line(self, line: list[int]) -> list[int]:
        """The open line, likewise."""
        out = [line[0]]
        for a, b in pairwise(line):
            stack = [(a, b)]
            while stack:
                p, q = stack.pop()
                middle = self.parted.get((min(p, q), max(p, q)))
                if middle is None:
                    out.append(q)
                else:
                    stack += [(middle, q), (p, middle)]
        return out

    def at(self, ids: list[int]) -> list[Point]:
        return [self.points[i] for i in ids]

    def part(self, a: int, b: int, point: Point) -> int:
        """A point on the edge from a to b, for both areas beside it."""
        middle = self.add(point)
        self.parted[min(a, b), max(a, b)] = middle
        return middle

    def wind(self, a: int, b: int, swing: float, shortest: float, dice: Random) -> None:
        """The edge becomes a winding line: midpoints, swung aside by at most ``swing`` of the length."""
        (ax, ay), (bx, by) = self.points[a], self.points[b]
        length = hypot(bx - ax, by - ay)
        if length < shortest:
            return
        aside = dice.uniform(-swing, swing)
        middle = self.part(a, b, ((ax + bx) / 2 - (by - ay) * aside, (ay + by) / 2 + (bx - ax) * aside))
        self.wind(a, middle, swing, shortest, dice)
        self.wind(middle, b, swing, shortest, dice)

    def cut(self, ring: Ring, across: Point, share: float) -> tuple[Ring, Ring, int, int]:
        """Parts an area by a straight line: the piece that lies less far in the direction ``across`` has ``share``.

        Both pieces and the ends of the line. NoCut where the line would leave a piece without an area of its own.
        """
        ring = self.ring(ring)
        away = [_along(self.points[i], across) for i in ring]
        level = _level(self.at(ring), away, share)
        ends = self._crossings(ring, away, level, across)
        if len(ends) < 2:
            raise NoCut
        chords = [(ends[i + 1][0] - ends[i][0], ends[i][1], ends[i + 1][1]) for i in range(0, len(ends) - 1, 2)]
        _, first, last = max(chords)
        one, two, start, end = self._between(ring, first, last)
        near, far = sorted((one, two), key=lambda piece: _along(middle(self.at(piece)), across))
        return near, far, start, end

    def _crossings(self, ring: Ring, away: list[float], level: float, across: Point) -> list[tuple[float, "_Crossing"]]:
        """Where the line meets the ring, in the order along the line."""
        found = []
        for i, (a, b) in enumerate(_edges(ring)):
            da, db = away[i] - level, away[(i + 1) % len(ring)] - level
            if (da < 0) == (db < 0):
                continue
            (ax, ay), (bx, by) = self.points[a], self.points[b]
            part, length = da / (da - db), hypot(bx - ax, by - ay)
            point = (ax + (bx - ax) * part, ay + (by - ay) * part)
            corner = a if part * length < _NEAR else b if (1 - part) * length < _NEAR else -1
            found.append((_along(point, (-across[1], across[0])), (corner, a, b, point)))
        return sorted(found)

    def _between(self, ring: Ring, first: "_Crossing", last: "_Crossing") -> tuple[Ring, Ring, int, int]:
        ends = []
        for corner, a, b, point in (first, last):
            ends.append(corner if corner >= 0 else self.part(a, b, point))
        ring = self.ring(ring)
        i, j = ring.index(ends[0]), ring.index(ends[1])
        low, high = min(i, j), max(i, j)
        one, two = ring[low : high + 1], ring[high:] + ring[: low + 1]
        if min(len(one), len(two)) < 3 or min(area(self.at(one)), area(self.at(two))) <= 0:
            raise NoCut
        return one, two, ends[0], ends[1]


_Crossing = tuple[int, int, int, Point]  # the corner or -1, the edge, the point on it


def area(points: list[Point]) -> float:
    """m²; below zero for a ring that runs clockwise."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in _edges(points)) / 2


def middle(points: list[Point]) -> Point:
    """The centre of mass of a ring."""
    x = y = twice = 0.0
    for (ax, ay), (bx, by) in _edges(points):
        cross = ax * by - bx * ay
        x, y, twice = x + (ax + bx) * cross, y + (ay + by) * cross, twice + cross
    return x / (3 * twice), y / (3 * twice)


def _edges(ring: list[T]) -> list[tuple[T, T]]:
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))


def _along(point: Point, across: Point) -> float:
    return point[0] * across[0] + point[1] * across[1]


def _level(points: list[Point], away: list[float], share: float) -> float:
    """How far a line lies that leaves ``share`` of the area behind it."""
    low, high = min(away), max(away)
    wanted = share * abs(area(points))
    for _ in range(18):
        level = (low + high) / 2
        if _behind(points, away, level) < wanted:
            low = level
        else:
            high = level
    return (low + high) / 2


def _behind(points: list[Point], away: list[float], level: float) -> float:
    """The area of what lies less far than a line (the shoelace of the ring cut off there)."""
    total = 0.0
    first: Point | None = None
    px = py = 0.0
    last, da = points[-1], away[-1] - level
    for point, d in zip(points, away, strict=True):
        db = d - level
        fresh = []
        if (da < 0) != (db < 0):
            part = da / (da - db)
            fresh.append((last[0] + (point[0] - last[0]) * part, last[1] + (point[1] - last[1]) * part))
        if db < 0:
            fresh.append(point)
        for x, y in fresh:
            if first is None:
                first = x, y
            else:
                total += px * y - x * py
            px, py = x, y
        last, da = point, db
    if first is None:
        return 0.0
    return abs(total + px * first[1] - first[0] * py) / 2
