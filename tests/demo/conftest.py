"""Databases with the demo district in them: its tree and people only, or with cases of ninety days as well."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from psycopg_pool import ConnectionPool

from tests.database import DISTRICT, Databases
from wangge.demo import build
from wangge.demo.story import run
from wangge.kit.migrate import create_district
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool

UNTIL = datetime(2026, 11, 25, 11, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CASES = 260


@contextmanager
def empty_district(databases: Databases) -> Iterator[tuple[Urls, Pool]]:
    with databases.empty() as urls:
        create_district(urls.owner, DISTRICT, "大兴区")
        with ConnectionPool(urls.app, min_size=1, max_size=4, kwargs={"autocommit": True}) as pool:
            yield urls, pool


@contextmanager
def told_district(databases: Databases, seed: int, count: int = CASES) -> Iterator[Pool]:
    """As `wangge demo` builds it, with fewer cases."""
    with empty_district(databases) as (urls, pool):
        with run.crew() as crew:
            build.found(pool, seed)
            run.tell(pool, urls.app, run.Order(count, UNTIL, seed), crew, lambda _: None)
        yield pool


@pytest.fixture(scope="session")
def founded(databases: Databases) -> Iterator[Pool]:
    with empty_district(databases) as (_, pool):
        build.found(pool, 1)
        yield pool


@pytest.fixture(scope="session")
def story(databases: Databases) -> Iterator[Pool]:
    assert os.environ["WANGGE_HOME"]  # the processes that tell it find the keys and the files there
    with told_district(databases, 1) as pool:
        yield pool
