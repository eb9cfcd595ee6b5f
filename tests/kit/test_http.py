"""Every way a request can end badly has one shape, in the user's language."""

from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Query, Request
from fastapi.testclient import TestClient
from psycopg import DataError, OperationalError
from psycopg_pool import PoolTimeout
from pydantic import BaseModel, ConfigDict

from wangge.kit import http
from wangge.kit.errors import Busy, Invalid, NotAllowed, NotFound, NotSignedIn, Refused

ENDS: dict[str, tuple[Exception, int, str]] = {
    "refused": (Refused("idempotency.mismatch"), 409, "idempotency.mismatch"),
    "allowed": (NotAllowed("request.origin"), 403, "request.origin"),
    "signed": (NotSignedIn("request.unknown"), 401, "request.unknown"),
    "found": (NotFound("request.unknown"), 404, "request.unknown"),
    "invalid": (Invalid("request.field", field="x", problem="y"), 422, "request.field"),
    "busy": (Busy("request.busy", retry_after=7), 503, "request.busy"),
    "number": (DataError("out of range"), 422, "request.number"),
    "down": (OperationalError("gone"), 503, "request.busy"),
    "full": (PoolTimeout("none free"), 503, "request.busy"),
}


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Query(min_length=1)]
    age: int


@pytest.fixture
def noted() -> list[str]:
    return []


@pytest.fixture
def client(noted: list[str]) -> TestClient:
    app = FastAPI(max_body_size=1000)
    http.install(app, on_refused=lambda _, error: noted.append(error.code))

    @app.get("/end/{how}")
    def end(how: str, request: Request) -> None:
        request.state.lang = request.query_params.get("lang")
        raise ENDS[how][0]

    @app.post("/end/{how}")
    def post_end(how: str) -> None:
        raise ENDS[how][0]

    @app.post("/body")
    def body(body: Body) -> dict[str, Any]:
        return body.model_dump()

    return TestClient(app)


@pytest.mark.parametrize("how", ENDS)
def test_one_shape(client: TestClient, how: str) -> None:
    _, status, code = ENDS[how]
    answer = client.get(f"/end/{how}")
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert answer.json().keys() == {"error", "message", "facts", "request_id"}
    assert (status == 503) == ("retry-after" in answer.headers)


def test_come_back_when_told(client: TestClient) -> None:
    assert client.get("/end/busy").headers["retry-after"] == "7"


@pytest.mark.parametrize(
    ("header", "query", "words"),
    [
        ("", "", "没有这个地址。"),
        ("zh-CN,zh;q=0.9", "", "没有这个地址。"),
        ("en-GB", "", "There is no such address."),
        ("en-GB", "?lang=zh", "没有这个地址。"),
        ("zh", "?lang=en", "There is no such address."),
        ("fr", "?lang=fr", "没有这个地址。"),
    ],
)
def test_language_of_the_user_then_of_the_browser(client: TestClient, header: str, query: str, words: str) -> None:
    answer = client.get(f"/end/found{query}", headers={"Accept-Language": header})
    assert answer.json()["message"] == words


class TestMalformed:
    @pytest.mark.parametrize(
        ("body", "field", "problem"),
        [
            ({"age": 1}, "name", "没有填"),
            ({"name": "", "age": 1}, "name", "不能为空"),
            ({"name": "a", "age": "x"}, "age", "应为整数"),
            ({"name": "a", "age": 1, "more": 2}, "more", "没有这个字段"),
            ([], "body", "应为对象"),
        ],
    )
    def test_names_the_field_and_the_rule(self, client: TestClient, body: Any, field: str, problem: str) -> None:
        answer = client.post("/body", json=body)
        assert answer.status_code == 422
        assert answer.json()["fields"][0] == {
            "field": field,
            "problem": problem,
            "rule": answer.json()["facts"]["rule"],
        }

    def test_all_fields_at_once(self, client: TestClient) -> None:
        assert [f["field"] for f in client.post("/body", json={}).json()["fields"]] == ["name", "age"]

    def test_never_says_what_was_sent(self, client: TestClient) -> None:
        assert "13812345678" not in client.post("/body", json={"name": "a", "age": "13812345678x"}).text

    def test_no_json(self, client: TestClient) -> None:
        answer = client.post("/body", content=b"{", headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["facts"]["field"]) == (422, "body")

    def test_too_large(self, client: TestClient) -> None:
        assert client.post("/body", content=b"x" * 2000).status_code == 413

    def test_wrong_method_and_address(self, client: TestClient) -> None:
        assert client.put("/body").json()["message"] == "这个地址不接受 PUT。"
        assert client.get("/nowhere").json()["error"] == "request.unknown"


@pytest.mark.parametrize(("how", "told"), [("refused", 1), ("allowed", 1), ("found", 1), ("invalid", 0), ("busy", 0)])
def test_refusals_of_writes_are_told(client: TestClient, noted: list[str], how: str, told: int) -> None:
    client.get(f"/end/{how}")
    assert noted == []
    client.post(f"/end/{how}")
    assert len(noted) == told
