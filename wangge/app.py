"""The web process: one pool, one error shape, every router."""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import orjson
from fastapi import FastAPI, Request
from psycopg import Error

from wangge import people, web
from wangge.cases.api import router as cases
from wangge.cases.api.desk import router as desk
from wangge.cases.api.files import router as files
from wangge.cases.api.grid_changes import router as grid_changes
from wangge.cases.api.previews import router as previews
from wangge.cases.api.queue import router as queue
from wangge.cases.api.standards import router as standards
from wangge.cases.api.stream import router as stream
from wangge.cases.stream import Hub
from wangge.catalogue.api import router as catalogue
from wangge.clock.api import router as clock
from wangge.demo.accounts import router as demo
from wangge.demo.api import router as basemap
from wangge.dispatch.api import router as dispatch
from wangge.followup.api import router as followup
from wangge.intake.api import router as intake
from wangge.kit import health, http, logs
from wangge.kit.config import settings
from wangge.kit.errors import Refused
from wangge.kit.metrics import Meters
from wangge.kit.postgres import urls
from wangge.kit.routes import Threads
from wangge.kit.tx import Actor, Pool, open_pool, work
from wangge.kit.watch import Watch
from wangge.people.api import router as people_router
from wangge.people.http import Answered
from wangge.places.api import router as places
from wangge.places.api.changes import router as changes
from wangge.places.api.layers import router as layers
from wangge.places.api.maps import router as maps
from wangge.places.api.things import router as things
from wangge.triage.api import router as advice
from wangge.triage.api.hints import router as hints
from wangge.triage.api.learning import router as learning
from wangge.triage.api.licences import router as licences
from wangge.triage.api.matters import router as matters
from wangge.triage.api.replies import router as replies
from wangge.triage.api.second import router as second
from wangge.triage.api.waiting import router as waiting

ROUTERS = (
    *(cases, queue, desk, intake, people_router, grid_changes, changes, layers, places, maps, things, catalogue, clock),
    *(dispatch, previews, standards, followup, files, basemap, demo),
    *(advice, hints, learning, licences, matters, replies, second, waiting),
)
STREAMS = (stream,)  # answers that never end


def make_app(pool: Pool, now: Callable[[], datetime | None] = lambda: None) -> FastAPI:
    """The application on a pool: as many worker threads as the pool has connections.

    ``now`` is the clock of every transaction; None is the machine's. Stories are told with one of their own.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        app.state.threads.open()
        yield
        await app.state.hub.close()
        app.state.threads.close()

    app = FastAPI(
        title="Wangge 网格",
        version="0.1.0",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # looked for in vain with every request
    )
    app.state.pool, app.state.now, app.state.hub = pool, now, Hub(pool, now)
    app.state.threads, app.state.body_limit = Threads(pool.max_size), settings().body_limit
    http.install(app, on_refused=_note_refusal)
    app.add_exception_handler(Answered, lambda _, retried: retried.response)
    for router in (*ROUTERS, *STREAMS):
        app.router.routes.extend(router.routes)  # included one by one, each request would walk them all (0.2 ms)
    app.router.routes.extend(web.routes().routes)
    meters = Meters.load(settings())
    app.include_router(health.routes(health.Health(pool), meters))
    app.add_middleware(Watch, meters=meters)
    return app


def app_from_settings() -> FastAPI:
    """One of the processes of ``wangge serve``."""
    chosen = settings()
    logs.configure(chosen.log_level)
    pool = open_pool(urls(chosen).app, chosen.pool_size)
    Meters.load(chosen).watch(pool)
    app = make_app(pool)
    gc.collect()
    gc.freeze()  # what is there now stays: the collector need not walk it with every request
    gc.set_threshold(20_000, 20, 50)  # a request makes thousands of short-lived objects and no rings worth a walk
    return app


def description() -> str:
    """The OpenAPI document as text, without a database."""
    app = FastAPI(title="Wangge 网格", version="0.1.0")
    for router in (*ROUTERS, *STREAMS):
        app.router.routes.extend(router.routes)
    return orjson.dumps(app.openapi()).decode()


def _note_refusal(request: Request, error: Refused) -> None:
    """What somebody was refused, and by which rule: written after the rollback of what they tried."""
    state = request.state
    if getattr(state, "actor_id", None) is None:
        return
    try:
        with work(request.app.state.pool, state.district, Actor(state.actor_id), request.app.state.now()) as tx:
            verb = str(error.facts.get("verb") or request.method.lower())
            people.note_audit(tx, f"refused:{verb}"[:80], request.url.path[:200], error.code)
    except Error:  # the refusal stands, with or without its line
        return
