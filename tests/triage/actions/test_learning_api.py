"""Over HTTP: the figures, the models and their restoring; who may."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.cases.histories import Teller
from tests.triage.actions.telling import GARBAGE, NOISE, some, texts
from tests.triage.actions.test_labels import advised, label
from wangge.kit.tx import Pool
from wangge.triage.actions.retraining import retrain

pytestmark = pytest.mark.db

BASE = "/api/v1/advice"
ROUTES = [("GET", "/figures"), ("GET", "/models"), ("POST", "/models/cold/restore")]


@pytest.fixture(scope="module")
def told(pool: Pool) -> Teller:
    return Teller(pool, datetime.now(UTC) - timedelta(days=3))


@pytest.fixture
def lead(pool: Pool) -> dict[str, str]:
    return town.bearer(pool, town.SHIFT_LEAD)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_stranger_and_the_wrong_duty(client: TestClient, pool: Pool, method: str, path: str) -> None:
    assert client.request(method, BASE + path).status_code == 401
    clerk = town.bearer(pool, town.CLERK)
    assert client.request(method, BASE + path, headers=clerk).status_code == 403


def test_figures(client: TestClient, pool: Pool, told: Teller, lead: dict[str, str]) -> None:
    right = [advised(told, said, GARBAGE)[0] for said in texts(GARBAGE)[:3]]
    wrong = advised(told, texts(GARBAGE)[3], NOISE)[0]
    assert label(pool, wrong) == town.matter(NOISE)[0]
    found = client.get(f"{BASE}/figures", headers=lead).json()
    assert (found["model"], found["thresholds"]) == ("cold", {"95": None, "98": None})
    assert (found["all"]["n"], found["all"]["right"]) == (len(right) + 1, len(right))
    [garbage] = [one for one in found["categories"] if one["code"] == "0110"]
    assert (garbage["name"], garbage["accuracy"]) == (GARBAGE, 0.75)
    assert found["corrections"] == [["0110", town.matter(NOISE)[0], 1]]
    assert sum(one["n"] for one in garbage["bins"]) == garbage["n"]


@pytest.mark.parametrize(
    ("asked", "status", "n"),
    [
        ({"from": "2020-01-01T00:00:00Z", "to": "2020-02-01T00:00:00Z"}, 200, 0),
        ({"from": "2020-02-01T00:00:00Z", "to": "2020-01-01T00:00:00Z"}, 422, None),
        ({"from": "2010-01-01T00:00:00Z", "to": "2020-01-01T00:00:00Z"}, 422, None),
        ({"from": "gestern"}, 422, None),
    ],
)
def test_periods(client: TestClient, lead: dict[str, str], asked: dict[str, Any], status: int, n: int | None) -> None:
    answer = client.get(f"{BASE}/figures", params=asked, headers=lead)
    assert answer.status_code == status
    if n is not None:
        assert (answer.json()["all"]["n"], answer.json()["all"]["accuracy"]) == (n, None)


def test_models_and_the_way_back(client: TestClient, pool: Pool, told: Teller, lead: dict[str, str]) -> None:
    some(told, 40)
    version = retrain(pool, town.DISTRICT, now=told.now).version
    shown = client.get(f"{BASE}/models", headers=lead).json()
    newest, cold = shown["models"]
    assert shown["training"] is False
    assert (newest["version"], newest["state"], newest["why"]) == (version, "live", "advice.better")
    assert newest["why_words"] == "在留出的案件上比在用模型准，已启用。"
    assert newest["rows"] > newest["held"] > 0
    assert set(newest["thresholds"]) == {"95", "98"}
    assert (cold["version"], cold["state"], cold["restorable"]) == ("cold", "former", True)
    advice = client.post(BASE, json={"text": texts(NOISE)[300]}, headers=lead).json()
    assert (advice["model"], advice["category"]["candidates"][0]["name"]) == (version, NOISE)
    answer = client.post(f"{BASE}/models/cold/restore", headers=lead)
    assert (answer.status_code, answer.json()) == (201, {"live": "cold"})
    assert client.post(BASE, json={"text": texts(NOISE)[300]}, headers=lead).json()["model"] == "cold"
    assert client.post(f"{BASE}/models/cold/restore", headers=lead).status_code == 409
    assert client.post(f"{BASE}/models/none/restore", headers=lead).status_code == 404
