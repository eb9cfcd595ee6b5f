"""Stamps: what a process keeps of a district's slow-moving data holds for as long as its stamp is the same.

Whoever changes such data calls ``touch`` in the same transaction. The look-up of a session brings all stamps along, so
what is kept costs a request no statement. Numbers come from a sequence: one that was rolled back never returns.
"""

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from wangge.kit import sql
from wangge.kit.tx import Tx

q = sql.load("wangge.kit", "stamps.sql")

T = TypeVar("T")

Stamps = tuple[int, ...]


def touch(tx: Tx, name: str) -> None:
    """What is kept under this stamp is read again: by others after the commit, in this transaction at once."""
    tx.run(q.touch, name=name)
    tx.stamps = None


def stamps_of(tx: Tx, *names: str) -> Stamps:
    """The stamps of these names, as of the transaction's look-up of its session; without one, as of now."""
    if tx.stamps is None:
        tx.stamps = tx.value(q.all_stamps) or {}
    known = tx.stamps
    return tuple(known.get(name, 0) for name in names)


class _Value(NamedTuple):
    stamps: Stamps
    since: datetime
    until: datetime | None
    value: object

    def holds(self, stamps: Stamps, now: datetime) -> bool:
        return self.stamps == stamps and self.since <= now and (self.until is None or now < self.until)


class Kept(Generic[T]):
    """Values by key, each under the stamps it was read under. What is read after a stamp is never older than it.

    ``most``: how many before all are let go; nobody has that many at a time.
    """

    def __init__(self, *names: str, most: int = 20_000) -> None:
        self._names, self._most = names, most
        self._values: dict[Hashable, _Value] = {}

    def get(self, tx: Tx, key: Hashable, read: Callable[[], tuple[T, datetime | None] | None]) -> T | None:
        """The value kept for the key, or what ``read`` gives with the moment until which it holds (None: open).

        None of ``read`` is not kept. A clock behind the one it was read at reads again.
        """
        info = tx.conn.info
        whole = (info.dbname, tx.district, key)
        stamps = stamps_of(tx, *self._names)
        kept = self._values.get(whole)
        if kept is not None and kept.holds(stamps, tx.now):
            return kept.value  # type: ignore[return-value]
        found = read()
        if found is None:
            return None
        if len(self._values) >= self._most:
            self._values.clear()
        self._values[whole] = _Value(stamps, tx.now, found[1], found[0])
        return found[0]

    def forget(self) -> None:
        """After a database was replaced under the running process."""
        self._values.clear()
