"""Fixtures of the tasks over HTTP: the application under a clock that can be set, and people at it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.cases.histories import Teller
from tests.followup.desk import MORNING, Desk
from wangge.app import make_app
from wangge.kit.tx import Pool


@pytest.fixture(scope="module")
def clock() -> list[datetime]:
    return []


@pytest.fixture(scope="module")
def client(pool: Pool, clock: list[datetime]) -> Iterator[TestClient]:
    """Its clock can be set."""
    with TestClient(make_app(pool, now=lambda: clock[-1] if clock else None)) as client:
        yield client


@pytest.fixture
def teller(pool: Pool) -> Teller:
    return Teller(pool, MORNING)


@pytest.fixture
def worker(client: TestClient, pool: Pool) -> Desk:
    return Desk(client, pool, town.WORKER)


@pytest.fixture
def caller(client: TestClient, pool: Pool) -> Desk:
    return Desk(client, pool, town.CALLER)
