"""The gazetteer: compounds, villages, schools, markets, parks, clinics and roads, with made-up names and their grid."""

from collections import defaultdict
from math import cos, pi, sin
from random import Random
from typing import TYPE_CHECKING

from shapely import Polygon

from wangge.demo.land.mesh import Mesh, area, degrees, middle
from wangge.demo.land.named import Names
from wangge.demo.land.roads import length
from wangge.demo.land.shapes import Feature, Place

if TYPE_CHECKING:
    from wangge.demo.land.make import Cell, Land

_PARKS, _WOODS, _LAKES = 64, 46, 8


def chosen_green(cells: "list[Cell]", dice: Random) -> "tuple[list[Cell], list[Cell]]":
    """Unit grids that are a park, one in a community at most, and such as are a wood in the open country."""
    urban = [c for c in cells if not c.village and c.kind != "rural"]
    rural = [c for c in cells if c.village and c.kind == "rural"]
    parks: dict[str, Cell] = {}
    for cell in dice.sample(urban, len(urban)):
        if len(parks) < _PARKS:
            parks.setdefault(cell.code[:12], cell)
    return sorted(parks.values(), key=lambda c: c.code), sorted(dice.sample(rural, _WOODS), key=lambda c: c.code)


def greens(mesh: Mesh, cells: "list[Cell]", names: Names) -> list[Feature]:
    """Parks fill their grid but for a rim; woods and lakes are blobs."""
    parks, woods = chosen_green(cells, names.dice)
    found = []
    for cell in parks:
        room = Polygon(mesh.at(cell.ring)).buffer(-16, join_style="mitre").buffer(-22).buffer(22)
        if room.geom_type == "Polygon" and not room.is_empty:
            points = tuple(degrees(p) for p in list(room.simplify(1.0).exterior.coords)[:-1])
            found.append(Feature("green", names.of("parks"), points, filled=True))
    found += [Feature("green", "", _blob(mesh, cell, 0.34, names.dice), filled=True) for cell in woods]
    largest = sorted(parks, key=lambda c: -area(mesh.at(c.ring)))[:_LAKES]
    for cell, name in zip(largest, names.plan["lakes"], strict=False):
        found.append(Feature("lake", name, _blob(mesh, cell, 0.24, names.dice), filled=True))
    return found


def _blob(mesh: Mesh, cell: "Cell", share: float, dice: Random) -> tuple[tuple[float, float], ...]:
    """A round shape inside the grid, its radius ``share`` of what would fill it."""
    points = mesh.at(cell.ring)
    x, y = middle(points)
    radius = (area(points) / pi) ** 0.5 * share * 1.6
    waves = [(dice.uniform(0.05, 0.14), dice.uniform(0, 2 * pi), n) for n in (2, 3, 5)]
    room = Polygon(points).buffer(-25)
    ring = []
    for step in range(36):
        a = step * pi / 18
        r = radius * (1 + sum(size * cos(n * a + turn) for size, turn, n in waves))
        ring.append((x + r * cos(a) * 1.25, y + r * sin(a) * 0.85))
    shape = Polygon(ring).intersection(room)
    shape = shape if shape.geom_type == "Polygon" and not shape.is_empty else room
    shape = max(shape.geoms, key=lambda g: g.area) if shape.geom_type == "MultiPolygon" else shape
    return tuple(degrees(p) for p in list(shape.exterior.coords)[:-1])


def places(land: "Land", names: Names) -> list[Place]:
    """Every named place, in the order of kinds and grids. Names are made up, but those of villages (official)."""
    dice = names.dice
    found = [_point("park", f.name, f.points, land) for f in land.greens if f.kind == "green" and f.name]
    taken = {place.grid for place in found}
    by_community: dict[str, list[Cell]] = defaultdict(list)
    for cell in land.cells:
        by_community[cell.code[:12]].append(cell)
    for _, cells in sorted(by_community.items()):
        free = [cell for cell in cells if cell.code not in taken] or cells
        if cells[0].village:
            found += [_in_cell("village", cells[0].community + "村", cell, land.mesh, dice) for cell in free[:1]]
        else:
            found += [_in_cell("compound", names.of("compounds"), cell, land.mesh, dice) for cell in free]
        for kind, pool in _drawn(dice):
            found.append(_in_cell(kind, names.of(pool), dice.choice(free), land.mesh, dice))
    return [*sorted(found, key=lambda p: (p.kind, p.grid)), *_roads(land)]


def _drawn(dice: Random) -> list[tuple[str, str]]:
    chances = (("school", "schools", 0.30), ("market", "markets", 0.16), ("clinic", "clinics", 0.14))
    return [(kind, pool) for kind, pool, chance in chances if dice.random() < chance]


def _in_cell(kind: str, name: str, cell: "Cell", mesh: Mesh, dice: Random) -> Place:
    """At a point well inside the grid: between its middle and a corner, nearer the middle."""
    points = mesh.at(cell.ring)
    (x, y), (cx, cy) = middle(points), dice.choice(points)
    part = dice.uniform(0, 0.35)
    return Place(kind, name, cell.code, *degrees((x + (cx - x) * part, y + (cy - y) * part)))


def _point(kind: str, name: str, points: tuple[tuple[float, float], ...], land: "Land") -> Place:
    spot = Polygon(points).representative_point()
    return Place(kind, name, land.holding(spot.x, spot.y), round(spot.x, 7), round(spot.y, 7))


def _roads(land: "Land") -> list[Place]:
    found = []
    for road in land.roads:
        if road.name and road.kind != "river" and length(land.mesh, road.line) > 120:
            line = tuple(degrees(p) for p in land.mesh.at(road.line))
            lng, lat = line[len(line) // 2]
            found.append(Place("road", road.name, land.holding(lng, lat), lng, lat, line))
    return found
