"""A bucket on 127.0.0.1 that speaks as much S3 as one put, one upload in parts, get, head and delete."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class _Bucket(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_PUT(self) -> None:
        path, query, body = self._read()
        if "uploadId" in query:
            self.server.parts[(path, int(query["partNumber"][0]))] = body
        else:
            self.server.objects[path] = body
        self._answer(200, headers={"ETag": '"x"'})

    def do_POST(self) -> None:
        path, query, _ = self._read()
        bucket, key = path[1:].split("/", 1)
        if "uploads" in query:
            inside = f"<Bucket>{bucket}</Bucket><Key>{key}</Key><UploadId>u</UploadId>"
            self._answer(200, f"<InitiateMultipartUploadResult>{inside}</InitiateMultipartUploadResult>".encode())
            return
        numbers = sorted(number for name, number in self.server.parts if name == path)
        self.server.objects[path] = b"".join(self.server.parts.pop((path, number)) for number in numbers)
        inside = f"<Location>x</Location><Bucket>{bucket}</Bucket><Key>{key}</Key><ETag>x</ETag>"
        self._answer(200, f"<CompleteMultipartUploadResult>{inside}</CompleteMultipartUploadResult>".encode())

    def do_GET(self) -> None:
        path, _, _ = self._read()
        body = self.server.objects.get(path)
        if body is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        elif wanted := re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", "")):
            start, end = int(wanted[1]), min(int(wanted[2]) + 1, len(body))
            self._answer(206, body[start:end], {"Content-Range": f"bytes {start}-{end - 1}/{len(body)}"})
        else:
            self._answer(200, body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.server.objects.pop(self._read()[0], None)
        self._answer(204)

    def _read(self) -> tuple[str, dict[str, list[str]], bytes]:
        url = urlsplit(self.path)
        self.server.asked.append((self.command, self.headers.get("Authorization", "")))
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        return url.path, parse_qs(url.query, keep_blank_values=True), body

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(self.server.broken or status)
        more = {"ETag": '"x"', "Last-Modified": "Fri, 09 Oct 2026 08:00:00 GMT", "Content-Length": str(len(body))}
        for name, value in (more | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Bucket)
        self.objects: dict[str, bytes] = {}
        self.parts: dict[tuple[str, int], bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.broken = 0

    @property
    def url(self) -> str:
        return f"s3://pictures/wangge?endpoint=http://127.0.0.1:{self.server_port}&region=cn-north-1"


@contextmanager
def fake_s3() -> Iterator[_Server]:
    server = _Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
