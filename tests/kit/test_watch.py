import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import StreamingResponse
from starlette.staticfiles import StaticFiles

from wangge.kit import watch
from wangge.kit.logs import Call, note, request_id
from wangge.kit.watch import Watch

HEX = 16  # characters of an id of our own


class Figures:
    """In place of the meters: what was counted."""

    def __init__(self) -> None:
        self.counted: list[tuple[str, str, int, bool]] = []

    def answered(self, method: str, route: str, status: int, seconds: float | None) -> None:
        self.counted.append((method, route, status, seconds is not None))


def application(folder: Path) -> FastAPI:
    app, cases = FastAPI(), APIRouter(prefix="/cases")

    @cases.get("/{number}")
    def read(number: str) -> dict[str, str]:
        note(found=len(number))
        return {"id": request_id()}

    @cases.get("/{number}/broken")
    def broken(number: str) -> None:
        raise ValueError(f"{number} is broken")

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def events() -> AsyncIterator[str]:
            yield "data: 1\n\n"

        return StreamingResponse(events(), media_type="text/event-stream")

    @app.get("/torn")
    async def torn() -> StreamingResponse:
        async def half() -> AsyncIterator[bytes]:
            yield b"half"
            raise ValueError("torn")

        return StreamingResponse(half())

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    app.include_router(cases, prefix="/api/v1")
    (folder / "index.html").write_text("desk")
    app.mount("/desk", StaticFiles(directory=folder, html=True))
    return app


class World:
    def __init__(self, app: FastAPI, figures: Figures, lines: list[dict[str, Any]]) -> None:
        self.app, self.figures, self.lines = app, figures, lines

    def ask(self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(Watch(self.app, self.figures))  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport, base_url="http://wangge") as client:
                return await client.request(method, path, headers=headers)

        return asyncio.run(asked())


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    lines: list[dict[str, Any]] = []

    def line(call: Call, **facts: Any) -> None:
        lines.append(facts | call.facts | {"request_id": call.id})

    monkeypatch.setattr(watch, "line", line)
    return World(application(tmp_path), Figures(), lines)


def test_a_request_has_one_line_with_its_template(world: World) -> None:
    answer = world.ask("/api/v1/cases/20261009-0087?phone=13812345678")
    (told,) = world.lines
    assert told.pop("ms") > 0
    assert told == {
        "method": "GET",
        "route": "/api/v1/cases/{number}",
        "status": 200,
        "found": 13,
        "request_id": answer.headers["x-request-id"],
    }


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", "/api/v1/cases/1", "/api/v1/cases/{number}", 200),
        ("DELETE", "/api/v1/cases/1", "/api/v1/cases/{number}", 405),
        ("GET", "/desk/index.html", "/desk", 200),
        ("GET", "/desk/nothing", "/desk", 404),
        ("GET", "/13812345678", "none", 404),
    ],
)
def test_every_answer_is_counted_by_template(world: World, method: str, path: str, route: str, status: int) -> None:
    assert world.ask(path, method).status_code == status
    assert world.figures.counted == [(method, route, status, True)]
    assert (world.lines[0]["route"], world.lines[0]["status"]) == (route, status)


def test_the_handler_its_log_and_its_answer_share_the_id(world: World) -> None:
    answer = world.ask("/api/v1/cases/1")
    assert answer.json()["id"] == answer.headers["x-request-id"] == world.lines[0]["request_id"]
    assert len(answer.headers["x-request-id"]) == HEX
    assert world.ask("/api/v1/cases/1").headers["x-request-id"] != answer.headers["x-request-id"]


@pytest.mark.parametrize("given", ["4bf92f35-77b3-4da6", "A" * 64, "proxy.1_2-3"])
def test_a_sane_id_is_taken_over(world: World, given: str) -> None:
    assert world.ask("/api/v1/cases/1", headers={"X-Request-Id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "short", "A" * 65, "13812345678", 'abcdefgh"}', "abcd efgh"])
def test_any_other_is_replaced(world: World, given: str) -> None:
    answer = world.ask("/api/v1/cases/1", headers={"X-Request-Id": given})
    assert len(answer.headers["x-request-id"]) == HEX


def test_an_error_is_logged_once_and_answered(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = world.ask("/api/v1/cases/1/broken")
    assert answer.status_code == 500
    assert "x-request-id" in answer.headers
    assert [record.getMessage() for record in caplog.records] == ["request failed"]
    assert caplog.records[0].exc_info is not None
    assert world.figures.counted == [("GET", "/api/v1/cases/{number}/broken", 500, True)]


def test_an_error_that_nobody_answered_is_answered_here(world: World) -> None:
    async def bare(*_: object) -> None:
        raise ValueError

    world.app = bare  # type: ignore[assignment]
    answer = world.ask("/", headers={"Accept-Language": "en"})
    assert answer.status_code == 500
    assert answer.json()["error"] == "request.internal"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["x-request-id"] in answer.json()["message"]


def test_an_answer_that_breaks_off_breaks_the_connection(world: World) -> None:
    with pytest.raises(ValueError, match="torn"):
        world.ask("/torn")
    assert world.figures.counted == [("GET", "/torn", 499, True)]


def test_a_stream_is_counted_and_not_timed(world: World) -> None:
    assert world.ask("/stream").text == "data: 1\n\n"
    assert world.figures.counted == [("GET", "/stream", 200, False)]


def test_what_is_asked_all_the_time_has_no_line(world: World) -> None:
    world.ask("/healthz")
    assert world.lines == []
    assert world.figures.counted == [("GET", "/healthz", 200, True)]


def test_a_caller_who_leaves_is_told_as_499(world: World) -> None:
    async def leaving() -> None:
        started = asyncio.Event()

        async def slow(*_: object) -> None:
            started.set()
            await asyncio.sleep(60)

        scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/", "headers": []}
        task = asyncio.create_task(Watch(slow, world.figures)(scope, None, None))  # type: ignore[arg-type]
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(leaving())
    assert world.lines[0]["status"] == 499
    assert request_id() == ""


def test_other_protocols_pass_untouched(world: World) -> None:
    seen: list[str] = []

    async def inner(scope: Any, _: Any, __: Any) -> None:
        seen.append(scope["type"])

    asyncio.run(Watch(inner)({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"]
    assert world.lines == []
