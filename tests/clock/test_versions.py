"""Versions of the calendar: who, when, each field before and after; and undone by a new version."""

import psycopg
import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.clock.test_api import CALENDAR, SUMMER, WEEK
from wangge import clock
from wangge.clock import CalendarDraft, forget
from wangge.kit.errors import NotFound, Refused
from wangge.kit.tx import Pool, Tx

pytestmark = pytest.mark.db

OWN = {"2026-10-10": {"shifts": ["10:00-16:00"], "name": "运动会"}}


@pytest.fixture(autouse=True)
def _only_the_first(owner: psycopg.Connection) -> None:
    owner.execute("DELETE FROM calendars WHERE version > 1")
    forget()


def test_every_field_before_and_after(tx: Tx) -> None:
    tx.actor = town.actor(tx, town.SHIFT_LEAD)
    years = {"2031": [{"name": "元旦", "off": ["2031-01-01"], "on": []}]}
    version = clock.publish(tx, CalendarDraft(SUMMER, exceptions=OWN, zone="Asia/Urumqi", years=years, note="夏天"))
    noted, found = clock.changed(tx, version)
    assert (noted.note, noted.published_at, noted.published_by_name) == ("夏天", tx.now, "赵刚")
    assert [tuple(one) for one in found] == [
        ("zone", "Asia/Shanghai", "Asia/Urumqi"),
        ("weekly.fri", "09:00-12:00 13:00-18:00", "08:00-12:00"),
        ("exceptions.2026-10-10", None, "运动会 10:00-16:00"),
        ("holidays.2031.元旦", None, "2031-01-01"),
    ]


def test_the_first_one_is_all_new(tx: Tx) -> None:
    _, found = clock.changed(tx, 1)
    fields = {one.field: one.after for one in found}
    assert fields["weekly.mon"] == "09:00-12:00 13:00-18:00"
    assert fields["holidays.2026.元旦"] == "2026-01-01/2026-01-03 +2026-01-04"


def test_undone_by_a_new_version(tx: Tx) -> None:
    first = clock.current(tx)
    version = clock.publish(tx, CalendarDraft(SUMMER, exceptions=OWN))
    undone = clock.undo(tx, version)
    now = clock.current(tx)
    assert now.version == undone == version + 1
    assert (now.weekly, now.own, now.zone, now.holidays) == (first.weekly, first.own, first.zone, first.holidays)
    assert clock.versions(tx)[0].note == "撤销第 2 版，恢复第 1 版"
    clock.undo(tx, undone)  # and that can be undone as well
    assert clock.current(tx).own == clock.by_version(tx, version).own


def test_years_published_since_are_not_lost(tx: Tx) -> None:
    years = {"2031": [{"name": "元旦", "off": ["2031-01-01"], "on": []}]}
    version = clock.publish(tx, CalendarDraft(SUMMER, years=years))
    clock.undo(tx, version)
    assert 2031 in (clock.current(tx).holidays or {})


def test_later_versions_are_named(tx: Tx) -> None:
    version = clock.publish(tx, CalendarDraft(SUMMER))
    clock.publish(tx, CalendarDraft(WEEK))
    with pytest.raises(Refused) as refused:
        clock.undo(tx, version)
    assert (refused.value.code, refused.value.facts) == ("calendar.later", {"version": 2, "named": [3]})


def test_before_the_first_there_is_nothing(tx: Tx) -> None:
    with pytest.raises(Refused, match=r"calendar\.first"):
        clock.undo(tx, 1)
    with pytest.raises(NotFound, match=r"calendar\.unknown"):
        clock.undo(tx, 9)
    with pytest.raises(NotFound, match=r"calendar\.unknown"):
        clock.changed(tx, 9)


def test_over_http(client: TestClient, pool: Pool) -> None:
    undo, read = f"{CALENDAR}/versions/2/undo", f"{CALENDAR}/versions/2"
    assert client.post(undo).status_code == client.get(read).status_code == 401
    assert client.post(undo, headers=town.bearer(pool, town.WORKER)).status_code == 403
    lead = town.bearer(pool, town.SHIFT_LEAD)
    assert (
        client.post(CALENDAR, json={"based_on": 1, "weekly": SUMMER, "note": "夏天"}, headers=lead).status_code == 201
    )
    said = client.get(read, headers=lead).json()
    assert (said["published_by_name"], said["note"]) == ("赵*", "夏天")
    assert said["differences"][0]["field"] == "weekly.fri"
    assert client.post(undo, headers=lead).json()["version"] == 3
    again = client.post(undo, headers=lead)
    assert (again.status_code, again.json()["facts"]["named"]) == (409, [3])
