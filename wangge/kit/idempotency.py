"""A retried request acts once: its answer stands under the caller's Idempotency-Key, written with what it did.

A request first does its work and then takes its key, in one transaction. A retry does the work in vain: it is
refused, or finds the key taken, rolls back and gets the answer that stands. So the first time costs one statement.
"""

from dataclasses import dataclass
from datetime import timedelta

from wangge.kit import sql
from wangge.kit.config import settings
from wangge.kit.crypto import Keys
from wangge.kit.errors import Refused
from wangge.kit.tx import Pool, Tx, work

q = sql.load("wangge.kit", "idempotency.sql")


#: A phone that was without a signal for longer sends something new; what it does twice is refused by ``seen``.
KEPT = timedelta(days=30)
BATCH = 5000


class Taken(Exception):
    """The key was used before; what this transaction did has to be rolled back."""


@dataclass(frozen=True)
class Stored:
    request: bytes
    status: int
    answer: str


def keep(tx: Tx, key: str, who: str, what: bytes, stored: tuple[int, bytes]) -> None:
    """Status and JSON under the key. Taken when it was used before; waits for a transaction that is using it."""
    status, body = stored
    mark = _keys().hash(what.hex())
    if not tx.run(q.keep, key=key, who=who, what=mark, status=status, answer=body.decode(), now=tx.now):
        raise Taken


def given(tx: Tx, key: str, who: str, what: bytes) -> Stored | None:
    """The answer that stands under the key; None where there is none. Refused when it stands for another request."""
    stored = tx.one(Stored, q.given, key=key, who=who)
    if stored is not None and stored.request not in _keys().hashes(what.hex()):
        raise Refused("idempotency.mismatch")
    return stored


def forget(pool: Pool, district: str) -> int:
    """Answers of more than 30 days ago, a batch at a time; how many. A loop of the worker."""
    with work(pool, district) as tx:
        return tx.run(q.forget, before=tx.now - KEPT, limit=BATCH)


def _keys() -> Keys:
    """A request is kept as a keyed hash: who holds the database alone cannot test a guess at its words."""
    return Keys.load(settings())
