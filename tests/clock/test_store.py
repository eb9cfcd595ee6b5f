"""Calendars in the database: every version kept, none changed, read once a process."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests import town
from tests.clock.times import OFFICE, at, said
from tests.database import DISTRICT
from wangge import clock
from wangge.catalogue.rules import Limit
from wangge.clock import Calendar, CalendarDraft
from wangge.clock.actions import q
from wangge.clock.rules import drafted
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db

HALL = CalendarDraft(
    weekly={day: ["08:30-11:30", "14:00-17:30"] for day in ("mon", "tue", "wed", "thu", "fri")},
    exceptions={"2026-01-12": {"shifts": [], "name": "暴雪停工"}},
    years={"2033": [{"name": "元旦", "off": ["2033-01-01/2033-01-03"], "on": ["2033-01-08"]}]},
    note="政务大厅作息",
)


@pytest.fixture(autouse=True)
def _nothing_read_yet() -> Iterator[None]:
    clock.forget()
    yield
    clock.forget()


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is sent to the database from now on."""
    sent: list[str] = []
    execute = psycopg.Cursor.execute

    def noting(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        sent.append(query)
        return execute(self, query, *args, **kwargs)

    monkeypatch.setattr(psycopg.Cursor, "execute", noting)
    return sent


def test_the_first_version_is_the_office_week_with_the_holidays_of_the_library(tx: Tx) -> None:
    assert clock.current(tx) == OFFICE == clock.by_version(tx, 1)


def test_a_deadline_under_the_stored_calendar(tx: Tx) -> None:
    due = clock.deadline(at("Wed 2026-09-30 09:00"), Limit.parse("5wd"), clock.current(tx))
    assert (said(due.at), due.provisional) == ("Mon 2026-10-12 18:00", False)


def test_what_is_read_back_is_what_was_published(tx: Tx) -> None:
    assert clock.publish(tx, HALL) == 2
    assert clock.current(tx) == drafted(HALL, 2)
    assert clock.by_version(tx, 1) == OFFICE


def test_the_list_of_versions(tx: Tx) -> None:
    tx.actor = town.actor(tx, town.SHIFT_LEAD)
    clock.publish(tx, HALL)
    newest, first = clock.versions(tx)
    assert (newest.version, newest.published_at, newest.note) == (2, tx.now, "政务大厅作息")
    assert newest.published_by == tx.actor.id
    assert (first.version, first.published_by) == (1, None)


def test_publishing_is_audited(tx: Tx) -> None:
    clock.publish(tx, HALL)
    row = tx.row("SELECT action, target, facts FROM audit ORDER BY id DESC LIMIT 1")
    assert row == {"action": "publish_calendar", "target": "calendar:2", "facts": {"based_on": 1}}


def test_a_preview_publishes_nothing(tx: Tx) -> None:
    assert clock.preview(tx, HALL) == drafted(HALL, 2)
    assert clock.current(tx).version == 1


def test_years_once_known_stay_known(tx: Tx) -> None:
    clock.publish(tx, HALL)
    clock.publish(tx, replace(HALL, years={}))
    assert clock.current(tx).holidays == clock.by_version(tx, 2).holidays
    assert clock.current(tx).known_until == 2033


def test_a_calendar_without_holidays_is_stored_without(tx: Tx) -> None:
    clock.publish(tx, CalendarDraft({"mon": ["00:00-24:00"]}, statutory=False))
    assert clock.current(tx).holidays is None


def test_a_draft_that_breaks_a_rule_is_not_published(tx: Tx) -> None:
    with pytest.raises(Invalid) as refused:
        clock.publish(tx, replace(HALL, zone="Mars"))
    assert (refused.value.code, refused.value.facts["field"]) == ("calendar.zone", "zone")
    assert clock.current(tx).version == 1


@pytest.mark.parametrize("based_on", [0, 2, 99])
def test_a_draft_from_another_version_is_refused(tx: Tx, based_on: int) -> None:
    with pytest.raises(Refused) as refused:
        clock.publish(tx, replace(HALL, based_on=based_on))
    assert (refused.value.code, refused.value.facts) == ("calendar.changed", {"current": 1})


def test_of_two_who_publish_at_once_one_is_told(pool: Pool, owner: psycopg.Connection) -> None:
    told: list[str] = []

    def second() -> None:
        try:
            with work(pool, DISTRICT) as tx:
                clock.publish(tx, replace(HALL, based_on=1))
        except Refused as refused:
            told.append(f"{refused.code} {refused.facts['current']}")

    with work(pool, DISTRICT) as tx:
        clock.publish(tx, replace(HALL, based_on=1))
        other = Thread(target=second)
        other.start()
        _wait_for_a_lock(owner)
    other.join(timeout=10)
    with work(pool, DISTRICT) as tx:
        assert clock.current(tx) == drafted(HALL, 2)
    assert told == ["calendar.changed 2"]
    _only_the_first(owner)


def _wait_for_a_lock(owner: psycopg.Connection) -> None:
    """Until somebody waits for the transaction of another."""
    for _ in range(500):
        if owner.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone() != (0,):
            return
        owner.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("the second did not wait")


def _only_the_first(owner: psycopg.Connection) -> None:
    owner.execute("DELETE FROM calendars WHERE version > 1")


def test_an_unknown_version(tx: Tx) -> None:
    with pytest.raises(NotFound) as refused:
        clock.by_version(tx, 99)
    assert (refused.value.code, refused.value.facts) == ("calendar.unknown", {"version": 99})


@pytest.mark.parametrize("statement", ["UPDATE calendars SET note = ''", "DELETE FROM calendars", "TRUNCATE calendars"])
def test_a_version_cannot_be_changed(tx: Tx, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        tx.run(statement)


def test_a_version_is_read_once(tx: Tx, statements: list[str]) -> None:
    first = clock.by_version(tx, 1)
    assert clock.by_version(tx, 1) is first
    assert len(statements) == 1
    assert clock.current(tx) is first
    assert len(statements) == 2


def test_the_number_comes_with_another_statement(tx: Tx) -> None:
    assert q.current_version == "SELECT (SELECT max(version) FROM calendars);"
    clock.publish(tx, HALL)
    assert tx.value(q.current_version) == 2


def test_what_is_rolled_back_is_not_remembered(pool: Pool) -> None:
    with work(pool, DISTRICT) as tx:
        clock.publish(tx, HALL)
        assert clock.by_version(tx, 2).day_length == timedelta(hours=6.5)
        raise psycopg.Rollback()
    with work(pool, DISTRICT) as tx:
        clock.publish(tx, replace(HALL, weekly={"mon": ["09:00-10:00"]}))
        assert clock.by_version(tx, 2).day_length == timedelta(hours=1)
        raise psycopg.Rollback()


def test_renewing_without_a_new_year_does_nothing(tx: Tx) -> None:
    assert clock.renew(tx) is None
    assert clock.current(tx).version == 1


def test_renewing_adds_the_year_published_since(tx: Tx, monkeypatch: pytest.MonkeyPatch) -> None:
    year = drafted(HALL, 2).holidays[2033]  # type: ignore[index]
    monkeypatch.setattr("wangge.clock.actions.published", lambda: {2026: (), 2033: year})
    start, limit = datetime(2032, 12, 31, 7, tzinfo=UTC), Limit.parse("4wh")
    before = clock.current(tx)
    assert clock.renew(tx) == 2
    after = clock.current(tx)
    assert after == Calendar(2, holidays={**before.holidays, 2033: year})  # type: ignore[dict-item]
    assert clock.versions(tx)[0].note == "补入 2033 年法定节假日"
    assert said(clock.deadline(start, limit, before).at) == "Mon 2033-01-03 10:00"
    assert said(clock.deadline(start, limit, after).at) == "Tue 2033-01-04 10:00"
    assert clock.renew(tx) is None


def test_renewing_leaves_a_calendar_without_holidays(tx: Tx) -> None:
    clock.publish(tx, replace(HALL, statutory=False))
    assert clock.renew(tx) is None
