"""Many cases: in batches, by index, resumed where a killed worker stood, beside people who move and file cases."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests import town
from tests.cases.regrid.placing import decided, filed, follow, grids, verbs
from tests.database import DISTRICT
from tests.places.changes.deciding import EAST, FIRST, WEST
from tests.places.changes.test_undoing import geometry
from tests.places.drawing import box, draw
from wangge import places
from wangge.cases import history
from wangge.cases.actions import regrid
from wangge.cases.rules import MOVES, Verb
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, Tx, work
from wangge.places.rules.changes.drafts import Merge, Part, Split

pytestmark = pytest.mark.db

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)

#: A worker that follows a change four cases at a time, and says so after each batch.
WORKER = """
import os
from psycopg_pool import ConnectionPool
from wangge.cases.actions import regrid
from wangge.kit.tx import work
with ConnectionPool(os.environ["URL"], min_size=1, kwargs={"autocommit": True}) as pool:
    while True:
        with work(pool, "110115") as tx:
            count = regrid.follow(tx, 4)
        print(count, flush=True)
"""


@contextmanager
def at(pool: Pool, minutes: int = 0) -> Iterator[Tx]:
    with work(pool, DISTRICT, now=NOW + timedelta(minutes=minutes)) as tx:
        yield tx


def halves() -> Split:
    west, east = geometry(box(0, 0, 0.5, 2)), geometry(box(0.5, 0, 1, 2))
    parts = [Part(code=WEST, name="丽园西", boundary=west), Part(code=EAST, name="丽园东", boundary=east)]
    return Split(grid=FIRST, parts=parts)


def test_killed_between_batches_it_goes_on_where_it_stood(pool: Pool, urls: Urls) -> None:
    with at(pool) as tx:
        draw(tx)
        cases = [filed(tx, 0.2 if n % 2 else 0.8) for n in range(25)]
    with at(pool) as tx:
        version = decided(tx, halves()).version
    environment = os.environ | {"URL": urls.app}
    with subprocess.Popen([sys.executable, "-c", WORKER], stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout
        assert child.stdout.readline() == b"4\n"
        child.kill()
    with at(pool) as tx:
        left = tx.value("SELECT count(*) FROM cases WHERE path = '110115/003/006/001/'")
        assert 0 < left <= 21
        assert places.change(tx, version).settled_at is None
        assert history.verify(tx) == []  # half of them have moved, and every history is whole
    while True:
        with at(pool, 2) as tx:
            if not regrid.follow(tx, 4):
                break
    with at(pool, 3) as tx:
        assert grids(tx, *cases) == [EAST, WEST] * 12 + [EAST]
        assert {tuple(verbs(tx, case)) for case in cases} == {("report", "file", "regrid")}
        assert places.change(tx, version).settled_at is not None
        assert history.verify(tx) == []


def test_who_began_before_the_change_is_waited_for(pool: Pool) -> None:
    """A clerk's transaction has read the old tree and files into the grid that is gone: the case is not left behind."""
    with at(pool, 60) as clerk:
        clerk.actor = town.actor(clerk, town.CLERK)
        assert places.grid(clerk, WEST).code == WEST
        with at(pool, 60) as tx:
            one = decided(tx, Merge(grids=[WEST, EAST], code=FIRST[:-1] + "9", name="丽园", area_class="A"))
        with at(pool, 62) as tx:
            assert follow(tx) == 0
        assert settled(pool, one.version) is None
        late = filed(clerk, grid=town.KANGJU)
        grid = places.grid_by_id(clerk, clerk.value("SELECT id FROM grids WHERE code = %(code)s", code=WEST))
        clerk.run(
            "UPDATE cases SET grid = %(id)s, path = %(path)s WHERE number = %(n)s", id=grid.id, path=grid.path, n=late
        )
    with at(pool, 63) as tx:
        assert follow(tx) == 26  # those of the test before, and the late one
        assert grids(tx, late) == [FIRST[:-1] + "9"]
    assert settled(pool, one.version) is not None


def settled(pool: Pool, version: int) -> datetime | None:
    with at(pool, 64) as tx:
        return places.change(tx, version).settled_at


def test_a_regrid_leaves_what_hangs_on_the_case() -> None:
    """So that it is read without: should the table ever give it a clock, read whole cases again."""
    assert [move.clock for move in MOVES if move.verb is Verb.REGRID] == [""]


class TestByIndex:
    """However many cases there are, a batch reads its own."""

    @pytest.mark.parametrize(
        ("statement", "parameters"),
        [
            (regrid.q.left_behind, {"paths": ["110115/003/006/001/", "110115/003/006/004/"], "limit": 500}),
            (
                regrid.q.walk_on,
                {"path": "110115/003/006/001/", "all": False, "at": NOW, "id": 7, "limit": 500},
            ),
            (regrid.q.filed_since, {"paths": ["110115/003/006/001/"], "grids": [7], "since": NOW}),
        ],
    )
    def test_no_table_is_read_through(
        self, owner: psycopg.Connection, statement: str, parameters: dict[str, object]
    ) -> None:
        owner.execute("SET enable_seqscan = off")
        plan = "\n".join(
            row[0] for row in owner.execute(f"EXPLAIN {statement.rstrip().rstrip(';')}".encode(), parameters)
        )
        assert "Seq Scan on cases" not in plan
        assert "cases_path" in plan or "cases_queue_path" in plan
