"""Whether the process lives, and whether it can serve."""

import threading
import time
from collections.abc import Callable
from functools import partial

import anyio
import anyio.to_thread
from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from psycopg import Error
from psycopg_pool import PoolTimeout

from wangge.kit import feed, metrics
from wangge.kit.metrics import Meters
from wangge.kit.migrate import check_current, districts
from wangge.kit.postgres import CannotRun
from wangge.kit.tx import Pool, work

RETRY_AFTER = 2  # seconds
_WAIT = 2.0  # seconds for a connection
_PATIENCE = 5.0  # seconds for the whole look


class Health:
    """Looks at the database at most once a second, however often it is asked."""

    def __init__(self, pool: Pool, feed_limit: float = 0.0) -> None:
        """``feed_limit``: seconds a row may wait for the feed; 0: however long."""
        self._pool, self._feed_limit = pool, feed_limit
        self._lock = threading.Lock()
        self._versions = Kept(partial(_versions, pool), 30.0)
        self._lags = Kept(self._feeds, 5.0)
        self._looked = Kept(self._look, 1.0)

    def troubles(self) -> list[str]:
        """Why requests should go elsewhere; empty where none should."""
        with self._lock:
            return self._looked()

    def _look(self) -> list[str]:
        try:
            with self._pool.connection(timeout=_WAIT) as conn:
                conn.execute("SELECT 1")
            return self._versions() or self._lags()
        except PoolTimeout:
            return [f"No database connection within {_WAIT:g} s."]
        except Error as error:
            return [f"The database does not answer: {type(error).__name__}."]

    def _feeds(self) -> list[str]:
        if not self._feed_limit:
            return []
        with self._pool.connection(timeout=_WAIT) as conn:
            codes = [district.code for district in districts(conn)]
        return [trouble for code in codes if (trouble := self._feed_of(code))]

    def _feed_of(self, code: str) -> str:
        with work(self._pool, code) as tx:
            lag = feed.lag(tx)
        return (
            f"The feed of {code} is {lag:.0f} s behind: is `wangge worker` running?" if lag > self._feed_limit else ""
        )


class Kept:
    """An answer that is good for some seconds; one that tells of a trouble for one at most."""

    def __init__(self, ask: Callable[[], list[str]], seconds: float) -> None:
        self._ask, self._seconds = ask, seconds
        self._until = 0.0
        self._answer: list[str] = []

    def __call__(self) -> list[str]:
        if time.monotonic() >= self._until:
            self._answer = self._ask()
            self._until = time.monotonic() + (self._seconds if not self._answer else min(self._seconds, 1.0))
        return self._answer


def _versions(pool: Pool) -> list[str]:
    try:
        with pool.connection(timeout=_WAIT) as conn:
            check_current(conn)
    except CannotRun as error:
        return [str(error)]
    return []


def routes(health: Health, meters: Meters) -> APIRouter:
    """``/healthz``, ``/readyz`` and ``/metrics``. They wait for no worker thread of the application."""
    router = APIRouter(include_in_schema=False)
    room = anyio.CapacityLimiter(2)

    @router.get("/healthz")
    async def healthz() -> Response:
        return JSONResponse({"alive": True})

    @router.get("/readyz")
    async def readyz() -> Response:
        troubles = [f"The database did not answer within {_PATIENCE:g} s."]
        with anyio.move_on_after(_PATIENCE):
            troubles = await anyio.to_thread.run_sync(health.troubles, abandon_on_cancel=True, limiter=room)
        if troubles:
            headers = {"Retry-After": str(RETRY_AFTER)}
            return JSONResponse({"ready": False, "because": troubles}, 503, headers)
        return JSONResponse({"ready": True})

    @router.get("/metrics")
    async def figures() -> Response:
        text = await anyio.to_thread.run_sync(meters.render, limiter=room)
        return Response(text, media_type=metrics.CONTENT_TYPE)

    return router
