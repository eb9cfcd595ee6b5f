"""The generated land: counts, codes, a tree without gap or overlap, the same for the same seed."""

import re
from collections import Counter
from hashlib import sha256

import numpy as np
import pytest
import shapely
from shapely import LineString, Point, Polygon

from wangge.demo.land import Grid, Land, land, official
from wangge.demo.land.mesh import Mesh, NoCut, area, degrees, metres
from wangge.demo.land.partition import shared_out
from wangge.places import check_children


@pytest.fixture(scope="module")
def made() -> Land:
    return land(1)


def level(made: Land, number: int) -> list[Grid]:
    return [grid for grid in made.grids if grid.level == number]


def test_counts(made: Land) -> None:
    assert Counter(grid.level for grid in made.grids) == {1: 1, 2: 22, 3: 703, 4: 2799}


def test_codes_and_parents(made: Land) -> None:
    codes = {grid.code for grid in made.grids}
    assert len(codes) == len(made.grids)
    for grid in made.grids:
        assert re.fullmatch(rf"110115(\d{{3}}){{{grid.level - 1}}}", grid.code)
        assert grid.parent is None if grid.level == 1 else grid.parent in codes
    assert [g.code for g in made.grids] == sorted((g.code for g in made.grids), key=lambda code: (len(code), code))


@pytest.mark.parametrize("number", [2, 3, 4])
def test_siblings_cover_their_parent(made: Land, number: int) -> None:
    """No gap, no overlap, every vertex shared: what the grid check asks of an import."""
    below = level(made, number)
    shapes = {grid.code: Polygon(grid.ring) for grid in made.grids}
    assert all(shapes[grid.code].is_valid for grid in below)
    assert shapely.coverage_is_valid(np.array([shapes[grid.code] for grid in below]))
    for parent in level(made, number - 1):
        children = [shapes[grid.code] for grid in below if grid.parent == parent.code]
        assert shapely.coverage_union_all(np.array(children)).equals(shapes[parent.code]), parent.code


def test_the_grid_check_finds_nothing(made: Land) -> None:
    """The very check of `wangge import grids`, on every parent."""
    shapes = {grid.code: Polygon(grid.ring) for grid in made.grids}
    children: dict[str, list[tuple[str, Polygon]]] = {}
    for grid in made.grids[1:]:
        children.setdefault(grid.parent or "", []).append((grid.code, shapes[grid.code]))
    defects = [defect for code, below in children.items() for defect in check_children(shapes[code], below).defects]
    assert len(children) == 1 + 22 + 703
    assert defects == []


def test_size_and_place(made: Land) -> None:
    outline = made.grids[0].ring
    assert abs(area([metres(x, y) for x, y in outline]) / 1e6 - 1036) < 15
    assert Polygon(outline).contains(Point(116.33, 39.73))


def test_streets_are_dense_and_towns_wide(made: Land) -> None:
    sizes = {True: [], False: []}
    for cell in made.cells:
        sizes[cell.kind == "urban"].append(area(made.mesh.at(cell.ring)))
    assert np.median(sizes[True]) * 3 < np.median(sizes[False])
    assert Counter(grid.area_class for grid in level(made, 4)).keys() == {"A", "B", "C"}


def test_communities_are_chosen_as_stated() -> None:
    towns = official.towns()
    names = {one.code: one.name for below in towns.values() for one in below}
    assert len(towns) == 22
    assert len(names) == 703
    assert names["110115003006"] == "丽园社区"
    assert not any("工业区社区" in name for name in names.values())
    assert sorted(len(below) for below in towns.values())[-2:] == [52, 53]  # the largest were levelled


def test_the_same_seed_gives_the_same_land() -> None:
    def digest(seed: int) -> str:
        fresh = Land(seed)
        return sha256(repr((fresh.grids, fresh.places, fresh.components, fresh.features)).encode()).hexdigest()

    assert digest(1) == digest(1)
    assert digest(1) != digest(2)


def test_another_seed_holds_as_well() -> None:
    other = Land(7)
    shapes = np.array([Polygon(grid.ring) for grid in other.grids if grid.level == 4])
    assert len(shapes) == 2799
    assert shapely.coverage_is_valid(shapes)


class TestGazetteer:
    def test_every_place_lies_in_its_grid(self, made: Land) -> None:
        shapes = {grid.code: Polygon(grid.ring) for grid in level(made, 4)}
        outside = [p for p in made.places if shapes[p.grid].distance(Point(p.lng, p.lat)) > 1e-7]
        assert outside == []

    def test_names_are_given_once_but_those_of_villages(self, made: Land) -> None:
        names = Counter(place.name for place in made.places if place.kind != "village")
        assert [name for name, times in names.items() if times > 1] == []

    def test_kinds(self, made: Land) -> None:
        kinds = Counter(place.kind for place in made.places)
        assert kinds.keys() == {"compound", "village", "school", "market", "park", "clinic", "road"}
        assert kinds["compound"] > 1000
        assert all(len(place.line) >= 2 for place in made.places if place.kind == "road")


class TestComponents:
    def test_codes_are_of_the_class(self, made: Land) -> None:
        assert 2000 < len(made.components) < 9000
        for one in made.components:
            assert re.fullmatch(rf"110115{one.category[1:]}\d{{6}}", one.code)

    def test_each_lies_in_its_grid(self, made: Land) -> None:
        assert all(made.holding(one.lng, one.lat) == one.grid for one in made.components[::37])


class TestFeatures:
    def test_kinds(self, made: Land) -> None:
        kinds = Counter(feature.kind for feature in made.features)
        assert kinds.keys() == {"river", "lake", "green", "main_road", "road", "building"}

    def test_buildings_stand_in_a_grid_and_not_on_a_border(self, made: Land) -> None:
        shapes = {grid.code: Polygon(grid.ring) for grid in level(made, 4)}
        for feature in [f for f in made.features if f.kind == "building"][::97]:
            spot = Polygon(feature.points).centroid
            assert shapes[made.holding(spot.x, spot.y)].contains(Polygon(feature.points))

    def test_roads_follow_borders_of_grids(self, made: Land) -> None:
        borders = shapely.union_all([LineString([*grid.ring, grid.ring[0]]) for grid in level(made, 4)])
        for road in [f for f in made.features if f.kind == "main_road"][::9]:
            assert borders.contains(LineString(road.points))


class TestMesh:
    SQUARE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0))

    def square(self) -> tuple[Mesh, list[int]]:
        mesh = Mesh()
        return mesh, [mesh.add(point) for point in self.SQUARE]

    @pytest.mark.parametrize(("across", "share"), [((1.0, 0.0), 0.3), ((0.0, 1.0), 0.6), ((0.8, 0.6), 0.5)])
    def test_a_cut_shares_the_area(self, across: tuple[float, float], share: float) -> None:
        mesh, ring = self.square()
        near, far, _, _ = mesh.cut(ring, across, share)
        assert area(mesh.at(near)) == pytest.approx(share * 10_000, rel=0.01)
        assert area(mesh.at(near)) + area(mesh.at(far)) == pytest.approx(10_000)

    def test_what_lies_beside_the_line_gets_its_point(self) -> None:
        mesh, ring = self.square()
        left, right, _, _ = mesh.cut(ring, (1.0, 0.0), 0.5)
        mesh.cut(right, (0.0, 1.0), 0.5)
        assert len(mesh.ring(left)) == len(left) + 1

    def test_a_cut_at_a_corner_takes_the_corner(self) -> None:
        mesh, ring = self.square()
        before = len(mesh.points)
        mesh.cut(ring, (2**-0.5, 2**-0.5), 0.5)
        assert len(mesh.points) == before

    def test_no_piece_without_an_area(self) -> None:
        mesh, ring = self.square()
        with pytest.raises(NoCut):
            mesh.cut(ring, (1.0, 0.0), 0.0001)

    def test_degrees_and_metres(self) -> None:
        assert metres(*degrees((1234.0, -987.0))) == pytest.approx((1234.0, -987.0), abs=0.02)


def test_shared_out_adds_up() -> None:
    shares = shared_out(10, {"a": 1.0, "b": 1.0, "c": 5.0})
    assert sum(shares.values()) == 10
    assert min(shares.values()) >= 1
    assert shares["c"] == max(shares.values())
