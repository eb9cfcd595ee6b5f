"""The grid tree over HTTP, one level at a time."""

import pytest
from fastapi.testclient import TestClient

from tests import town
from wangge.kit.tx import Pool

pytestmark = pytest.mark.db

GRIDS = "/api/v1/grids"


@pytest.fixture(scope="module")
def worker(pool: Pool) -> dict[str, str]:
    return town.bearer(pool, town.WORKER)


def test_anonymous_is_401(client: TestClient) -> None:
    assert client.get(GRIDS).status_code == 401


def test_wrong_duty_is_403(client: TestClient, pool: Pool) -> None:
    assert client.get(GRIDS, headers=town.bearer(pool, town.NOBODY)).status_code == 403


def test_the_root(client: TestClient, worker: dict[str, str]) -> None:
    (root,) = client.get(GRIDS, headers=worker).json()["items"]
    assert {key: root[key] for key in ("code", "name", "level", "kind", "path", "parent_id", "area_class")} == {
        "code": "110115", "name": "大兴区", "level": 1, "kind": "general", "path": "110115/", "parent_id": None,
        "area_class": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("under", "names"),
    [
        ("110115", ["兴丰街道", "清源街道"]),
        ("110115003028", ["学院 01 网格", "学院校区专属网格"]),
        (town.LIYUAN, []),
    ],
)
def test_one_level_below(client: TestClient, worker: dict[str, str], under: str, names: list[str]) -> None:
    items = client.get(GRIDS, params={"under": under}, headers=worker).json()["items"]
    assert [item["name"] for item in items] == names


@pytest.mark.parametrize(
    ("under", "status"), [("nowhere", 404), ("", 422), ("a/b", 422), ("x" * 41, 422), ("a\0", 422), ("丽园", 422)]
)
def test_what_is_not_there(client: TestClient, worker: dict[str, str], under: str, status: int) -> None:
    assert client.get(GRIDS, params={"under": under}, headers=worker).status_code == status
