"""The worker itself: a planned change is made at its time and the cases follow, with nobody asking."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import town
from tests.cases.regrid.placing import filed, grids, verbs
from tests.database import DISTRICT
from tests.places.changes.deciding import EAST, SPLIT
from tests.waiting import until
from tests.workers import running
from wangge import places, worker
from wangge.cases import history
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db

LOOPS = [loop._replace(every_s=0.05) for loop in worker.LOOPS if loop.name in ("changes", "regrid")]


def test_at_its_time_and_to_the_end(pool: Pool, urls: Urls) -> None:
    with work(pool, DISTRICT) as tx:
        cases = [filed(tx) for _ in range(3)]
        tx.actor = town.actor(tx, town.SHIFT_LEAD)
        draft = SPLIT.model_copy(update={"heir": EAST})
        change = places.decide(tx, draft, datetime.now(UTC) + timedelta(seconds=1))
        assert change.state == "planned"
    with running(urls, *LOOPS):
        until(lambda: settled(pool, change.version))
    with work(pool, DISTRICT) as tx:
        done = places.change(tx, change.version)
        assert done.applied_at is not None
        assert timedelta(0) <= done.applied_at - change.effective_at < timedelta(seconds=5)
        assert places.grid(tx, EAST).valid_from == change.effective_at
        assert grids(tx, *cases) == [EAST] * 3
        assert {tuple(verbs(tx, case)) for case in cases} == {("report", "file", "regrid")}
        assert history.verify(tx) == []


def settled(pool: Pool, version: int) -> bool:
    with work(pool, DISTRICT) as tx:
        return places.change(tx, version).settled_at is not None
