"""The caller of a request: who may come in, from where, and once per key."""

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Body, Response
from fastapi.testclient import TestClient

from tests import town
from wangge import people
from wangge.app import make_app
from wangge.kit.errors import Refused
from wangge.kit.tx import Pool, work
from wangge.people import Duty, Token
from wangge.people.http import COOKIE, Signed

pytestmark = pytest.mark.db

router = APIRouter()


@router.get("/dispatchers")
def dispatchers(call: Signed) -> dict[str, Any]:
    with call.work(Duty.DISPATCH) as tx:
        state = call.request.state
        return {"name": tx.actor.name, "state": [state.district, state.actor_id == tx.actor.id, state.lang]}


@router.post("/notes", status_code=201)
def note(call: Signed, text: Annotated[str, Body(embed=True)]) -> Response:
    with call.work() as tx:
        if text == "refuse":
            people.note_audit(tx, "note", "refused")
            raise Refused("people.test")
        people.note_audit(tx, "note", text)
        return call.answer(tx, 201, {"text": text, "by": tx.actor.name})


@pytest.fixture(scope="module")
def client(pool: Pool) -> Iterator[TestClient]:
    app = make_app(pool)
    app.include_router(router)
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="module")
def tokens(pool: Pool) -> dict[str, str]:
    return {login: town.token(pool, login) for login in (town.CLERK, town.DISPATCHER)}


@pytest.fixture
def clerk(tokens: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens[town.CLERK]}"}


def noted(pool: Pool, text: str) -> int:
    with work(pool, town.DISTRICT) as tx:
        return int(tx.value("SELECT count(*) FROM audit WHERE target = %(t)s", t=text))


def test_anonymous_is_401(client: TestClient) -> None:
    answer = client.get("/dispatchers")
    assert (answer.status_code, answer.json()["error"]) == (401, "session.none")


def test_wrong_duty_is_403(client: TestClient, clerk: dict[str, str]) -> None:
    answer = client.get("/dispatchers", headers=clerk)
    assert (answer.status_code, answer.json()["error"]) == (403, "duty.missing")
    assert answer.json()["facts"] == {"duty": "dispatch"}
    assert answer.json()["message"] == "你的岗位没有“派遣”权限。"


def test_right_duty(client: TestClient, tokens: dict[str, str]) -> None:
    answer = client.get("/dispatchers", headers={"Authorization": f"bearer {tokens[town.DISPATCHER]}"})
    assert answer.json() == {"name": "李伟", "state": ["110115", True, "zh"]}


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic d2FuZ21pbg==", f"Bearer {Token('110115', 'x' * 43)}"]
)
def test_what_opens_nothing(client: TestClient, header: str) -> None:
    assert client.get("/dispatchers", headers={"Authorization": header}).status_code == 401


@pytest.mark.parametrize("district", ["999999", "pg_catalog", "1"])
def test_a_token_of_no_district(client: TestClient, district: str) -> None:
    answer = client.get("/dispatchers", headers={"Authorization": f"Bearer {Token.new(district)}"})
    assert answer.status_code == 401


def test_a_bad_bearer_does_not_fall_back_on_the_cookie(client: TestClient, tokens: dict[str, str]) -> None:
    headers = {"Authorization": "Bearer nonsense", "Cookie": f"{COOKIE}={tokens[town.DISPATCHER]}"}
    assert client.get("/dispatchers", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (town.ORIGIN, 201),
        (None, 403),
        ("https://evil.example", 403),
        ("null", 403),
        ("http://testserver.evil.example", 403),
    ],
)
def test_a_write_by_cookie_comes_from_our_own_pages(
    client: TestClient, tokens: dict[str, str], origin: str | None, status: int
) -> None:
    headers = {"Cookie": f"{COOKIE}={tokens[town.CLERK]}"} | ({"Origin": origin} if origin else {})
    answer = client.post("/notes", json={"text": "cookie"}, headers=headers)
    assert answer.status_code == status
    assert status == 201 or answer.json()["error"] == "request.origin"


def test_reading_by_cookie_needs_no_origin(client: TestClient, tokens: dict[str, str]) -> None:
    assert client.get("/dispatchers", headers={"Cookie": f"{COOKIE}={tokens[town.DISPATCHER]}"}).status_code == 200


def test_a_bearer_writes_from_anywhere(client: TestClient, clerk: dict[str, str]) -> None:
    answer = client.post("/notes", json={"text": "b"}, headers=clerk | {"Origin": "https://partner.example"})
    assert answer.status_code == 201


def test_a_retried_request_acts_once(client: TestClient, pool: Pool, clerk: dict[str, str]) -> None:
    answers = [
        client.post("/notes", json={"text": "once"}, headers=clerk | {"Idempotency-Key": "k-1"}) for _ in range(3)
    ]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert [answer.json() for answer in answers] == [{"text": "once", "by": "王敏"}] * 3
    assert noted(pool, "once") == 1


def test_without_a_key_every_request_acts(client: TestClient, pool: Pool, clerk: dict[str, str]) -> None:
    for _ in range(2):
        client.post("/notes", json={"text": "each"}, headers=clerk)
    assert noted(pool, "each") == 2


def test_a_key_stands_for_one_request(client: TestClient, clerk: dict[str, str]) -> None:
    keyed = clerk | {"Idempotency-Key": "k-2"}
    client.post("/notes", json={"text": "first"}, headers=keyed)
    for path, text in (("/notes", "second"), ("/notes?x=1", "first")):
        answer = client.post(path, json={"text": text}, headers=keyed)
        assert (answer.status_code, answer.json()["error"]) == (409, "idempotency.mismatch")


def test_a_key_belongs_to_its_caller(client: TestClient, pool: Pool, tokens: dict[str, str]) -> None:
    for token in tokens.values():
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k-3"}
        assert client.post("/notes", json={"text": "both"}, headers=headers).status_code == 201
    assert noted(pool, "both") == 2


def test_a_refused_request_leaves_nothing_and_frees_its_key(
    client: TestClient, pool: Pool, clerk: dict[str, str]
) -> None:
    keyed = clerk | {"Idempotency-Key": "k-4"}
    assert client.post("/notes", json={"text": "refuse"}, headers=keyed).status_code == 409
    assert noted(pool, "refused") == 0
    assert client.post("/notes", json={"text": "now"}, headers=keyed).status_code == 201


@pytest.mark.parametrize("key", ["", "k" * 201, "caf\xe9", "a\tb"])
def test_a_key_is_1_to_200_visible_characters(client: TestClient, clerk: dict[str, str], key: str) -> None:
    headers = {name.encode(): value.encode("latin-1") for name, value in (clerk | {"Idempotency-Key": key}).items()}
    answer = client.post("/notes", json={"text": "key"}, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (422, "idempotency.key")
