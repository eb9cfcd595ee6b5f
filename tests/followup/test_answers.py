"""Answers over HTTP: each moves its case, once, or says why not."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.cases.histories import PHOTO, Teller
from tests.followup.desk import TASKS, Desk, calling, handled, verifying
from tests.followup.picture import catch_up, tasks_of
from wangge.cases.rules import Verb
from wangge.kit.tx import Pool

pytestmark = pytest.mark.db

V = Verb
ANSWERS = {"contacted": True, "resolved": False, "satisfied": "unsatisfied"}


def test_anonymous_is_401(client: TestClient) -> None:
    body = {"kind": "verify", "seen": 1, "found": True}
    assert client.post(f"{TASKS}/1/answer", json=body).status_code == 401


def test_wrong_duty_is_403(client: TestClient, pool: Pool, teller: Teller) -> None:
    number = verifying(teller)
    answer = Desk(client, pool, town.CLERK).answer(number, kind="verify", seen=2, found=True)
    assert (answer.status_code, answer.json()["facts"]) == (403, {"duty": "verify"})


def test_verified(worker: Desk, teller: Teller) -> None:
    number = verifying(teller)
    shown = [{"kind": "photo", "file": PHOTO}]
    answer = worker.answer(number, kind="verify", found=True, note="确有其事", evidence=shown)
    done = answer.json()
    assert answer.status_code == 201
    assert (done["number"], done["state"], done["seq"]) == (number, "accepted", 3)
    assert number not in worker.numbers(limit=200)
    assert tasks_of(teller.pool, number)[0]["answer"] == {"found": True}


def test_passed(worker: Desk, teller: Teller) -> None:
    number = handled(teller)
    shown = [{"kind": "photo", "file": PHOTO}]
    assert worker.answer(number, kind="check", passed=True, evidence=shown).json()["state"] == "checked"


def test_not_passed(worker: Desk, teller: Teller) -> None:
    number = handled(teller)
    answer = worker.answer(number, kind="check", passed=False, reason="坑还在")
    assert (answer.status_code, answer.json()["state"]) == (201, "handling")
    assert tasks_of(teller.pool, number)[0]["answer"] == {"passed": False}


def test_evidence_that_the_category_demands(worker: Desk, teller: Teller) -> None:
    number = handled(teller)
    answer = worker.answer(number, kind="check", passed=True)
    assert (answer.status_code, answer.json()["error"]) == (409, "move.evidence")
    assert number in worker.numbers(limit=200)


def test_reached(caller: Desk, teller: Teller) -> None:
    number = calling(teller)
    assert caller.answer(number, kind="call_back", reached=True, **ANSWERS).status_code == 201
    assert tasks_of(teller.pool, number)[-1]["answer"] == {"reached": True, **ANSWERS}


def test_not_reached_stays_on_the_list(caller: Desk, teller: Teller) -> None:
    number = calling(teller)
    assert caller.answer(number, kind="call_back", reached=False, note="没人接").status_code == 201
    assert caller.task(number)["attempts"] == 1


def test_reached_and_not_asked(caller: Desk, teller: Teller) -> None:
    answer = caller.answer(calling(teller), kind="call_back", reached=True, contacted=True)
    assert (answer.status_code, answer.json()["error"]) == (409, "move.asked_three")


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "verify"},
        {"kind": "verify", "found": True, "seen": -1},
        {"kind": "verify", "found": True, "passed": True},
        {"kind": "verify", "found": True, "evidence": [{"kind": "photo", "file": "x"}]},
        {"kind": "check", "passed": True, "reason": "好"},
        {"kind": "check", "passed": False},
        {"kind": "check", "passed": False, "reason": "坏", "note": "坏"},
        {"kind": "call_back", "reached": True, **ANSWERS, "satisfied": "very"},
        {"kind": "sing", "found": True},
        {"found": True},
    ],
)
def test_malformed_is_422(client: TestClient, worker: Desk, body: dict[str, Any]) -> None:
    answer = client.post(f"{TASKS}/1/answer", headers=worker.headers, json={"seen": 2} | body)
    assert answer.status_code == 422


def test_a_task_of_another_kind_is_422(worker: Desk, teller: Teller) -> None:
    answer = worker.answer(verifying(teller), kind="check", passed=True)
    assert (answer.status_code, answer.json()["error"]) == (422, "task.kind")
    assert answer.json()["message"] == "这个任务是核实，按核实回答。"


@pytest.mark.parametrize("number", [2**40, 1, 2**62])
def test_no_such_task(client: TestClient, worker: Desk, pool: Pool, owner: Any, number: int) -> None:
    owner.execute("DELETE FROM tasks WHERE id = %s", [number])
    body = {"kind": "verify", "seen": 1, "found": True}
    answer = client.post(f"{TASKS}/{number}/answer", headers=worker.headers, json=body)
    assert (answer.status_code, answer.json()["error"]) == (404, "task.unknown")


def test_answered_twice(worker: Desk, teller: Teller) -> None:
    number = verifying(teller)
    assert worker.answer(number, kind="verify", found=True).status_code == 201
    again = worker.answer(number, kind="verify", found=False, seen=3)
    assert (again.status_code, again.json()["error"]) == (409, "task.settled")
    assert again.json()["facts"]["by"] == "张*"
    assert number in again.json()["message"]


def test_a_retried_answer_is_the_same_answer(worker: Desk, teller: Teller) -> None:
    number = verifying(teller)
    worker.headers["Idempotency-Key"] = number
    first = worker.answer(number, kind="verify", found=True, seen=2)
    second = worker.answer(number, kind="verify", found=True, seen=2)
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert teller.seq(number) == 3


def test_with_newer_events_behind_one_s_back(worker: Desk, teller: Teller) -> None:
    number = verifying(teller)
    teller.say(town.SUPERVISOR, number, V.URGE)
    answer = worker.answer(number, kind="verify", found=True, seen=2)
    assert (answer.status_code, answer.json()["error"]) == (409, "move.news")
    assert worker.answer(number, kind="verify", found=True, seen=3).status_code == 201


def test_of_a_case_that_went_on_before_the_reader_has_seen_it(worker: Desk, teller: Teller) -> None:
    """The list is behind: the case has been answered by a move and the task stands open."""
    number = verifying(teller)
    teller.say(town.WORKER, number, V.VERIFY, found=True)
    answer = worker.answer(number, kind="verify", found=False, seen=3)
    assert (answer.status_code, answer.json()["error"]) == (409, "move.state")
    catch_up(teller.pool)
    assert tasks_of(teller.pool, number)[0]["answer"] == {"found": True}


def test_of_a_case_in_another_street(client: TestClient, pool: Pool, teller: Teller) -> None:
    """Not there, or not visible: nobody learns which."""
    answer = Desk(client, pool, town.FAR_WORKER).answer(handled(teller), kind="check", passed=True, seen=5)
    assert (answer.status_code, answer.json()["error"]) == (404, "task.unknown")
