"""What a screen is told to ask for a report, by kind and category."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import town
from wangge.cases import Kind
from wangge.cases.rules.reasons import Declined, Service, Withdrawn
from wangge.intake.rules.forms import FORMS
from wangge.kit.tx import Pool

pytestmark = pytest.mark.db

FORM = "/api/v1/reports/forms"


@pytest.fixture
def clerk(pool: Pool) -> dict[str, str]:
    return town.bearer(pool, town.CLERK)


def ask(client: TestClient, who: dict[str, str], kind: str, name: str | None = None) -> dict[str, Any]:
    params = {"kind": kind}
    if name:
        params["category"], params["condition"] = town.matter(name)
    answer = client.get(FORM, params=params, headers=who)
    assert answer.status_code == 200, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def test_only_for_who_reports(client: TestClient, pool: Pool) -> None:
    assert client.get(FORM, params={"kind": "help"}).status_code == 401
    handler = town.bearer(pool, town.CITY_HANDLER)
    assert client.get(FORM, params={"kind": "help"}, headers=handler).status_code == 403


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("denounce", None, {"confidential": True, "answerable": False, "answer_within": "5wd eod"}),
        ("consult", None, {"confidential": False, "answerable": True, "needs": ["kind", "channel", "text"]}),
        ("help", "政策咨询", {"answerable": True, "answer_within": "1wd"}),
        ("help", "燃气管道破裂", {"urgent": True, "needs": ["kind", "channel", "text", "condition", "grid"]}),
        ("denounce", "举报违规", {"sensitive": True, "answer_within": "15cd"}),
    ],
)
def test_by_kind_and_category(
    client: TestClient, clerk: dict[str, str], kind: str, name: str | None, expected: dict[str, Any]
) -> None:
    found = ask(client, clerk, kind, name)
    assert {key: found[key] for key in expected} == expected
    assert not set(found["needs"]) & set(found["wants"])


def test_reasons_say_where_to_turn(client: TestClient, clerk: dict[str, str]) -> None:
    found = ask(client, clerk, "complain")
    declined = {one["code"]: one for one in found["declined_for"]}
    assert set(declined) == set(Declined)
    assert declined["petition"]["turn_to"]["word"].startswith("向信访部门反映")
    needs = {code: one["needs"] for code, one in declined.items() if one["needs"]}
    assert needs == {"beyond_duty": ["turn_to"], "repeat": ["same_as"]}
    assert {one["code"] for one in found["withdrawn_for"]} == set(Withdrawn)
    assert {one["code"] for one in found["services"]} == set(Service)


def test_a_category_that_is_not_there(client: TestClient, clerk: dict[str, str]) -> None:
    assert client.get(FORM, params={"kind": "help", "category": "9999"}, headers=clerk).status_code == 422


def test_every_kind_has_a_form() -> None:
    assert set(FORMS) == set(Kind)
