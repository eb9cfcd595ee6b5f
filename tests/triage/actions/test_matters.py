"""What is hot, as somebody may see it: who may ask, what is counted for them, and what they read of it."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.cases.histories import Teller
from tests.database import DISTRICT
from tests.triage.actions.gathered import (
    START,
    catch_up,
    put_together,
    row_of,
    rows_like,
    said,
    take_words,
    tells,
    usual,
)
from wangge.cases.rules import Verb
from wangge.kit.tx import Pool, work
from wangge.triage.actions import matters

pytestmark = pytest.mark.db

MATTERS = "/api/v1/matters"
FOUNTAIN = "滨江花园的音乐喷泉夜里十二点还在响，孩子睡不着"


@pytest.fixture(scope="module")
def teller(pool: Pool) -> Teller:
    """One matter of 清源 with six reports; one across both streets, told there twice and here once, put together."""
    told = Teller(pool, START)
    usual(told)
    for way in range(6):
        tells(told, said("丽园", way), f"1390000000{way}", title="丽园小区旁边搅拌站太吵")
    tells(told, FOUNTAIN, grid=town.FUQIANG, title="滨江花园喷泉太吵")
    for grid in (town.FUQIANG, town.ZAOYUAN):
        tells(told, f"{FOUNTAIN}，请管一管", grid=grid)
    take_words(pool)
    catch_up(pool)
    put_together(pool, [row["id"] for row in rows_like(pool, "%音乐喷泉%")])
    return told


@pytest.fixture
def mixer(pool: Pool, teller: Teller) -> dict[str, Any]:
    return named(pool, "丽园小区旁边搅拌站太吵")


@pytest.fixture
def fountain(pool: Pool, teller: Teller) -> dict[str, Any]:
    return named(pool, "滨江花园喷泉太吵")


def named(pool: Pool, title: str) -> dict[str, Any]:
    with work(pool, DISTRICT) as tx:
        row = tx.row("SELECT * FROM matters WHERE title = %(title)s", title=title)
    assert row is not None
    return row


def hot(client: TestClient, pool: Pool, login: str, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get(MATTERS, headers=town.bearer(pool, login), params=asked)
    assert answer.status_code == 200, answer.json()
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


class TestWhoMayAsk:
    @pytest.mark.parametrize("path", [MATTERS, f"{MATTERS}/1", "/api/v1/cases/20260101-0001/matter"])
    def test_a_stranger(self, client: TestClient, path: str) -> None:
        assert client.get(path).status_code == 401

    def test_without_any_duty(self, client: TestClient, pool: Pool) -> None:
        assert client.get(MATTERS, headers=town.bearer(pool, town.NOBODY)).status_code == 403

    def test_out_of_sight_is_not_there(self, client: TestClient, pool: Pool, mixer: dict[str, Any]) -> None:
        far = town.bearer(pool, town.FAR_WORKER)
        assert client.get(f"{MATTERS}/{mixer['id']}", headers=far).status_code == 404
        assert client.get(f"{MATTERS}/999999999", headers=far).status_code == 404
        assert mixer["id"] not in [row["matter"] for row in hot(client, pool, town.FAR_WORKER)]


class TestTheList:
    def test_the_hottest_first(self, client: TestClient, pool: Pool, mixer: Any, fountain: Any) -> None:
        first, second, *_ = hot(client, pool, town.CLERK)
        assert (first["matter"], second["matter"]) == (mixer["id"], fountain["id"])
        assert (first["cases"], first["reports"], first["people"]) == (6, 6, 6)
        assert first["grid"] == {"code": town.LIYUAN, "name": "丽园 01 网格"}
        assert first["heat"] > second["heat"]
        assert 5.5 < first["heat"] <= 6

    def test_what_is_burning_where(self, client: TestClient, pool: Pool, mixer: Any, fountain: Any) -> None:
        """Open cases, the street first, and the reports of the last days."""
        rows = {row["matter"]: row for row in hot(client, pool, town.CLERK)}
        found = rows[mixer["id"]]
        assert (found["open"], len(found["days"]), sum(found["days"])) == (6, 14, 6)
        assert found["where"][-1] == "丽园 01 网格"
        assert len(found["where"]) == 3
        assert rows[fountain["id"]]["where"] == []

    def test_by_pages(self, client: TestClient, pool: Pool, mixer: Any, fountain: Any) -> None:
        for login in (town.CLERK, town.FAR_HANDLER):
            headers, every, after = town.bearer(pool, login), [row["matter"] for row in hot(client, pool, login)], {}
            found: list[int] = []
            while True:
                page = client.get(MATTERS, headers=headers, params={"limit": 1} | after).json()
                found += [row["matter"] for row in page["items"]]
                if page["next"] is None:
                    break
                after = {"after": page["next"]}
            assert found == every

    @pytest.mark.parametrize("login", [town.CLERK, town.FAR_HANDLER])
    def test_of_what_is_seen_in_part_only_the_warmest_and_said_so(
        self, client: TestClient, pool: Pool, mixer: Any, fountain: Any, login: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What lies in the asker's branches is in the list, however much reaches over their border."""
        far, headers = town.bearer(pool, town.FAR_HANDLER), town.bearer(pool, login)
        assert client.get(MATTERS, headers=far).json()["cut"] is False
        monkeypatch.setattr(matters, "ACROSS", 1)
        monkeypatch.setattr(matters, "OF_UNIT", 1)
        page = client.get(MATTERS, headers=headers).json()
        assert page["cut"] is (login == town.FAR_HANDLER)
        assert (mixer["id"] in [row["matter"] for row in page["items"]]) is (login == town.CLERK)

    @pytest.mark.parametrize("after", ["x", "1", "1~x", "nan~1", "inf~1", "1~-1"])
    def test_a_page_of_the_list_that_is_none(self, client: TestClient, pool: Pool, after: str) -> None:
        answer = client.get(MATTERS, headers=town.bearer(pool, town.CLERK), params={"after": after})
        assert (answer.status_code, answer.json()["facts"]["field"]) == (422, "after")

    def test_common_branch(self, client: TestClient, pool: Pool, fountain: Any) -> None:
        rows = {row["matter"]: row for row in hot(client, pool, town.CLERK)}
        assert rows[fountain["id"]]["grid"]["code"] == "110115"

    def test_only_what_the_asker_may_see_counts(self, client: TestClient, pool: Pool, fountain: Any) -> None:
        """One of three lies in 清源: that is nothing several tell of there, and its title was said elsewhere."""
        assert fountain["id"] not in [row["matter"] for row in hot(client, pool, town.STREET_CLERK)]
        [far] = [row for row in hot(client, pool, town.FAR_HANDLER) if row["matter"] == fountain["id"]]
        assert (far["cases"], far["title"], far["grid"]["code"]) == (2, "滨江花园喷泉太吵", town.FUQIANG)
        page = client.get(f"{MATTERS}/{fountain['id']}", headers=town.bearer(pool, town.STREET_CLERK)).json()
        assert (page["cases"], page["title"], len(page["items"])) == (1, None, 1)

    def test_of_a_grid(self, client: TestClient, pool: Pool, mixer: Any, fountain: Any) -> None:
        assert [row["matter"] for row in hot(client, pool, town.CLERK, grid=town.LIYUAN)][:1] == [mixer["id"]]
        assert mixer["id"] not in [row["matter"] for row in hot(client, pool, town.CLERK, grid="110115001")]
        path = f"{MATTERS}?grid=999"
        assert client.get(path, headers=town.bearer(pool, town.CLERK)).status_code == 404

    def test_silent_since(self, client: TestClient, pool: Pool, teller: Teller) -> None:
        since = (teller.now + timedelta(days=1)).isoformat()
        assert hot(client, pool, town.CLERK, since=since) == []

    def test_a_sensitive_case_counts_for_few(self, client: TestClient, pool: Pool, teller: Teller) -> None:
        numbers = [tells(teller, f"河西仓库深夜有人倒化工废料，味道刺鼻{at}") for at in range(3)]
        catch_up(pool)
        matter = row_of(pool, numbers[0])["id"]
        teller.say(town.CLERK, numbers[2], Verb.AMEND, sensitive=True)
        catch_up(pool)
        rows = {row["matter"]: row for row in hot(client, pool, town.WORKER)}
        assert rows[matter]["cases"] == 2
        rows = {row["matter"]: row for row in hot(client, pool, town.SHIFT_LEAD)}
        assert rows[matter]["cases"] == 3


class TestOneMatter:
    def test_its_cases_by_pages(self, client: TestClient, pool: Pool, mixer: Any) -> None:
        who, found, after = town.bearer(pool, town.CLERK), [], None
        for _ in range(4):
            asked = {"limit": 2} | ({"after": after} if after else {})
            page = client.get(f"{MATTERS}/{mixer['id']}", headers=who, params=asked).json()
            found += [row["number"] for row in page["items"]]
            if (after := page["next"]) is None:
                break
        assert len(found) == len(set(found)) == 6
        assert found == sorted(found, reverse=True)

    @pytest.mark.parametrize(
        "after", ["x", "infinity~1", "2026-01-01T00:00:00Z~x", "2026-01-01T00:00:00Z~99999999999999999999"]
    )
    def test_a_page_that_is_none(self, client: TestClient, pool: Pool, mixer: Any, after: str) -> None:
        answer = client.get(f"{MATTERS}/{mixer['id']}", headers=town.bearer(pool, town.CLERK), params={"after": after})
        assert answer.status_code == 422

    def test_two_that_became_one(self, client: TestClient, pool: Pool, mixer: Any) -> None:
        """An address that was kept leads to what it has become."""
        with work(pool, DISTRICT) as tx:
            gone = tx.value(
                'INSERT INTO matters ("into", middle, step, keys, last_at, first_at)'
                " VALUES (%(into)s, '', 1, '{}', now(), now()) RETURNING id",
                into=mixer["id"],
            )
        page = client.get(f"{MATTERS}/{gone}", headers=town.bearer(pool, town.CLERK)).json()
        assert page["matter"] == mixer["id"]
        assert len(page["items"]) == 6


class TestOfACase:
    def test_its_matter(self, client: TestClient, pool: Pool, mixer: Any) -> None:
        who = town.bearer(pool, town.CALLER)
        number = client.get(f"{MATTERS}/{mixer['id']}", headers=who).json()["items"][0]["number"]
        found = client.get(f"/api/v1/cases/{number}/matter", headers=who).json()["matter"]
        assert (found["matter"], found["cases"]) == (mixer["id"], 6)
        assert not {"days", "open"} & found.keys()  # of the list alone: nobody counts them for a case

    def test_not_looked_at_yet_and_out_of_sight(self, client: TestClient, pool: Pool, teller: Teller) -> None:
        path = f"/api/v1/cases/{tells(teller, '刚刚说的一件事')}/matter"
        assert client.get(path, headers=town.bearer(pool, town.CLERK)).json() == {"matter": None}
        assert client.get(path, headers=town.bearer(pool, town.FAR_WORKER)).status_code == 404


class TestNearest:
    def test_a_message_that_seems_to_join(self, client: TestClient, pool: Pool, mixer: Any) -> None:
        body = {"text": said("丽园", 3), "grid": town.LIYUAN}
        advice = client.post("/api/v1/advice", json=body, headers=town.bearer(pool, town.CLERK)).json()
        assert (advice["matter"]["topic"], advice["matter"]["cases"]) == (mixer["id"], 6)
        assert advice["matter"]["title"] == "丽园小区旁边搅拌站太吵"
        assert advice["matter"]["heat"] > 5

    def test_nothing_like_it(self, client: TestClient, pool: Pool, mixer: Any) -> None:
        body = {"text": "夜市摊位费怎么又涨了", "grid": town.LIYUAN}
        assert client.post("/api/v1/advice", json=body, headers=town.bearer(pool, town.CLERK)).json()["matter"] is None

    def test_not_to_who_may_see_none_of_it(self, client: TestClient, pool: Pool, mixer: Any) -> None:
        body = {"text": said("丽园", 3), "grid": town.FUQIANG}
        worker = town.bearer(pool, town.FAR_WORKER)
        assert client.post("/api/v1/advice", json=body, headers=worker).json()["matter"] is None


def test_heat_halves_in_ninety_days() -> None:
    at = matters.EPOCH + timedelta(days=40)
    assert matters.heat(8.0, at + timedelta(days=90)) == pytest.approx(matters.heat(8.0, at) / 2, abs=0.01)
    assert matters.heat(8.0, matters.EPOCH) == 8
