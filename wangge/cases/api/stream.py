"""HTTP for news: one stream of server-sent events for each open page."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from wangge.cases.stream.hub import Hub
from wangge.cases.stream.listener import Listener
from wangge.people.http import token_of

router = APIRouter(prefix="/api/v1", tags=["stream"])

BEAT = 15.0  # seconds: proxies close what is silent


class EventStream(StreamingResponse):
    media_type = "text/event-stream"


@router.get("/stream", response_class=EventStream)
async def stream(
    request: Request, last_event_id: Annotated[str | None, Header(max_length=20)] = None
) -> StreamingResponse:
    """``case`` (number, seq, verb), ``gone`` (number: out of my sight), ``many`` (an import), ``reset`` (load anew),
    ``end`` (signed out). Ids and numbers only. ``Last-Event-ID`` resumes where the page was."""
    hub: Hub = request.app.state.hub
    last = int(last_event_id) if last_event_id and last_event_id.isascii() and last_event_id.isdigit() else None
    key, listener = await hub.join(token_of(request), last)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return EventStream(_sent(hub, key, listener), headers=headers)


async def _sent(hub: Hub, key: int, listener: Listener) -> AsyncIterator[bytes]:
    try:
        yield b"retry: 2000\n\n"
        while True:
            try:
                message = await asyncio.wait_for(listener.line.get(), BEAT)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            yield message.encoded()
            if message.event == "end":
                return
    finally:
        hub.leave(key, listener)
