"""Ownership over HTTP: who may, what is shown, and the way of a rule from draft to undo."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from tests import town
from wangge.kit.tx import Pool

pytestmark = pytest.mark.db

HOME = "/api/v1/ownership"


@pytest.fixture(scope="module")
def lead(pool: Pool) -> dict[str, str]:
    return town.bearer(pool, town.SHIFT_LEAD)


@pytest.fixture(scope="module")
def worker(pool: Pool) -> dict[str, str]:
    return town.bearer(pool, town.WORKER)


class Desk:
    def __init__(self, client: TestClient, who: dict[str, str]) -> None:
        self.client, self.who = client, who

    def ask(self, path: str, status: int = 200, method: str = "GET", **more: Any) -> Any:
        answer: Response = self.client.request(method, HOME + path, headers=self.who, **more)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def send(self, path: str, status: int = 201, method: str = "POST", **body: Any) -> Any:
        return self.ask(path, status, method, json=body)

    def rules(self, **wanted: Any) -> list[str]:
        """Reasons of the rules found."""
        return [row["reason"] for row in self.ask("/rules", params=wanted)["items"]]

    def edition(self) -> int:
        return int(self.ask("/drafts")["based_on"])


@pytest.fixture(scope="module")
def desk(client: TestClient, lead: dict[str, str]) -> Desk:
    return Desk(client, lead)


ROUTES = [
    ("GET", "/rules", None), ("GET", "/rules/1", None), ("POST", "/rules/1/retire", {}), ("GET", "/drafts", None),
    ("POST", "/drafts", {"lead": "cgw"}), ("PUT", "/drafts/1", {"lead": "cgw", "edition": 1}),
    ("DELETE", "/drafts/1", None), ("POST", "/publish", {"based_on": 1}), ("GET", "/changes", None),
    ("POST", "/changes/1/undo", {}), ("GET", "/coverage", None),
    ("GET", "/choice?category=0110&grid=110115003006001", None), ("GET", "/areas", None),
    ("PUT", "/areas/110115003/street", {"unit": "qy"}),
]  # fmt: skip
READING = {"/rules", "/rules/1", "/changes", "/coverage", "/choice?category=0110&grid=110115003006001", "/areas"}


@pytest.mark.parametrize(("method", "path", "body"), ROUTES, ids=[f"{m} {p}" for m, p, _ in ROUTES])
class TestWhoMay:
    def test_nobody_unknown(self, client: TestClient, method: str, path: str, body: Any) -> None:
        assert client.request(method, HOME + path, json=body).status_code == 401

    def test_reading_needs_read_and_writing_ownership(
        self, client: TestClient, worker: dict[str, str], method: str, path: str, body: Any
    ) -> None:
        status = client.request(method, HOME + path, json=body, headers=worker).status_code
        assert status == (200 if path in READING else 403)


class TestRules:
    def test_what_a_rule_shows(self, desk: Desk) -> None:
        row = desk.ask("/rules", params={"text": "生活垃圾"})["items"][0]
        assert (row["category"], row["lead"], row["assistants"]) == ("0110", "@street", ["cgw"])
        assert row["units"] == {"cgw": "城管委"}
        assert (row["state"], row["no"], row["change"], row["published_by"]) == ("in_force", 1, 1, None)

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            ({"category": "0101"}, ["市容环境归城管委", "执法权下放清源街道"]),
            ({"category": "component"}, ["部件查得到产权单位的，由产权单位负责", "井盖没有登记产权的，先由水务局处置"]),
            ({"category": "b0101/01"}, ["部件查得到产权单位的，由产权单位负责", "井盖没有登记产权的，先由水务局处置"]),
            ({"category": "03"}, ["施工管理归住建委"]),
            ({"unit": "zjw"}, ["施工管理归住建委", "自供暖小区，住建委协调"]),
            ({"unit": "@owner"}, ["部件查得到产权单位的，由产权单位负责"]),
            ({"text": "学院南里"}, ["自供暖小区，住建委协调"]),
            ({"text": "r-0001"}, ["市容环境归城管委"]),
            ({"text": "没有这样的"}, []),
            ({"category": "0101", "grid": town.FUQIANG}, ["市容环境归城管委"]),
            ({"category": "0101", "grid": town.LIYUAN}, ["市容环境归城管委", "执法权下放清源街道"]),
            ({"category": "0101", "grid": "110115"}, ["市容环境归城管委", "执法权下放清源街道"]),
        ],
    )
    def test_filters(self, desk: Desk, wanted: dict[str, str], found: list[str]) -> None:
        assert desk.rules(**wanted) == found

    def test_page_by_page(self, desk: Desk) -> None:
        whole = [row["rule"] for row in desk.ask("/rules")["items"]]
        pages, after = [], 0
        while after is not None:
            page = desk.ask("/rules", params={"after": after, "limit": 5})
            pages += [row["rule"] for row in page["items"]]
            after = page["next"]
        assert pages == whole == sorted(whole)
        assert len(whole) == len(town.town.plan()["rules"])


class TestFromDraftToUndo:
    def test_the_way_of_a_rule(self, desk: Desk) -> None:
        change, rule = self.published(desk)
        desk.send("/drafts", lead="cgw", category="0405", rule=rule)
        late = desk.send("/publish", 409, based_on=1)
        assert (late["error"], late["facts"]["current"]) == ("ownership.changed", change)
        second = desk.send("/publish", based_on=change)["change"]
        self.two_versions(desk, rule)
        refused = desk.send(f"/changes/{change}/undo", 409)
        assert (refused["error"], refused["facts"]["changes"]) == ("ownership.later", [second])
        undone = desk.send(f"/changes/{second}/undo", note="改回")["change"]
        assert self.choice(desk) == ("zjw", "rule")
        assert desk.ask("/changes")["items"][0] | {"at": 0} == {
            "change": undone, "at": 0, "by": "赵*", "note": "改回", "undoes": second, "rules": 1,
        }  # fmt: skip
        draft = desk.send(f"/rules/{rule}/retire", reason="试点结束")["draft"]
        desk.send("/publish", based_on=undone, drafts=[draft])
        assert self.choice(desk) == ("qy", "fallback")
        assert "试点结束" not in desk.rules(category="0405")
        assert "试点结束" in desk.rules(category="0405", ended=True)

    def published(self, desk: Desk) -> tuple[int, int]:
        """A draft, written again by one and refused to another, in force."""
        draft = desk.send("/drafts", lead="cgw", category="0405", grid="110115003", reason="试点")["draft"]
        listed = desk.ask("/drafts")
        assert [(row["id"], row["lead"], row["grid"]) for row in listed["items"]] == [(draft, "cgw", "110115003")]
        assert (listed["ties"], listed["based_on"]) == ([], 1)
        desk.send(f"/drafts/{draft}", 200, "PUT", lead="zjw", category="0405", edition=1, reason="店外经营试点")
        again = desk.send(f"/drafts/{draft}", 409, "PUT", lead="swj", category="0405", edition=1)
        assert again["error"] == "ownership.draft_changed"
        done = desk.send("/publish", based_on=1, note="试点")
        assert self.choice(desk) == ("zjw", "rule")
        return done["change"], done["versions"][0]["rule"]

    def two_versions(self, desk: Desk, rule: int) -> None:
        versions = desk.ask(f"/rules/{rule}")["items"]
        assert [(row["no"], row["lead"], row["state"]) for row in versions] == [
            (2, "cgw", "in_force"), (1, "zjw", "replaced"),
        ]  # fmt: skip
        assert set(versions[0]["changed"]) == {"lead", "reason", "valid_from"}
        assert versions[0]["published_by"] == "赵*"

    def test_a_tie_is_seen_before_it_is_refused(self, desk: Desk) -> None:
        ids = [desk.send("/drafts", lead=lead, category="2301")["draft"] for lead in ("cgw", "zjw")]
        (pair,) = desk.ask("/drafts")["ties"]
        names = {f"D-{number}" for number in ids}
        assert {pair["first"], pair["second"]} == names
        refused = desk.send("/publish", 409, based_on=desk.edition())
        assert refused["error"] == "ownership.tie"
        assert all(name in refused["message"] for name in names)
        assert desk.ask("/coverage", params={"drafts": True})["counts"]["tie"] == 1
        for number in ids:
            desk.ask(f"/drafts/{number}", 204, "DELETE")
        desk.ask(f"/drafts/{ids[0]}", 404, "DELETE")

    @staticmethod
    def choice(desk: Desk) -> tuple[str, str]:
        found = desk.ask("/choice", params={"category": "0405", "condition": "01", "grid": town.LIYUAN})
        return found["unit"]["code"], found["how"]


class TestChoice:
    def test_who_and_why_and_what_else_was_near(self, desk: Desk) -> None:
        found = desk.ask("/choice", params={"category": "0110", "condition": "01", "grid": town.LIYUAN})
        assert (found["unit"]["short_name"], found["how"], found["level"]) == ("清源街道办", "rule", "street")
        assert [unit["code"] for unit in found["assistants"]] == ["cgw"]
        assert found["rule"]["reason"] == "生活垃圾属地清运，城管委协办"
        assert [(row["name"], row["why"]) for row in found["near"]] == [("R-0001 v1", "category")]

    @pytest.mark.parametrize(
        ("asked", "status", "error"),
        [
            ({"category": "0110"}, 422, "ownership.place"),
            ({"category": "0110", "lng": 116.3}, 422, "ownership.place"),
            ({"category": "0110", "lng": 0, "lat": 0}, 404, "ownership.outside"),
            ({"category": "0110", "grid": "999"}, 404, "grid.unknown"),
            ({"grid": town.LIYUAN}, 422, "request.field"),
        ],
    )
    def test_what_cannot_be_answered(self, desk: Desk, asked: dict[str, Any], status: int, error: str) -> None:
        assert desk.ask("/choice", status, params=asked)["error"] == error


def test_coverage_names_what_falls_through(desk: Desk) -> None:
    found = desk.ask("/coverage")
    assert found["pairs"] > found["covered"] > 0
    holes = {(hole["category"], hole["kind"]): hole for hole in found["holes"]}
    assert holes["0405", "gap"]["category_name"] == "店外经营"
    assert holes["2101", "partly"]["rules"] == ["R-0011 v1", "R-0010 v1"]
    assert ("0110", "gap") not in holes
    assert sum(found["counts"].values()) == len(found["holes"]) + len(found["ties"])


def test_areas(desk: Desk) -> None:
    listed = desk.ask("/areas")["items"]
    assert [(row["grid"], row["unit"]) for row in listed if row["kind"] == "street"] == [
        ("110115001", "xf"), ("110115003", "qy"),
    ]  # fmt: skip
    desk.send("/areas/110115001/street", 204, "PUT", unit="qy")
    assert desk.ask("/choice", params={"category": "0405", "grid": town.KANGJU})["unit"]["code"] == "qy"
    assert desk.send("/areas/110115001/street", 409, "PUT", unit="cgw")["error"] == "ownership.area_kind"
    desk.send("/areas/110115001/street", 204, "PUT", unit="xf")
