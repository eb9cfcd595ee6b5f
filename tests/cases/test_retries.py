"""A request sent again, later or at the same moment, acts once and is answered as the first time."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.cases.histories import WORDS, Teller
from tests.cases.racing import at_once
from tests.database import DISTRICT
from wangge.app import make_app
from wangge.cases.history import verify
from wangge.cases.rules import Verb
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db

AT_ONCE = 20


@pytest.fixture(scope="module")
def told(pool: Pool) -> Teller:
    return Teller(pool)


@pytest.fixture(scope="module")
def client(pool: Pool, told: Teller) -> Iterator[TestClient]:
    def now() -> datetime:
        return told.now

    with TestClient(make_app(pool, now)) as client:
        yield client


@pytest.fixture(scope="module")
def clerk(pool: Pool) -> dict[str, str]:
    return town.bearer(pool, town.CLERK)


def many(client: TestClient, path: str, body: dict[str, Any], headers: dict[str, str]) -> list[Any]:
    return at_once([partial(client.post, path, json=body, headers=headers)] * AT_ONCE)


def keyed(headers: dict[str, str], key: str) -> dict[str, str]:
    return headers | {"Idempotency-Key": key}


REPORT = {"channel": "hotline", "kind": "complain", "text": WORDS, "grid": town.LIYUAN}


class TestMoves:
    @pytest.mark.parametrize(
        ("verb", "body"),
        [
            ("accept", {"seen": 1}),
            ("void", {"seen": 1, "reason": WORDS}),
            ("amend", {"seen": 1, "reason": WORDS, "grade": "large"}),
            ("note", {"note": WORDS}),
            ("urge", {}),
        ],
    )
    def test_at_once_and_later(
        self, verb: str, body: dict[str, Any], client: TestClient, told: Teller, pool: Pool
    ) -> None:
        headers = keyed(town.bearer(pool, town.SHIFT_LEAD), f"move {verb}")
        number = told.report()
        path = f"/api/v1/cases/{number}/moves"
        came = many(client, path, {"verb": verb} | body, headers)
        assert {one.status_code for one in came} == {201}
        assert len({one.content for one in came}) == 1
        assert told.seq(number) == 2
        if verb != "void":
            told.say(town.SUPERVISOR, number, Verb.NOTE)
        moved_on = told.seq(number)
        assert client.post(path, json={"verb": verb} | body, headers=headers).content == came[0].content
        assert told.seq(number) == moved_on
        with work(pool, DISTRICT) as tx:
            assert verify(tx, [number]) == []

    def test_without_a_key_each_acts(self, client: TestClient, told: Teller, clerk: dict[str, str]) -> None:
        number = told.report()
        path, body = f"/api/v1/cases/{number}/moves", {"verb": "note", "note": WORDS}
        assert [client.post(path, json=body, headers=clerk).status_code for _ in range(2)] == [201, 201]
        assert told.seq(number) == 3

    def test_another_request_under_the_key(self, client: TestClient, told: Teller, clerk: dict[str, str]) -> None:
        number = told.report()
        path, headers = f"/api/v1/cases/{number}/moves", keyed(clerk, "one key, two requests")
        assert client.post(path, json={"verb": "accept", "seen": 1}, headers=headers).status_code == 201
        other = client.post(path, json={"verb": "note", "note": WORDS}, headers=headers)
        assert (other.status_code, other.json()["error"]) == (409, "idempotency.mismatch")
        assert told.seq(number) == 2

    def test_a_refused_one_may_come_again(self, client: TestClient, told: Teller, clerk: dict[str, str]) -> None:
        """The rollback frees the key: what was refused is judged anew."""
        number = told.report()
        path, headers = f"/api/v1/cases/{number}/moves", keyed(clerk, "not yet")
        body = {"verb": "decline", "seen": 2, "declined_for": "petition"}
        assert client.post(path, json=body, headers=headers).status_code == 422
        told.say(town.CLERK, number, Verb.ACCEPT)
        assert client.post(path, json=body, headers=headers).status_code == 201

    def test_the_loser_of_a_race_is_told_the_news(
        self, client: TestClient, told: Teller, clerk: dict[str, str], pool: Pool
    ) -> None:
        number = told.report()
        path, lead = f"/api/v1/cases/{number}/moves", town.bearer(pool, town.SHIFT_LEAD)
        accept = partial(client.post, path, json={"verb": "accept", "seen": 1}, headers=clerk)
        void = partial(client.post, path, json={"verb": "void", "seen": 1, "reason": WORDS}, headers=lead)
        came = at_once([accept, void])
        lost, won = sorted(came, key=lambda one: -one.status_code)
        assert (won.status_code, lost.status_code, lost.json()["error"]) == (201, 409, "move.news")
        (news,) = lost.json()["facts"]["events"]
        assert (news["seq"], news["verb"]) == (2, "accept" if won is came[0] else "void")


class TestReports:
    def test_at_once_and_later(self, client: TestClient, clerk: dict[str, str], pool: Pool) -> None:
        headers = keyed(clerk, "one report")
        came = many(client, "/api/v1/reports", REPORT, headers)
        assert {one.status_code for one in came} == {201}
        assert len({one.content for one in came}) == 1
        assert client.post("/api/v1/reports", json=REPORT, headers=headers).content == came[0].content
        with work(pool, DISTRICT) as tx:
            assert tx.value("SELECT count(*) FROM reports r WHERE r.number = %(n)s", n=came[0].json()["number"]) == 1
            assert tx.value("SELECT count(*) FROM idempotency WHERE key = 'one report'") == 1

    def test_the_same_source_number_at_once(self, client: TestClient, clerk: dict[str, str], pool: Pool) -> None:
        body = REPORT | {"source": "12345", "source_number": "DX-20260302-7"}
        came = many(client, "/api/v1/reports", body, clerk)
        assert sorted(one.status_code for one in came) == [200] * (AT_ONCE - 1) + [201]
        assert len({(one.json()["number"], one.json()["case"]) for one in came}) == 1
        with work(pool, DISTRICT) as tx:
            assert tx.value("SELECT count(*) FROM reports WHERE source_number = 'DX-20260302-7'") == 1
            assert tx.value("SELECT count(*) FROM cases WHERE number = %(n)s", n=came[0].json()["case"]) == 1

    def test_two_people_may_use_the_same_key(self, client: TestClient, clerk: dict[str, str], pool: Pool) -> None:
        other = town.bearer(pool, town.STREET_CLERK)
        first, second = (
            client.post("/api/v1/reports", json=REPORT, headers=keyed(who, "ours")) for who in (clerk, other)
        )
        assert first.json()["number"] != second.json()["number"]
