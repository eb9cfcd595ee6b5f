"""The short way answers what FastAPI's own way answers: same values, same errors, in the context of the request."""

import asyncio
import re
from contextvars import ContextVar
from threading import Event
from typing import Annotated, Any
from unittest.mock import Mock

import pytest
from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request, Response, UploadFile
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field
from starlette.testclient import TestClient

from wangge.app import ROUTERS
from wangge.kit import http
from wangge.kit.errors import NotFound
from wangge.kit.http import json_response
from wangge.kit.routes import Direct, Threads, is_plain
from wangge.kit.watch import Watch

MOST = 400  # bytes of a body
WHO: ContextVar[str] = ContextVar("who", default="nobody")


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")
    verb: Annotated[str, Field(max_length=9)]
    seen: int = 0


async def caller(request: Request) -> str:
    WHO.set(request.headers.get("x-who", "nobody"))
    return f"{request.method} {len(await request.body())}"


Caller = Annotated[str, Depends(caller)]


def _app(route_class: type[Any]) -> FastAPI:
    app = FastAPI()
    app.state.threads, app.state.body_limit = Threads(4), MOST
    router = APIRouter(route_class=route_class)

    @router.post("/things/{number}", status_code=201)
    def change(call: Caller, number: Annotated[int, Path(le=99)], body: Body) -> Response:
        return json_response({"call": call, "number": number, "body": body.model_dump(), "who": WHO.get()}, 201)

    @router.get("/things")
    def find(call: Caller, limit: Annotated[int, Query(le=50)] = 7, q: str | None = None) -> Response:
        if q == "none":
            raise NotFound("request.unknown")
        return json_response({"call": call, "limit": limit, "q": q})

    @router.post("/files")
    def upload(file: UploadFile) -> Response:
        return json_response({"name": file.filename})

    @router.post("/pictures", max_body_size=2 * MOST)
    def picture(file: UploadFile) -> Response:
        return json_response({"name": file.filename})

    http.install(app, on_refused=lambda *_: None)
    app.router.routes.extend(router.routes)
    app.add_middleware(Watch)
    return app


DIRECT, ORDINARY = _app(Direct), _app(APIRouter().route_class)

JSON = {"content-type": "application/json"}
_REQUEST_ID = re.compile(r'"request_id":"\w+"')
REQUESTS: list[dict[str, Any]] = [
    {"method": "POST", "url": "/things/7", "json": {"verb": "sign", "seen": 3}, "headers": {"x-who": "li"}},
    {"method": "POST", "url": "/things/7", "content": '{"verb":"签收"}', "headers": JSON},
    {"method": "POST", "url": "/things/7", "content": '{"verb":"a"}', "headers": {"content-type": "a/vnd.x+json"}},
    {"method": "POST", "url": "/things/7", "content": '{"verb":"a"}', "headers": {"content-type": "text/plain"}},
    {"method": "POST", "url": "/things/7", "content": '{"verb":"a"}'},
    {"method": "POST", "url": "/things/7", "content": '{"verb":', "headers": JSON},
    {"method": "POST", "url": "/things/7", "content": b"\xff\xfe", "headers": JSON},
    {"method": "POST", "url": "/things/7"},
    {"method": "POST", "url": "/things/7", "json": None},
    {"method": "POST", "url": "/things/7", "json": []},
    {"method": "POST", "url": "/things/7", "json": {"verb": "sign", "more": 1}},
    {"method": "POST", "url": "/things/7", "json": {"verb": "0123456789", "seen": "x"}},
    {"method": "POST", "url": "/things/100", "json": {"verb": "sign"}},
    {"method": "POST", "url": "/things/x", "json": {}},
    {"method": "PUT", "url": "/things/7", "json": {"verb": "sign"}},
    {"method": "GET", "url": "/things?limit=9&q=%E6%B0%B4"},
    {"method": "GET", "url": "/things?limit=51"},
    {"method": "GET", "url": "/things?q=none"},
    {"method": "POST", "url": "/files", "files": {"file": ("a.txt", b"abc")}},
]


@pytest.mark.parametrize("asked", REQUESTS, ids=lambda asked: f"{asked['method']} {asked['url']} {len(str(asked))}")
def test_the_short_way_answers_as_the_long_one(asked: dict[str, Any]) -> None:
    answers = []
    for app in (DIRECT, ORDINARY):
        with TestClient(app, raise_server_exceptions=False) as client:
            found = client.request(**asked)
        answers.append((found.status_code, found.headers["content-type"], _REQUEST_ID.sub("", found.text)))
    assert answers[0] == answers[1]
    assert answers[0][0] < 500


def test_a_body_longer_than_allowed_is_told_so_in_our_shape() -> None:
    long, file = {"verb": "a" * MOST}, {"file": ("a.txt", b"a" * MOST)}
    with TestClient(DIRECT) as client:
        refused = [
            client.post("/things/7", json=long),
            client.post("/things/7", content=(b"{", *(b" " * 100,) * 5, b"}"), headers=JSON),
            client.post("/files", files=file),
            client.post("/pictures", files={"file": ("a.txt", b"a" * 3 * MOST)}),
        ]
        assert client.post("/pictures", files=file).json() == {"name": "a.txt"}
        assert client.post("/things/7", json={"verb": "a"}).status_code == 201
    assert [(answer.status_code, answer.json()["error"]) for answer in refused] == [(413, "request.too_big")] * 4


def test_a_handler_runs_in_the_context_of_its_request() -> None:
    with TestClient(DIRECT) as client:
        answer = client.post("/things/7", json={"verb": "a"}, headers={"x-who": "li"}).json()
    assert answer == {"call": "POST 12", "number": 7, "body": {"verb": "a", "seen": 0}, "who": "li"}


@pytest.mark.parametrize(("connections", "short", "long"), [(12, 9, 3), (4, 3, 1), (2, 1, 1), (1, 1, 1)])
def test_threads_are_as_many_as_connections(connections: int, short: int, long: int) -> None:
    threads = Threads(connections)
    assert (threads.short, threads.long) == (short, long)


@pytest.mark.parametrize(
    ("error", "told"),
    [(NotFound("request.unknown"), NotFound), (SystemExit(), SystemExit), (StopIteration(), RuntimeError)],
)
def test_what_a_thread_raises_is_raised_where_it_is_waited_for(error: BaseException, told: type[BaseException]) -> None:
    async def waiting() -> None:
        with pytest.raises(told):
            await Threads(2).run(Mock(side_effect=error))

    asyncio.run(waiting())


def test_a_request_that_was_cancelled_does_not_disturb_its_thread() -> None:
    begun, go_on, ended = Event(), Event(), Event()

    def slow() -> None:
        begun.set()
        go_on.wait(5)
        ended.set()

    async def cancelled() -> None:
        threads = Threads(2)
        task = asyncio.create_task(threads.run(slow))
        await asyncio.to_thread(begun.wait, 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()
        assert await threads.run(lambda: ended.wait(5))

    asyncio.run(cancelled())


def test_what_is_not_plain_goes_the_long_way() -> None:
    ours = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    assert not {route.path for route in ours if not isinstance(route, Direct)}
    short = {route.path for route in ours if is_plain(route)}
    assert {"/api/v1/cases/{number}", "/api/v1/cases/{number}/moves", "/api/v1/cases", "/api/v1/reports"} <= short
    assert not short & {"/api/v1/files", "/api/v1/locate", "/api/v1/grids/boundaries"}  # a form, a model, a header
