"""One PostgreSQL server for all workers, a migrated town as a template, a database of its own for each test module."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from fastapi.testclient import TestClient
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tests.database import DISTRICT, Databases, open_databases
from wangge.app import make_app
from wangge.kit.config import settings
from wangge.kit.crypto import make_keys
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, Tx, work


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A WANGGE_HOME of the run's own, with keys in it; passwords are checked fast."""
    folder = tmp_path_factory.mktemp("home")
    make_keys(folder / "keys.json")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WANGGE_HOME", str(folder))
        patch.setenv("WANGGE_PASSWORD_ROUNDS", "1")
        patch.setenv("WANGGE_PASSWORD_MEMORY_KIB", "8")
        settings.cache_clear()
        yield folder
    settings.cache_clear()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    with open_databases() as found:
        yield found


@pytest.fixture(scope="module")
def urls(databases: Databases) -> Iterator[Urls]:
    """A database of this module's own: district 110115 migrated, the town in it."""
    with databases.clone() as urls:
        yield urls


@pytest.fixture(scope="module")
def pool(urls: Urls) -> Iterator[Pool]:
    """As wangge_app, autocommit; ``work(pool, DISTRICT)`` opens a transaction in the district."""
    with ConnectionPool(urls.app, min_size=1, max_size=12, kwargs={"autocommit": True}) as pool:
        yield pool


@pytest.fixture(scope="module")
def client(pool: Pool) -> Iterator[TestClient]:
    """The whole application, nobody signed in."""
    with TestClient(make_app(pool)) as client:
        yield client


@pytest.fixture
def owner(urls: Urls) -> Iterator[Connection]:
    """As wangge_owner, autocommit, in the district's schema."""
    with psycopg.connect(urls.owner, autocommit=True, options=f"-c search_path=d{DISTRICT},jobs") as conn:
        yield conn


@pytest.fixture
def tx(pool: Pool) -> Iterator[Tx]:
    """One transaction in the district, rolled back at the end."""
    with work(pool, DISTRICT) as tx:
        yield tx
        raise psycopg.Rollback()
