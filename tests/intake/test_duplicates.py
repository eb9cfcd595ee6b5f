"""Suspected duplicates: found in their place, within the asker's scope, and merged by one press."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.cases.histories import PHOTO, Teller
from tests.intake.test_likeness import AGAIN, LAMP, NOISE
from wangge.cases.rules import Verb
from wangge.kit.tx import Pool

pytestmark = pytest.mark.db

V = Verb
REPORTS = "/api/v1/reports"


@pytest.fixture(scope="module")
def told(pool: Pool) -> Teller:
    return Teller(pool, datetime.now(UTC) - timedelta(days=2))


@pytest.fixture
def clerk(pool: Pool) -> dict[str, str]:
    return town.bearer(pool, town.CLERK)


def ask(client: TestClient, who: dict[str, str], **fields: Any) -> list[dict[str, Any]]:
    body = {"channel": "hotline", "kind": "complain", "text": AGAIN, "grid": town.LIYUAN} | fields
    answer = client.post(f"{REPORTS}/duplicates", json=body, headers=who)
    assert answer.status_code == 200, answer.json()
    found: list[dict[str, Any]] = answer.json()["candidates"]
    return found


def numbers(found: list[dict[str, Any]]) -> set[str]:
    return {one["number"] for one in found}


def test_a_stranger_and_the_wrong_duty(client: TestClient, pool: Pool) -> None:
    body = {"channel": "hotline", "kind": "complain", "text": AGAIN}
    assert client.post(f"{REPORTS}/duplicates", json=body).status_code == 401
    handler = town.bearer(pool, town.CITY_HANDLER)
    assert client.post(f"{REPORTS}/duplicates", json=body, headers=handler).status_code == 403
    assert client.get("/api/v1/cases/20260101-0001/duplicates").status_code == 401


def test_side_by_side(client: TestClient, told: Teller, clerk: dict[str, str]) -> None:
    number = told.report(text=LAMP, grid=town.ZAOYUAN, lng=116.34, lat=39.73, address="枣园路 3 号", files=[PHOTO])
    told.report(text=NOISE, grid=town.ZAOYUAN)
    [one] = ask(client, clerk, grid=town.ZAOYUAN, lng=116.3405, lat=39.73)
    assert (one["number"], one["text"], one["files"], one["join"]) == (number, LAMP, [PHOTO], "into")
    assert (one["address"], one["grid"]["code"], one["reports"]) == ("枣园路 3 号", town.ZAOYUAN, 1)
    assert 40 < one["metres"] < 45
    assert set(one["parts"]) == {"text", "distance", "category", "time"}
    assert one["person"] == {"name": "欧阳*花", "phone": "138****5678", "identity": one["person"]["identity"]}
    assert "hash" not in str(one)


def test_one_press_joins(client: TestClient, told: Teller, clerk: dict[str, str]) -> None:
    number = told.report(text=LAMP, grid=town.COLLEGE)
    [one] = ask(client, clerk, grid=town.COLLEGE)
    body = {"channel": "hotline", "kind": "complain", "text": AGAIN, one["join"]: one["number"]}
    assert client.post(REPORTS, json=body, headers=clerk).json()["case"] == number
    [one] = ask(client, clerk, grid=town.COLLEGE)
    assert one["reports"] == 2


def test_one_press_merges(client: TestClient, told: Teller, clerk: dict[str, str]) -> None:
    first, second = (told.report(text=text, grid=town.FUQIANG) for text in (LAMP, AGAIN))
    found = client.get(f"/api/v1/cases/{second}/duplicates", headers=clerk).json()["candidates"]
    assert numbers(found) == {first}
    move = {"verb": "merge", "into": first, "seen": 1}
    assert client.post(f"/api/v1/cases/{second}/moves", json=move, headers=clerk).status_code == 201
    assert client.get(f"/api/v1/cases/{first}/duplicates", headers=clerk).json()["candidates"] == []


def test_what_was_closed_is_reopened_or_repeated(client: TestClient, told: Teller, clerk: dict[str, str]) -> None:
    number = told.report(text=LAMP, grid=town.KANGJU)
    told.say(town.SHIFT_LEAD, number, V.FORCE_CLOSE)
    assert {one["join"] for one in ask(client, clerk, grid=town.KANGJU)} <= {"reopen", "repeat_of"}


def test_nothing_outside_the_scope_is_said(client: TestClient, told: Teller, pool: Pool) -> None:
    """A sensitive one neither, for those who do not read sensitive cases."""
    told.report(text=LAMP, grid=town.KANGJU)
    street = town.bearer(pool, town.STREET_CLERK)
    assert ask(client, street, grid=town.KANGJU) == []
    hidden = told.report(text=LAMP + "敏感", grid=town.LIYUAN, sensitive=True)
    assert hidden not in numbers(ask(client, street, text=LAMP + "敏感"))
    assert client.get(f"/api/v1/cases/{hidden}/duplicates", headers=street).status_code == 404


def test_without_a_place_only_those_without_one(client: TestClient, told: Teller, clerk: dict[str, str]) -> None:
    number = told.report(text=LAMP, grid=None)
    assert numbers(ask(client, clerk, grid=None, text=LAMP)) == {number}


def test_what_is_merged_or_void_is_none(client: TestClient, told: Teller, clerk: dict[str, str]) -> None:
    number = told.report(text="独一无二的一件事情说了三遍", grid=town.LIYUAN)
    assert number in numbers(ask(client, clerk, text="独一无二的一件事情说了三遍"))
    told.say(town.SHIFT_LEAD, number, V.VOID)
    assert number not in numbers(ask(client, clerk, text="独一无二的一件事情说了三遍"))
