"""The calendar over HTTP."""

from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient

from tests import town
from wangge.clock import forget
from wangge.kit.tx import Pool

pytestmark = pytest.mark.db

CALENDAR, EXPLAIN = "/api/v1/calendar", "/api/v1/calendar/explain"
WEEK = {day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
SUMMER = {**WEEK, "fri": ["08:00-12:00"]}
ASKED = {"from": "2026-09-30T16:00:00+08:00", "limit": "5wd"}


@pytest.fixture(scope="module")
def worker(pool: Pool) -> dict[str, str]:
    return town.bearer(pool, town.WORKER)


@pytest.fixture(scope="module")
def lead(pool: Pool) -> dict[str, str]:
    return town.bearer(pool, town.SHIFT_LEAD)


@pytest.fixture(autouse=True)
def _only_the_first(owner: psycopg.Connection) -> None:
    owner.execute("DELETE FROM calendars WHERE version > 1")
    forget()


@pytest.mark.parametrize(("method", "address"), [("GET", CALENDAR), ("POST", CALENDAR), ("GET", EXPLAIN)])
def test_anonymous_is_401(client: TestClient, method: str, address: str) -> None:
    body = {"based_on": 1, "weekly": WEEK} if method == "POST" else None
    params = ASKED if address == EXPLAIN else None
    assert client.request(method, address, json=body, params=params).status_code == 401


@pytest.mark.parametrize(("address", "params"), [(CALENDAR, {}), (EXPLAIN, ASKED)])
def test_reading_needs_the_duty_to_read(client: TestClient, pool: Pool, address: str, params: dict[str, str]) -> None:
    assert client.get(address, params=params, headers=town.bearer(pool, town.NOBODY)).status_code == 403


def test_publishing_needs_its_duty(client: TestClient, worker: dict[str, str]) -> None:
    answer = client.post(CALENDAR, json={"based_on": 1, "weekly": WEEK}, headers=worker)
    assert (answer.status_code, answer.json()["facts"]) == (403, {"duty": "calendar"})


def test_the_current_calendar(client: TestClient, worker: dict[str, str]) -> None:
    said = client.get(CALENDAR, headers=worker).json()
    assert (said["version"], said["known_until"], said["zone"]) == (1, 2026, "Asia/Shanghai")
    assert (said["weekly"], said["exceptions"]) == (WEEK, {})
    assert said["holidays"]["2026"][0] == {"name": "元旦", "off": ["2026-01-01/2026-01-03"], "on": ["2026-01-04"]}
    assert [(row["version"], row["note"]) for row in said["versions"]] == [(1, "出厂日历")]


def test_a_new_version(client: TestClient, lead: dict[str, str]) -> None:
    body = {
        "based_on": 1,
        "weekly": SUMMER,
        "exceptions": {"2026-01-12": {"name": "暴雪停工"}},
        "years": {"2033": [{"name": "元旦", "off": ["2033-01-01"]}]},
        "note": "夏季作息",
    }
    answer = client.post(CALENDAR, json=body, headers=lead)
    assert (answer.status_code, answer.json()) == (201, {"version": 2, "known_until": 2033})
    said = client.get(CALENDAR, headers=lead).json()
    assert (said["version"], said["weekly"]) == (2, SUMMER)
    assert said["exceptions"] == {"2026-01-12": {"shifts": [], "name": "暴雪停工"}}
    assert said["holidays"]["2033"] == [{"name": "元旦", "off": ["2033-01-01"], "on": []}]
    assert [(row["version"], row["note"]) for row in said["versions"]] == [(2, "夏季作息"), (1, "出厂日历")]
    assert client.get(CALENDAR, params={"version": 1}, headers=lead).json()["weekly"] == WEEK


def test_what_is_read_can_be_sent_again(client: TestClient, lead: dict[str, str]) -> None:
    said = client.get(CALENDAR, headers=lead).json()
    body = {name: said[name] for name in ("weekly", "exceptions", "zone")} | {"years": said["holidays"], "based_on": 1}
    assert client.post(CALENDAR, json=body, headers=lead).status_code == 201
    again = client.get(CALENDAR, headers=lead).json()
    assert {name: again[name] for name in ("weekly", "exceptions", "zone", "holidays")} == {
        name: said[name] for name in ("weekly", "exceptions", "zone", "holidays")
    }


def test_a_retried_request_publishes_once(client: TestClient, lead: dict[str, str]) -> None:
    keyed = lead | {"Idempotency-Key": "summer"}
    body = {"based_on": 1, "weekly": SUMMER}
    first, again = (client.post(CALENDAR, json=body, headers=keyed) for _ in range(2))
    assert first.json() == again.json() == {"version": 2, "known_until": 2026}
    assert client.get(CALENDAR, headers=lead).json()["version"] == 2


def test_a_draft_of_an_older_version_is_409(client: TestClient, lead: dict[str, str]) -> None:
    body = {"based_on": 1, "weekly": SUMMER}
    client.post(CALENDAR, json=body, headers=lead)
    answer = client.post(CALENDAR, json=body, headers=lead)
    assert (answer.status_code, answer.json()["error"], answer.json()["facts"]) == (
        409, "calendar.changed", {"current": 2},
    )  # fmt: skip
    assert answer.json()["message"] == "日历已更新到第 2 版。看过新版再发布。"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"weekly": {"mon": ["09:00-12:00", "11:00-18:00"]}}, "calendar.order", "weekly.mon[1]"),
        ({"weekly": {"mon": ["nine to five"]}}, "calendar.shift", "weekly.mon[0]"),
        ({"weekly": {}}, "calendar.too_little", "weekly"),
        ({"zone": "Mars"}, "calendar.zone", "zone"),
        ({"exceptions": {"2026-02-30": {}}}, "calendar.date", "exceptions.2026-02-30"),
        ({"exceptions": {"2026-02-03": {"name": "\0"}}}, "calendar.text", "exceptions.2026-02-03.name"),
        ({"years": {"2033": [{"off": ["2032-01-01"]}]}}, "calendar.of_year", "years.2033[0].off[0]"),
        ({"note": "\0"}, "calendar.text", "note"),
        ({"note": "n" * 501}, "request.field", "note"),
        ({"based_on": 0}, "request.field", "based_on"),
        ({"based_on": 2**40}, "request.field", "based_on"),
        ({"based_on": None}, "request.field", "based_on"),
        ({"weekly": {"mon": "09:00-12:00"}}, "request.field", "weekly.mon"),
        ({"weekly": {"mon": ["09:00-12:00"] * 25}}, "request.field", "weekly.mon"),
        ({"exceptions": {"2026-02-03": {"open": True}}}, "request.field", "exceptions.2026-02-03.open"),
        ({"colour": "red"}, "request.field", "colour"),
    ],
)
def test_a_draft_that_breaks_a_rule_is_422(
    client: TestClient, lead: dict[str, str], change: dict[str, Any], code: str, field: str
) -> None:
    answer = client.post(CALENDAR, json={"based_on": 1, "weekly": WEEK} | change, headers=lead)
    said = answer.json()
    assert (answer.status_code, said["error"], said["facts"]["field"]) == (422, code, field)
    assert field in said["message"]
    assert client.get(CALENDAR, headers=lead).json()["version"] == 1


@pytest.mark.parametrize(("version", "status"), [(1, 200), (2, 404), (0, 422), (2**31, 422), ("x", 422)])
def test_asking_for_a_version(client: TestClient, worker: dict[str, str], version: object, status: int) -> None:
    assert client.get(CALENDAR, params={"version": version}, headers=worker).status_code == status
    assert client.get(EXPLAIN, params=ASKED | {"version": version}, headers=worker).status_code == status


def test_why_a_limit_ends_when_it_does(client: TestClient, worker: dict[str, str]) -> None:
    said = client.get(EXPLAIN, params=ASKED, headers=worker).json()
    assert (said["start"], said["due"]) == ("2026-09-30T16:00:00+08:00", "2026-10-13T16:00:00+08:00")
    assert (said["limit"], said["calendar"], said["provisional"]) == ("5wd", 1, False)
    assert said["counted_seconds"] == 5 * 8 * 3600
    assert [(day["date"], day["kind"]) for day in said["days"]][1] == ("2026-10-01", "holiday")
    assert said["days"][0]["segments"][0] == {
        "start": "2026-09-30T16:00:00+08:00",
        "end": "2026-09-30T18:00:00+08:00",
        "why": "counted",
        "passed": said["now"] >= "2026-09-30T18:00:00+08:00",
        "seconds": 7200,
    }


def test_under_another_version(client: TestClient, lead: dict[str, str]) -> None:
    client.post(CALENDAR, json={"based_on": 1, "weekly": SUMMER}, headers=lead)
    due = [client.get(EXPLAIN, params=ASKED | v, headers=lead).json()["due"] for v in ({}, {"version": 1})]
    assert due == ["2026-10-14T11:00:00+08:00", "2026-10-13T16:00:00+08:00"]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"limit": "5 days"}, "limit.unreadable"),
        ({"limit": "0wd"}, "limit.unreadable"),
        ({"limit": "5wh eod"}, "limit.unreadable"),
        ({"limit": ""}, "limit.unreadable"),
        ({"limit": "w" * 21}, "request.field"),
        ({"limit": "401cd"}, "limit.too_long"),
        ({"limit": "9999wd"}, "limit.too_long"),
        ({"from": "2026-09-30T16:00:00"}, "limit.from"),
        ({"from": "1999-09-30T16:00:00Z"}, "limit.from"),
        ({"from": "9999-12-31T23:00:00Z"}, "limit.from"),
        ({"from": "0001-01-01T00:00:00Z"}, "limit.from"),
        ({"from": "yesterday"}, "request.field"),
    ],
)
def test_a_question_that_breaks_a_rule_is_422(
    client: TestClient, worker: dict[str, str], params: dict[str, str], code: str
) -> None:
    answer = client.get(EXPLAIN, params=ASKED | params, headers=worker)
    assert (answer.status_code, answer.json()["error"]) == (422, code)
    assert answer.json()["facts"]["field"] in params


def test_the_longest_account(client: TestClient, worker: dict[str, str]) -> None:
    answer = client.get(EXPLAIN, params=ASKED | {"limit": "400cd"}, headers=worker)
    assert answer.status_code == 200
    assert len(answer.json()["days"]) == 401
