"""Any input gets an answer of the contract, never a 5xx: generated from the OpenAPI description."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings

from tests import town
from wangge import people
from wangge.app import ROUTERS, make_app
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db


def operations() -> Iterator[Any]:
    app = FastAPI()
    for router in ROUTERS:
        app.router.routes.extend(router.routes)
    for found in schemathesis.openapi.from_dict(app.openapi()).get_all_operations():
        yield found.ok()


OPERATIONS = {f"{op.method.upper()} {op.path}": op for op in operations()}


@pytest.fixture(scope="module")
def client(pool: Pool) -> Iterator[TestClient]:
    with TestClient(make_app(pool), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def bearer(client: TestClient, pool: Pool) -> dict[str, str]:
    """Somebody with every duty that a route asks for: none ends at its door."""
    with work(pool, town.DISTRICT) as tx:
        for duty in set(people.Duty) - {people.Duty.ACCOUNTS, people.Duty.GRANTS}:
            people.give_duty(tx, people.Role.SHIFT_LEAD, duty)
    body = {"login": town.SHIFT_LEAD, "password": town.PASSWORD, "district": town.DISTRICT}
    answer = client.post("/api/v1/session", json=body, headers={"Origin": town.ORIGIN})
    return {"Authorization": f"Bearer {answer.json()['token']}"}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_no_input_breaks_it(name: str, client: TestClient, bearer: dict[str, str]) -> None:
    headers = {} if name == "DELETE /api/v1/session" else bearer

    @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(case=OPERATIONS[name].as_strategy())
    def ask(case: Any) -> None:
        sent = case.as_transport_kwargs(headers=headers)
        wanted = {key: sent[key] for key in ("json", "data", "files", "params", "headers") if sent.get(key) is not None}
        answer = client.request(case.method, "http://testserver" + case.formatted_path, **wanted)
        assert answer.status_code < 500, (answer.status_code, answer.text)

    ask()


def test_every_route_of_the_api_is_asked() -> None:
    assert len(OPERATIONS) >= 20
