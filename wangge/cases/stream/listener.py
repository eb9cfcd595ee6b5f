"""One open page: who reads, and the bounded line of what waits to be sent."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from wangge.kit.tx import Actor
from wangge.people.rules import Token

WAITING = 256  # messages; a page that reads slower than that is told to load anew


class Message(NamedTuple):
    """``no``: the number in the feed up to which the page now knows everything, for ``Last-Event-ID``."""

    event: str
    no: int
    data: dict[str, Any]

    def encoded(self) -> bytes:
        return b"id: %d\nevent: %s\ndata: %s\n\n" % (self.no, self.event.encode(), orjson.dumps(self.data))


@dataclass(eq=False)
class Listener:
    token: Token
    actor: Actor
    no: int  # everything up to here was put into the line
    line: "asyncio.Queue[Message]" = field(default_factory=lambda: asyncio.Queue(WAITING))

    def put(self, message: Message) -> None:
        """Never waits: where the line is full it is emptied, and the page loads anew."""
        if self.line.full():
            while not self.line.empty():
                self.line.get_nowait()
            message = Message("reset", message.no, {})
        self.line.put_nowait(message)
