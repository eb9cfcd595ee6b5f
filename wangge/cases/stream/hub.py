"""The one reader of a process: looks at the feed while somebody listens, and fills the lines of those who may know."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from time import monotonic

from anyio import to_thread
from psycopg import Error
from psycopg_pool import PoolTimeout

from wangge import people
from wangge.cases.stream.listener import Listener, Message
from wangge.cases.stream.reading import Batch, read
from wangge.kit import feed
from wangge.kit.errors import NotSignedIn
from wangge.kit.feed import FeedRow
from wangge.kit.tx import Actor, Pool, work
from wangge.people.rules import Token

log = logging.getLogger("wangge.stream")

PAUSE = 0.25  # seconds between two looks at the feed
AGAIN = 30.0  # seconds after which every session is looked up again
FAR = 5000  # numbers behind which a page that comes back loads anew


class Hub:
    """Listeners by district. Holds no connection and no thread between two looks; idle where nobody listens."""

    def __init__(self, pool: Pool, now: Callable[[], datetime | None] = lambda: None) -> None:
        self._pool, self._now = pool, now
        self._listeners: dict[str, dict[int, Listener]] = {}
        self._readers: dict[str, asyncio.Task[None]] = {}
        self._key = 0
        self.again = AGAIN

    async def join(self, token: Token, last: int | None) -> tuple[int, Listener]:
        """NotSignedIn where the token does not hold. ``last``: the page knows everything up to this number."""
        actor, head = await to_thread.run_sync(self._met, token)
        no = head if last is None or last > head else last
        listener = Listener(token, actor, no)
        listener.put(Message("hello", no, {}))
        if head - no > FAR:
            listener.no = head
            listener.put(Message("reset", head, {}))
        self._key += 1
        self._listeners.setdefault(token.district, {})[self._key] = listener
        reader = self._readers.get(token.district)
        if reader is None or reader.done():
            self._readers[token.district] = asyncio.create_task(self._follow(token.district))
        return self._key, listener

    def leave(self, key: int, listener: Listener) -> None:
        self._listeners.get(listener.token.district, {}).pop(key, None)

    async def close(self) -> None:
        for reader in self._readers.values():
            reader.cancel()
            with suppress(asyncio.CancelledError):
                await reader

    def _met(self, token: Token) -> tuple[Actor, int]:
        with work(self._pool, token.district, now=self._now()) as tx:
            session = people.session(tx, token, touch=False)
            tx.actor = session.actor
            people.need(tx.actor, people.Duty.READ)
            return session.actor, feed.head(tx)

    async def _follow(self, district: str) -> None:
        """Until nobody listens. An outage of the database is waited for."""
        looked = monotonic()
        while listeners := dict(self._listeners.get(district, {})):
            try:
                await self._look(district, listeners)
                if monotonic() - looked >= self.again:
                    looked = monotonic()
                    for key in await to_thread.run_sync(self._look_up, district, listeners):
                        self.leave(key, listeners[key])
                        listeners[key].put(Message("end", listeners[key].no, {}))
            except (Error, PoolTimeout):
                log.warning("the feed of %s could not be read", district)
                await asyncio.sleep(1)
            await asyncio.sleep(PAUSE)

    async def _look(self, district: str, listeners: dict[int, Listener]) -> None:
        batch = await to_thread.run_sync(self._read, district, listeners)
        for key, listener in listeners.items():
            for event, row in batch.messages(key):
                if row.no > listener.no:
                    listener.put(Message(event, row.no, _told(event, row, batch)))
            listener.no = max(listener.no, batch.last_no)

    def _read(self, district: str, listeners: dict[int, Listener]) -> Batch:
        after = min(listener.no for listener in listeners.values())
        with work(self._pool, district, now=self._now()) as tx:
            return read(tx, after, {key: listener.actor for key, listener in listeners.items()})

    def _look_up(self, district: str, listeners: dict[int, Listener]) -> list[int]:
        """Duties and branches may have changed. Returns those who are signed in no more."""
        ended: list[int] = []
        with work(self._pool, district, now=self._now()) as tx:
            for key, listener in listeners.items():
                try:
                    listener.actor = people.session(tx, listener.token, touch=False).actor
                except NotSignedIn:
                    ended.append(key)
        return ended


def _told(event: str, row: FeedRow, batch: Batch) -> dict[str, object]:
    """Ids and numbers only."""
    if event == "many":
        return {}
    number = batch.numbers[row.subject]
    return {"number": number} if event == "gone" else {"number": number, "seq": row.seq, "verb": row.verb}
