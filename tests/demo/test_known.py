"""What is known of the demo district without a database: house numbers on both sides of each road, grids along it."""

from itertools import pairwise

from wangge.demo import gazetteer
from wangge.demo.known import entries, known
from wangge.demo.land import land
from wangge.triage.placing import Kind


def test_house_numbers_rise_on_both_sides() -> None:
    numbers = land(1).numbers["裕峰街"]
    for first in (1, 2):
        side = [one for one in numbers if one.first % 2 == first % 2]
        assert side[0].first == first
        assert all(a.last + 2 == b.first for a, b in pairwise(side))


def test_every_name_with_its_grids() -> None:
    found = entries(1)
    assert [one.name for one in found] == [place.name for place in gazetteer(1)]
    roads = [one for one in found if one.kind is Kind.ROAD]
    assert all(len(road.grids) > 1 and road.line for road in roads)
    assert all({part.grid for part in road.numbers} <= set(road.grids) for road in roads)
    assert all(len(one.grids) == 1 and not one.numbers for one in found if one.kind is not Kind.ROAD)


def test_points_and_components() -> None:
    made, read = land(1), known(1)
    place = next(place for place in made.places if place.kind == "compound")
    assert read.locate is not None
    assert (read.locate(place.lng, place.lat), read.locate(0.0, 0.0)) == (place.grid, None)
    assert read.component is not None
    assert read.component(made.components[0].code) == made.components[0].grid
    assert read.component("0" * 16) is None
