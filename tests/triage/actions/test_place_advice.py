"""Places of texts in the fixture town: its gazetteer out of the database, points, callers."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.places.drawing import at, draw
from wangge import places
from wangge.kit.tx import Pool, Tx, work
from wangge.places import NewComponent, NewPlace, PlaceKind
from wangge.triage.actions.placing import PlaceAdvice, Point, gazetteer, place_advice

pytestmark = pytest.mark.db

L1, L2, L3 = (f"11011500300600{n}" for n in (1, 2, 3))  # 丽园, squares 0, 1 and 2
Z1, Z2 = town.ZAOYUAN, "110115003008002"  # 枣园, squares 3 and 4
LAMP = "1101150137000001"


def spot(kind: PlaceKind, name: str, column: float, row: float = 1.0, *aliases: str) -> NewPlace:
    return NewPlace(kind, name, *at(column, row), aliases)


@pytest.fixture
def known(tx: Tx) -> Tx:
    """清源 drawn, some names in it, a road along the south of 丽园 and 枣园, a lamp in 枣园 02."""
    draw(tx)
    road = NewPlace(PlaceKind.ROAD, "裕峰街", *at(2.5, 0), ("裕峰老街",), (at(0.2, 0), at(4.8, 0)))
    places.put_names(tx, [
        spot(PlaceKind.COMPOUND, "棠门家园", 0.5),
        spot(PlaceKind.COMPOUND, "和源小区", 1.5),
        spot(PlaceKind.COMPOUND, "和源小区", 4.5),
        spot(PlaceKind.POI, "稻香小学", 3.5, 1.0, "希望小学"),
        spot(PlaceKind.POI, "裕峰街1号", 0.4),
        spot(PlaceKind.POI, "裕峰街9号", 0.9),
        spot(PlaceKind.POI, "裕峰街11号", 1.1),
        road,
    ])  # fmt: skip
    places.put_components(tx, [NewComponent(LAMP, "b0137", "路灯", *at(4.5, 1))])
    return tx


def grids(found: PlaceAdvice) -> list[str]:
    return [one.found.grid for one in found.candidates]


@pytest.mark.parametrize(
    ("text", "grid"),
    [
        ("棠门家园3号楼停水", L1),
        ("堂门家园停水", L1),
        ("希望小学门口堵车", Z1),
        ("丽园第2网格有垃圾", L2),
        ("裕峰街5号门口有坑", L1),  # between 1 and 9, both there
        ("裕峰街11号", L2),
        ("枣园社区和源小区停水", Z2),
        (f"灯杆{LAMP}不亮", Z2),
    ],
)
def test_told(known: Tx, text: str, grid: str) -> None:
    found = place_advice(known, text)
    assert (found.action, grids(found)[:1]) == ("take", [grid])


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("裕峰街全是坑", "ask"),
        ("和源小区停水", "ask"),
        ("丽园社区停水", "ask"),
        ("小区停水", "none"),
        ("", "none"),
        ("0" * 16, "none"),
    ],
)
def test_not_told(known: Tx, text: str, action: str) -> None:
    assert place_advice(known, text).action == action


def test_a_candidate_as_the_desk_gets_it(known: Tx) -> None:
    found = place_advice(known, "反映棠门 家园停水").shown("zh")
    assert found["action"] == "take"
    assert found["conflict"] is None
    lng, lat = at(0.5, 1)
    first = found["candidates"][0]
    assert 0.9 < first.pop("confidence") < 1
    assert first == {
        "grid": L1, "grid_name": "丽园 01 网格", "street_name": "清源街道", "label": "棠门家园", "kind": "compound",
        "lng": pytest.approx(lng), "lat": pytest.approx(lat), "evidence": ["棠门 家园"], "why": "文中写明棠门家园",
    }  # fmt: skip
    assert place_advice(known, "棠门家园").shown("en")["candidates"][0]["why"] == "棠门家园 is named"


def test_a_grid_without_a_named_thing_is_shown_at_a_point_of_its_own(known: Tx) -> None:
    one = place_advice(known, "丽园3网格").candidates[0]
    assert one.lng is not None
    assert one.lat is not None
    located = places.locate(known, one.lng, one.lat)
    assert located is not None
    assert located.grid.code == L3


def test_a_road_lies_in_the_grids_beside_it(known: Tx) -> None:
    road = next(thing for thing, _ in gazetteer(known).gazetteer.names["裕峰街"])
    assert set(road.grids) == {L1, L2, L3, Z1, Z2}
    assert [(one.grid, one.first, one.last) for one in road.numbers] == [(L1, 1, 9), (L2, 11, 11)]


class TestAPoint:
    def test_decides_what_the_text_leaves_open(self, known: Tx) -> None:
        found = place_advice(known, "裕峰街全是坑", point=Point(*at(3.5, 0.3)))
        assert (found.action, grids(found)[0], found.candidates[0].found.why) == ("take", Z1, "place.point")
        assert found.conflict is None

    def test_that_agrees(self, known: Tx) -> None:
        found = place_advice(known, "棠门家园停水", point=Point(*at(0.9, 1)))
        assert (found.action, found.conflict) == ("take", None)

    def test_that_contradicts_is_told_with_both_grids_and_metres(self, known: Tx) -> None:
        found = place_advice(known, "棠门家园停水", point=Point(*at(3.5, 1)))
        assert found.action == "ask"
        assert found.conflict is not None
        assert found.conflict[:4] == (Z1, "枣园 01 网格", L1, "丽园 01 网格")
        assert found.conflict.metres == pytest.approx(2.5 * 85.7, abs=1)

    def test_within_its_accuracy_of_the_border_it_contradicts_nothing(self, known: Tx) -> None:
        near = at(1.5, 1)
        assert place_advice(known, "棠门家园停水", point=Point(*near)).conflict is not None
        assert place_advice(known, "棠门家园停水", point=Point(*near, 60.0)).conflict is None

    def test_outside_all_that_the_text_leaves_open(self, known: Tx) -> None:
        found = place_advice(known, "丽园社区停水", point=Point(*at(4.5, 1)))
        assert found.conflict is not None
        assert found.conflict[:3:2] == (Z2, L3)  # the nearest of the three

    def test_in_no_grid_says_nothing(self, known: Tx) -> None:
        assert place_advice(known, "棠门家园停水", point=Point(0.0, 0.0)).action == "take"
        assert place_advice(known, "停水", point=Point(*at(0.5, 1))) == PlaceAdvice("none")


def test_the_field_of_the_address_is_the_scene(known: Tx) -> None:
    found = place_advice(known, "我住棠门家园，门口堵车", address="稻香小学")
    assert (found.action, grids(found)[0]) == ("take", Z1)
    assert grids(place_advice(known, "棠门家园停水", address="3号楼")) == [L1]


def test_the_callers_earlier_grid_parts_places_of_one_name(known: Tx) -> None:
    assert grids(place_advice(known, "和源小区停水", hint_grids=[Z1])) == [Z2]
    assert place_advice(known, "停水", hint_grids=[Z1]) == PlaceAdvice("none")
    assert grids(place_advice(known, "和源小区停水", street="110115003006")) == [L2]
    assert place_advice(known, "和源小区停水", street="nonsense").action == "ask"


def test_what_changes_is_known_at_once(known: Tx) -> None:
    assert place_advice(known, "新月公寓停水").action == "none"
    places.put_names(known, [spot(PlaceKind.COMPOUND, "新月公寓", 2.5)])
    assert grids(place_advice(known, "新月公寓停水")) == [L3]


def test_kept_until_places_change(known: Tx) -> None:
    first = gazetteer(known)
    assert gazetteer(known) is first
    places.touch(known)
    assert gazetteer(known) is not first


def test_without_boundaries_and_names_grids_are_still_known(pool: Pool) -> None:
    with work(pool, town.DISTRICT) as tx:
        assert grids(place_advice(tx, "富强西里2网格")) == ["110115001001002"]
        assert place_advice(tx, "丽园社区", point=Point(*at(0.5, 1))).conflict is None


def test_over_http(client: TestClient, pool: Pool) -> None:
    """The point in the datum it was taken in; the words in nobody's table."""
    with work(pool, town.DISTRICT) as tx:
        draw(tx)
        places.put_names(tx, [spot(PlaceKind.COMPOUND, "棠门家园", 0.5)])
    lng, lat = at(3.5, 1)
    body: dict[str, Any] = {"text": "棠门家园楼道垃圾没人清", "lng": lng, "lat": lat, "accuracy": 5}
    clerk = town.bearer(pool, town.CLERK)
    found = client.post("/api/v1/advice", json=body, headers=clerk).json()
    assert found["place"]["conflict"]["metres"] == pytest.approx(214, abs=2)
    assert found["place"]["candidates"][0]["grid"] == L1
    del body["lng"], body["lat"]
    found = client.post("/api/v1/advice", json=body, headers=clerk).json()
    assert found["place"]["action"] == "take"
    with work(pool, town.DISTRICT) as tx:
        row = tx.row("SELECT * FROM suggestions WHERE step = 'place' AND advice = %(n)s", n=int(found["advice"]))
    assert row is not None
    assert (row["action"], row["suggested"], row["candidates"][0][0]) == ("take", L1, L1)
    assert "棠门" not in str(row)
