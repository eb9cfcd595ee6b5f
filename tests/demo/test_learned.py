"""The demo has learned from its own story: as a job of the worker, by the way every district learns."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.database import DISTRICT, Databases
from tests.demo.conftest import UNTIL, empty_district, told_district
from wangge.demo import build
from wangge.kit import jobs
from wangge.kit.config import settings
from wangge.kit.tx import Pool, work
from wangge.triage import jobs as triage
from wangge.triage.actions.advising import Asked, category_advice
from wangge.triage.actions.models import live

pytestmark = pytest.mark.db


def test_what_is_built_is_to_be_learned(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once: where the demo stands already, it has learned or will."""

    @contextmanager
    def nobody() -> Iterator[None]:
        yield

    for module, name in ((build.run, "tell"), (build.basemap, "write"), (build, "found")):
        monkeypatch.setattr(module, name, lambda *_: None)
    monkeypatch.setattr(build.run, "crew", nobody)
    with empty_district(databases) as (urls, pool):
        monkeypatch.setattr(build, "urls", lambda _: urls)
        assert build.build(settings(), UNTIL, say=lambda _: None)
        assert not build.build(settings(), UNTIL, say=lambda _: None)
        with work(pool, DISTRICT) as tx:
            waiting = tx.rows("SELECT task_name, args FROM procrastinate_jobs WHERE status = 'todo'")
    assert [(row["task_name"], row["args"]["district"]) for row in waiting] == [("triage.learn", DISTRICT)]
    assert jobs.REGISTRY["triage.learn"].fn is triage.learn_now


@pytest.fixture
def story(databases: Databases) -> Iterator[Pool]:
    """Of more cases than elsewhere: what was learned of a few is no better than the catalogue's words, and refused."""
    with told_district(databases, 1, 900) as pool:
        yield pool


def test_the_job_leaves_a_district_that_has_learned(story: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANGGE_DATABASE_URL", story.conninfo)
    settings.cache_clear()
    try:
        for _ in range(2):  # a job may run again
            triage.learn_now(story, DISTRICT)
    finally:
        settings.cache_clear()
    with work(story, DISTRICT) as tx:
        now = live(tx)
        assert now.version != "cold"
        assert tx.value("SELECT count(*) FROM advice_models WHERE version <> 'cold'") == 1
        plain = category_advice(tx, now, Asked("楼下垃圾桶满了一个星期没人来收，垃圾堆到桶外，味道很大"))
        strange = category_advice(tx, now, Asked("社保卡丢了怎么补办"))
    assert plain["candidates"][0]["code"] == "0110"
    assert strange["action"] != "take"
