"""Who may be asked by name: with the duty and the place, the nearest first, and nothing more of them than is needed."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from tests import town
from tests.cases.histories import Teller
from tests.followup.desk import TASKS
from wangge import people
from wangge.kit.tx import Pool, work
from wangge.people.rules import Role

pytestmark = pytest.mark.db


def ask(client: TestClient, pool: Pool, login: str, number: str, kind: str) -> Response:
    query = {"number": number, "kind": kind}
    answer: Response = client.get(f"{TASKS}/people", headers=town.bearer(pool, login), params=query)
    return answer


@pytest.fixture
def found(client: TestClient, pool: Pool, teller: Teller) -> Any:
    def look(kind: str, grid: str = town.LIYUAN) -> list[dict[str, Any]]:
        number = teller.report(grid=grid)
        answer = ask(client, pool, town.SHIFT_LEAD, number, kind)
        assert answer.status_code == 200, answer.json()
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    return look


@pytest.mark.parametrize(
    ("grid", "own", "not_there"),
    [(town.LIYUAN, town.WORKER, town.NEIGHBOUR), (town.ZAOYUAN, town.NEIGHBOUR, town.WORKER),
     (town.FUQIANG, town.FAR_WORKER, town.WORKER)],
)  # fmt: skip
def test_the_worker_of_the_place_comes_first(found: Any, grid: str, own: str, not_there: str) -> None:
    items = found("check", grid)
    assert (items[0]["login"], items[0]["role"], items[0]["own"]) == (own, "grid_worker", True)
    assert [each["own"] for each in items[1:]] == [False] * (len(items) - 1)
    assert not_there not in [each["login"] for each in items]


def test_no_phone_and_no_range_is_told(found: Any) -> None:
    assert {name for each in found("verify") for name in each} == {"login", "name", "letters", "role", "unit", "own"}


def test_names_are_masked_and_two_alike_are_told_apart(found: Any, pool: Pool) -> None:
    """As everywhere: 李*. Found by the first letters of the whole name, asked by the login."""
    with work(pool, town.DISTRICT) as tx:
        path, unit = town.grid(tx, town.LIYUAN).path, town.unit(tx, "丽园社区")
        for login, name in (("limin", "李敏"), ("lijing", "李静"), ("ouyang", "欧阳建国")):
            user = people.add_user(tx, people.NewUser(login, name, people.hashed(town.PASSWORD)))
            people.give_post(tx, user, unit, Role.GRID_WORKER, [path])
    shown = {each["login"]: (each["name"], each["letters"]) for each in found("check")}
    assert shown["limin"] == ("李*", "lm")
    assert shown["lijing"] == ("李*", "lj")
    assert shown["ouyang"] == ("欧阳*国", "oyjg")
    assert shown[town.WORKER] == ("张*", "zl")
    with work(pool, town.DISTRICT) as tx:
        for login in ("limin", "lijing", "ouyang"):
            people.switch_user(tx, people.user_id(tx, login), active=False)


def test_only_who_has_the_duty(found: Any) -> None:
    callers = [each["login"] for each in found("call_back")]
    assert town.CALLER in callers
    assert town.WORKER not in callers


def test_who_is_off_or_has_left_is_not_asked(found: Any, pool: Pool) -> None:
    with work(pool, town.DISTRICT) as tx:
        made = people.NewUser("leaving", "林阳", people.hashed(town.PASSWORD))
        gone = people.add_user(tx, made)
        off = people.add_user(tx, people.NewUser("switched", "林月", people.hashed(town.PASSWORD)))
        path, unit = town.grid(tx, town.LIYUAN).path, people.units(tx)[0].id
        post = people.give_post(tx, gone, unit, Role.GRID_WORKER, [path])
        people.give_post(tx, off, unit, Role.GRID_WORKER, [path])
    assert {each["login"] for each in found("check") if each["own"]} == {"leaving", "switched"}
    with work(pool, town.DISTRICT) as tx:
        people.end_post(tx, post, tx.now)
        people.switch_user(tx, off, active=False)
    assert [each["login"] for each in found("check") if each["own"]] == [town.WORKER]


@pytest.mark.parametrize(
    ("login", "kind", "status"),
    [(town.NOBODY, "check", 403), (town.WORKER, "check", 403), (town.CITY_HANDLER, "call_back", 403)],
)
def test_only_for_who_may_ask(
    client: TestClient, pool: Pool, teller: Teller, login: str, kind: str, status: int
) -> None:
    assert ask(client, pool, login, teller.report(grid=town.LIYUAN), kind).status_code == status


def test_of_a_case_out_of_scope_nothing(client: TestClient, pool: Pool, teller: Teller) -> None:
    number = teller.report(grid=town.FUQIANG)
    assert ask(client, pool, town.STREET_CLERK, number, "verify").status_code == 404
    assert ask(client, pool, town.SHIFT_LEAD, "20200101-9999", "verify").status_code == 404


def test_whoever_is_offered_can_be_asked(client: TestClient, pool: Pool, teller: Teller) -> None:
    """The list and the move agree, for everybody on it."""
    for who in ask(client, pool, town.SHIFT_LEAD, teller.report(grid=town.LIYUAN), "verify").json()["items"]:
        number = teller.report(grid=town.LIYUAN)
        seen = client.get(f"/api/v1/cases/{number}", headers=town.bearer(pool, town.SHIFT_LEAD)).json()["seq"]
        body = {"verb": "ask_verification", "seen": seen, "person": who["login"]}
        path = f"/api/v1/cases/{number}/moves"
        assert client.post(path, headers=town.bearer(pool, town.SHIFT_LEAD), json=body).status_code == 201, who
