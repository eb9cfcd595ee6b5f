"""The list of tasks over HTTP: who sees which, in which order, and how much of a reporter."""

from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.cases.histories import Teller
from tests.followup.desk import TASKS, Desk, calling, handled, verifying
from wangge.kit.config import settings
from wangge.kit.tx import Pool

pytestmark = pytest.mark.db


def test_anonymous_is_401(client: TestClient) -> None:
    assert client.get(TASKS).status_code == 401


@pytest.mark.parametrize(
    ("login", "query", "duty"),
    [
        (town.NOBODY, {}, "read"),
        (town.SUPERVISOR, {}, "verify"),
        (town.WORKER, {"kind": "call_back"}, "call_back"),
        (town.CALLER, {"kind": "check"}, "check"),
    ],
)
def test_wrong_duty_is_403(client: TestClient, pool: Pool, login: str, query: dict[str, str], duty: str) -> None:
    answer = client.get(TASKS, headers=town.bearer(pool, login), params=query)
    assert (answer.status_code, answer.json()["facts"]) == (403, {"duty": duty})


def test_a_task_in_few_words(worker: Desk, teller: Teller) -> None:
    number = handled(teller)
    task = worker.task(number)
    expected = {"kind": "check", "category_name": "道路破损", "grid": "丽园 01 网格", "late": False}
    expected |= {"attempts": 0, "person": None, "report": None}
    assert {name: task[name] for name in expected} == expected
    assert datetime.fromisoformat(task["due_at"]) > teller.now
    assert "reporter" not in task
    assert set(task) & {"text", "title", "phone", "reporter_phone", "standard", "queue_at"} == set()


def test_whom_to_call_is_masked_and_the_questions_come_along(caller: Desk, teller: Teller) -> None:
    number = calling(teller)
    task = caller.task(number)
    assert task["reporter"] == {"name": "欧阳*花", "phone": "138****5678"}
    assert task["report"].startswith("R")
    assert caller.get()["questions"]["resolved"] == "问题解决了吗？"


def test_questions_are_for_those_who_call(worker: Desk) -> None:
    assert "questions" not in worker.get()


def test_scope(client: TestClient, pool: Pool, teller: Teller) -> None:
    number = verifying(teller, grid=town.FUQIANG)
    seen = {who: number in Desk(client, pool, who).numbers(limit=200) for who in (town.WORKER, town.FAR_WORKER)}
    assert seen == {town.WORKER: False, town.FAR_WORKER: True}


def test_a_sensitive_case_is_not_on_the_list_of_those_who_may_not_see_it(
    client: TestClient, worker: Desk, teller: Teller
) -> None:
    number = verifying(teller, sensitive=True)
    assert number not in worker.numbers(limit=200)
    assert client.get(f"/api/v1/cases/{number}", headers=worker.headers).status_code == 404
    assert worker.answer(number, kind="verify", found=True, seen=2).status_code == 404


def test_mine(worker: Desk, teller: Teller) -> None:
    number, other = verifying(teller, person=town.WORKER), verifying(teller)
    mine = worker.numbers(mine=True, limit=200)
    assert number in mine
    assert other not in mine
    assert worker.task(number)["person"] == "张*"


def test_by_kind(worker: Desk, teller: Teller) -> None:
    number, other = verifying(teller), handled(teller)
    assert number in worker.numbers(kind="verify", limit=200)
    assert other not in worker.numbers(kind="verify", limit=200)


def test_due_first_page_by_page(worker: Desk, teller: Teller) -> None:
    for _ in range(5):
        verifying(teller)
    whole = worker.get(limit=200)["tasks"]
    paged, after = [], {}
    while page := worker.get(limit=2, **after)["tasks"]:
        paged += page
        if not (following := worker.get(limit=2, **after)["next"]):
            break
        after = {"after": following}
    assert paged == whole
    assert [t["due_at"] for t in whole] == sorted(t["due_at"] for t in whole)


def test_late(worker: Desk, teller: Teller, clock: list[datetime]) -> None:
    number = verifying(teller)
    due = datetime.fromisoformat(worker.task(number)["due_at"])
    clock[:] = [due - timedelta(seconds=1)]
    before = _late_at(worker, number)
    clock[:] = [due + timedelta(seconds=1)]
    after = _late_at(worker, number)
    clock.clear()
    assert (before, after) == (False, True)


@pytest.mark.parametrize("after", ["x", "infinity~x", "2026-01-01~", "~"])
def test_a_page_that_is_none_is_422(client: TestClient, worker: Desk, after: str) -> None:
    assert client.get(TASKS, headers=worker.headers, params={"after": after}).status_code == 422


def _late_at(worker: Desk, number: str) -> bool:
    """Signed in at that time: no session lasts from one due time to the next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings(), "session_idle_minutes", 60 * 24 * 30)
        patch.setattr(settings(), "session_hours", 24 * 30)
        fresh = Desk(worker.client, worker.pool, town.WORKER)
        return bool(fresh.task(number)["late"])
