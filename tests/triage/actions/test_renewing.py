"""A model that has learned what was erased, or is of a former program, is made again by itself, of what is left."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg_pool import ConnectionPool

from tests import town
from tests.cases.histories import Teller
from tests.database import DISTRICT
from tests.triage.actions.telling import GARBAGE, HEAT, NOISE, PARKING, filed, some, texts
from wangge.cases.erasure import Reason, erase
from wangge.kit.errors import Refused
from wangge.kit.tx import Pool, work
from wangge.triage import beside, jobs
from wangge.triage.actions import models
from wangge.triage.actions.models import Renewal
from wangge.triage.actions.retraining import retrain
from wangge.triage.learning import store

pytestmark = pytest.mark.db

NIGHT = datetime(2026, 11, 24, 19, tzinfo=UTC)  # 03:00 in Beijing
DAY = NIGHT + timedelta(days=1, hours=9)  # noon, and long after the last training

Forget = Callable[[], int]


@pytest.fixture
def fresh(databases: Any) -> Iterator[Pool]:
    """A database for each test: models and reports add up."""
    with databases.clone() as urls, ConnectionPool(urls.app, max_size=6, kwargs={"autocommit": True}) as pool:
        yield pool


@pytest.fixture
def told(fresh: Pool) -> Teller:
    told = Teller(fresh, NIGHT - timedelta(days=20))
    some(told, 20)
    return told


@pytest.fixture
def first(fresh: Pool, told: Teller) -> str:
    """The version of the first model."""
    return retrain(fresh, DISTRICT, now=NIGHT).version


@pytest.fixture
def forget(fresh: Pool, databases: Any) -> Forget:
    """One report that the live model has learned is erased; its id."""

    def act() -> int:
        with work(fresh, DISTRICT) as tx:
            learned = min(models.seen(tx, tx.value(models.q.live_version)))
            number = tx.value("SELECT number FROM reports WHERE id = %(id)s", id=learned)
        name = fresh.conninfo.rsplit("/", 1)[-1].split("?", maxsplit=1)[0]
        url = databases.addresses(name).erase
        with ConnectionPool(url, kwargs={"autocommit": True}) as eraser, work(eraser, DISTRICT) as tx:
            erase(tx, number, Reason.REQUEST)
        return learned

    return act


def due(pool: Pool, at: datetime) -> bool:
    with work(pool, DISTRICT, now=at) as tx:
        return jobs.is_due(tx)


def state(pool: Pool, version: str) -> Any:
    with work(pool, DISTRICT) as tx:
        return tx.row("SELECT state, size, format, why, upto FROM advice_models WHERE version = %(v)s", v=version)


class TestAfterAnErasure:
    def test_the_next_night_makes_it_again_without_what_was_erased(
        self, fresh: Pool, first: str, forget: Forget
    ) -> None:
        """Nothing is new, so nothing else would have it trained."""
        assert not due(fresh, NIGHT + timedelta(days=1))
        gone = forget()
        assert due(fresh, NIGHT + timedelta(days=1))
        assert not due(fresh, DAY)
        made = retrain(fresh, DISTRICT, now=NIGHT + timedelta(days=1))
        assert (made.live, made.why, made.rows) == (True, "advice.renewed", 79)
        with work(fresh, DISTRICT) as tx:
            assert models.live(tx).version == made.version
            assert gone in models.seen(tx, first)
            assert gone not in models.seen(tx, made.version)
            assert models.renewal(tx) is Renewal.NONE
        assert not due(fresh, NIGHT + timedelta(days=2))

    def test_what_was_kept_to_be_brought_back_goes(self, fresh: Pool, first: str, forget: Forget) -> None:
        with work(fresh, DISTRICT) as tx:
            assert models.drop_erased(tx) == 0
        forget()
        second = retrain(fresh, DISTRICT, now=NIGHT + timedelta(days=1)).version
        with work(fresh, DISTRICT) as tx:
            assert models.drop_erased(tx) == 1
            assert models.drop_erased(tx) == 0
            assert tx.rows("SELECT DISTINCT version FROM advice_model_parts") == [{"version": second}]
            with pytest.raises(Refused, match="model_gone"):
                models.restore(tx, first)

    def test_a_better_one_takes_its_place_where_there_is_enough_new(
        self, fresh: Pool, told: Teller, first: str, forget: Forget
    ) -> None:
        forget()
        for at, name in enumerate((NOISE, HEAT, PARKING, GARBAGE) * 10):
            filed(told, texts(name)[60 + at], name)
        made = retrain(fresh, DISTRICT, now=NIGHT + timedelta(days=1))
        assert made.live
        assert made.why != "advice.renewed"
        assert made.held >= 25

    def test_what_somebody_brought_back_of_late_is_replaced_by_its_like_only(
        self, fresh: Pool, told: Teller, first: str, forget: Forget
    ) -> None:
        for at, name in enumerate((NOISE, HEAT, PARKING, GARBAGE) * 10):
            filed(told, texts(name)[60 + at], name)
        retrain(fresh, DISTRICT, now=NIGHT + timedelta(days=1))
        with work(fresh, DISTRICT, now=NIGHT + timedelta(days=2)) as tx:
            models.restore(tx, first)
        assert not due(fresh, NIGHT + timedelta(days=3))
        forget()
        assert due(fresh, NIGHT + timedelta(days=3))
        made = retrain(fresh, DISTRICT, now=NIGHT + timedelta(days=3))
        assert (made.why, made.rows) == ("advice.renewed", 79)


class TestAfterAnUpgrade:
    def test_one_of_a_former_format_is_made_again_at_once(self, fresh: Pool, first: str) -> None:
        """By day too; it fills in what it should not until then."""
        assert not due(fresh, DAY)
        with work(fresh, DISTRICT) as tx:
            tx.run("UPDATE advice_models SET format = %(old)s WHERE version = %(v)s", old=store.BEFORE, v=first)
        assert due(fresh, DAY)
        made = retrain(fresh, DISTRICT, now=DAY)
        assert (made.live, made.why, made.rows) == (True, "advice.renewed", 80)
        assert state(fresh, made.version)["format"] == store.FORMAT
        assert not due(fresh, DAY)

    def test_the_loop_sees_to_it_in_its_first_round_and_tries_once(
        self, fresh: Pool, first: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with work(fresh, DISTRICT) as tx:
            tx.run("UPDATE advice_models SET format = 0")
        tried = list[str]()
        monkeypatch.setattr(jobs, "_tried", {})
        monkeypatch.setattr(beside, "train", tried.append)
        for _ in range(2):
            jobs.learn(fresh, DISTRICT)
        assert tried == [DISTRICT]

    def test_one_that_cannot_be_read_any_more(self, fresh: Pool, first: str) -> None:
        """The words of the catalogue advise meanwhile; it is still its place that the new one takes."""
        with work(fresh, DISTRICT) as tx:
            tx.run("DELETE FROM advice_model_parts WHERE what = 'model'")
            tx.run("UPDATE advice_models SET format = 1 WHERE version = %(v)s", v=first)
        made = retrain(fresh, DISTRICT, now=DAY)
        assert (made.live, state(fresh, first)["state"]) == (True, "former")

    def test_before_anything_was_learned_there_is_nothing_to_renew(self, fresh: Pool) -> None:
        assert not due(fresh, DAY)
        with work(fresh, DISTRICT) as tx:
            assert models.renewal(tx) is Renewal.NONE


def test_it_says_so_in_words(fresh: Pool, first: str, told: Teller, client: Any, pool: Pool) -> None:
    with work(pool, DISTRICT) as tx:
        tx.run("UPDATE advice_models SET why = 'advice.renewed'")
    found = client.get("/api/v1/advice/models", headers=town.bearer(pool, town.SHIFT_LEAD)).json()["models"]
    assert "已启用" in found[0]["why_words"]
