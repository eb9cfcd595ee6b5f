"""Jobs: work that follows a request, deferred in its transaction and run by `wangge worker`.

A job runs at least once: a worker that dies in it leaves it to the next. So write a job whose
second run finds nothing left to do. Its arguments are JSON, ids and codes only: they stand in
logs and in the table of jobs, which erasure does not reach. What must follow every case follows
the feed: a deferred job notifies, and transactions that notify commit one after the other.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, repeat
from threading import Thread
from typing import Any, NamedTuple, TypeVar

from procrastinate import App, PsycopgConnector, RetryStrategy, SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from procrastinate.worker import Worker
from psycopg import AsyncConnection, OperationalError

from wangge.kit import sql
from wangge.kit.tx import Pool, Tx

q = sql.load("wangge.kit", "jobs.sql")
log = logging.getLogger("wangge.jobs")

Fn = TypeVar("Fn", bound=Callable[..., None])

#: After 5 s, 25 s, 2, 10 and 52 minutes; then it has failed and stays to be seen.
BACK_OFF = RetryStrategy(max_attempts=5, exponential_wait=5)


@dataclass(frozen=True)
class Job:
    name: str
    fn: Callable[..., None]
    retry: RetryStrategy


class Pace(NamedTuple):
    """Seconds. ``silent``: how long a worker may be unheard before its jobs are taken from it."""

    heartbeat: float = 10.0
    silent: float = 30.0
    sweep: float = 10.0
    fetch: float = 1.0  # between looks for jobs to run
    patience: float = 5.0  # with a lost database, before starting over
    grace: float = 1.0  # for running jobs at a stop; longer ones are cut off and run again


PACE = Pace()
AT_ONCE = 4  # jobs of one worker
KEPT_DAYS = 30  # of jobs that have failed
LIVES = 5  # workers that one job may outlive, before it is taken for what killed them
REGISTRY: dict[str, Job] = {}

# Writes on the connection it is given and never opens one of its own.
_DEFERRING = JobManager(SyncPsycopgConnector())


def job(name: str, retry: RetryStrategy = BACK_OFF) -> Callable[[Fn], Fn]:
    """Registers ``fn(pool, district, **args)``. ValueError for a name used twice."""

    def register(fn: Fn) -> Fn:
        if name in REGISTRY:
            raise ValueError(f"two jobs are named {name}")
        REGISTRY[name] = Job(name, fn, retry)
        return fn

    return register


def defer(tx: Tx, name: str, /, **args: Any) -> int:
    """Number of a job that exists when ``tx`` commits, and never otherwise. ``args`` become JSON.

    psycopg.Error as from any statement of ``tx``.
    """
    return _defer(tx, name, None, args)


def defer_at(tx: Tx, at: datetime, name: str, /, **args: Any) -> int:
    """As ``defer``, not run before ``at``."""
    return _defer(tx, name, at, args)


def _defer(tx: Tx, name: str, at: datetime | None, args: dict[str, Any]) -> int:
    deferring = configure_task(name=name, job_manager=_DEFERRING, schedule_at=at, connection=tx.conn)
    try:
        return deferring.defer(**{**args, "district": tx.district})
    except ConnectorException as error:
        raise error.__cause__ or error from None


class JobRunner(Thread):
    """Runs jobs until stopped, each in a thread; waits for a database that is away."""

    def __init__(self, url: str, pool: Pool, pace: Pace = PACE) -> None:
        super().__init__(name="jobs", daemon=True)
        self.url, self.pool, self.pace = url, pool, pace
        self._loop = asyncio.new_event_loop()
        self._stop_asked = asyncio.Event()
        self._pauses = _pauses()
        self._away = False

    def stop(self) -> None:
        with suppress(RuntimeError):  # the loop has ended already
            self._loop.call_soon_threadsafe(self._stop_asked.set)

    def run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._until_stopped())

    async def _until_stopped(self) -> None:
        self._loop.set_default_executor(_Threads())
        logging.getLogger("procrastinate.utils").setLevel(logging.CRITICAL)  # what it logs, the worker logs too
        while not self._stop_asked.is_set():
            try:
                await self._session()
            except Exception as error:
                self._gone(error)
            await _first(self._stop_asked.wait(), asyncio.sleep(next(self._pauses)))

    async def _session(self) -> None:
        """One registration as a worker, until stopped. Raises when the database is lost."""
        app = self._app()
        try:
            await _first(self._stop_asked.wait(), self._open(app))
            if not self._stop_asked.is_set():
                await self._work(app)
        finally:
            await app.close_async()

    async def _open(self, app: App) -> None:
        async with await AsyncConnection.connect(self.url, connect_timeout=5):
            pass  # refused at once, where the pool would go on trying
        await app.open_async()
        self._back()

    async def _work(self, app: App) -> None:
        worker: Any = Worker(
            app,
            concurrency=AT_ONCE,
            install_signal_handlers=False,
            listen_notify=False,  # psycopg listens by looking ten times a second: 0.35 % of a core for nothing
            delete_jobs="successful",
            fetch_job_polling_interval=self.pace.fetch,
            update_heartbeat_interval=self.pace.heartbeat,
            stalled_worker_timeout=self.pace.silent,
            shutdown_graceful_timeout=self.pace.grace,
        )
        working = asyncio.create_task(worker.run())
        try:
            await _first(self._stop_asked.wait(), asyncio.shield(working), self._sweep(app))
        finally:
            worker.stop()
            await working
        if not self._stop_asked.is_set():
            raise OperationalError("the connection was lost")  # else the worker does not end

    def _app(self) -> App:
        # `jobs` alone: a worker is of no district, each of its jobs names one.
        connector = PsycopgConnector(
            conninfo=self.url,
            kwargs={"options": "-c search_path=jobs"},
            min_size=1,
            max_size=2,
            timeout=self.pace.patience,
        )
        app = App(connector=connector, periodic_defaults={"max_delay": 0})
        for each in REGISTRY.values():
            app.task(name=each.name, retry=each.retry)(_bound(each, self.pool))
        _forget_old_ones(app)
        return app

    async def _sweep(self, app: App) -> None:
        while True:
            lost = await app.connector.execute_query_all_async(q.take_back, silent_s=self.pace.silent, limit=LIVES)
            for row in lost:
                log.warning("job %(id)s (%(task_name)s): its worker died, attempt %(attempts)s", row)
            await asyncio.sleep(self.pace.sweep)

    def _gone(self, error: Exception) -> None:
        if not self._away:
            known = isinstance(error, (ConnectorException, OperationalError))
            log.warning("jobs wait for the database: %s", error.__cause__ or error, exc_info=not known)
        self._away = True

    def _back(self) -> None:
        if self._away:
            log.warning("jobs go on")
        self._away = False
        self._pauses = _pauses()


def _bound(each: Job, pool: Pool) -> Callable[..., None]:
    def run(district: str, **args: Any) -> None:
        each.fn(pool, district, **args)

    return run


def _forget_old_ones(app: App) -> None:
    """Each night; jobs that succeed go at once.

    It must be there for another reason too: without any periodic task a worker does not notice
    that its heartbeat has died (procrastinate issue 1597).
    """

    @app.periodic(cron="17 3 * * *")
    @app.task(name="jobs.forget")
    async def forget(timestamp: int) -> None:  # procrastinate names it
        await app.job_manager.delete_old_jobs(
            KEPT_DAYS * 24, include_failed=True, include_cancelled=True, include_aborted=True
        )


def _pauses() -> Iterator[float]:
    """Seconds before the next try."""
    return chain((0.2, 0.5, 1.0, 2.0), repeat(5.0))


async def _first(*awaited: Awaitable[Any]) -> None:
    """Ends as the first one ends, raising what it raised; the others are cancelled and waited for."""
    tasks = [asyncio.ensure_future(each) for each in awaited]
    pending = set(tasks)
    try:
        _, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        while pending:  # again and again: what is inside wait_for may lose a cancellation (Python 3.11)
            for task in pending:
                task.cancel()
            _, pending = await asyncio.wait(pending, timeout=0.1)
        errors = [task.exception() for task in tasks if not task.cancelled()]
    for error in errors:
        if error:
            raise error


class _Threads(ThreadPoolExecutor):
    """A thread for each job that does not keep the process from ending: a cut-off job runs again elsewhere."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()

        def run() -> None:
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:
                future.set_exception(error)

        Thread(target=run, name="job", daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        pass
