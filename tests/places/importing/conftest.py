"""A district with nothing in it, and the command that fills it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from tests.database import Databases
from tests.places import gridfiles
from tests.places.gridfiles import DISTRICT, Doc
from wangge.kit.config import Settings
from wangge.kit.migrate import create_district
from wangge.kit.postgres import Urls
from wangge.kit.tx import work
from wangge.places.grids_import import Files, import_command

Run = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def district(databases: Databases) -> Iterator[Urls]:
    with databases.empty() as urls:
        create_district(urls.owner, DISTRICT, "下城区")
        yield urls


@pytest.fixture
def empty(district: Urls) -> Urls:
    """A district with nothing in it."""
    with psycopg.connect(district.owner, autocommit=True) as conn:
        conn.execute(f"SET search_path = d{DISTRICT}")
        conn.execute("TRUNCATE grids, grid_levels, audit CASCADE")
    return district


@pytest.fixture
def run(empty: Urls, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(files: dict[str, list[Doc]], **asked: Any) -> tuple[int, str]:
        code = 0
        mapping = asked.pop("toml", None)
        if mapping is not None:
            asked["mapping"] = tmp_path / "map.toml"
            asked["mapping"].write_text(mapping, encoding="utf-8")
        try:
            import_command(Settings(database_url=empty.app), Files(gridfiles.write(tmp_path, files), **asked))
        except SystemExit as left:
            code = int(str(left.code))
        return code, capsys.readouterr().out

    return run


@pytest.fixture
def reading(empty: Urls) -> Iterator[Callable[[], Any]]:
    with ConnectionPool(empty.app, min_size=1, kwargs={"autocommit": True}) as pool:
        yield lambda: work(pool, DISTRICT)
