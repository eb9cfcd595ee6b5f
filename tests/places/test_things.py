"""Components and the gazetteer: put in batches, found by code, by nearness and by name."""

from dataclasses import asdict
from datetime import date

import pytest

from tests import town
from tests.places.drawing import at, draw
from wangge import places
from wangge.kit.errors import Invalid, NotFound
from wangge.kit.tx import Tx
from wangge.places import ComponentState, Datum, NewComponent, NewPlace, PlaceKind, Put

pytestmark = pytest.mark.db

L1 = "110115003006001"


def lamp(n: int, column: float, row: float, **changes: object) -> NewComponent:
    lng, lat = at(column, row)
    return NewComponent(f"1101150137{n:06}", "b0137", "路灯", lng, lat)._replace(**changes)


def test_a_component_lies_in_the_grid_of_its_point(tx: Tx) -> None:
    draw(tx)
    new = lamp(1, 0.5, 1, owner="cgw", maintainer="rl", installed_on=date(2020, 5, 1))
    assert places.put_components(tx, [new, lamp(2, -5, 0)]) == Put(2, 0)
    found = places.component(tx, new.code)
    assert (found.grid_id, found.owner_id, found.maintainer_id, found.supervisor_id) == (
        places.grid(tx, L1).id, town.unit(tx, "城管委"), town.unit(tx, "热力公司"), None,
    )  # fmt: skip
    assert (found.state, found.installed_on) == (ComponentState.INTACT, date(2020, 5, 1))
    assert places.component(tx, "1101150137000002").grid_id is None


def test_again_nothing_changes_and_a_changed_fact_is_one(tx: Tx) -> None:
    rows = [lamp(n, n, 1) for n in range(5)]
    places.put_components(tx, rows)
    audits = "SELECT count(*) FROM audit WHERE action = 'put_components'"
    before = tx.value(audits)
    assert places.put_components(tx, rows) == Put(0, 0)
    assert tx.value(audits) == before
    assert places.put_components(tx, [rows[0], rows[1]._replace(name="高杆灯"), lamp(9, 1, 1)]) == Put(1, 1)
    assert places.component(tx, rows[1].code).name == "高杆灯"


def test_the_point_as_it_was_measured_stays(tx: Tx) -> None:
    new = lamp(1, 0, 0, lng=116.404, lat=39.915, datum=Datum.BD09)
    places.put_components(tx, [new])
    found = places.component(tx, new.code)
    assert (found.lng, found.lat) == places.canonical(116.404, 39.915, "bd09")
    assert (found.datum, found.given_lng, found.given_lat) == ("bd09", 116.404, 39.915)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "110115"}, "code"),
        ({"category": "0137"}, "category"),
        ({"name": " "}, "name"),
        ({"owner": "nobody"}, "owner"),
        ({"supervisor": "nobody"}, "supervisor"),
        ({"lng": 200.0}, "lng"),
        ({"lng": -3.0, "lat": 51.0, "datum": Datum.GCJ02}, "datum"),
    ],
)
def test_a_bad_one_names_its_field_and_nothing_comes(tx: Tx, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        places.put_components(tx, [lamp(1, 0, 0), lamp(2, 0, 0, **changes)])
    assert refused.value.facts["field"] == field
    assert tx.value("SELECT count(*) FROM components") == 0


def test_the_nearest_of_a_category(tx: Tx) -> None:
    rows = [lamp(1, 0, 0), lamp(2, 1, 0), lamp(3, 0.5, 0.5, category="b0101"), lamp(4, 50, 0)]
    places.put_components(tx, rows)
    near = places.nearest(tx, *at(0.7, 0), category="b0137", limit=5)
    assert [one.code for one, _ in near] == [rows[1].code, rows[0].code]
    assert near[0][1] == pytest.approx(0.3 * 85.7, abs=0.5)
    assert [one.code for one, _ in places.nearest(tx, *at(0.5, 0.4))] == [rows[2].code]
    assert places.nearest(tx, *at(200, 200)) == []


def test_a_retired_one_is_not_near(tx: Tx) -> None:
    places.put_components(tx, [lamp(1, 0, 0)])
    places.set_component_state(tx, lamp(1, 0, 0).code, ComponentState.RETIRED)
    assert places.nearest(tx, *at(0, 0)) == []
    assert places.component(tx, lamp(1, 0, 0).code).state == "retired"
    row = tx.row("SELECT target, facts FROM audit WHERE action = 'set_component_state'")
    assert row == {"target": f"component:{lamp(1, 0, 0).code}", "facts": {"state": "retired"}}


def test_unknown_components(tx: Tx) -> None:
    with pytest.raises(NotFound):
        places.component(tx, "1101150137000001")
    with pytest.raises(NotFound):
        places.set_component_state(tx, "1101150137000001", ComponentState.MISSING)


class TestNames:
    @pytest.fixture
    def named(self, tx: Tx) -> Tx:
        draw(tx)
        (x, y), (x2, y2) = at(0.5, 0.5), at(4.5, 1)
        road = NewPlace(PlaceKind.ROAD, "兴华大街", x2, y2, ("兴华路",), ((x, y), (x2, y2)))
        places.put_names(tx, [
            NewPlace(PlaceKind.COMPOUND, "丽园小区", x, y, ("丽园", "Liyuan Garden")),
            NewPlace(PlaceKind.COMPOUND, "丽园小区南区", x2, y2),
            NewPlace(PlaceKind.POI, "丽园小区幼儿园", x, y),
            road,
        ])  # fmt: skip
        return tx

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("丽园小区", ["丽园小区", "丽园小区南区", "丽园小区幼儿园"]),
            ("丽园", ["丽园小区", "丽园小区南区", "丽园小区幼儿园"]),
            (" 丽 园 小 区 南", ["丽园小区南区"]),
            ("兴华路", ["兴华大街"]),
            ("liyuan garden", ["丽园小区"]),
            ("ＬＩＹＵＡＮ", ["丽园小区"]),
            ("园小区", []),
            ("", []),
            ("%", []),
            ("\0", []),
        ],
    )
    def test_by_name_prefix_and_alias(self, named: Tx, text: str, names: list[str]) -> None:
        assert [place.name for place in places.find(named, text)] == names

    def test_a_place_has_the_grid_of_its_point(self, named: Tx) -> None:
        (place,) = places.find(named, "丽园小区", limit=1)
        assert asdict(place) == {
            "kind": "compound", "name": "丽园小区", "grid_id": places.grid(named, L1).id,
            "lng": at(0.5, 0.5)[0], "lat": at(0.5, 0.5)[1],
        }  # fmt: skip

    def test_again_nothing_changes(self, named: Tx) -> None:
        new = NewPlace(PlaceKind.COMPOUND, "丽园小区", *at(0.5, 0.5), ("丽园", "Liyuan Garden"))
        assert places.put_names(named, [new]) == 0
        assert places.put_names(named, [new._replace(aliases=("丽园", "老丽园"))]) == 1
        assert [place.name for place in places.find(named, "老丽园")] == ["丽园小区"]

    @pytest.mark.parametrize(
        ("changes", "field"),
        [({"name": " "}, "name"), ({"aliases": ("",)}, "name"), ({"name": "x" * 101}, "name"),
         ({"line": ((116.0, 39.0),)}, "line"), ({"lat": 100.0}, "lat")],
    )  # fmt: skip
    def test_a_bad_one_names_its_field(self, tx: Tx, changes: dict[str, object], field: str) -> None:
        with pytest.raises(Invalid) as refused:
            places.put_names(tx, [NewPlace(PlaceKind.POI, "店", *at(0, 0))._replace(**changes)])
        assert refused.value.facts["field"] == field
