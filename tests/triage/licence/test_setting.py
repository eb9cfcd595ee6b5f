"""The licence over HTTP: off by default, versioned, audited, never set over somebody else's change."""

from functools import partial
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from tests import town
from tests.cases.histories import Teller
from tests.cases.racing import at_once, codes
from tests.database import DISTRICT
from tests.triage.licence.trusting import GARBAGE, arrives, verbs, works
from wangge.kit.tx import Pool, work
from wangge.triage.actions.licence import Wanted, set_licence

pytestmark = pytest.mark.db

PATH = "/api/v1/advice/licences"
WANTED: dict[str, Any] = {
    "step": "category",
    "branch": GARBAGE,
    "active": True,
    "confidence": 0.95,
    "sample": 20,
    "seen": 0,
}


def put(client: TestClient, pool: Pool, login: str = town.SHIFT_LEAD, **fields: Any) -> Response:
    answer: Response = client.put(PATH, headers=town.bearer(pool, login), json=WANTED | fields)
    return answer


def read(client: TestClient, pool: Pool) -> dict[str, Any]:
    answer = client.get(PATH, headers=town.bearer(pool, town.SHIFT_LEAD))
    assert answer.status_code == 200, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def test_nobody_and_the_wrong_duty(client: TestClient, pool: Pool) -> None:
    assert client.get(PATH).status_code == 401
    assert client.put(PATH, json=WANTED).status_code == 401
    for login in (town.CLERK, town.DISPATCHER):
        assert client.get(PATH, headers=town.bearer(pool, login)).status_code == 403
        assert put(client, pool, login).status_code == 403


def test_off_by_default(client: TestClient, pool: Pool, t: Teller) -> None:
    assert read(client, pool)["licences"] == []


def test_set_shown_audited_and_switched_off_again(client: TestClient, pool: Pool, t: Teller) -> None:
    answer = put(client, pool)
    assert answer.status_code == 200, answer.json()
    [found] = read(client, pool)["licences"]
    assert {name: found[name] for name in ("step", "branch", "name", "active", "confidence", "sample", "no")} == {
        "step": "category", "branch": GARBAGE, "name": "暴露生活垃圾", "active": True, "confidence": 0.95, "sample": 20,
        "no": 1,
    }  # fmt: skip
    assert (found["by"], found["why_words"]) == ("赵*", "人工设定")
    assert (found["automatic"], found["wrong_share"], found["low"], found["high"]) == (0, None, 0.0, 1.0)
    [off] = put(client, pool, active=False, seen=1).json()["licences"]
    assert (off["active"], off["no"]) == (False, 2)
    with work(pool, DISTRICT) as tx:
        rows = tx.rows("SELECT facts FROM audit WHERE action = 'licence' ORDER BY id")
    assert [row["facts"]["active"] for row in rows] == [True, False]


@pytest.mark.parametrize("seen", [0, 2])
def test_not_over_somebody_elses_change(client: TestClient, pool: Pool, t: Teller, seen: int) -> None:
    put(client, pool)
    answer = put(client, pool, confidence=0.6, seen=seen)
    assert (answer.status_code, answer.json()["error"]) == (409, "advice.licence_changed")
    assert read(client, pool)["licences"][0]["confidence"] == 0.95


def test_of_two_at_once_one_is_told(pool: Pool, t: Teller) -> None:
    def act(confidence: float) -> int:
        with work(pool, DISTRICT, town.actor_of(pool, town.SHIFT_LEAD)) as tx:
            return set_licence(tx, Wanted("unit", "", True, confidence, 10), 0)

    assert codes(at_once([partial(act, 0.9), partial(act, 0.8)])) == ["advice.licence_changed", "ok"]


WRONG: list[dict[str, Any]] = [
    {"branch": "9999"},
    {"branch": "x"},
    {"branch": None},
    {"step": "urgent"},
    {"confidence": 0.49},
    {"confidence": 1.0},
    {"confidence": "NaN"},
    {"sample": 0},
    {"sample": 101},
    {"seen": -1},
    {"more": 1},
]


@pytest.mark.parametrize("fields", WRONG, ids=str)
def test_wrong_input_is_named(client: TestClient, pool: Pool, t: Teller, fields: dict[str, Any]) -> None:
    answer = put(client, pool, **fields)
    assert answer.status_code == 422
    assert read(client, pool)["licences"] == []


@pytest.mark.parametrize("branch", ["", GARBAGE[:2], GARBAGE])
def test_every_class_a_major_one_or_a_single_one(client: TestClient, pool: Pool, t: Teller, branch: str) -> None:
    assert put(client, pool, branch=branch).status_code == 200
    number = arrives(t)
    works(t)
    assert verbs(pool, number) == ["report", "file"]
    [found] = read(client, pool)["licences"]
    assert (found["branch"], found["automatic"]) == (branch, 1)
