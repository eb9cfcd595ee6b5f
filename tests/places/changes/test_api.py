"""Changes and layers over HTTP: who may, what is answered, which input is refused by name."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.database import DISTRICT
from tests.places.changes.deciding import FIRST, SECOND, THIRD, WEST
from wangge import people
from wangge.cases.actions import regrid
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db

CHANGES = "/api/v1/grids/changes"
RENAME = {"kind": "rename", "grid": FIRST, "name": "丽园一网格"}
SPLIT = {
    "kind": "split",
    "grid": FIRST,
    "parts": [{"code": WEST, "name": "西"}, {"code": f"{WEST[:-1]}5", "name": "东"}],
}
LAYERS = "/api/v1/layers"


@pytest.fixture(scope="module")
def keeper(pool: Pool) -> dict[str, str]:
    """The shift lead keeps places in this district."""
    with work(pool, DISTRICT) as tx:
        people.give_duty(tx, people.Role.SHIFT_LEAD, people.Duty.PLACES)
    return town.bearer(pool, town.SHIFT_LEAD)


@pytest.fixture(scope="module")
def lead(pool: Pool) -> dict[str, str]:
    return town.bearer(pool, town.LEAD)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", CHANGES, None),
        ("POST", CHANGES, {"change": RENAME}),
        ("GET", f"{CHANGES}/1", None),
        ("POST", f"{CHANGES}/1/cancel", None),
        ("POST", f"{CHANGES}/1/undo", {}),
        ("POST", f"{CHANGES}/preview", {"change": RENAME}),
        ("GET", LAYERS, None),
        ("PUT", f"{LAYERS}/duty", {"name": "责任网格", "kind": "duty"}),
        ("GET", f"{LAYERS}/duty/items", None),
        ("PUT", f"{LAYERS}/duty/items/z1", {"name": "一", "grids": [FIRST]}),
        ("GET", f"/api/v1/grids/{FIRST}/items", None),
    ],
)
class TestWhoMay:
    def test_anonymous(self, client: TestClient, method: str, path: str, body: Any) -> None:
        assert client.request(method, path, json=body).status_code == 401

    def test_nobody(self, client: TestClient, pool: Pool, method: str, path: str, body: Any) -> None:
        answer = client.request(method, path, json=body, headers=town.bearer(pool, town.NOBODY))
        assert answer.status_code == (404 if path.endswith(("cancel", "undo")) else 403)


@pytest.mark.parametrize(("change", "status"), [(RENAME, 403), ({"kind": "layer_item"} | {"layer": "x"}, 422)])
def test_who_keeps_duty_grids_does_not_change_the_tree(
    client: TestClient, lead: dict[str, str], change: dict[str, Any], status: int
) -> None:
    assert client.post(CHANGES, json={"change": change}, headers=lead).status_code == status


def test_a_change_from_plan_to_undo(client: TestClient, keeper: dict[str, str], pool: Pool) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    body = {"change": SPLIT, "effective_at": tomorrow, "note": "人口增长"}
    planned = client.post(CHANGES, json=body, headers=keeper | {"Idempotency-Key": "one"})
    again = client.post(CHANGES, json=body, headers=keeper | {"Idempotency-Key": "one"})
    assert (planned.status_code, planned.json()) == (again.status_code, again.json())
    assert (planned.json()["state"], planned.json()["decided_by"]) == ("planned", "赵*")
    other = client.post(CHANGES, json={"change": RENAME}, headers=keeper)
    assert (other.status_code, other.json()["facts"]["version"]) == (409, 1)
    assert other.json()["message"].startswith("同一网格已有计划中的第 1 号变更（分拆，")
    assert client.post(f"{CHANGES}/1/cancel", headers=keeper).json()["state"] == "cancelled"

    made = client.post(CHANGES, json={"change": SPLIT}, headers=keeper).json()
    assert [g["in_force"] for g in made["after"]["grids"]] == [True, True, False]
    with work(pool, DISTRICT) as tx:
        assert regrid.follow(tx) == 0
    back = client.post(f"{CHANGES}/2/undo", json={"note": "分错了"}, headers=keeper)
    assert (back.status_code, back.json()["undoes"], back.json()["note"]) == (201, 2, "分错了")
    assert client.get(f"{CHANGES}/2", headers=keeper).json()["undone_by"] == 3
    with work(pool, DISTRICT) as tx:
        regrid.follow(tx)


def test_versions_page_by_page(client: TestClient, keeper: dict[str, str]) -> None:
    for name in "甲乙丙":
        assert client.post(CHANGES, json={"change": RENAME | {"grid": THIRD, "name": name}}, headers=keeper).is_success
    first = client.get(CHANGES, params={"limit": 2, "grid": THIRD}, headers=keeper).json()
    second = client.get(CHANGES, params={"limit": 2, "grid": THIRD, "before": first["next"]}, headers=keeper).json()
    versions = [row["version"] for page in (first, second) for row in page["items"]]
    assert (len(versions), versions, second["next"]) == (3, sorted(versions, reverse=True), None)
    assert client.get(CHANGES, params={"state": "planned"}, headers=keeper).json()["items"] == []


RING = [[116.33, 39.72], [116.34, 39.72], [116.34, 39.73], [116.33, 39.72]]


@pytest.mark.parametrize(
    "coordinates",
    [
        [[]],
        [[[116, 39]]],
        [[[116, 39], [117, 39]]],
        ["ring"],
        [[["x", "y"], ["x", "y"], ["x", "y"], ["x", "y"]]],
        [[[1e400, 0], [1, 1], [0, 1], [0, 0]]],
        [[[10**400, 0], [1, 1], [0, 1], [0, 0]]],
        [[[None, 0], [1, 1], [0, 1], [0, 0]]],
        [[[200, 0], [201, 0], [201, 1], [200, 0]]],
        [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]],
        [RING, {"a": 1}],
        [[*RING, [116.33]]],
        {"a": 1},
        [[[[116.33, 39.72]]]],
        [[[{}, []]]],
    ],
)
def test_no_boundary_breaks_it(client: TestClient, keeper: dict[str, str], coordinates: Any) -> None:
    if coordinates == [[[1e400, 0], [1, 1], [0, 1], [0, 0]]]:
        coordinates = [[["1e400", 0], [1, 1], [0, 1], [0, 0]]]  # no number that JSON can hold
    change = {"kind": "redraw", "boundaries": {SECOND: {"type": "Polygon", "coordinates": coordinates}}}
    answer = client.post(CHANGES, json={"change": change}, headers=keeper)
    assert answer.status_code == 422, answer.json()


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ({"kind": "burn", "grid": FIRST}, {}),
        (RENAME | {"name": " "}, {}),
        (RENAME | {"colour": "red"}, {}),
        (RENAME, {"effective_at": "2026-10-09T00:00:00"}),  # no zone
        (RENAME, {"effective_at": "2001-10-09T00:00:00+08:00"}),
        (RENAME, {"effective_at": "9999-12-31T23:59:59-12:00"}),
        (RENAME, {"note": "x" * 501}),
        (SPLIT | {"parts": SPLIT["parts"][:1]}, {}),  # type: ignore[index]
    ],
)
def test_malformed(client: TestClient, keeper: dict[str, str], change: dict[str, Any], more: dict[str, Any]) -> None:
    answer = client.post(CHANGES, json={"change": change, **more}, headers=keeper)
    assert answer.status_code == 422, answer.json()


def test_layers_and_their_items(client: TestClient, keeper: dict[str, str], lead: dict[str, str]) -> None:
    assert client.put(f"{LAYERS}/duty", json={"name": "责任网格", "kind": "duty"}, headers=keeper).json()["exclusive"]
    item = {"name": "丽园一片", "grids": [SECOND, THIRD], "holder": {"kind": "user", "who": town.WORKER}}
    assert client.put(f"{LAYERS}/duty/items/z1", json=item, headers=lead).status_code == 200
    taken = client.put(f"{LAYERS}/duty/items/z2", json={"name": "丽园二片", "grids": [THIRD]}, headers=lead)
    assert (taken.status_code, taken.json()["error"]) == (409, "layer.taken")
    [row] = client.get(f"{LAYERS}/duty/items", headers=lead).json()["items"]
    assert (row["code"], row["holder_name"], row["grids"]) == ("z1", "张磊", [SECOND, THIRD])
    [found] = client.get(f"/api/v1/grids/{THIRD}/items", headers=lead).json()["items"]
    assert (found["layer_name"], found["name"], found["holder_name"]) == ("责任网格", "丽园一片", "张磊")
    outside = client.put(f"{LAYERS}/duty/items/z9", json={"name": "康居", "grids": [town.KANGJU]}, headers=lead)
    assert (outside.status_code, outside.json()["error"]) == (403, "grid.scope")
