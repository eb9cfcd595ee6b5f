"""Who sees what: every reading route gives the same answer, and fails closed."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from tests import town
from tests.cases.histories import Teller
from wangge.app import make_app
from wangge.cases.rules import Kind, Verb
from wangge.demo import town as demo
from wangge.kit.tx import Pool

pytestmark = pytest.mark.db

EVERYBODY = [row["login"] for row in demo.plan()["people"]]


@pytest.fixture(scope="module")
def client(pool: Pool) -> Iterator[TestClient]:
    with TestClient(make_app(pool)) as client:
        yield client


@pytest.fixture(scope="module")
def as_(client: TestClient) -> dict[str, dict[str, str]]:
    """Bearer headers by login; nobody holds no post."""
    return {login: _bearer(client, login) for login in (*EVERYBODY, town.NOBODY)}


def _bearer(client: TestClient, login: str) -> dict[str, str]:
    body = {"login": login, "password": town.PASSWORD, "district": town.DISTRICT}
    answer = client.post("/api/v1/session", json=body, headers={"Origin": town.ORIGIN})
    client.cookies.clear()
    return {"Authorization": f"Bearer {answer.json()['token']}"}


@pytest.fixture(scope="module")
def numbers(pool: Pool) -> list[str]:
    """Cases in both streets, one without a place, a sensitive one, one at a bureau, one passed down, one closed."""
    t = Teller(pool)
    plain = [t.report(grid=grid) for grid in (town.LIYUAN, town.ZAOYUAN, town.FUQIANG, town.KANGJU)]
    nowhere = t.report(grid=None)
    sensitive = t.report(sensitive=True)
    category, condition = town.matter("道路破损")
    held = t.report(category=category, condition=condition)
    t.say(town.DISPATCHER, held, Verb.DISPATCH, unit="swj")
    passed = t.report(grid=town.FUQIANG, category=category, condition=condition)
    t.say(town.DISPATCHER, passed, Verb.DISPATCH, unit="qy")
    t.say(town.STREET_HANDLER, passed, Verb.ASSIGN, unit="qy-zfd")
    closed = t.report(kind=Kind.CONSULT)
    t.say(town.CLERK, closed, Verb.ANSWER, answer="每周一到周五办理")
    return [*plain, nowhere, sensitive, held, passed, closed]


def seen_in_list(client: TestClient, headers: dict[str, str]) -> set[str]:
    found: set[str] = set()
    page: dict[str, Any] = {"next": ""}
    while page["next"] is not None:
        params = {"limit": 2} | ({"after": page["next"]} if page["next"] else {})
        page = client.get("/api/v1/cases", params=params, headers=headers).json()
        found.update(row["number"] for row in page["cases"])
    return found


class TestRoutesAgree:
    def test_not_signed_in(self, client: TestClient, numbers: list[str]) -> None:
        for path in (
            "/api/v1/cases",
            f"/api/v1/cases/{numbers[0]}",
            "/api/v1/queue/counts",
            f"/api/v1/files/{'0' * 64}",
        ):
            assert client.get(path).status_code == 401

    def test_no_post_no_duty(self, client: TestClient, as_: dict[str, dict[str, str]], numbers: list[str]) -> None:
        for path in ("/api/v1/cases", f"/api/v1/cases/{numbers[0]}", "/api/v1/queue/counts"):
            assert client.get(path, headers=as_[town.NOBODY]).status_code == 403

    @pytest.mark.parametrize("login", EVERYBODY)
    def test_list_detail_and_counts(
        self, client: TestClient, as_: dict[str, dict[str, str]], numbers: list[str], login: str
    ) -> None:
        details = {n: client.get(f"/api/v1/cases/{n}", headers=as_[login]) for n in numbers}
        assert {answer.status_code for answer in details.values()} <= {200, 404}
        shown = {n for n, answer in details.items() if answer.status_code == 200}
        open_ones = {n for n in shown if details[n].json()["closed_at"] is None}
        assert seen_in_list(client, as_[login]) == open_ones
        counts = client.get("/api/v1/queue/counts", headers=as_[login]).json()["states"]
        assert sum(row["cases"] for row in counts) == len(open_ones)

    @pytest.mark.parametrize("login", EVERYBODY)
    def test_what_is_not_seen_is_not_moved(
        self, client: TestClient, as_: dict[str, dict[str, str]], numbers: list[str], login: str
    ) -> None:
        for number in numbers:
            shown = client.get(f"/api/v1/cases/{number}", headers=as_[login]).status_code
            move = {"verb": "assign", "seen": 1, "unit": "cgw"}
            moved = client.post(f"/api/v1/cases/{number}/moves", json=move, headers=as_[login]).status_code
            assert (moved == 404) == (shown == 404)


class TestWhoSees:
    def seers(self, client: TestClient, as_: dict[str, dict[str, str]], number: str) -> set[str]:
        return {n for n in EVERYBODY if client.get(f"/api/v1/cases/{number}", headers=as_[n]).status_code == 200}

    def test_the_place(self, client: TestClient, as_: dict[str, dict[str, str]], numbers: list[str]) -> None:
        seers = self.seers(client, as_, numbers[0])
        assert {town.WORKER, town.LEAD, town.CLERK, town.STREET_CLERK, town.SHIFT_LEAD} <= seers
        assert not {town.NEIGHBOUR, town.FAR_WORKER, town.WATER_HANDLER, town.FAR_HANDLER} & seers

    def test_no_place_yet(self, client: TestClient, as_: dict[str, dict[str, str]], numbers: list[str]) -> None:
        seers = self.seers(client, as_, numbers[4])
        assert {town.CLERK, town.SHIFT_LEAD} <= seers
        assert not {town.STREET_CLERK, town.WORKER, town.LEAD} & seers

    def test_a_sensitive_one_has_fewer_readers(
        self, client: TestClient, as_: dict[str, dict[str, str]], numbers: list[str]
    ) -> None:
        assert self.seers(client, as_, numbers[5]) == {town.SHIFT_LEAD, town.SUPERVISOR, town.LEAD, town.CALLER}

    def test_who_holds_it(self, client: TestClient, as_: dict[str, dict[str, str]], numbers: list[str]) -> None:
        assert town.WATER_HANDLER in self.seers(client, as_, numbers[6])
        assert town.HEAT_HANDLER not in self.seers(client, as_, numbers[6])

    def test_passed_down_across_the_border(
        self, client: TestClient, as_: dict[str, dict[str, str]], numbers: list[str]
    ) -> None:
        assert {town.STREET_HANDLER, town.SUB_HANDLER} <= self.seers(client, as_, numbers[7])


class TestPersons:
    def test_masked_everywhere(self, client: TestClient, as_: dict[str, dict[str, str]], numbers: list[str]) -> None:
        page = client.get(f"/api/v1/cases/{numbers[0]}", headers=as_[town.CLERK])
        assert page.json()["reports"][0]["person"] == {
            "name": "欧阳*花",
            "phone": "138****5678",
            "identity": "110***********002X",
        }
        assert "13812345678" not in page.text

    def test_a_confidential_reporter_is_not_shown_to_who_is_asked_to_act(
        self, client: TestClient, as_: dict[str, dict[str, str]], pool: Pool
    ) -> None:
        t = Teller(pool)
        category, condition = town.matter("店外经营")
        number = t.report(kind=Kind.DENOUNCE, grid=town.FUQIANG, category=category, condition=condition)
        t.say(town.DISPATCHER, number, Verb.DISPATCH, unit="cgw")
        shown = client.get(f"/api/v1/cases/{number}", headers=as_[town.CITY_HANDLER]).json()
        assert shown["reports"][0]["person"] is None
        assert client.get(f"/api/v1/cases/{number}", headers=as_[town.CLERK]).json()["reports"][0]["person"]


class TestFiles:
    def test_read_by_who_brought_it_and_by_who_sees_the_case(
        self, client: TestClient, as_: dict[str, dict[str, str]]
    ) -> None:
        picture = io.BytesIO()
        Image.new("RGB", (640, 480), "teal").save(picture, "JPEG")
        upload = {"file": ("a.jpg", picture.getvalue(), "image/jpeg")}
        worker, far = as_[town.WORKER], as_[town.FAR_WORKER]
        assert client.post("/api/v1/files", files=upload).status_code == 401
        answer = client.post("/api/v1/files", files=upload, headers=worker)
        assert (answer.status_code, answer.json()["width"]) == (201, 640)
        path = f"/api/v1/files/{answer.json()['file']}"
        assert client.get(path, headers=worker).headers["content-type"] == "image/jpeg"
        assert client.get(path, headers=as_[town.CLERK]).status_code == 404
        body = {
            "channel": "patrol",
            "kind": "help",
            "text": "路边有垃圾",
            "grid": town.LIYUAN,
            "files": [answer.json()["file"]],
        }
        assert client.post("/api/v1/reports", json=body, headers=worker).status_code == 201
        assert client.get(f"{path}/thumb", headers=as_[town.CLERK]).status_code == 200
        assert client.get(path, headers=far).status_code == 404

    def test_a_file_that_was_never_brought(self, client: TestClient, as_: dict[str, dict[str, str]]) -> None:
        body = {"channel": "patrol", "kind": "help", "text": "x", "grid": town.LIYUAN, "files": ["0" * 64]}
        answer = client.post("/api/v1/reports", json=body, headers=as_[town.WORKER])
        assert (answer.status_code, answer.json()["error"]) == (404, "case.file")

    def test_what_is_no_picture(self, client: TestClient, as_: dict[str, dict[str, str]]) -> None:
        upload = {"file": ("a.jpg", b"MZ\x90\x00 not a picture", "image/jpeg")}
        answer = client.post("/api/v1/files", files=upload, headers=as_[town.WORKER])
        assert (answer.status_code, answer.json()["error"]) == (422, "file.type")
