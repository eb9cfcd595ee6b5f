"""The web process: one pool, one error shape, every router."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from anyio import to_thread
from fastapi import FastAPI, Request
from psycopg import Error

from wangge import people
from wangge.cases.api import router as cases
from wangge.catalogue.api import router as catalogue

from wangge.intake.api import router as intake
from wangge.kit import http
from wangge.kit.config import settings
from wangge.kit.errors import Refused
from wangge.kit.tx import Actor, Pool, work
from wangge.people.api import router as people_router
from wangge.places.api import router as places


def make_app(pool: Pool, now: Callable[[], datetime | None] = lambda: None) -> FastAPI:
    """The application on an open pool: as many worker threads as the pool has connections.

    ``now`` is the clock of every transaction; None is the machine's. Stories are told with one of their own.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = pool.max_size
        yield

    app = FastAPI(
        title="Wangge 网格",
        version="0.1.0",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.pool = pool
    app.state.now = now
    http.install(app, on_refused=_note_refusal)
    for router in (people_router, places, catalogue, cases, intake):
        app.include_router(router)
    return app


def _note_refusal(request: Request, error: Refused) -> None:
    """What somebody was refused, and by which rule: written after the rollback of what they tried."""
    state = request.state
    if getattr(state, "actor_id", None) is None:
        return
    try:
        with work(request.app.state.pool, state.district, Actor(state.actor_id)) as tx:
            verb = str(error.facts.get("verb") or request.method.lower())
            people.note_audit(tx, f"refused:{verb}"[:80], request.url.path[:200], error.code)
    except Error:  # the refusal stands, with or without its line
        return
