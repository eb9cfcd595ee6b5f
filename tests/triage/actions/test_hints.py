"""Ownership rules that returns suggest: found, made a draft, dismissed, and back only with new evidence."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.cases.histories import Teller
from tests.database import DISTRICT
from tests.triage.actions.test_tallies import catch_up
from wangge import dispatch
from wangge.cases.rules import Verb
from wangge.kit.tx import Pool, work
from wangge.triage.actions import hints
from wangge.triage.units.hints import Hint, Past
from wangge.triage.units.hints import hints as found_in

RULES = "/api/v1/advice/rules"
HERE, NEXT, FAR = "110115/003/006/001/", "110115/003/008/001/", "110115/001/001/001/"
A, B, C = 1, 2, 3


def past(path: str, done: int, cases: int) -> Past:
    return Past("0101", path, A, done, cases, tuple(range(cases)))


class TestWhatThePastSuggests:
    @pytest.mark.parametrize(
        ("rows", "found"),
        [
            ([], []),
            ([past(HERE, B, 4)], []),  # too few
            ([past(HERE, B, 5)], [("", B, 5, 5, 5)]),
            ([past(HERE, B, 5), past(HERE, A, 3)], []),  # it would be wrong nearly as often
            ([past(HERE, B, 6), past(HERE, C, 4)], []),  # not steady
            ([past(HERE, B, 6), past(FAR, A, 20)], [("110115/003/", B, 6, 6, 6)]),  # the other street keeps its own
            (
                [past(HERE, B, 9), past(NEXT, C, 5), past(FAR, B, 9)],
                [("", B, 18, 23, 23), ("110115/003/008/", C, 5, 5, 5)],
            ),
        ],
    )  # fmt: skip
    def test_the_widest_branch(self, rows: list[Past], found: list[tuple[str, int, int, int, int]]) -> None:
        assert [(one.area, one.unit, one.times, one.of, one.sent) for one in found_in(rows)] == found

    def test_with_the_newest_cases(self) -> None:
        [hint] = found_in([past(HERE, B, 30)])
        assert hint == Hint("0101", "", A, B, 30, 30, 30, tuple(range(29, 9, -1)))


@pytest.fixture(scope="module")
def teller(pool: Pool) -> Teller:
    told = Teller(pool, datetime.now(UTC) - timedelta(days=3))
    lost(told, 6)
    return told


def lost(teller: Teller, times: int) -> list[str]:
    """Sent by the rules to the street's team, returned, finished by the housing committee."""
    numbers = []
    for _ in range(times):
        number = teller.filed("私搭乱建")
        teller.say(town.DISPATCHER, number, Verb.DISPATCH)
        teller.say(town.SUB_HANDLER, number, Verb.RETURN)
        teller.say(town.DISPATCHER, number, Verb.DISPATCH, unit="zjw")
        teller.say(town.SHIFT_LEAD, number, Verb.FORCE_CLOSE)
        numbers.append(number)
    catch_up(teller.pool)
    hints.renew(teller.pool, DISTRICT)
    return numbers


def listed(client: TestClient, pool: Pool) -> list[dict[str, Any]]:
    answer = client.get(RULES, headers=town.bearer(pool, town.SHIFT_LEAD))
    assert answer.status_code == 200, answer.json()
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.mark.db
class TestOverHttp:
    """In the order of their lines: each goes on from what the one before has done."""

    def test_a_stranger_and_the_wrong_duty(self, client: TestClient, pool: Pool, teller: Teller) -> None:
        assert client.get(RULES).status_code == 401
        for path in (f"{RULES}/1/draft", f"{RULES}/1/dismiss"):
            assert client.post(path, headers=town.bearer(pool, town.WORKER)).status_code == 403
        assert client.post(f"{RULES}/99/draft", headers=town.bearer(pool, town.SHIFT_LEAD)).status_code == 404

    def test_dismissed_until_there_is_more(self, client: TestClient, pool: Pool, teller: Teller) -> None:
        [hint] = listed(client, pool)
        assert (hint["category_name"], hint["first"]["short_name"], hint["unit"]["short_name"]) == (
            "私搭乱建", "清源执法队", "住建委",
        )  # fmt: skip
        assert (hint["times"], hint["of"], hint["sent"], len(hint["cases"])) == (6, 6, 6, 6)
        path, lead = f"{RULES}/{hint['id']}/dismiss", town.bearer(pool, town.SHIFT_LEAD)
        assert client.post(path, headers=lead).status_code == 204
        assert client.post(path, headers=lead).json()["error"] == "advice.hint_settled"
        hints.renew(pool, DISTRICT)
        assert listed(client, pool) == []
        lost(teller, 2)
        assert listed(client, pool) == []
        lost(teller, 1)
        assert [one["times"] for one in listed(client, pool)] == [9]

    def test_made_a_draft_and_published_it_is_settled(self, client: TestClient, pool: Pool, teller: Teller) -> None:
        [hint] = listed(client, pool)
        answer = client.post(f"{RULES}/{hint['id']}/draft", headers=town.bearer(pool, town.SHIFT_LEAD))
        assert answer.status_code == 201, answer.json()
        with work(pool, DISTRICT, town.actor_of(pool, town.SHIFT_LEAD)) as tx:
            row = tx.row("SELECT * FROM ownership_drafts WHERE id = %(id)s", id=answer.json()["draft"])
            assert row is not None
            assert (row["category"], row["lead"]) == (hint["category"], str(town.unit(tx, "住建委")))
            assert "9 件" in row["reason"]
            dispatch.publish(tx, [row["id"]])
        lost_since = lost(teller, 0)
        assert lost_since == listed(client, pool) == []
