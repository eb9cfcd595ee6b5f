"""Signing in and out over HTTP, who am I, and the units."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from tests import town
from wangge.app import make_app
from wangge.kit import migrate
from wangge.kit.config import settings
from wangge.kit.tx import Pool
from wangge.people.http import COOKIE

pytestmark = pytest.mark.db

SESSION = "/api/v1/session"
WANG_MIN = {"login": town.CLERK, "password": town.PASSWORD, "district": town.DISTRICT}


@pytest.fixture
def client(pool: Pool) -> Iterator[TestClient]:
    """A browser of its own for each test."""
    with TestClient(make_app(pool)) as client:
        yield client


@pytest.mark.parametrize(("method", "path"), [("GET", SESSION), ("DELETE", SESSION), ("GET", "/api/v1/units")])
def test_anonymous_is_401(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, path, headers={"Origin": town.ORIGIN}).status_code == 401


def test_units_need_the_duty_to_read(client: TestClient, pool: Pool) -> None:
    answer = client.get("/api/v1/units", headers=town.bearer(pool, town.NOBODY))
    assert (answer.status_code, answer.json()["facts"]) == (403, {"duty": "read"})


def test_signing_in_says_who_one_is(client: TestClient) -> None:
    answer = client.post(SESSION, json=WANG_MIN)
    who = answer.json()
    assert answer.status_code == 201
    assert who["token"].startswith("d110115.")
    assert (who["login"], who["name"], who["lang"], who["district"]) == ("wangmin", "王敏", "zh", "110115")
    assert [unit["short_name"] for unit in who["units"]] == ["热线分中心"]
    assert "file" in who["duties"]
    assert who["branches"] == [["110115/", "1101150"]]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    cookie = client.post(SESSION, json=WANG_MIN).headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE}=d110115.")
    assert {"httponly", "samesite=lax", "path=/", "max-age=43200"} <= {part.strip() for part in cookie.split(";")}
    assert "secure" not in cookie


def test_over_tls_the_cookie_is_secure(client: TestClient) -> None:
    client.base_url = "https://testserver"
    assert "; secure" in client.post(SESSION, json=WANG_MIN).headers["set-cookie"].lower()


def test_who_am_i_by_cookie_and_by_token(client: TestClient) -> None:
    signed_in = client.post(SESSION, json=WANG_MIN).json()
    token = signed_in.pop("token")
    assert client.get(SESSION).json() == signed_in
    client.cookies.clear()
    assert client.get(SESSION, headers={"Authorization": f"Bearer {token}"}).json() == signed_in


def test_signing_out_ends_session_and_cookie(client: TestClient) -> None:
    token = client.post(SESSION, json=WANG_MIN).json()["token"]
    answer = client.delete(SESSION, headers={"Origin": town.ORIGIN})
    assert (answer.status_code, answer.content) == (204, b"")
    assert COOKIE not in client.cookies
    assert client.get(SESSION, headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_another_site_signs_nobody_out(client: TestClient) -> None:
    client.post(SESSION, json=WANG_MIN)
    assert client.delete(SESSION, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.get(SESSION).status_code == 200


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"password": "Wangge-2025"}, 401, "people.login"),
        ({"login": "nobody.here"}, 401, "people.login"),
        ({"district": "999999"}, 401, "people.login"),
    ],
)
def test_what_does_not_sign_in(client: TestClient, change: dict[str, str], status: int, code: str) -> None:
    answer = client.post(SESSION, json=WANG_MIN | change)
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "body",
    [
        {},
        WANG_MIN | {"login": ""},
        WANG_MIN | {"login": "x" * 65},
        WANG_MIN | {"password": "x" * 129},
        WANG_MIN | {"district": "d;drop"},
        WANG_MIN | {"admin": True},
        WANG_MIN | {"login": 7},
    ],
)
def test_malformed_is_422(client: TestClient, body: dict[str, object]) -> None:
    assert client.post(SESSION, json=body).status_code == 422


@pytest.mark.parametrize("login", ["a\0b", "\U0001f600", "' OR 1=1 --", "../../etc"])
def test_odd_logins_are_only_wrong(client: TestClient, login: str) -> None:
    assert client.post(SESSION, json=WANG_MIN | {"login": login}).status_code == 401


@pytest.mark.parametrize("escaped", [r"\ud800", r"\u0000"])
def test_text_that_is_no_text(client: TestClient, escaped: str) -> None:
    body = f'{{"login": "{escaped}", "password": "{escaped}", "district": "110115"}}'
    answer = client.post(SESSION, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (401, 422)


def test_another_site_signs_nobody_in(client: TestClient) -> None:
    answer = client.post(SESSION, json=WANG_MIN, headers={"Origin": "https://evil.example"})
    assert (answer.status_code, answer.json()["error"]) == (403, "request.origin")


NO_DISTRICT = {"login": town.CLERK, "password": town.PASSWORD}


def test_the_one_district_need_not_be_named(client: TestClient) -> None:
    assert client.post(SESSION, json=NO_DISTRICT).json()["district"] == town.DISTRICT


def test_of_several_one_is_named(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    two = [SimpleNamespace(code=code) for code in (town.DISTRICT, "510116")]
    monkeypatch.setattr(migrate, "districts", lambda conn: two)
    answer = client.post(SESSION, json=NO_DISTRICT)
    assert (answer.status_code, answer.json()["error"]) == (422, "people.district")
    monkeypatch.setattr(settings(), "default_district", town.DISTRICT)
    assert client.post(SESSION, json=NO_DISTRICT).status_code == 201


def test_units_parents_first(client: TestClient, pool: Pool) -> None:
    items = client.get("/api/v1/units", headers=town.bearer(pool, town.DISPATCHER)).json()["items"]
    seen: set[int | None] = {None}
    for unit in items:
        assert unit["parent_id"] in seen
        seen.add(unit["id"])
    assert len(items) == 16
