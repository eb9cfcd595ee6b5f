"""The short way through FastAPI, for the requests that make up nearly all of the load.

FastAPI prepares every call for forms, streams, dependencies that must be closed and answers to be validated; that is
as much CPU as the whole work of a move. A route of ours takes JSON and answers a ``Response``: its arguments are
read here, by FastAPI's own fields. Whatever is not plain and right, FastAPI handles and answers as always.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any, get_type_hints

import orjson
from anyio import to_thread
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.params import Body
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_JSON = ("application/json", "application/json; charset=utf-8")


class Router(APIRouter):
    """The routes of a module under one prefix, in the OpenAPI document under one tag."""

    def __init__(self, prefix: str, tag: str) -> None:
        super().__init__(prefix=prefix, tags=[tag], route_class=Direct)


class Direct(APIRoute):
    """Takes the short way where a handler is a plain function of path parameters, at most one JSON body, and async
    dependencies of the request alone. Needs ``threads`` and ``body_limit`` in the state of the application."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._most = kwargs.pop("max_body_size", None)
        super().__init__(*args, **kwargs)
        self.app = partial(self._direct if is_plain(self) else self._limited, self.app)

    async def _direct(self, ordinary: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        values: dict[str, Any] = {}
        if self.body_field is not None:
            receive = await _read(request, self._counted(scope, receive))
        if not self._address(request, values) or not self._body(request, values):
            await ordinary(scope, receive, send)
            return
        for each in self.dependant.dependencies:
            values[str(each.name)] = await each.call(request)  # type: ignore[misc]
        response = await request.app.state.threads.run(partial(self.endpoint, **values))
        await response(scope, receive, send)

    async def _limited(self, ordinary: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        await ordinary(scope, self._counted(scope, receive), send)

    def _counted(self, scope: Scope, receive: Receive) -> Receive:
        """413 once a body is longer than its route allows, or the application where it says nothing."""
        left = self._most or scope["app"].state.body_limit

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413)
            return message

        return counted

    def _address(self, request: Request, values: dict[str, Any]) -> bool:
        for field in self.dependant.path_params:
            values[field.name], wrong = field.validate(request.path_params[field.alias], {}, loc=("path",))
            if wrong:
                return False
        if fields := self.dependant.query_params:
            read, errors = request_params_to_args(fields, request.query_params)
            values |= read
            return not errors
        return True

    def _body(self, request: Request, values: dict[str, Any]) -> bool:
        if self.body_field is None:
            return True
        if request.headers.get("content-type", "").lower() not in _JSON or not hasattr(request, "_body"):
            return False
        try:
            read = orjson.loads(request._body)  # noqa: SLF001
        except orjson.JSONDecodeError:
            return False
        values[self.body_field.name], wrong = self.body_field.validate(read, {}, loc=("body",))
        return not wrong


class Threads:
    """As many threads as there are connections: some for what takes the long way (uploads), the rest for the short."""

    def __init__(self, connections: int) -> None:
        self.long = max(1, connections // 4)
        self.short = max(1, connections - self.long)
        self._executor = ThreadPoolExecutor(self.short, "handler")

    def open(self) -> None:
        """In the loop that is served: its other threads are as few as the long way has."""
        to_thread.current_default_thread_limiter().total_tokens = self.long

    def close(self) -> None:
        self._executor.shutdown(wait=False)

    async def run(self, fn: Callable[[], Any]) -> Any:
        """``fn`` in a thread, with the context of the request. In a third of the CPU of ``loop.run_in_executor``."""
        loop, context = asyncio.get_running_loop(), copy_context()
        waiting: asyncio.Future[tuple[Any, BaseException | None]] = loop.create_future()

        def settle(outcome: tuple[Any, BaseException | None]) -> None:
            if not waiting.done():  # the request was cancelled in between
                waiting.set_result(outcome)

        def work() -> None:
            try:
                outcome = (context.run(fn), None)
            except BaseException as error:
                loop.call_soon_threadsafe(settle, (None, error))
            else:
                loop.call_soon_threadsafe(settle, outcome)

        self._executor.submit(work)
        result, error = await waiting
        if error is None:
            return result
        try:
            raise error
        finally:
            del error  # its traceback holds this frame


def is_plain(route: APIRoute) -> bool:
    of, body = route.dependant, route.body_field
    special = (of.request_param_name, of.response_param_name, of.background_tasks_param_name)
    return (
        get_type_hints(route.endpoint).get("return") is Response
        and not any((of.header_params, of.cookie_params, *special))
        and not asyncio.iscoroutinefunction(route.endpoint)
        and (body is None or [body.name] == [field.name for field in of.body_params])
        and (body is None or type(body.field_info) is Body)
        and all(map(_of_request_alone, of.dependencies))
    )


def _of_request_alone(of: Dependant) -> bool:
    more = (of.path_params, of.query_params, of.header_params, of.cookie_params, of.body_params, of.dependencies)
    return of.request_param_name == "request" and asyncio.iscoroutinefunction(of.call) and not any(more)


async def _read(request: Request, receive: Receive) -> Receive:
    """Reads the body into the request, and gives it, or that the caller has left, to who reads it after us."""
    heard: list[Message] = []
    more = True
    while more:
        heard.append(message := await receive())
        more = message.get("more_body", False)
    if message["type"] == "http.request":
        request._body = b"".join(part.get("body", b"") for part in heard)  # noqa: SLF001
    again = iter(heard)

    async def receive_again() -> Message:
        return next(again, None) or await receive()

    return receive_again
