"""The second adviser, an OpenAI-compatible endpoint if one is configured: asked with masked text, not waited for long.

Silence is a good answer: whoever does not answer in time, or in another form, is passed over. After three failures in a
row nobody is asked for a minute. What happened is counted; no text is logged.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from ssl import SSLContext
from typing import NamedTuple

import httpx
import orjson

from wangge.kit.config import settings
from wangge.kit.metrics import Meters
from wangge.triage.rules import asking

log = logging.getLogger("wangge.adviser")

LARGEST = 65_536  # bytes of an answer that are read
AT_ONCE = 4  # questions under way in one process
FAILURES = 3  # in a row, then it is left alone
PAUSE = 60.0  # s


class Outcome(StrEnum):
    ANSWERED = "answered"
    NONE = "none"  # it found no category fitting
    LATE = "late"
    AWAY = "away"  # no connection
    REFUSED = "refused"  # another status than 200
    GARBLED = "garbled"
    BUSY = "busy"  # too many under way: not asked
    PAUSED = "paused"  # failed too often: not asked


_FAILED = frozenset({Outcome.LATE, Outcome.AWAY, Outcome.REFUSED, Outcome.GARBLED})


class Endpoint(NamedTuple):
    """``form``: how it is told to answer in JSON. ``timeout``: seconds in all."""

    address: str
    key: str
    model: str
    form: str
    timeout: float


class Second:
    """One endpoint as one process knows it; to be used from one event loop."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._under_way = 0
        self._failures = 0
        self._again_at = 0.0

    async def ask(self, text: str, title: str, names: Mapping[str, str]) -> str | None:
        """A code of ``names`` (code → name), or None: no opinion, for whatever reason. Raises nothing of the network's.

        Takes at most the configured time. Not to be called inside a transaction.
        """
        now = time.monotonic()
        if not names or not text.strip():
            return None
        if self._under_way >= AT_ONCE or now < self._again_at:
            self._noted(Outcome.PAUSED if now < self._again_at else Outcome.BUSY)
            return None
        if self._failures >= FAILURES:
            self._again_at = now + PAUSE  # one tries again, the others go on waiting
        self._under_way += 1
        try:
            return await self._answered(text, title, names)
        finally:
            self._under_way -= 1

    async def _answered(self, text: str, title: str, names: Mapping[str, str]) -> str | None:
        code = None
        try:
            async with asyncio.timeout(self._endpoint.timeout):
                code = asking.choice(await self._sent(text, title, names), names)
            outcome = Outcome.ANSWERED if code else Outcome.NONE
        except (TimeoutError, httpx.TimeoutException):
            outcome = Outcome.LATE
        except httpx.HTTPStatusError:
            outcome = Outcome.REFUSED
        except asking.Garbled:
            outcome = Outcome.GARBLED
        except httpx.HTTPError:
            outcome = Outcome.AWAY
        self._noted(outcome)
        return code

    async def _sent(self, text: str, title: str, names: Mapping[str, str]) -> bytes:
        """The body of a 200, up to ``LARGEST`` bytes. No redirect is followed, no proxy of the environment used."""
        to = self._endpoint
        body = asking.question(text, title, names, to.model, to.form)
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        if to.key:
            headers["Authorization"] = f"Bearer {to.key}"
        async with (
            httpx.AsyncClient(trust_env=False, verify=_tls(), timeout=to.timeout) as client,
            client.stream("POST", to.address, headers=headers, content=orjson.dumps(body)) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise httpx.HTTPStatusError("", request=answer.request, response=answer)
            read = bytearray()
            async for part in answer.aiter_raw():
                read += part
                if len(read) > LARGEST:
                    raise asking.Garbled
            return bytes(read)

    def _noted(self, outcome: Outcome) -> None:
        Meters.load(settings()).adviser_asked(outcome)
        if outcome in _FAILED:
            self._failures += 1
            if self._failures >= FAILURES:
                self._again_at = time.monotonic() + PAUSE
                log.warning("the second adviser is left alone for %d s: %s", PAUSE, outcome)
        elif outcome not in (Outcome.BUSY, Outcome.PAUSED):
            self._failures, self._again_at = 0, 0.0


_kept = lru_cache(maxsize=1)(Second)


def second() -> Second | None:
    """The one of this process; None where none is configured."""
    chosen = settings()
    if chosen.adviser_url is None:
        return None
    address = f"{str(chosen.adviser_url).rstrip('/')}/chat/completions"
    key = chosen.adviser_key.get_secret_value() if chosen.adviser_key else ""
    return _kept(Endpoint(address, key, chosen.adviser_model, chosen.adviser_form, chosen.adviser_timeout))


@lru_cache(maxsize=1)
def _tls() -> SSLContext:
    """Reading the certificates takes 20 ms: once."""
    return httpx.create_ssl_context(trust_env=False)
