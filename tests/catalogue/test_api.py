"""The catalogue over HTTP: read, searched, changed by who may, out and in as a file."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import town
from tests.catalogue.books import Book
from wangge.app import make_app
from wangge.catalogue.api import XLSX
from wangge.kit.tx import Pool

pytestmark = pytest.mark.db

CATALOGUE, CATEGORIES = "/api/v1/catalogue", "/api/v1/categories"
STANDARDS, CHANGES = f"{CATALOGUE}/standards", f"{CATALOGUE}/changes"
BODY = {
    "category": "0113", "category_name": "道路破损", "condition": "07", "condition_name": "盲道断头", "closing": "接上",
    "limits": {"handle": "3wd"}, "class_limits": {"A": {"handle": "1wd"}}, "law": "《道路条例》", "kinds": ["help"],
}  # fmt: skip
KIND = {"code": "0788", "name": "无人机扰民", "words": ["航拍"]}

WRITES = [
    (STANDARDS, {"json": BODY}),
    (f"{STANDARDS}/preview", {"json": BODY}),
    (f"{CATALOGUE}/retirements", {"json": {"category": "0113"}}),
    (f"{CHANGES}/1/undo", {"json": {}}),
    (CATEGORIES, {"json": KIND}),
    (f"{CATALOGUE}/import/preview", {"files": {"file": ("x.csv", b"a,b")}}),
    (f"{CATALOGUE}/import", {"files": {"file": ("x.csv", b"a,b")}, "data": {"token": "x"}}),
]
READS = [CATALOGUE, CATEGORIES, CHANGES, f"{CHANGES}/1", f"{CATALOGUE}/versions?category=0113&condition=01"]


@pytest.fixture(scope="module")
def client(pool: Pool) -> Iterator[TestClient]:
    with TestClient(make_app(pool)) as client:
        yield client


@pytest.fixture(scope="module")
def lead(pool: Pool) -> dict[str, str]:
    return town.bearer(pool, town.SHIFT_LEAD)


@pytest.fixture(scope="module")
def worker(pool: Pool) -> dict[str, str]:
    return town.bearer(pool, town.WORKER)


@pytest.mark.parametrize(("address", "sent"), WRITES)
def test_writing_needs_its_duty(client: TestClient, worker: dict[str, str], address: str, sent: dict[str, Any]) -> None:
    assert client.post(address, **sent).status_code == 401
    answer = client.post(address, headers=worker, **sent)
    assert (answer.status_code, answer.json()["facts"]) == (403, {"duty": "catalogue"})


@pytest.mark.parametrize("address", [*READS, f"{CATALOGUE}/export"])
def test_reading_needs_a_duty(client: TestClient, pool: Pool, address: str) -> None:
    assert client.get(address).status_code == 401
    assert client.get(address, headers=town.bearer(pool, town.NOBODY)).status_code == 403


@pytest.mark.parametrize("address", READS)
def test_everybody_may_read(client: TestClient, worker: dict[str, str], address: str) -> None:
    assert client.get(address, headers=worker).status_code == 200
    assert client.get(f"{CATALOGUE}/export", headers=worker).status_code == 403


def test_every_standard_in_force(client: TestClient, worker: dict[str, str]) -> None:
    items = client.get(CATALOGUE, headers=worker).json()["items"]
    built = next(item for item in items if item["category"] == "0101")
    assert built["category_name"] == "私搭乱建"
    assert built["limits"]["handle"] == "20wd"
    assert built["limits"]["sign"] == "2wh"
    assert built["stages"][0] == {"code": "stop", "name": "停工", "limit": "4wh", "classes": {}}
    assert built["evidence"]["feed_back"] == ["after", "before", "document"]
    assert (built["check"], built["call_back"], built["grade"]) == ("field", "all", "large")
    assert (built["class_limits"], built["kinds"], built["law"], built["photo"]) == ({}, [], "", "")


def test_the_tree_is_sent_once(client: TestClient, lead: dict[str, str]) -> None:
    first = client.get(CATEGORIES, headers=lead)
    assert {"0113", "b0101"} <= {item["code"] for item in first.json()["items"]}
    again = client.get(CATEGORIES, headers=lead | {"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.post(CATEGORIES, headers=lead, json=KIND).json()["kind"] == "event"
    after = client.get(CATEGORIES, headers=lead | {"If-None-Match": first.headers["etag"]})
    assert after.status_code == 200
    assert {"code": "0788", "major": "07"}.items() <= next(
        item for item in after.json()["items"] if item["code"] == "0788"
    ).items()


@pytest.mark.parametrize(
    ("text", "code", "by"), [("sjg", "b0101", "pinyin"), ("道路", "0113", "name"), ("0405", "0405", "code")]
)
def test_found_by(client: TestClient, worker: dict[str, str], text: str, code: str, by: str) -> None:
    (found, *_) = client.get(CATEGORIES, params={"text": text}, headers=worker).json()["items"]
    assert (found["code"], found["by"]) == (code, by)


def test_published_read_and_undone(client: TestClient, lead: dict[str, str]) -> None:
    version = client.post(STANDARDS, headers=lead, json=BODY).json()["version"]
    one = {"category": "0113", "condition": "07"}
    item = next(i for i in client.get(CATALOGUE, headers=lead).json()["items"] if one.items() <= i.items())
    assert (item["version"], item["class_limits"], item["kinds"]) == (version, {"A": {"handle": "1wd"}}, ["help"])
    stale = client.post(STANDARDS, headers=lead, json=BODY | {"based_on": version - 1})
    assert (stale.status_code, stale.json()["error"]) == (409, "standard.meanwhile")
    client.post(STANDARDS, headers=lead, json=BODY | {"based_on": version, "closing": "接好"})
    newest, first = client.get(f"{CATALOGUE}/versions", params=one, headers=lead).json()["items"]
    assert newest["differences"] == [{"field": "closing", "before": "接上", "after": "接好"}]
    assert (newest["published_by_name"], first["version"]) == ("赵*", version)
    detail = client.get(f"{CHANGES}/{newest['change']}", headers=lead).json()
    assert (detail["what"], detail["by_name"], detail["rows"][0]["before"]) == ("publish", "赵*", version)
    undone = client.post(f"{CHANGES}/{newest['change']}/undo", headers=lead, json={})
    assert undone.status_code == 201
    listed = client.get(CHANGES, headers=lead).json()["items"]
    assert (listed[0]["number"], listed[0]["undoes"]) == (undone.json()["change"], newest["change"])
    assert listed[1]["undone_by"] == listed[0]["number"]
    older = client.get(CHANGES, params={"before": listed[0]["number"]}, headers=lead).json()["items"]
    assert older == listed[1:]


def test_a_bad_draft_names_its_field(client: TestClient, lead: dict[str, str]) -> None:
    for address in (STANDARDS, f"{STANDARDS}/preview"):
        answer = client.post(address, headers=lead, json=BODY | {"limits": {"handle": "soon"}})
        assert (answer.status_code, answer.json()["facts"]["field"]) == (422, "limits.handle")
    answer = client.post(CATEGORIES, headers=lead, json=KIND | {"code": "x1"})
    assert (answer.status_code, answer.json()["facts"]["rule"]) == (422, "category_code")


def test_out_changed_previewed_and_in(client: TestClient, lead: dict[str, str]) -> None:
    sent = client.get(f"{CATALOGUE}/export", headers=lead)
    assert sent.headers["content-type"] == XLSX
    assert "attachment" in sent.headers["content-disposition"]
    book = Book(sent.content)
    book.put("conditions", book.row("conditions", category="0405", condition="01"), closing="货都收了")
    files = {"file": ("目录.xlsx", book.bytes())}
    seen = client.post(f"{CATALOGUE}/import/preview", headers=lead, files=files).json()
    assert (seen["added"], seen["changed"], seen["retired"], seen["bad"]) == (0, 1, 0, [])
    assert seen["rows"][0]["differences"] == [
        {"field": "closing", "before": "货摊收回店内，通道畅通", "after": "货都收了"}
    ]
    stale = client.post(f"{CATALOGUE}/import", headers=lead, files=files, data={"token": "0-0"})
    assert (stale.status_code, stale.json()["error"]) == (409, "catalogue.moved")
    done = client.post(f"{CATALOGUE}/import", headers=lead, files=files, data={"token": seen["token"]})
    assert done.status_code == 201
    detail = client.get(f"{CHANGES}/{done.json()['change']}", headers=lead).json()
    assert (detail["what"], detail["file"], detail["counts"]["changed"]) == ("import", "目录.xlsx", 1)
    again = client.post(f"{CATALOGUE}/import", headers=lead, files=files, data={"token": seen["token"]})
    assert (again.status_code, again.json()["error"]) == (409, "catalogue.nothing")


def test_what_is_wrong_in_a_file(client: TestClient, lead: dict[str, str]) -> None:
    book = Book(client.get(f"{CATALOGUE}/export", headers=lead).content)
    row = book.row("limits", category="0405", condition="01", area="通用")
    book.put("limits", row, handle="马上")
    seen = client.post(f"{CATALOGUE}/import/preview", headers=lead, files={"file": ("x.xlsx", book.bytes())}).json()
    assert seen["bad"] == [{"sheet": "时限", "row": row, "column": "处置", "rule": "limit"}]
    assert seen["token"] is None
    answer = client.post(f"{CATALOGUE}/import/preview", headers=lead, files={"file": ("x", b"\x00\x01")})
    assert (answer.status_code, answer.json()["error"]) == (422, "catalogue.no_table")
    big = client.post(f"{CATALOGUE}/import/preview", headers=lead, files={"file": ("x", b"a" * 10_000_001)})
    assert (big.status_code, big.json()["error"]) == (422, "catalogue.too_big")


def test_what_a_file_would_retire_in_use(client: TestClient, lead: dict[str, str]) -> None:
    case = {"channel": "hotline", "kind": "help", "text": "灯箱太亮", "category": "0128", "condition": "01"}
    reported = client.post("/api/v1/reports", headers=lead, json=case | {"grid": town.COLLEGE})
    assert reported.status_code == 201
    book = Book(client.get(f"{CATALOGUE}/export", headers=lead).content)
    book.put("categories", book.row("categories", code="0128"), until="2020-01-01")
    files = {"file": ("x.xlsx", book.bytes())}
    seen = client.post(f"{CATALOGUE}/import/preview", headers=lead, files=files).json()
    assert seen["retired"] == 2
    rules, cases = seen["in_use"]
    spot = {"category": "0128", "sheet": "类别", "row": book.row("categories", code="0128")}
    assert cases == spot | {"condition": "01", "cases": 1, "rules": [], "drafts": []}
    assert rules["rules"]  # the town's own
    assert rules == spot | {"condition": "", "cases": 0, "rules": rules["rules"], "drafts": []}
    token = {"token": seen["token"]}
    held = client.post(f"{CATALOGUE}/import", headers=lead, files=files, data=token)
    assert (held.status_code, held.json()["error"]) == (409, "catalogue.in_use")
    assert f"类别!{spot['row']}: 0128/01 ×1" in held.json()["message"]
    assert held.json()["facts"]["in_use"] == seen["in_use"]
    done = client.post(f"{CATALOGUE}/import", headers=lead, files=files, data=token | {"despite": "true"})
    assert done.status_code == 201
