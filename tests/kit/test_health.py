import asyncio
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from psycopg import Connection, OperationalError
from psycopg_pool import ConnectionPool, PoolTimeout

from tests.database import DISTRICT
from wangge.kit import health as health_module
from wangge.kit.health import Health, Kept, routes
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool


class Figures:
    def render(self) -> bytes:
        return b"wangge_requests_total 1.0\n"


def ask(health: Any, path: str) -> httpx.Response:
    async def asked() -> httpx.Response:
        app = FastAPI()
        app.include_router(routes(health, Figures()))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://wangge") as client:
            return await client.get(path)

    return asyncio.run(asked())


def saying(*troubles: str) -> Any:
    return SimpleNamespace(troubles=lambda: list(troubles))


def broken_pool(error: Exception) -> Any:
    def connection(timeout: float) -> Any:
        raise error

    return SimpleNamespace(connection=connection)


def test_a_living_process_says_so_whatever_the_database_does() -> None:
    answer = ask(saying("down"), "/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


def test_ready() -> None:
    answer = ask(saying(), "/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})


def test_not_ready_says_why_and_when_to_come_back() -> None:
    answer = ask(saying("The database does not answer: X."), "/readyz")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert answer.json() == {"ready": False, "because": ["The database does not answer: X."]}


def test_a_database_that_never_answers_does_not_hold_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_module, "_PATIENCE", 0.05)

    def stuck() -> list[str]:
        time.sleep(0.3)
        return []

    answer = ask(SimpleNamespace(troubles=stuck), "/readyz")
    assert answer.status_code == 503
    assert answer.json()["because"] == ["The database did not answer within 0.05 s."]


def test_the_figures_are_text_for_prometheus() -> None:
    answer = ask(saying(), "/metrics")
    assert answer.text == "wangge_requests_total 1.0\n"
    assert answer.headers["content-type"].startswith("text/plain; version=")


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (PoolTimeout(), "No database connection within 2 s."),
        (OperationalError("password of 13812345678"), "The database does not answer: OperationalError."),
    ],
)
def test_a_database_out_of_reach_is_a_trouble_without_its_details(error: Exception, trouble: str) -> None:
    assert Health(broken_pool(error)).troubles() == [trouble]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def forward(seconds: float) -> None:
        now[0] += seconds

    return forward


@pytest.mark.parametrize(
    ("answer", "after", "asked"), [([], 29.0, 1), ([], 30.0, 2), (["down"], 0.9, 1), (["down"], 1.0, 2)]
)
def test_an_answer_is_kept_for_a_while(
    clock: Callable[[float], None], answer: list[str], after: float, asked: int
) -> None:
    calls: list[int] = []

    def look() -> list[str]:
        calls.append(1)
        return answer

    kept = Kept(look, 30.0)
    assert kept() == answer
    clock(after)
    assert kept() == answer
    assert len(calls) == asked


@pytest.mark.db
def test_a_migrated_database_is_ready(pool: Pool) -> None:
    assert Health(pool, feed_limit=5).troubles() == []
    assert ask(Health(pool), "/readyz").status_code == 200


@pytest.mark.db
def test_it_is_asked_once_a_second(pool: Pool) -> None:
    health = Health(pool, feed_limit=5)
    health.troubles()
    before = pool.get_stats()["requests_num"]
    for _ in range(20):
        health.troubles()
    assert pool.get_stats()["requests_num"] == before


@pytest.mark.db
def test_a_database_behind_the_code_is_not(pool: Pool, owner: Connection[Any]) -> None:
    last = "(SELECT max(number) FROM migrations)"
    row = owner.execute(f"DELETE FROM migrations WHERE number = {last} RETURNING number, name, sha256, at".encode())
    (taken,) = row.fetchall()
    try:
        (trouble,) = Health(pool).troubles()
        assert trouble == f"District {DISTRICT} is 1 migrations behind: run `wangge migrate`."
    finally:
        owner.execute("INSERT INTO migrations (number, name, sha256, at) VALUES (%s, %s, %s, %s)", taken)


@pytest.mark.db
@pytest.mark.parametrize(("limit", "ready"), [(5.0, False), (3600.0, True), (0.0, True)])
def test_nor_is_one_whose_feed_stands_still(pool: Pool, owner: Connection[Any], limit: float, ready: bool) -> None:
    put = "INSERT INTO outbox (kind, subject, verb, at) VALUES ('case', 1, 'file', now() - interval '10 minutes')"
    owner.execute(put)
    try:
        troubles = Health(pool, feed_limit=limit).troubles()
    finally:
        owner.execute("DELETE FROM outbox")
    assert (troubles == []) is ready
    assert ready or troubles == [f"The feed of {DISTRICT} is 600 s behind: is `wangge worker` running?"]


@pytest.mark.db
def test_a_pool_without_a_free_connection_is_a_trouble(urls: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_module, "_WAIT", 0.1)
    with ConnectionPool(urls.app, min_size=1, max_size=1, kwargs={"autocommit": True}) as small, small.connection():
        assert Health(small).troubles() == ["No database connection within 0.1 s."]


@pytest.mark.db
def test_ready_again_when_the_trouble_is_over(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    health = Health(broken_pool(PoolTimeout()))
    assert health.troubles() != []
    monkeypatch.setattr(health, "_pool", pool)
    monkeypatch.setattr(health._versions, "_ask", list)
    monkeypatch.setattr(health._looked, "_until", 0.0)
    assert health.troubles() == []
