"""A live `wangge serve` over the fixture town, and Debian's Chromium; each person has a browser of their own."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import town
from tests.browser.person import Person
from tests.workers import SEQUENCER, running
from wangge.kit.postgres import Urls

CHROMIUM = "/usr/bin/chromium"
#: Nothing but loopback is asked for.
FLAGS = [
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
BUILT = Path(__file__).parents[2] / "web" / "apps" / "desk" / "dist" / "index.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of a module: as long as it runs, its thread has an event loop, and no other test could run one."""
    assert Path(CHROMIUM).exists(), "Chromium is missing: apt-get install chromium"
    assert BUILT.exists(), "the desk is not built: .ci/web"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(urls: Urls, home: Path) -> Iterator[str]:
    """The address of a server of this module's own, a sequencer beside it."""
    rows = [{"role": "clerk", "login": town.CLERK, "password": town.PASSWORD}]
    (home / "demo-accounts.json").write_text(json.dumps(rows), encoding="utf-8")
    port = _free_port()
    here = {"WANGGE_DATABASE_URL": urls.app, "WANGGE_HOME": str(home), "WANGGE_DEFAULT_DISTRICT": town.DISTRICT}
    chosen = {"WANGGE_PROCESSES": "1", "WANGGE_DEMO": "1", "WANGGE_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "wangge.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=os.environ | here | chosen) as server, running(urls, SEQUENCER):
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address)
            yield address
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture
def open_as(browser: Browser, site: str) -> Iterator[Callable[..., Person]]:
    """``open_as(login)``: somebody of the town at their desk."""
    opened: list[Person] = []

    def sit_down(login: str | None, theme: str = "light", **more: object) -> Person:
        opened.append(Person.sit_down(browser, site, login, theme, **more))
        return opened[-1]

    yield sit_down
    problems = [problem for person in opened for problem in person.problems]
    for person in opened:
        person.context.close()
    assert problems == []


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("the server is not ready")
