"""What is known of the places of the demo district, ready for the advice on places; needs no database."""

from wangge.demo.land import Land, Place, land
from wangge.triage.placing import Division, Entry, Gazetteer, Kind, Numbers

_KINDS = {"compound": Kind.COMPOUND, "road": Kind.ROAD, "village": Kind.PLACE}


def known(seed: int = 1) -> Gazetteer:
    """Divisions, compounds, villages, roads with house numbers and courses, schools and the like, components."""
    made = land(seed)
    divisions = [Division(grid.code, grid.name, grid.level, grid.parent) for grid in made.grids]
    return Gazetteer(divisions, entries(seed), _Points(made).grid, _Components(made).grid)


def entries(seed: int = 1) -> list[Entry]:
    """Everything named that is no division. A road lies in the grids on both its sides, that of its middle first."""
    made = land(seed)
    return [_entry(made, place) for place in made.places]


def _entry(made: Land, place: Place) -> Entry:
    numbers = made.numbers.get(place.name, ()) if place.kind == "road" else ()
    grids = tuple(dict.fromkeys((place.grid, *(one.grid for one in numbers))))
    kind = _KINDS.get(place.kind, Kind.POI)
    told = tuple(Numbers(*one) for one in numbers)
    return Entry(kind, place.name, grids, (), place.lng, place.lat, place.line, told)


class _Points:
    def __init__(self, made: Land) -> None:
        self._land = made

    def grid(self, lng: float, lat: float) -> str | None:
        try:
            return self._land.holding(lng, lat)
        except KeyError:
            return None


class _Components:
    """By code; the codes are made when the first is asked for."""

    def __init__(self, made: Land) -> None:
        self._land, self._grids = made, dict[str, str]()

    def grid(self, code: str) -> str | None:
        if not self._grids:
            self._grids = {one.code: one.grid for one in self._land.components}
        return self._grids.get(code)
