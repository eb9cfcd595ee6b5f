"""A retried request acts once: the answer stands under the caller's Idempotency-Key, written with what it did."""

from dataclasses import dataclass
from typing import Any

import orjson

from wangge.kit import sql
from wangge.kit.errors import Refused
from wangge.kit.tx import Tx

q = sql.load("wangge.kit", "idempotency.sql")


@dataclass(frozen=True)
class Stored:
    request: bytes
    status: int
    answer: Any


def claim(tx: Tx, key: str, who: str, what: bytes) -> Stored | None:
    """None: the key is new, and ours until this transaction ends. Else the answer already given.

    A second request with the same key waits for the first: it then finds its answer, or, where the
    first was rolled back, acts itself. Refused when the key stands for another request.
    """
    if tx.run(q.claim, key=key, who=who, what=what, now=tx.now):
        return None
    stored = tx.one(Stored, q.stored, key=key, who=who)
    if stored is None or stored.request != what:
        raise Refused("idempotency.mismatch")
    return stored


def store(tx: Tx, key: str, who: str, status: int, body: bytes) -> None:
    """The JSON answer of a claimed key."""
    tx.run(q.store, key=key, who=who, status=status, answer=body.decode())


def replay(stored: Stored) -> bytes:
    """The same JSON again; the order of its keys is not kept."""
    return orjson.dumps(stored.answer)
