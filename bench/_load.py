"""A lean HTTP load: keep-alive connections on one event loop, so that the load takes little of the machine."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import orjson


class Client:
    """One keep-alive connection; requests one after another."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.latencies: list[float] = []

    async def open(self) -> "Client":
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def call(self, method: str, path: str, headers: Sequence[str] = (), body: Any = None) -> tuple[int, Any]:
        """Status and JSON; the time to the last byte is noted."""
        data = b"" if body is None else orjson.dumps(body)
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(data)}", *headers]
        if data:
            lines.append("Content-Type: application/json")
        began = time.perf_counter()
        self._writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + data)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        answer = await self._reader.readexactly(length)
        self.latencies.append(time.perf_counter() - began)
        return int(head[9:12]), orjson.loads(answer) if answer else None

    def close(self) -> None:
        self._writer.close()


def percentile(values: Sequence[float], percent: float) -> float:
    """In milliseconds."""
    ordered = sorted(values)
    return round(1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))], 2) if ordered else 0.0
