"""Around every request: its id, its line in the log, its figures, and the last net for an error."""

import logging
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from time import perf_counter
from typing import Any

from starlette.requests import Request

from wangge.kit import http as errors
from wangge.kit.errors import Refused
from wangge.kit.logs import CALL, Call, line
from wangge.kit.metrics import Meters

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_SANE = re.compile(rb"(?=.*[A-Za-z])[A-Za-z0-9._-]{8,64}")  # a letter: so that it is nobody's number
_GONE = 499  # the caller left before the answer
log = logging.getLogger("wangge.http")
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})  # asked every few seconds


class Watch:
    """Pure ASGI, put around the whole application: below 30 µs for a request.

    Takes over a sane ``X-Request-Id`` or makes one, and answers with it. The log names the route's
    template, so that no number or text of a path or query is ever written.
    """

    def __init__(self, app: App, meters: Meters | None = None) -> None:
        self._app, self._meters = app, meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        began = perf_counter()
        call = Call(_id_of(scope))
        scope.setdefault("state", {})["request_id"] = call.id
        token = CALL.set(call)
        answer = _Answer(send, call.id)
        try:
            await self._app(scope, receive, answer.send)
        except Exception as error:
            log.exception("request failed", exc_info=error)
            if not answer.status:
                broken = Refused("request.internal", request_id=call.id)
                await errors.answer(Request(scope), broken, status=500)(scope, receive, answer.send)
            elif not answer.complete:
                raise  # the server cuts the connection, so that the caller notices
        finally:
            self._told(scope, answer, call, perf_counter() - began)
            CALL.reset(token)

    def _told(self, scope: Scope, answer: "_Answer", call: Call, seconds: float) -> None:
        method, route = scope["method"], route_of(scope)
        status = answer.status if answer.complete else _GONE
        if self._meters:
            self._meters.answered(method, route, status, None if answer.streams else seconds)
        if route not in _QUIET:
            line(call, method=method, route=route, status=status, ms=round(seconds * 1000, 1))


class _Answer:
    """What is sent, as it passes."""

    __slots__ = ("_id", "_send", "complete", "status", "streams")

    def __init__(self, send: Send, call_id: str) -> None:
        self._send, self._id = send, call_id.encode()
        self.status, self.complete, self.streams = 0, False, False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = [*message.get("headers", ()), (b"x-request-id", self._id)]
            self.streams = any(value.startswith(b"text/event-stream") for _, value in headers)
            message = {**message, "headers": headers}
        elif message["type"] == "http.response.body" and not message.get("more_body", False):
            self.complete = True
        await self._send(message)


def _id_of(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _SANE.fullmatch(value):
            return str(value.decode("ascii"))
    return secrets.token_hex(8)


def route_of(scope: Scope) -> str:
    """``/api/v1/cases/{number}``; ``none`` for an address that nobody serves.

    FastAPI keeps an included router's routes without their prefix, and the whole path beside them.
    """
    included = scope.get("fastapi", {}).get("effective_route_context")
    route = included or scope.get("route")
    if route is not None:
        return str(route.path)
    mounted = scope.get("root_path", "").removeprefix(scope.get("app_root_path", ""))
    return mounted or "none"
