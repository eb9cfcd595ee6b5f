"""The caller of a request: who they are, inside the one transaction that does their work."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import Depends, Request, Response

from wangge.kit import idempotency
from wangge.kit.errors import Invalid, NotAllowed, NotSignedIn, Refused
from wangge.kit.tx import Pool, Tx, work
from wangge.people.actions import sessions
from wangge.people.rules import Duty, Token, own_origin

COOKIE = "wangge_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
KEY_LENGTH = 200


class Call:
    """One request of somebody who says they are signed in; nothing is believed before ``work``."""

    def __init__(self, request: Request, key: str | None = None, digest: bytes = b"") -> None:
        self.request, self.key, self._digest = request, key, digest

    @contextmanager
    def work(self, *duties: Duty) -> Iterator[Tx]:
        """One transaction: begin, look the session up, do the work, commit.

        NotSignedIn without a session that holds; NotAllowed without each of the duties, or for a write that a
        browser sends from another site. Answered when this is a retry of a request that was carried out.
        """
        token = token_of(self.request)
        state = self.request.state
        try:
            with work(pool_of(self.request), token.district, now=now_of(self.request)) as tx:
                session = sessions.session(tx, token)
                tx.actor = session.actor
                state.district, state.actor_id, state.lang = token.district, session.actor.id, session.lang
                sessions.need(tx.actor, *duties)
                yield tx
        except (Refused, idempotency.Taken):
            if (given := self._given(token.district)) is None:
                raise
            raise Answered(given) from None

    def answer(self, tx: Tx, status: int, body: Any) -> Response:
        """The answer, kept under the Idempotency-Key in the same transaction."""
        data = orjson.dumps(body)
        if self.key is not None:
            idempotency.keep(tx, self.key, _who(tx.actor.id), self._digest, (status, data))
        return _json(status, data)

    def _given(self, district: str) -> Response | None:
        """The answer already given under this Idempotency-Key."""
        actor_id = getattr(self.request.state, "actor_id", None)
        if self.key is None or actor_id is None:
            return None
        with work(pool_of(self.request), district) as tx:
            stored = idempotency.given(tx, self.key, _who(actor_id), self._digest)
        return _json(stored.status, stored.answer.encode()) if stored else None


class Answered(Exception):
    """A retry: the answer of the first time."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


async def signed(request: Request) -> Call:
    """Async, so that FastAPI does not spend a thread on it; the header is read by hand, in a tenth of the time."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return Call(request)
    if not (key.isascii() and key.isprintable() and 0 < len(key) <= KEY_LENGTH):
        raise Invalid("idempotency.key", field="Idempotency-Key")
    return Call(request, key, await _digest_of(request))


Signed = Annotated[Call, Depends(signed)]


def pool_of(request: Request) -> Pool:
    pool: Pool = request.app.state.pool
    return pool


def now_of(request: Request) -> datetime | None:
    """The clock of the application; None is the machine's."""
    now: datetime | None = request.app.state.now()
    return now


def token_of(request: Request) -> Token:
    """The session token, from ``Authorization: Bearer`` or the cookie; a write by cookie comes from our own pages."""
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        token = Token.parse(text.strip())
    else:
        token = Token.parse(request.cookies.get(COOKIE, ""))
        if token is not None and request.method not in SAFE:
            same_site(request)
    if token is None:
        raise NotSignedIn("session.none")
    return token


def same_site(request: Request) -> None:
    if not own_origin(request.headers.get("origin"), request.url.scheme, request.headers.get("host", "")):
        raise NotAllowed("request.origin")


async def _digest_of(request: Request) -> bytes:
    """What the key stands for: method, address and JSON body. An upload's body is named by its own hash elsewhere."""
    scope = request.scope
    asked = f"{request.method} {scope['path']}?".encode() + scope["query_string"] + b"\n"
    upload = request.headers.get("content-type", "").startswith("multipart/")
    return hashlib.sha256(asked + (b"" if upload else await request.body())).digest()


def _who(actor_id: int | None) -> str:
    return f"user:{actor_id}"


def _json(status: int, body: bytes) -> Response:
    return Response(body, status, media_type="application/json")
