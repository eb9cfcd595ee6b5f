"""Boundaries, points, components and names over HTTP."""

import numpy as np
import pytest
import shapely
from fastapi.testclient import TestClient

from tests import town
from tests.places.drawing import at, box, draw
from wangge import places
from wangge.kit.tx import Pool, work
from wangge.places import NewComponent, NewPlace, PlaceKind
from wangge.places.rules.datums import Datum, from_wgs84

pytestmark = pytest.mark.db

BOUNDARIES, LOCATE, COMPONENTS, PLACES = (
    "/api/v1/grids/boundaries", "/api/v1/locate", "/api/v1/components", "/api/v1/places",
)  # fmt: skip
LAMP = "1101150137000001"


@pytest.fixture(scope="module", autouse=True)
def drawn(pool: Pool) -> None:
    with work(pool, town.DISTRICT) as tx:
        draw(tx)
        places.put_components(tx, [NewComponent(LAMP, "b0137", "路灯", *at(0.5, 0.5), owner="cgw")])
        places.put_names(tx, [NewPlace(PlaceKind.COMPOUND, "丽园小区", *at(0.5, 0.5), ("丽园",))])


@pytest.fixture(scope="module")
def worker(pool: Pool) -> dict[str, str]:
    return town.bearer(pool, town.WORKER)


SPOT = {"lng": at(0.5, 0.5)[0], "lat": at(0.5, 0.5)[1]}
ASKED = [(BOUNDARIES, {}), (LOCATE, SPOT), (COMPONENTS, {"code": LAMP}), (PLACES, {"text": "丽园"})]


@pytest.mark.parametrize(("path", "params"), ASKED)
def test_anonymous_is_401_and_the_wrong_duty_403(
    client: TestClient, pool: Pool, path: str, params: dict[str, object]
) -> None:
    assert client.get(path, params=params).status_code == 401
    assert client.get(path, params=params, headers=town.bearer(pool, town.NOBODY)).status_code == 403


class TestBoundaries:
    @pytest.mark.parametrize(
        ("params", "codes"),
        [
            ({}, ["110115003"]),
            ({"under": "110115"}, ["110115003"]),
            ({"under": "110115003"}, ["110115003006", "110115003008", "110115003028"]),
            ({"under": "110115003008"}, ["110115003008001", "110115003008002"]),
            ({"under": "110115", "level": 3}, ["110115003006", "110115003008", "110115003028"]),
            ({"level": 4, "bbox": "116.3305,39.7205,116.3315,39.7215"}, ["110115003006001", "110115003006002"]),
            ({"level": 4, "bbox": "100,30,101,31"}, []),
            ({"under": town.LIYUAN}, []),
            ({"under": "110115001"}, []),
        ],
    )
    def test_which(
        self, client: TestClient, worker: dict[str, str], params: dict[str, object], codes: list[str]
    ) -> None:
        answer = client.get(BOUNDARIES, params=params, headers=worker)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/geo+json"
        assert [one["properties"]["code"] for one in answer.json()["features"]] == codes

    def test_a_feature(self, client: TestClient, worker: dict[str, str]) -> None:
        found = client.get(BOUNDARIES, params={"under": "110115003008"}, headers=worker).json()["features"][0]
        assert shapely.equals(shapely.geometry.shape(found["geometry"]), box(3, 0, 4, 2))
        assert found["properties"] == {
            "code": "110115003008001", "name": "枣园 01 网格", "level": 4, "kind": "general", "area_class": "B",
        }  # fmt: skip

    def test_not_again_while_nothing_changes(self, client: TestClient, worker: dict[str, str], pool: Pool) -> None:
        first = client.get(BOUNDARIES, params={"under": "110115003"}, headers=worker)
        seen = worker | {"If-None-Match": first.headers["etag"]}
        again = client.get(BOUNDARIES, params={"under": "110115003"}, headers=seen)
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(BOUNDARIES, params={"under": "110115003", "level": 4}, headers=seen).status_code == 200
        with work(pool, town.DISTRICT) as tx:
            draw(tx, {"110115001": box(0, 2, 7, 4)})
        assert client.get(BOUNDARIES, params={"under": "110115003"}, headers=seen).status_code == 200

    @pytest.mark.parametrize(
        ("params", "status"),
        [
            ({"under": "nowhere"}, 404),
            ({"level": 0}, 422),
            ({"level": "x"}, 422),
            ({"bbox": "1,2,3"}, 422),
            ({"bbox": "1,2,x,4"}, 422),
            ({"bbox": "3,2,1,4"}, 422),
            ({"bbox": "nan,2,nan,4"}, 422),
        ],
    )
    def test_what_is_refused(
        self, client: TestClient, worker: dict[str, str], params: dict[str, object], status: int
    ) -> None:
        assert client.get(BOUNDARIES, params=params, headers=worker).status_code == status

    def test_too_many(self, client: TestClient, worker: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("wangge.places.actions.maps.MOST", 2)
        answer = client.get(BOUNDARIES, params={"under": "110115003", "bbox": "116,39,117,40"}, headers=worker)
        assert (answer.status_code, answer.json()["facts"]) == (422, {"field": "bbox", "most": 2, "found": 3})


class TestLocate:
    def test_the_grid_with_its_ancestors(self, client: TestClient, worker: dict[str, str]) -> None:
        found = client.get(LOCATE, params=SPOT, headers=worker).json()
        assert found["grid"]["code"] == town.LIYUAN
        assert [row["code"] for row in found["above"]] == ["110115", "110115003", "110115003006"]
        assert found["border"] == []

    def test_from_another_datum_near_a_border(self, client: TestClient, worker: dict[str, str]) -> None:
        ((lng, lat),) = from_wgs84(np.array([at(0.95, 0.5)]), Datum.GCJ02).tolist()
        params = {"lng": lng, "lat": lat, "datum": "gcj02", "accuracy": 10}
        found = client.get(LOCATE, params=params, headers=worker).json()
        assert found["grid"]["code"] == town.LIYUAN
        assert (found["lng"], found["lat"]) == pytest.approx(at(0.95, 0.5), abs=2e-7)
        (near,) = found["border"]
        assert (near["code"], near["name"]) == ("110115003006002", "丽园 02 网格")
        assert near["metres"] == pytest.approx(4.3, abs=0.1)

    def test_nowhere(self, client: TestClient, worker: dict[str, str]) -> None:
        found = client.get(LOCATE, params={"lng": 0, "lat": 0}, headers=worker).json()
        assert (found["grid"], found["above"], found["border"]) == (None, [], [])

    @pytest.mark.parametrize(
        "params",
        [
            {"lng": 181, "lat": 0},
            {"lng": 0, "lat": 91},
            {"lng": 0},
            {"lng": 0, "lat": 0, "datum": "utm"},
            {"lng": 0, "lat": 0, "datum": "gcj02"},
            {"lng": 116, "lat": 39, "accuracy": -1},
            {"lng": "nan", "lat": 0},
        ],
    )
    def test_what_is_refused(self, client: TestClient, worker: dict[str, str], params: dict[str, object]) -> None:
        assert client.get(LOCATE, params=params, headers=worker).status_code == 422


class TestThings:
    def test_a_component_by_code(self, client: TestClient, worker: dict[str, str]) -> None:
        (found,) = client.get(COMPONENTS, params={"code": LAMP}, headers=worker).json()["items"]
        assert (found["name"], found["owner"], found["maintainer"], found["metres"]) == (
            "路灯", "大兴区城市管理委员会", None, None,
        )  # fmt: skip

    def test_near_a_point(self, client: TestClient, worker: dict[str, str]) -> None:
        near = ",".join(map(str, at(0.6, 0.5)))
        (found,) = client.get(COMPONENTS, params={"near": near, "category": "b0137"}, headers=worker).json()["items"]
        assert (found["code"], found["metres"]) == (LAMP, pytest.approx(8.6, abs=0.1))
        assert client.get(COMPONENTS, params={"near": near, "category": "b0101"}, headers=worker).json()["items"] == []

    @pytest.mark.parametrize(
        ("params", "status"),
        [({}, 422), ({"code": "1" * 16}, 404), ({"code": "x"}, 422), ({"near": "1"}, 422), ({"near": "999,0"}, 422),
         ({"near": "inf,0"}, 422), ({"near": "1,2", "code": LAMP}, 422), ({"near": "1,2", "limit": 51}, 422)],
    )  # fmt: skip
    def test_what_is_refused(
        self, client: TestClient, worker: dict[str, str], params: dict[str, object], status: int
    ) -> None:
        assert client.get(COMPONENTS, params=params, headers=worker).status_code == status

    def test_a_place_by_name(self, client: TestClient, worker: dict[str, str]) -> None:
        (found,) = client.get(PLACES, params={"text": "丽园"}, headers=worker).json()["items"]
        assert (found["kind"], found["name"]) == ("compound", "丽园小区")
        assert client.get(PLACES, params={"text": "\0"}, headers=worker).json()["items"] == []
        assert client.get(PLACES, params={"text": ""}, headers=worker).status_code == 422
