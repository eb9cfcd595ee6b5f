"""The tree's boundaries: the outline is cut into towns, these into communities, these into unit grids."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import atan2, cos, hypot, pi, radians, sin
from random import Random
from typing import NamedTuple

from shapely import Polygon

from wangge.demo.land.mesh import Mesh, NoCut, Point, Ring, area, metres, middle

_TRIES = 12


class Part(NamedTuple):
    """One of the areas to be cut out: its key, its share of the area (any unit), and where it lies if that is known."""

    key: str
    weight: float
    at: Point | None = None


class Cut(NamedTuple):
    """A line along which something was cut: 1 between towns, 2 between communities, 3 between unit grids."""

    level: int
    depth: int  # how many cuts of this level went before it
    start: int
    end: int
    within: str  # the key of what was cut


Halves = tuple[Ring, Ring, list[Part], list[Part]]


@dataclass
class Cutter:
    mesh: Mesh
    dice: Random
    cuts: list[Cut] = field(default_factory=list)

    def outline(self, corners: Sequence[Sequence[float]], km2: float) -> Ring:
        """The outline from its corners, wound, of the area wanted."""
        points = [metres(lng, lat) for lng, lat in corners]
        points = points if area(points) > 0 else points[::-1]
        x, y = middle(points)
        by = (km2 * 1e6 / area(points)) ** 0.5
        ring = [self.mesh.add((x + (px - x) * by, y + (py - y) * by)) for px, py in points]
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
            self.mesh.wind(a, b, 0.11, 450, self.dice)
        return self.mesh.ring(ring)

    def divide(self, ring: Ring, parts: list[Part], level: int, angle: float, within: str) -> dict[str, Ring]:
        """Cut in halves until every part has an area of its own; the streets run ``angle`` radians from due east."""
        done: dict[str, Ring] = {}
        todo = [(ring, parts, 0)]
        while todo:
            piece, left, depth = todo.pop()
            if len(left) == 1:
                done[left[0].key] = piece
                continue
            near, far, one, two = self._halve(piece, left, angle, Cut(level, depth, 0, 0, within))
            todo += [(far, two, depth + 1), (near, one, depth + 1)]
        return done

    def _halve(self, ring: Ring, parts: list[Part], angle: float, cut: Cut) -> Halves:
        points = self.mesh.at(self.mesh.ring(ring))
        for attempt in range(_TRIES):
            swing = self.dice.gauss(0, (0.16, 0.07, 0.02)[cut.level - 1]) + (attempt // 2) * 0.15
            across = _across(points, angle + swing, turned=attempt % 2 == 1)
            one, two = _halves(parts, across)
            share = sum(p.weight for p in one) / sum(p.weight for p in parts)
            if cut.level > 1:
                share *= self.dice.uniform(0.93, 1.07)
            try:
                near, far, start, end = self.mesh.cut(ring, across, min(max(share, 0.08), 0.92))
            except NoCut:
                continue
            self._wind(near, far, start, end, cut.level)
            self.cuts.append(cut._replace(start=start, end=end))
            return near, far, one, two
        raise NoCut

    def _wind(self, near: Ring, far: Ring, start: int, end: int, level: int) -> None:
        """A border between towns or villages winds, unless it would then cross another."""
        before = len(self.mesh.parted)
        length = hypot(*(p - q for p, q in zip(self.mesh.points[start], self.mesh.points[end], strict=True)))
        swing, shortest = ((0.05, 700.0), (0.03, 500.0), (0.012, 700.0))[level - 1]
        if length < shortest:
            return
        self.mesh.wind(start, end, swing, shortest, self.dice)
        if not all(Polygon(self.mesh.at(self.mesh.ring(ring))).is_valid for ring in (near, far)):
            for _ in range(len(self.mesh.parted) - before):
                self.mesh.parted.popitem()


def _across(points: list[Point], angle: float, *, turned: bool) -> Point:
    """The direction in which the area is longer, of the two its streets run in."""
    east, north = (cos(angle), sin(angle)), (-sin(angle), cos(angle))
    along = [[x * d[0] + y * d[1] for x, y in points] for d in (east, north)]
    wide, high = (max(a) - min(a) for a in along)
    return east if (wide >= high) != turned else north


def _halves(parts: list[Part], across: Point) -> tuple[list[Part], list[Part]]:
    """About half of the weight on either side, in the order in which the parts lie, or are named."""
    if all(p.at for p in parts):
        parts = sorted(parts, key=lambda p: p.at[0] * across[0] + p.at[1] * across[1] if p.at else 0)
    total, so_far, best = sum(p.weight for p in parts), 0.0, (2.0, 1)
    for i, part in enumerate(parts[:-1], 1):
        so_far += part.weight
        best = min(best, (abs(so_far / total - 0.5), i))
    return parts[: best[1]], parts[best[1] :]


def leaning(points: list[Point], dice: Random) -> float:
    """How far the streets of an area lean from due east: as its longest side does, a little; radians."""
    sides = list(zip(points, [*points[1:], points[0]], strict=True))
    (ax, ay), (bx, by) = max(sides, key=lambda s: hypot(s[1][0] - s[0][0], s[1][1] - s[0][1]))
    lean = (atan2(by - ay, bx - ax) + pi / 4) % (pi / 2) - pi / 4
    return max(-radians(12), min(radians(12), lean * 0.5)) + dice.gauss(0, radians(1.5))


def shared_out(total: int, weights: dict[str, float], least: int = 1) -> dict[str, int]:
    """Whole numbers that add up to ``total``, by largest remainder, none below ``least``."""
    left, every = total - least * len(weights), sum(weights.values())
    exact = {key: left * weight / every for key, weight in weights.items()}
    given = {key: least + int(value) for key, value in exact.items()}
    rest = sorted(exact, key=lambda key: (int(exact[key]) - exact[key], key))
    for key in rest[: total - sum(given.values())]:
        given[key] += 1
    return given
