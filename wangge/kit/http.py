"""One shape for every error over HTTP: code, sentence in the user's language, facts, request id."""

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from psycopg import DataError, InterfaceError, OperationalError
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests
from starlette.exceptions import HTTPException

from wangge.kit.errors import Busy, Invalid, NotFound, Refused, say, word

RETRY_AFTER = 2  # seconds

#: Told of every refusal of a writing request by somebody known, after its rollback.
OnRefused = Callable[[Request, Refused], None]


def install(app: FastAPI, on_refused: OnRefused) -> None:
    """Every way a request can end badly, answered in one shape."""

    def refused(request: Request, error: Refused) -> Response:
        if error.status in (403, 404, 409) and request.method not in ("GET", "HEAD", "OPTIONS"):
            on_refused(request, error)
        return answer(request, error)

    handlers: dict[Any, Any] = {
        Refused: refused,
        RequestValidationError: _malformed,
        HTTPException: _unknown,
        DataError: _unfit,
    }
    handlers |= dict.fromkeys((OperationalError, InterfaceError, PoolTimeout, PoolClosed, TooManyRequests), _busy)
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _malformed(request: Request, error: RequestValidationError) -> Response:
    fields = [_field(item, language_of(request)) for item in error.errors()]
    return answer(request, Invalid("request.field", **fields[0]), fields=fields)


def _busy(request: Request, _: Exception) -> Response:
    return answer(request, Busy("request.busy", retry_after=RETRY_AFTER))


def _unfit(request: Request, _: DataError) -> Response:
    return answer(request, Invalid("request.number", field=request.url.path))


def _unknown(request: Request, error: HTTPException) -> Response:
    if error.status_code == 405:
        return answer(request, Refused("request.method", method=request.method), status=405)
    if error.status_code == 413:
        return answer(request, Invalid("request.too_big"), status=413)
    if error.status_code in (400, 422):
        return answer(request, Invalid("request.body"))
    return answer(request, NotFound("request.unknown"), status=error.status_code)


def json_response(body: Any, status: int = 200) -> Response:
    """JSON as it is, without validating what we made ourselves."""
    return Response(orjson.dumps(body), status, media_type="application/json")


def answer(
    request: Request, error: Refused, status: int = 0, fields: Sequence[dict[str, Any]] | None = None
) -> Response:
    body: dict[str, Any] = {"error": error.code, "message": say(error, language_of(request)), "facts": error.facts}
    if fields is not None:
        body["fields"] = fields
    body["request_id"] = getattr(request.state, "request_id", None)
    headers = {"Retry-After": str(error.facts.get("retry_after", RETRY_AFTER))} if isinstance(error, Busy) else None
    data = orjson.dumps(body, default=str, option=orjson.OPT_NON_STR_KEYS)
    return Response(data, status or error.status, headers, "application/json")


def language_of(request: Request) -> str:
    """The signed-in user's language, else the browser's; Chinese first."""
    known = getattr(request.state, "lang", None)
    if known in ("zh", "en"):
        return str(known)
    return "en" if request.headers.get("accept-language", "zh").lower().startswith("en") else "zh"


def _field(item: dict[str, Any], language: str) -> dict[str, Any]:
    """Where and what, in the user's language; never the value, which may be personal."""
    place = ".".join(str(part) for part in item["loc"] if part not in ("body", "query", "path"))
    if item["type"] == "json_invalid":
        place = "body"
    context = {k: v for k, v in (item.get("ctx") or {}).items() if isinstance(v, (str, int, float))}
    rule = str(item["ctx"]["error"]) if item["type"] == "value_error" else item["type"]
    sentence = word("kit", f"field.{rule}", language)
    problem = item["msg"] if sentence.startswith("field.") else sentence.format_map(_Missing(context))
    return {"field": place or "body", "problem": problem, "rule": rule}


class _Missing(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
