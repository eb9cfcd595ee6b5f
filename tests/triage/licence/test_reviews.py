"""Automatic steps are drawn for review and counted; where too much is wrong the licence ends by itself."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from tests import town
from tests.cases.histories import Teller
from tests.database import DISTRICT
from tests.triage.licence.trusting import GARBAGE, ROAD, allow, arrives, steps, verbs, works
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db

LICENCES, REVIEWS = "/api/v1/advice/licences", "/api/v1/advice/reviews"


def waiting(client: TestClient, pool: Pool, login: str = town.SHIFT_LEAD, **query: Any) -> dict[str, Any]:
    answer = client.get(REVIEWS, headers=town.bearer(pool, login), params=query)
    assert answer.status_code == 200, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def say(client: TestClient, pool: Pool, step: int, verdict: str, login: str = town.SHIFT_LEAD, **more: Any) -> Response:
    body = {"verdict": verdict} | more
    answer: Response = client.post(f"{REVIEWS}/{step}", headers=town.bearer(pool, login), json=body)
    return answer


def licence(client: TestClient, pool: Pool) -> dict[str, Any]:
    found = client.get(LICENCES, headers=town.bearer(pool, town.SHIFT_LEAD)).json()
    [row] = found["licences"]
    return dict(row)


def acted(t: Teller, times: int = 1, **fields: Any) -> list[str]:
    numbers = [arrives(t, **fields) for _ in range(times)]
    works(t)
    return numbers


def test_nobody_and_the_wrong_duty(client: TestClient, pool: Pool) -> None:
    assert client.get(REVIEWS).status_code == 401
    assert client.post(f"{REVIEWS}/1", json={"verdict": "right"}).status_code == 401
    assert client.get(REVIEWS, headers=town.bearer(pool, town.CLERK)).status_code == 403
    assert say(client, pool, 1, "right", town.CLERK).status_code == 403


def test_what_waits_with_its_names(client: TestClient, pool: Pool, t: Teller) -> None:
    allow(t, "category")
    [number] = acted(t)
    [row] = waiting(client, pool)["reviews"]
    assert (row["number"], row["step"], row["suggested"], row["name"]) == (number, "category", GARBAGE, "暴露生活垃圾")
    assert (row["confidence"], row["model"]) == (0.97, "learned-1")


def test_in_pages(client: TestClient, pool: Pool, t: Teller) -> None:
    allow(t, "category")
    numbers = acted(t, 3)
    first = waiting(client, pool, limit=2)
    rest = waiting(client, pool, limit=2, after=first["next"])
    assert [row["number"] for row in first["reviews"] + rest["reviews"]] == numbers
    assert rest["next"] is None


def test_only_what_the_reviewer_may_see(client: TestClient, pool: Pool, t: Teller) -> None:
    """A grid lead of 清源 reviews nothing of 兴丰."""
    allow(t, "category")
    acted(t)
    acted(t, grid=town.FUQIANG, login=town.FAR_WORKER)
    mine = [row["id"] for row in waiting(client, pool, town.LEAD)["reviews"]]
    every = [row["id"] for row in waiting(client, pool)["reviews"]]
    assert (len(mine), len(every)) == (1, 2)
    [far] = set(every) - set(mine)
    assert say(client, pool, far, "right", town.LEAD).status_code == 404


def test_a_verdict_counts_once(client: TestClient, pool: Pool, t: Teller) -> None:
    allow(t, "category")
    acted(t)
    [row] = waiting(client, pool)["reviews"]
    answer = say(client, pool, row["id"], "right")
    assert answer.json() == {"review": row["id"], "verdict": "right", "licence_ended": False}
    again = say(client, pool, row["id"], "wrong", town.LEAD)
    assert (again.status_code, again.json()["error"]) == (409, "advice.reviewed")
    assert waiting(client, pool)["reviews"] == []
    found = licence(client, pool)
    assert {name: found[name] for name in ("automatic", "sampled", "reviewed", "wrong", "wrong_share")} == {
        "automatic": 1, "sampled": 1, "reviewed": 1, "wrong": 0, "wrong_share": 0.0,
    }  # fmt: skip


def test_what_was_not_drawn_is_not_reviewed(client: TestClient, pool: Pool, t: Teller) -> None:
    allow(t, "category", sample=1)
    numbers = acted(t, 4)
    left = [step for number in numbers for step in steps(pool, number) if not step["sampled"]]
    assert left
    assert say(client, pool, left[0]["id"], "right").status_code == 404


@pytest.mark.parametrize(("verdict", "confirmed"), [("right", 2), ("wrong", 0)])
def test_what_was_found_right_may_be_learned_from(
    client: TestClient, pool: Pool, t: Teller, verdict: str, confirmed: int
) -> None:
    """The category, with the filing condition that goes along with it."""
    allow(t, "category")
    [number] = acted(t)
    say(client, pool, waiting(client, pool)["reviews"][0]["id"], verdict)
    with work(pool, DISTRICT) as tx:
        rows = tx.rows(
            "SELECT s.reviewed_by FROM suggestions s JOIN cases c ON c.id = s.case_id WHERE c.number = %(number)s",
            number=number,
        )
    assert sum(row["reviewed_by"] is not None for row in rows) == confirmed


def test_what_would_have_been_right(client: TestClient, pool: Pool, t: Teller) -> None:
    allow(t, "category")
    [number] = acted(t)
    step = waiting(client, pool)["reviews"][0]["id"]
    assert say(client, pool, step, "wrong", should="9999").status_code == 422
    assert say(client, pool, step, "wrong", should=ROAD).status_code == 200
    assert [(row["verdict"], row["should"]) for row in steps(pool, number)] == [("wrong", ROAD)]
    assert verbs(pool, number) == ["report", "file"]  # the case is put right by a move of its own


def test_too_much_wrong_ends_the_licence(client: TestClient, pool: Pool, t: Teller) -> None:
    """One of two may be chance; two of two are more than a licence of 95 % allows."""
    allow(t, "category")
    acted(t, 2)
    first, second = (row["id"] for row in waiting(client, pool)["reviews"])
    assert not say(client, pool, first, "wrong").json()["licence_ended"]
    assert licence(client, pool)["active"]
    assert say(client, pool, second, "wrong").json()["licence_ended"]
    found = licence(client, pool)
    assert (found["active"], found["by"], found["why_words"]) == (False, None, "复核差错过多，已自动停用")
    number = acted(t)[0]
    assert verbs(pool, number) == ["report"]
    with work(pool, DISTRICT) as tx:
        [row] = tx.rows("SELECT target, facts FROM audit WHERE action = 'licence_worn'")
    assert row == {"target": "licence:category:", "facts": {"reviewed": 2, "wrong": 2, "confidence": 0.95}}


def test_a_new_licence_begins_anew(client: TestClient, pool: Pool, t: Teller) -> None:
    allow(t, "category")
    acted(t, 2)
    for row in waiting(client, pool)["reviews"]:
        say(client, pool, row["id"], "wrong")
    allow(t, "category", confidence=0.9)
    found = licence(client, pool)
    assert (found["active"], found["automatic"], found["no"]) == (True, 0, 3)


def test_a_late_verdict_on_an_older_licence_leaves_the_new_one(client: TestClient, pool: Pool, t: Teller) -> None:
    allow(t, "category")
    acted(t, 2)
    allow(t, "category", confidence=0.96)
    for row in waiting(client, pool)["reviews"]:
        assert not say(client, pool, row["id"], "wrong").json()["licence_ended"]
    assert licence(client, pool)["active"]


def test_counts_by_step_and_category(client: TestClient, pool: Pool, t: Teller) -> None:
    allow(t, "category")
    allow(t, "unit")
    acted(t, 2)
    acted(t, 1, text="门前路面有坑")
    found = client.get(LICENCES, headers=town.bearer(pool, town.SHIFT_LEAD)).json()["categories"]
    counted = {(row["step"], row["category"]): row["automatic"] for row in found}
    assert counted == {("category", GARBAGE): 2, ("category", ROAD): 1, ("unit", GARBAGE): 2, ("unit", ROAD): 1}


@pytest.mark.parametrize(
    ("step", "body", "status"),
    [
        (0, {"verdict": "right"}, 422),
        (10**15, {"verdict": "right"}, 404),
        (1, {"verdict": "perhaps"}, 422),
        (1, {}, 422),
    ],
)
def test_wrong_input(client: TestClient, pool: Pool, t: Teller, step: int, body: dict[str, Any], status: int) -> None:
    answer = client.post(f"{REVIEWS}/{step}", headers=town.bearer(pool, town.SHIFT_LEAD), json=body)
    assert answer.status_code == status


@pytest.mark.parametrize(("verdict", "label"), [("right", GARBAGE), ("wrong", None)])
def test_what_was_found_right_counts_in_the_figures_at_once(
    client: TestClient, pool: Pool, t: Teller, verdict: str, label: str | None
) -> None:
    allow(t, "category")
    [number] = acted(t)
    [row] = waiting(client, pool)["reviews"]
    assert say(client, pool, row["id"], verdict).status_code == 200
    with work(pool, DISTRICT) as tx:
        said = """SELECT s.label FROM suggestions s JOIN cases c ON c.id = s.case_id
                   WHERE c.number = %(number)s AND s.step = 'category'"""
        assert tx.value(said, number=number) == label
