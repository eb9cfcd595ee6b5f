"""A PostgreSQL server of a test's own, with the settings of a real one."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.database import chosen_programs
from tests.kit.own_server import ADMIN, open_folder
from wangge.kit.postgres import Server


@pytest.fixture(scope="session")
def fresh_home() -> Iterator[Path]:
    """A data folder as it is after the first start."""
    folder = open_folder()
    with Server(folder / "var", chosen_programs()).running():
        pass
    yield folder / "var"
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def shown(fresh_home: Path) -> dict[str, str]:
    """Every setting of a running server."""
    with Server(fresh_home, chosen_programs()).running() as server, psycopg.connect(server.url(*ADMIN)) as conn:
        return dict(conn.execute("SELECT name, setting FROM pg_settings").fetchall())


@pytest.fixture
def folder() -> Iterator[Path]:
    made = open_folder()
    yield made
    shutil.rmtree(made)


@pytest.fixture
def server(folder: Path, fresh_home: Path) -> Iterator[Server]:
    subprocess.run(["cp", "-a", str(fresh_home), str(folder / "var")], check=True)
    with Server(folder / "var", chosen_programs()).running() as server:
        yield server
