"""The apps as built files: compressed, named by content, under a strict policy; and what is said where none are."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from wangge import web
from wangge.kit.config import settings

PAGE = "<!doctype html><title>网格</title>"
SCRIPT = "console.log(1)" * 60


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built desk."""
    folder = tmp_path / "desk"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "assets" / "index-1.js").write_text(SCRIPT, encoding="utf-8")
    (folder / "assets" / "index-1.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    monkeypatch.setattr(web, "BUILT", tmp_path)
    return folder


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()
    app.router.routes.extend(web.routes().routes)
    with TestClient(app) as client:
        yield client


def test_the_root_chooses_an_app(built: Path, client: TestClient) -> None:
    answer = client.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, "/desk/")
    assert client.get("/desk", follow_redirects=False).headers["location"] == "/desk/"


@pytest.mark.parametrize("path", ["/desk/", "/desk/cases/20261009-0087", "/desk/sign-in"])
def test_each_address_of_the_app_is_its_page(built: Path, client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (200, PAGE)
    assert answer.headers["cache-control"] == "no-cache"
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_assets_are_kept_for_good_and_sent_small(built: Path, client: TestClient) -> None:
    answer = client.get("/desk/assets/index-1.js", headers={"Accept-Encoding": "gzip, br"})
    assert answer.text == SCRIPT
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < len(SCRIPT)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["vary"] == "Accept-Encoding"
    plain = client.get("/desk/assets/index-1.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers


@pytest.mark.parametrize(
    "path", ["/desk/assets/gone.js", "/desk/assets/../../../etc/passwd", "/desk/..%2f..%2fetc/passwd"]
)
def test_nothing_but_what_was_built(built: Path, client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404 or answer.text == PAGE


def test_a_new_build_is_seen(built: Path, client: TestClient) -> None:
    client.get("/desk/")
    (built / "index.html").write_text(PAGE + "2", encoding="utf-8")
    assert client.get("/desk/").text == PAGE + "2"


def test_where_nothing_is_built_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: TestClient) -> None:
    monkeypatch.setattr(web, "BUILT", tmp_path)
    monkeypatch.setattr(web, "SOURCE", tmp_path)
    answer = client.get("/desk/")
    assert answer.status_code == 503
    assert "make setup" in answer.text


class TestDemoAccounts:
    @pytest.fixture
    def home(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        rows = [{"role": "clerk", "login": "wangmin", "password": "x", "extra": 1}]
        (home / "demo-accounts.json").write_text(json.dumps(rows), encoding="utf-8")
        yield home
        (home / "demo-accounts.json").unlink()
        settings.cache_clear()

    def asked(self) -> dict[str, object]:
        from wangge.demo.accounts import demo  # noqa: PLC0415 - reads the settings of this test

        settings.cache_clear()
        return demo().model_dump()

    def test_a_demo_shows_them(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("WANGGE_DEMO", "1")
        shown = self.asked()
        assert shown["demo"] is True
        account = {"role": "clerk", "login": "wangmin", "password": "x", "name": "", "unit": ""}
        assert shown["accounts"] == [account]

    def test_nobody_else_does(self, home: Path) -> None:
        assert self.asked() == {"demo": False, "accounts": []}
