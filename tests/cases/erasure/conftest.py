"""A town with every verb told, and the role that erases; whatever a test erases, every history is proven after it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from psycopg_pool import ConnectionPool

from tests.cases.every_verb import tell_all
from tests.cases.histories import Teller
from tests.database import DISTRICT
from wangge.cases.erasure import Erased, Reason, erase
from wangge.cases.history import verify
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, work

Look = Callable[..., list[dict[str, Any]]]
Erase = Callable[[str], Erased]


@pytest.fixture(scope="module")
def told(pool: Pool) -> Teller:
    return tell_all(pool)


@pytest.fixture(scope="module")
def eraser(urls: Urls) -> Iterator[Pool]:
    """As wangge_erase."""
    with ConnectionPool(urls.erase, min_size=1, max_size=2, kwargs={"autocommit": True}) as pool:
        yield pool


@pytest.fixture
def erased(eraser: Pool) -> Erase:
    def act(number: str) -> Erased:
        with work(eraser, DISTRICT) as tx:
            return erase(tx, number, Reason.REQUEST)

    return act


@pytest.fixture
def look(pool: Pool) -> Look:
    def rows(statement: str, **params: Any) -> list[dict[str, Any]]:
        with work(pool, DISTRICT) as tx:
            return tx.rows(statement, **params)

    return rows


@pytest.fixture(autouse=True)
def _proven(pool: Pool, told: Teller) -> Iterator[None]:
    """Whatever a test erases, every case is what its history says."""
    yield
    with work(pool, DISTRICT) as tx:
        assert verify(tx) == []
