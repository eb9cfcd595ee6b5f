"""The catalogue over HTTP."""

import pytest
from fastapi.testclient import TestClient

from tests import town
from wangge.kit.tx import Pool

pytestmark = pytest.mark.db

CATALOGUE = "/api/v1/catalogue"


def test_anonymous_is_401(client: TestClient) -> None:
    assert client.get(CATALOGUE).status_code == 401


def test_wrong_duty_is_403(client: TestClient, pool: Pool) -> None:
    assert client.get(CATALOGUE, headers=town.bearer(pool, town.NOBODY)).status_code == 403


def test_every_standard_in_force(client: TestClient, pool: Pool) -> None:
    items = client.get(CATALOGUE, headers=town.bearer(pool, town.WORKER)).json()["items"]
    assert len(items) == 13
    built = next(item for item in items if item["category"] == "0101")
    assert built["category_name"] == "私搭乱建"
    assert built["limits"]["handle"] == "20wd"
    assert built["limits"]["sign"] == "2wh"
    assert built["stages"][0] == {"code": "stop", "name": "停工", "limit": "4wh"}
    assert built["evidence"]["feed_back"] == ["after", "before", "document"]
    assert (built["check"], built["call_back"], built["grade"]) == ("field", "all", "large")
