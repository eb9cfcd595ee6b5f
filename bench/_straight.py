"""The limit of a lifecycle: its own statements, recorded once, sent straight to PostgreSQL without anything around."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

import psycopg
from _ground import DISTRICT, Ground

#: Marks that stand out in a recorded statement, so that every turn gets ids and numbers of its own.
_CASE, _REPORT, _TEXT = 7_777_000_001, 8_888_000_001, 9_999_000_001
_MARKS = {"cases_id_seq": _CASE, "reports_id_seq": _REPORT, "texts_id_seq": _TEXT}
_TABLES = ("cases", "case_events", "case_clocks", "assignments", "reports", "report_persons", "texts")

BEGIN = f"BEGIN; SET LOCAL search_path = d{DISTRICT}, jobs".encode()

#: The calls of one lifecycle, each a transaction of statements with their parameters.
Calls = list[list[tuple[str, dict[str, Any]]]]


def straight(place: Ground, clients: int, seconds: float) -> float:
    """Lifecycles a second over ``clients`` connections of two processes."""
    number, calls = _recorded(place)
    context = get_context("spawn")
    queue = context.Queue()
    first = int(time.time()) % 1_000_000 * 10_000_000
    work = (place.urls.app, number, calls, max(1, clients // 2), seconds)
    jobs = [context.Process(target=_drive, args=(queue, *work, first + half * 5_000_000)) for half in range(2)]
    for job in jobs:
        job.start()
    done = sum(queue.get(timeout=seconds + 60) for _ in jobs)
    for job in jobs:
        job.join()
    return round(float(done) / seconds, 1)


def _drive(queue: Any, url: str, number: str, calls: Calls, threads: int, seconds: float, first: int) -> None:
    done = [0] * threads
    until = time.perf_counter() + seconds

    def loop(index: int) -> None:
        with psycopg.connect(url, autocommit=True, prepare_threshold=2, options="-c timezone=UTC") as conn:
            turn = first + index * 100_000
            while time.perf_counter() < until:
                turn += 1
                for call in calls:
                    conn.pgconn.exec_(BEGIN)
                    for sql, params in call:
                        conn.execute(sql.encode(), {k: _own(v, turn, number) for k, v in params.items()} or None)
                    conn.pgconn.exec_(b"COMMIT")
                done[index] += 1

    workers = [threading.Thread(target=loop, args=(i,)) for i in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    queue.put(sum(done))


def _own(value: Any, turn: int, number: str) -> Any:
    """The value with this turn's ids and numbers in the place of the recorded ones."""
    if isinstance(value, int) and value >= _CASE:
        return value + turn * 100
    if not isinstance(value, str):
        return value
    for mark in (_CASE, _REPORT):
        value = value.replace(str(mark), str(mark + turn * 100))
    value = value.replace(str(_TEXT)[:-1], str(_TEXT + turn * 100)[:-1])
    return value.replace("straight-key", f"straight-{turn}").replace(number, f"straight-{turn}")


def _recorded(place: Ground) -> tuple[str, Calls]:
    """The number of a lifecycle's case and its statements, as the API sends them."""
    import asyncio

    from lifecycle import Worker, standard_of_bench
    from psycopg_pool import ConnectionPool

    calls: Calls = []

    class Recorder(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
            if calls:
                calls[-1].append((query.decode() if isinstance(query, bytes) else str(query), dict(params or {})))
            return super().execute(query, params, **more)

    options = {"autocommit": True, "options": "-c timezone=UTC", "cursor_factory": Recorder}
    with ConnectionPool(place.urls.app, min_size=1, max_size=4, kwargs=options) as pool:
        worker = Worker(place, standard_of_bench(), "cgw", InProcess(pool, began=lambda: calls.append([])))
        asyncio.run(worker.sign_in())
        asyncio.run(worker.lifecycle())  # fills what the process keeps: calendars, standards
        with _marked(place):
            _mark(place)
            calls.clear()
            asyncio.run(worker.lifecycle())
    return worker.last, [call for call in calls if call]


class InProcess:
    """The same calls as over the wire, answered in this process; ``began`` is told of each."""

    def __init__(self, pool: Any, began: Callable[[], None] = lambda: None) -> None:
        from fastapi.testclient import TestClient

        from wangge.app import make_app
        from wangge.kit import logs

        self.latencies: list[float] = []
        self._began = began
        self._run = time.time_ns()  # a key that was used before would be answered with the case of that time
        logs.configure("WARNING")  # standard output is for the bench's one object
        self._client = TestClient(make_app(pool))

    async def open(self) -> "InProcess":
        return self

    async def call(self, method: str, path: str, headers: Any = (), body: Any = None) -> tuple[int, Any]:
        named = dict(line.split(": ", 1) for line in headers)
        if "Idempotency-Key" in named:
            named["Idempotency-Key"] = f"straight-key-{self._run}-{len(self.latencies)}"
        if "Origin" in named:
            named["Origin"] = "http://testserver"
        self.latencies.append(0.0)
        self._began()
        answer = self._client.request(method, path, headers=named, json=body)
        return answer.status_code, answer.json()


def _mark(place: Ground) -> None:
    with psycopg.connect(place.urls.owner, autocommit=True, options=f"-c search_path=d{DISTRICT}") as conn:
        for sequence, mark in _MARKS.items():
            conn.execute(f"SELECT setval('{sequence}', {mark}, false)".encode())


@contextmanager
def _marked(place: Ground) -> Iterator[None]:
    """The sequences go back to where they were."""
    with psycopg.connect(place.urls.owner, autocommit=True, options=f"-c search_path=d{DISTRICT}") as conn:
        were = {name: conn.execute(f"SELECT last_value FROM {name}".encode()).fetchone() for name in _MARKS}
        yield
        for table in _TABLES:  # the recorded case leaves no trace: a later run marks its own
            key = {"cases": "id", "report_persons": "report_id"}.get(table, "case_id")
            mark = _REPORT if table == "report_persons" else _CASE
            conn.execute(f"DELETE FROM {table} WHERE {key} = {mark}".encode())
        for name, row in were.items():
            conn.execute(f"SELECT setval('{name}', {row[0] if row else 1})".encode())
