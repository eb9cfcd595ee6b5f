"""`wangge serve` and `wangge worker` as processes of their own, on the database of a test."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from wangge.kit.postgres import Urls


def environment(urls: Urls) -> dict[str, str]:
    """WANGGE_HOME, with the keys, is that of the tests."""
    return os.environ | {"WANGGE_DATABASE_URL": urls.app, "WANGGE_LOG_LEVEL": "WARNING", "LANG": "en_US.UTF-8"}


def wangge(urls: Urls, *words: str) -> "subprocess.CompletedProcess[str]":
    """One command, to its end."""
    command = [sys.executable, "-m", "wangge.cli", *words]
    return subprocess.run(command, env=environment(urls), capture_output=True, text=True, timeout=600, check=False)


@contextmanager
def served(urls: Urls, folder: Path) -> Iterator[int]:
    """The port, once it is ready; ended by their ids."""
    port = _free_port()
    with (folder / "served.log").open("wb") as log:
        command = [sys.executable, "-m", "wangge.cli"]
        started = [
            subprocess.Popen([*command, *words], env=environment(urls), stdout=log, stderr=log, start_new_session=True)
            for words in (["serve", "--port", str(port)], ["worker"])
        ]
        try:
            _wait_ready(port, folder / "served.log")
            yield port
        finally:
            for process in started:
                process.send_signal(signal.SIGTERM)
            for process in started:
                process.wait(30)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_ready(port: int, log: Path) -> None:
    for _ in range(300):
        try:
            conn = HTTPConnection("127.0.0.1", port, timeout=5)
            conn.request("GET", "/readyz")
            ready = conn.getresponse().status == 200
            conn.close()
            if ready:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"not ready: {log.read_text()[-3000:]}")
