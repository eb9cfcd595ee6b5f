"""Standards in the database: one in force per condition, every version kept and immutable."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from psycopg.errors import InsufficientPrivilege

from tests import town
from tests.waiting import until
from wangge import catalogue, people
from wangge.catalogue import Draft, Limit
from wangge.catalogue.actions import standards as shelf
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db

POTHOLE = Draft("0113", "道路破损", "01", "路面有坑槽", "路面修平", limits={"handle": "3wd"})


def test_the_standard_in_force(tx: Tx) -> None:
    standard = catalogue.standard(tx, *town.matter("私搭乱建"))
    assert (standard.category, standard.category_name, standard.grade) == ("0101", "私搭乱建", "large")
    assert [str(stage.limit) for stage in standard.stages] == ["4wh", "7wd", "20wd"]


def test_one_category_has_several_conditions(tx: Tx) -> None:
    missing, loose = (catalogue.standard(tx, *town.matter("上水井盖", condition)) for condition in ("01", "02"))
    assert (missing.urgent, str(missing.limits["handle"])) == (True, "2uh")
    assert (loose.urgent, str(loose.limits["handle"])) == (False, "2wd")


@pytest.mark.parametrize(("category", "condition"), [("0113", "99"), ("9999", "01"), ("", "")])
def test_unknown_condition(tx: Tx, category: str, condition: str) -> None:
    with pytest.raises(Invalid) as refused:
        catalogue.standard(tx, category, condition)
    assert refused.value.code == "standard.unknown"
    assert refused.value.facts["field"] == "category"


def test_publishing_ends_the_former_version(tx: Tx) -> None:
    former = catalogue.standard(tx, "0113", "01")
    tx.actor = town.actor(tx, town.SHIFT_LEAD)
    version = catalogue.publish(tx, POTHOLE)
    assert catalogue.standard(tx, "0113", "01").version == version > former.version
    assert catalogue.standard(tx, "0113", "01").limits["handle"] == Limit.parse("3wd")
    assert catalogue.by_version(tx, former.version) == former
    rows = tx.rows("SELECT valid_from, valid_to, published_by FROM standards WHERE category = '0113' ORDER BY version")
    assert rows[0]["valid_to"] == rows[1]["valid_from"] == tx.now
    assert (rows[1]["valid_to"], rows[1]["published_by"]) == (None, people.user_id(tx, town.SHIFT_LEAD))


def test_other_conditions_of_the_category_stay(tx: Tx) -> None:
    loose = catalogue.standard(tx, *town.matter("上水井盖", "02"))
    catalogue.publish(tx, replace(POTHOLE, category="b0101", category_name="上水井盖"))
    assert catalogue.standard(tx, *town.matter("上水井盖", "02")) == loose


def test_what_is_read_back_is_what_was_published(tx: Tx) -> None:
    draft = replace(
        POTHOLE,
        stages=[{"code": "stop", "name": "停工", "limit": "4wh"}],
        evidence={"feed_back": ["after"]},
        check="desk",
        call_back="none",
        urgent=True,
        sensitive=True,
        answerable=True,
        max_extensions=0,
    )
    version = catalogue.publish(tx, draft)
    published = shelf._known.pop(shelf._key(tx, version))
    assert catalogue.by_version(tx, version) == published


def test_a_bad_draft_changes_nothing(tx: Tx) -> None:
    before = catalogue.standard(tx, "0113", "01")
    with pytest.raises(Invalid) as refused:
        catalogue.publish(tx, replace(POTHOLE, limits={"handle": "soon"}, closing=""))
    assert refused.value.code == "standard.bad"
    assert refused.value.facts == {
        "field": "closing",
        "rule": "length",
        "problems": [{"field": "closing", "rule": "length"}, {"field": "limits.handle", "rule": "limit"}],
    }
    assert catalogue.standard(tx, "0113", "01") == before


def test_published_by_two_at_once(pool: Pool) -> None:
    """The second waits for the first and is told, instead of ending a version it has not seen."""
    draft = replace(POTHOLE, condition="77")

    def second() -> str:
        try:
            with work(pool, town.DISTRICT) as tx:
                catalogue.publish(tx, draft)
        except Refused as refused:
            return refused.code
        return "published"

    with ThreadPoolExecutor(1) as thread:
        with work(pool, town.DISTRICT) as tx:
            catalogue.publish(tx, draft)
            answer = thread.submit(second)
            until(lambda: waits_for_a_lock(pool))
        assert answer.result() == "standard.meanwhile"


def waits_for_a_lock(pool: Pool) -> bool:
    with work(pool, town.DISTRICT) as tx:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        return bool(tx.value(query))


def test_versions_are_kept_in_the_process(tx: Tx) -> None:
    standard = catalogue.standard(tx, "0110", "01")
    assert catalogue.by_version(tx, standard.version) is standard


def test_before_a_category_is_known(tx: Tx) -> None:
    assert catalogue.by_version(tx, 0) is catalogue.UNSORTED


def test_unknown_version(tx: Tx) -> None:
    with pytest.raises(NotFound, match=r"standard\.version"):
        catalogue.by_version(tx, 999_999)


def test_the_catalogue_is_what_is_in_force(tx: Tx) -> None:
    tx.now += timedelta(days=1)
    catalogue.publish(tx, POTHOLE)
    rows = catalogue.catalogue(tx)
    assert [(s.category, s.condition) for s in rows] == sorted({(s.category, s.condition) for s in rows})
    assert next(s for s in rows if s.category == "0113").limits["handle"] == Limit.parse("3wd")


@pytest.mark.parametrize(
    "change", ["UPDATE standards SET urgent = true", "UPDATE standards SET limits = '{}'", "DELETE FROM standards"]
)
def test_a_published_version_cannot_be_changed(tx: Tx, change: str) -> None:
    with pytest.raises(InsufficientPrivilege), tx.conn.transaction():
        tx.run(change)
