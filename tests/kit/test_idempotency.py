"""What is kept of a request with a key: its answer for 30 days, of its words nothing that a guess could test."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from tests.database import DISTRICT
from wangge.kit import idempotency
from wangge.kit.crypto import Keys
from wangge.kit.errors import Refused
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db

WHAT = sha256(b"POST /api/v1/reports?\n{}").digest()
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


@dataclass
class Book:
    pool: Pool

    def keep(self, key: str, at: datetime = NOW) -> None:
        with work(self.pool, DISTRICT, now=at) as tx:
            idempotency.keep(tx, key, "user:1", WHAT, (201, b"{}"))

    def given(self, key: str, what: bytes = WHAT) -> idempotency.Stored | None:
        with work(self.pool, DISTRICT) as tx:
            return idempotency.given(tx, key, "user:1", what)


@pytest.fixture
def book(pool: Pool) -> Book:
    with work(pool, DISTRICT) as tx:
        tx.run("DELETE FROM idempotency")
    return Book(pool)


def test_another_request_under_the_same_key(book: Book) -> None:
    book.keep("a")
    assert book.given("a") is not None
    with pytest.raises(Refused, match="mismatch"):
        book.given("a", sha256(b"other").digest())


def test_who_holds_the_database_cannot_test_a_guess(book: Book) -> None:
    book.keep("a")
    stored = book.given("a")
    assert stored is not None
    assert stored.request != WHAT
    assert len(stored.request) == 32


def test_a_retry_after_the_keys_were_rotated(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    book.keep("a")
    stored = book.given("a")
    assert stored is not None
    monkeypatch.setattr(Keys, "hashes", lambda _self, _text: [b"newer", stored.request])
    assert book.given("a") == stored


def test_answers_go_after_a_month_in_batches(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "BATCH", 2)
    now = datetime.now(UTC)
    for key, days in {"old": 31, "older": 32, "oldest": 33, "young": 29}.items():
        book.keep(key, now - timedelta(days=days))
    assert [idempotency.forget(book.pool, DISTRICT) for _ in range(3)] == [2, 1, 0]
    assert book.given("young") is not None
    assert book.given("old") is None
