"""The base map: a file in the data folder, asked by box and zoom; empty for every other district."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests import town
from wangge.demo import basemap
from wangge.demo.land import land

EVERYWHERE = "116.2,39.4,116.8,39.9"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> basemap.Basemap:
    home = tmp_path_factory.mktemp("map")
    assert basemap.of_home(home) is None
    assert basemap.write(home, land(1)).stat().st_size < 2_000_000
    made = basemap.of_home(home)
    assert made
    return made


@pytest.mark.parametrize(
    ("zoom", "kinds"),
    [
        (8, {"river"}),
        (10, {"river", "main_road", "lake"}),
        (12, {"river", "main_road", "lake", "green"}),
        (14, {"river", "main_road", "lake", "green", "road"}),
    ],
)
def test_the_zoom_chooses_the_kinds(found: basemap.Basemap, zoom: float, kinds: set[str]) -> None:
    answer = found.within((116.2, 39.4, 116.8, 39.9), zoom)
    assert {feature["properties"]["kind"] for feature in answer["features"]} == kinds


def test_buildings_come_where_they_can_be_seen(found: basemap.Basemap) -> None:
    answer = found.within((116.32, 39.76, 116.34, 39.775), 16)
    assert not answer["more"]
    shapes = {f["geometry"]["type"] for f in answer["features"] if f["properties"]["kind"] == "building"}
    assert shapes == {"Polygon"}


def test_too_much_is_cut_from_the_least(found: basemap.Basemap) -> None:
    answer = found.within((116.2, 39.4, 116.8, 39.9), 18)
    assert answer["more"]
    assert len(answer["features"]) == basemap.MOST
    assert sum(f["properties"]["kind"] == "main_road" for f in answer["features"]) > 50


def test_the_same_bytes_for_the_same_seed(tmp_path: Path) -> None:
    once, again = (basemap.write(tmp_path / name, land(1)).read_bytes() for name in ("one", "two"))
    assert once == again


@pytest.mark.db
class TestRoute:
    @pytest.fixture
    def bearer(self, client: TestClient) -> dict[str, str]:
        body = {"login": town.SHIFT_LEAD, "password": town.PASSWORD, "district": town.DISTRICT}
        token = client.post("/api/v1/session", json=body, headers={"Origin": town.ORIGIN}).json()["token"]
        return {"Authorization": f"Bearer {token}"}

    @pytest.fixture
    def drawn(self, home: Path) -> Iterator[Path]:
        path = basemap.write(home, land(1))
        yield path
        path.unlink()

    def test_nobody_unknown(self, client: TestClient) -> None:
        assert client.get("/api/v1/basemap", params={"bbox": EVERYWHERE}).status_code == 401

    def test_without_a_file_it_is_empty(self, client: TestClient, bearer: dict[str, str]) -> None:
        answer = client.get("/api/v1/basemap", params={"bbox": EVERYWHERE, "zoom": 12}, headers=bearer)
        assert answer.json() == {"type": "FeatureCollection", "features": []}

    def test_geojson(self, client: TestClient, bearer: dict[str, str], drawn: Path) -> None:
        answer = client.get("/api/v1/basemap", params={"bbox": EVERYWHERE, "zoom": 12}, headers=bearer)
        assert answer.headers["content-type"] == "application/geo+json"
        assert len(answer.json()["features"]) > 100

    def test_another_district_has_none(self, client: TestClient, bearer: dict[str, str], home: Path) -> None:
        other = basemap.Basemap("999", [["road", "", False, [116.3, 39.7, 116.4, 39.7]]])
        assert other.district != town.DISTRICT
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(basemap, "of_home", lambda _: other)
            answer = client.get("/api/v1/basemap", params={"bbox": EVERYWHERE}, headers=bearer)
        assert answer.json()["features"] == []

    @pytest.mark.parametrize("bbox", ["", "1,2,3", "a,b,c,d", "nan,0,1,1", "2,0,1,1", "0,0,1,91", "0,0,inf,1"])
    def test_a_wrong_box_is_said(self, client: TestClient, bearer: dict[str, str], bbox: str) -> None:
        answer = client.get("/api/v1/basemap", params={"bbox": bbox}, headers=bearer)
        assert (answer.status_code, answer.json()["facts"]["field"]) == (422, "bbox")
