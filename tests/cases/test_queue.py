"""Lists of cases over HTTP: filters, figures, search, and that answers have the shapes the description promises."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from psycopg import Connection

from tests import town
from tests.cases.every_verb import tell_all
from tests.cases.histories import MONDAY, PHONE, Teller
from tests.database import DISTRICT
from wangge.app import make_app
from wangge.cases.api import shown
from wangge.cases.rules import Kind, State, Verb
from wangge.demo import town as demo
from wangge.kit.migrate import MIGRATIONS
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db

NOW = MONDAY + timedelta(days=2)  # some of what was told is late by then


@pytest.fixture(scope="module")
def told(pool: Pool) -> Teller:
    teller = tell_all(pool)
    teller.filed("暴露生活垃圾", grid=town.FUQIANG)
    teller.sent("道路破损", "swj")
    returned = teller.sent("道路破损", "swj")
    teller.say(town.WATER_HANDLER, returned, Verb.RETURN)
    pressing = teller.filed("上水井盖")
    teller.say(town.DISPATCHER, pressing, Verb.URGE)
    teller.say(town.SUPERVISOR, pressing, Verb.SUPERVISE)
    return teller


@pytest.fixture(scope="module")
def client(pool: Pool, told: Teller) -> Iterator[TestClient]:
    with TestClient(make_app(pool, lambda: NOW), headers=_bearer(pool, town.SHIFT_LEAD)) as client:
        yield client


def _bearer(pool: Pool, login: str, now: datetime = NOW) -> dict[str, str]:
    with TestClient(make_app(pool, lambda: now)) as client:
        body = {"login": login, "password": town.PASSWORD, "district": town.DISTRICT}
        token = client.post("/api/v1/session", json=body).json()["token"]
    return {"Authorization": f"Bearer {token}"}


def late(row: dict[str, Any]) -> bool:
    return datetime.fromisoformat(row["next_due_at"]) < NOW


def everything(client: TestClient, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/cases", params={"limit": 200, **asked})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["cases"])


class TestFilters:
    @pytest.mark.parametrize(
        ("asked", "holds"),
        [
            ({"state": "filed"}, lambda row: row["state"] == "filed"),
            ({"state": ["filed", "handling"]}, lambda row: row["state"] in ("filed", "handling")),
            ({"category": "01"}, lambda row: row["category"].startswith("01")),
            ({"category": "0110"}, lambda row: row["category"] == "0110"),
            ({"under": "110115001"}, lambda row: "兴丰街道" in row["area"]),
            ({"urgent": "true"}, lambda row: row["urgent"]),
            ({"returned": "true"}, lambda row: row["returns"] > 0),
            ({"urged": "true"}, lambda row: row["urges"] > 0),
            ({"supervised": "true"}, lambda row: row["demands"] > 0),
            ({"late": "true"}, lambda row: row["next_due_at"] and late(row)),
        ],
    )
    def test_each_lets_through_what_it_says(self, client: TestClient, asked: dict[str, Any], holds: Any) -> None:
        whole = everything(client)
        expected = {row["number"] for row in whole if holds(row)}
        assert expected
        assert len(expected) < len(whole)
        assert {row["number"] for row in everything(client, **asked)} == expected

    def test_the_unit_that_holds_it(self, client: TestClient) -> None:
        rows = everything(client, unit="swj")
        assert {row["lead"] for row in rows if row["state"] == "dispatched"} == {"水务局"}

    @pytest.mark.parametrize("asked", [{"state": "unheard"}, {"due": "soon"}, {"colour": "red"}, {"limit": "0"}])
    def test_what_it_cannot_mean_is_422(self, client: TestClient, asked: dict[str, str]) -> None:
        assert client.get("/api/v1/cases", params=asked).status_code == 422


def figures(rows: list[dict[str, Any]], now: datetime, ends: dict[str, str]) -> dict[str, dict[str, int]]:
    """What the counts of these lines are, one line after another."""
    today, third = (datetime.fromisoformat(ends[name]) for name in ("today", "third"))
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        due = datetime.fromisoformat(row["next_due_at"]) if row["next_due_at"] else None
        says = {
            "cases": True,
            "late": due and due < now,
            "today": due and now <= due < today,
            "third": due and today <= due < third,
            "later": due and third <= due,
            "returned": row["returns"],
            "urged": row["urges"],
            "supervised": row["demands"],
            "urgent": row["urgent"],
        }
        counted = found.setdefault(row["state"], dict.fromkeys(says, 0))
        for name, so in says.items():
            counted[name] += bool(so)
    return found


@pytest.fixture(scope="module")
def moments(told: Teller, pool: Pool) -> list[datetime]:
    """Some time; when something falls due, to the microsecond, and just after; and when one is due at midnight."""
    with work(pool, DISTRICT) as tx:
        due = [row["at"] for row in tx.rows("SELECT DISTINCT next_due_at AS at FROM cases ORDER BY 1") if row["at"]]
    edges = [due[0], due[len(due) // 2] + timedelta(microseconds=1), due[-1]]
    return [NOW, *edges, due[-1] - timedelta(days=1), due[-1] - timedelta(days=3)]


class TestFigures:
    """Counted by stretches of an index; the list, line by line, says the same: for everybody, at the edges of time."""

    @pytest.mark.parametrize("login", [row["login"] for row in demo.plan()["people"]])
    def test_agree_with_the_list(self, pool: Pool, moments: list[datetime], login: str) -> None:
        for now in moments:
            with TestClient(make_app(pool, lambda now=now: now), headers=_bearer(pool, login, now)) as client:
                for asked in ({}, {"under": "110115001"}, {"returned": "true"}, {"due": "third"}, {"unit": "swj"}):
                    said = client.get("/api/v1/queue/counts", params=asked).json()
                    counted = {row.pop("state"): row for row in said["states"]}
                    assert counted == figures(everything(client, **asked), now, said["ends"])

    def test_every_figure_is_met(self, client: TestClient) -> None:
        total: dict[str, int] = {}
        for row in client.get("/api/v1/queue/counts").json()["states"]:
            total = {name: total.get(name, 0) + row[name] for name in row.keys() - {"state"}}
        assert all(total.values()), total

    def test_pages_are_the_list(self, client: TestClient) -> None:
        """Each state gives the first of its page: together in the order of what is due, none twice, none left out."""
        pages: list[str] = []
        after: str | None = ""
        while after is not None:
            page = client.get("/api/v1/cases", params={"limit": 3} | ({"after": after} if after else {})).json()
            pages += [row["number"] for row in page["cases"]]
            after = page["next"]
        whole = everything(client)
        assert pages == [row["number"] for row in whole]
        dues = [row["next_due_at"] and datetime.fromisoformat(row["next_due_at"]) for row in whole]
        assert dues == sorted(dues, key=lambda due: (due is None, due))
        assert len({row["state"] for row in whole}) > 3


class TestUnitsOnTheRow:
    def test_are_those_of_the_assignments(self, told: Teller, owner: Connection[Any]) -> None:
        """And the migration that put them there found the same."""
        kept = owner.execute("SELECT id, units, holding FROM cases ORDER BY id").fetchall()
        owner.execute("UPDATE cases SET units = '{}', holding = '{}'")
        (fill,) = re.findall(
            r"^UPDATE cases.*?;", (MIGRATIONS / "0019_queue.sql").read_text(), re.MULTILINE | re.DOTALL
        )
        owner.execute(fill.encode())
        assert owner.execute("SELECT id, units, holding FROM cases ORDER BY id").fetchall() == kept
        assert any(holding and holding != units for _, units, holding in kept)


class TestShapes:
    def test_of_lists(self, client: TestClient) -> None:
        page = shown.Page.model_validate_json(client.get("/api/v1/cases").text)
        assert any(line.clock for line in page.cases)
        assert any(line.held for line in page.cases)
        shown.Counts.model_validate_json(client.get("/api/v1/queue/counts").text)

    def test_of_every_case(self, client: TestClient, pool: Pool) -> None:
        with work(pool, DISTRICT) as tx:
            numbers = [row["number"] for row in tx.rows("SELECT number FROM cases ORDER BY id")]
        for number in numbers:
            shown.ShownCase.model_validate_json(client.get(f"/api/v1/cases/{number}").text)
        assert len(numbers) > 20

    def test_names_are_masked(self, client: TestClient) -> None:
        page = client.get(f"/api/v1/cases/{everything(client)[0]['number']}").json()
        actors = {event["actor"] for event in page["events"] if event["actor"]}
        assert actors
        assert all("*" in actor for actor in actors)


class TestSearch:
    def find(self, client: TestClient, text: str, headers: dict[str, str] | None = None) -> list[str]:
        answer = client.get("/api/v1/search", params={"text": text}, headers=headers)
        assert answer.status_code == 200, answer.text
        shown.Found.model_validate_json(answer.text)
        return [row["number"] for row in answer.json()["cases"]]

    def test_by_number_and_its_beginning(self, client: TestClient) -> None:
        number = everything(client)[0]["number"]
        assert self.find(client, number) == [number]
        assert number in self.find(client, number[:-1])
        assert self.find(client, "19990101-0001") == []

    def test_closed_cases_too(self, client: TestClient, pool: Pool) -> None:
        with work(pool, DISTRICT) as tx:
            number = tx.value("SELECT number FROM cases WHERE state = %(s)s LIMIT 1", s=State.CLOSED)
        assert self.find(client, number) == [number]

    def test_by_phone_as_it_was_said(self, client: TestClient) -> None:
        assert self.find(client, PHONE)
        assert self.find(client, f"+86 {PHONE}") == self.find(client, PHONE)
        assert self.find(client, "13900000000") == []

    def test_of_a_bare_count_today_is_meant(self, client: TestClient) -> None:
        assert self.find(client, "1") == [f"{NOW:%Y%m%d}-0001"]

    def test_who_denounced_is_not_found_by_the_unit_that_got_it(
        self, client: TestClient, pool: Pool, told: Teller
    ) -> None:
        phone = "13512345678"
        person = {"name": "王一", "phone": phone}
        number = self.denounced(told, person)
        told.say(town.DISPATCHER, number, Verb.DISPATCH, unit="zjw")
        handler = _bearer(pool, town.HOUSING_HANDLER)
        assert client.get(f"/api/v1/cases/{number}", headers=handler).status_code == 200
        assert self.find(client, phone, handler) == []
        assert self.find(client, phone) == [number]

    def denounced(self, told: Teller, person: dict[str, str]) -> str:
        from wangge.cases import Channel, NewReport, Person, report  # noqa: PLC0415 - only here

        category, condition = town.matter("道路破损")
        new = NewReport(
            channel=Channel.HOTLINE,
            kind=Kind.DENOUNCE,
            text="夜里偷倒渣土",
            grid=town.LIYUAN,
            category=category,
            condition=condition,
            person=Person(**person),
        )
        return told.do(town.CLERK, lambda tx: report(tx, new)).case

    def test_anonymous(self, pool: Pool) -> None:
        with TestClient(make_app(pool)) as client:
            assert client.get("/api/v1/search", params={"text": "1"}).status_code == 401
            assert client.get("/api/v1/area").status_code == 401


class TestAround:
    def test_my_area(self, client: TestClient, pool: Pool) -> None:
        area = client.get("/api/v1/area").json()
        assert (area["district"], area["grids"]) == ("大兴区", [{"code": "110115", "name": "大兴区"}])
        handler = client.get("/api/v1/area", headers=_bearer(pool, town.WATER_HANDLER)).json()
        assert handler["grids"] == []

    def test_why_a_clock_is_due(self, client: TestClient) -> None:
        for row in everything(client, state="handling"):
            page = client.get(f"/api/v1/cases/{row['number']}").json()
            for clock in page["clocks"]:
                said = client.get(f"/api/v1/cases/{row['number']}/clocks/{clock['no']}").json()
                assert said["limit"].startswith(clock["limit"][:1]) or clock["extra"]
                if clock["due_at"] and not clock["paused_at"]:
                    assert datetime.fromisoformat(said["due"]) == datetime.fromisoformat(clock["due_at"])

    def test_no_such_clock(self, client: TestClient) -> None:
        number = everything(client)[0]["number"]
        assert client.get(f"/api/v1/cases/{number}/clocks/999").status_code == 404
        assert client.get("/api/v1/cases/19990101-0001/clocks/1").status_code == 404

    def test_working_time_as_spans(self, client: TestClient) -> None:
        asked = {"first": "2026-10-01", "last": "2026-10-12"}
        said = client.get("/api/v1/calendar/spans", params=asked).json()
        assert said["zone"] == "Asia/Shanghai"
        assert said["special"]["2026-10-01"] == "holiday"
        assert "makeup" in said["special"].values()
        assert all(a < b for a, b in said["spans"])
        assert said["day_seconds"] == 8 * 3600
        monday = [span for span in said["spans"] if span[0] >= int(datetime(2026, 10, 11, 16, tzinfo=UTC).timestamp())]
        assert sum(b - a for a, b in monday) == 8 * 3600

    @pytest.mark.parametrize("last", ["2026-09-30", "2028-10-01"])
    def test_spans_in_order_and_in_bounds(self, client: TestClient, last: str) -> None:
        asked = {"first": "2026-10-01", "last": last}
        assert client.get("/api/v1/calendar/spans", params=asked).status_code == 422
