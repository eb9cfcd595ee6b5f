"""What the land consists of, as values. Coordinates are WGS-84 longitude and latitude with seven decimals."""

from typing import NamedTuple

LngLat = tuple[float, float]


class Grid(NamedTuple):
    """A node of the tree: 1 district, 2 street or town, 3 village or community, 4 unit grid (15 digits)."""

    code: str
    name: str
    level: int
    parent: str | None
    kind: str  # general, dedicated
    area_class: str | None  # A dense, B between, C wide; of unit grids and of the communities they make up
    ring: tuple[LngLat, ...]  # counter-clockwise, not closed


class Feature(NamedTuple):
    """A vector of the base map: river | lake | green | main_road | road | building. One point more than one: a line,
    unless ``filled``."""

    kind: str
    name: str
    points: tuple[LngLat, ...]
    filled: bool = False


class Place(NamedTuple):
    """An entry of the gazetteer: compound | village | school | market | park | clinic | road.

    ``grid``: the code of the unit grid that holds the point; of a road, of its middle. ``line`` of a road, else empty.
    """

    kind: str
    name: str
    grid: str
    lng: float
    lat: float
    line: tuple[LngLat, ...] = ()
