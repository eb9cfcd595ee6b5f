"""A database with the demo district's tree and people in it, and no case."""

from collections.abc import Iterator

import pytest
from psycopg_pool import ConnectionPool

from tests.database import DISTRICT, Databases
from wangge.demo import staff, tree
from wangge.demo.land import land
from wangge.demo.town import FOUNDED
from wangge.kit.migrate import create_district
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, work


@pytest.fixture(scope="session")
def bare(databases: Databases) -> Iterator[Urls]:
    with databases.empty() as urls:
        create_district(urls.owner, DISTRICT, "大兴区")
        yield urls


@pytest.fixture(scope="session")
def founded(bare: Urls) -> Iterator[Pool]:
    with ConnectionPool(bare.app, min_size=1, max_size=4, kwargs={"autocommit": True}) as pool:
        with work(pool, DISTRICT, now=FOUNDED) as tx:
            tree.plant(tx, land(1))
            staff.hire(tx)
        yield pool
