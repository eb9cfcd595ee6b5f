"""What `wangge demo` says and writes; the printed walk, step by step over HTTP; who gets which matter."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.database import DISTRICT
from wangge import catalogue, dispatch, places
from wangge.app import make_app
from wangge.demo import gazetteer, staff, walk
from wangge.demo.open import accounts, moment
from wangge.kit.postgres import CannotRun
from wangge.kit.tx import Pool, work


@pytest.mark.parametrize("text", ["tomorrow", "2019-01-01", "2999-01-01", "2026-13-01"])
def test_an_end_that_is_none(text: str) -> None:
    with pytest.raises(CannotRun, match="--until"):
        moment(text)


def test_an_end_is_beijing_time() -> None:
    found = moment("2025-03-02T09:00")
    assert found.isoformat() == "2025-03-02T09:00:00+08:00"


def test_accounts_have_what_the_sign_in_page_shows() -> None:
    assert all(row.keys() == {"role", "login", "password", "name", "unit"} for row in accounts())
    assert {row["role"] for row in accounts()} >= {"clerk", "handler", "audit_admin"}


def test_the_walk_can_be_pasted() -> None:
    lines = walk.script(8123).splitlines()
    assert "http://127.0.0.1:8123/api/v1" in lines[0]
    assert sum(line.startswith("does ") for line in lines) == len(walk.STEPS)
    assert all(line.count("'") % 2 == 0 for line in lines[7:])


@pytest.mark.db
class TestWalk:
    @pytest.fixture
    def client(self, founded: Pool) -> Iterator[TestClient]:
        with TestClient(make_app(founded)) as client:
            yield client

    def test_its_steps_close_a_case(self, client: TestClient) -> None:
        told = self.ask(client, walk.STEPS[0].who, "/reports", walk.REPORT)
        number, report, seq = told["case"], told["number"], told["seq"]
        for who, verb, fields in walk.STEPS:
            said = {key: report if value == walk.REPORT_NUMBER else value for key, value in fields.items()}
            seq = self.ask(client, who, f"/cases/{number}/moves", {"verb": verb, "seen": seq, **said})["seq"]
        headers = self.headers(client, "wangmin")
        assert client.get(f"/api/v1/cases/{number}", headers=headers).json()["state"] == "closed"

    def ask(self, client: TestClient, who: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = client.post(f"/api/v1{path}", json=body, headers=self.headers(client, who))
        assert answer.status_code in (200, 201), answer.text
        found: dict[str, Any] = answer.json()
        return found

    def headers(self, client: TestClient, login: str) -> dict[str, str]:
        body = {"login": login, "password": staff.plan()["password"], "district": DISTRICT}
        token = client.post("/api/v1/session", json=body, headers={"Origin": town.ORIGIN}).json()["token"]
        return {"Authorization": f"Bearer {token}"}


@pytest.mark.db
def test_every_matter_has_a_rule_everywhere(founded: Pool) -> None:
    """No condition of the whole catalogue falls through, in a street, a town that keeps its roads, and at night."""
    with work(founded, DISTRICT) as tx:
        grids = [places.grid(tx, code) for code in ("110115003006001", "110115103200001", "110115104200001")]
        for standard in catalogue.catalogue(tx):
            for grid in grids:
                matter = dispatch.Matter(standard.category, standard.condition, grid.path, grid.id, tx.now)
                assert dispatch.choose(tx, matter).how == "rule", (standard.category, grid.code)


@pytest.mark.db
def test_components_and_names_are_there(founded: Pool) -> None:
    with work(founded, DISTRICT) as tx:
        assert places.component(tx, "1101150137000001").name == "路灯"
        compound = next(place for place in gazetteer() if place.kind == "compound")
        assert [found.name for found in places.find(tx, compound.name)] == [compound.name]
        assert tx.value("SELECT count(*) FROM components") > 3000
