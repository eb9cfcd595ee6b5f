"""The second opinion over HTTP: off by default, beside the first, and only for who takes reports."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.triage.adviser import FakeAdviser, fake_adviser
from wangge.kit.config import settings
from wangge.kit.tx import Pool
from wangge.triage.actions import second

pytestmark = pytest.mark.db

PATH = "/api/v1/advice/second"
GARBAGE = town.matter("暴露生活垃圾")[0]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAdviser]:
    with fake_adviser() as server:
        monkeypatch.setenv("WANGGE_ADVISER_URL", server.url)
        settings.cache_clear()
        second._kept.cache_clear()
        yield server
    monkeypatch.undo()
    settings.cache_clear()


def ask(client: TestClient, pool: Pool, login: str = town.CLERK, lang: str = "zh", **body: Any) -> dict[str, Any]:
    headers = town.bearer(pool, login) | {"Accept-Language": lang}
    answer = client.post(PATH, headers=headers, json={"text": "门口垃圾没人收"} | body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_nobody_and_the_wrong_duty(client: TestClient, pool: Pool) -> None:
    assert client.post(PATH, json={"text": "x"}).status_code == 401
    assert client.post(PATH, json={"text": "x"}, headers=town.bearer(pool, town.DISPATCHER)).status_code == 403


def test_off_by_default(client: TestClient, pool: Pool) -> None:
    assert ask(client, pool) == {"configured": False, "second": None}


@pytest.mark.parametrize(
    ("first", "note"),
    [(None, "第二顾问的意见，供参考。"), (GARBAGE, "与首选一致。"), ("b0137", "与首选不同，供参考。")],
)
def test_an_opinion_and_how_it_stands_to_the_first(
    client: TestClient, pool: Pool, fake: FakeAdviser, first: str | None, note: str
) -> None:
    fake.answers(GARBAGE)
    found = ask(client, pool, first=first)
    assert found["configured"]
    assert found["second"]["category"]["code"] == GARBAGE
    assert found["second"]["category"]["name"] == "暴露生活垃圾"
    assert found["second"]["note"] == note


def test_only_categories_in_force_that_fit_the_kind_are_offered(
    client: TestClient, pool: Pool, fake: FakeAdviser
) -> None:
    ask(client, pool)
    every = set(fake.said["categories"])
    assert GARBAGE in every
    ask(client, pool, kind="consult")
    assert set(fake.said["categories"]) <= every


def test_silence_is_no_error(client: TestClient, pool: Pool, fake: FakeAdviser) -> None:
    fake.status = 500
    assert ask(client, pool) == {"configured": True, "second": None}


@pytest.mark.parametrize("body", [{"text": ""}, {"text": "x" * 100_000}, {"text": "x", "do": 1}, {"text": None}, []])
def test_bad_input_is_named(client: TestClient, pool: Pool, body: Any) -> None:
    answer = client.post(PATH, headers=town.bearer(pool, town.CLERK), json=body)
    assert answer.status_code == 422
