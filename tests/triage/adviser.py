"""A made-up adviser on this machine: an OpenAI-compatible endpoint that answers as a test tells it to."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FakeAdviser(ThreadingHTTPServer):
    """``asked``: headers and body of each question. ``status``, ``body``: its answers; ``wait``: s before them;
    ``drip``: s before each byte."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[dict[str, str], str]] = []
        self.status, self.body, self.wait, self.drip = 200, says('{"category": null}'), 0.0, 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def said(self) -> dict[str, Any]:
        """The material of the last question."""
        material: dict[str, Any] = json.loads(json.loads(self.asked[-1][1])["messages"][1]["content"])
        return material

    def answers(self, code: str | None) -> None:
        self.body = says(json.dumps({"category": code}))


def says(content: Any) -> bytes:
    """The body of an answer with this content."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    return json.dumps({"id": "1", "object": "chat.completion", "choices": [choice]}).encode()


@contextmanager
def fake_adviser() -> Iterator[FakeAdviser]:
    server = FakeAdviser()
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: FakeAdviser
    log_message: Callable[..., None] = lambda *_: None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((dict(self.headers), body))
        time.sleep(self.server.wait)
        try:
            self._answer()
        except (BrokenPipeError, ConnectionResetError):  # nobody waited for it
            return

    def _answer(self) -> None:
        self.send_response(self.server.status if self.path == "/v1/chat/completions" else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.server.body)))
        if self.server.status == 302:
            self.send_header("Location", self.server.url + "/elsewhere")
        self.end_headers()
        if not self.server.drip:
            self.wfile.write(self.server.body)
            return
        for byte in self.server.body:
            self.wfile.write(bytes([byte]))
            time.sleep(self.server.drip)
