"""What a process keeps under a stamp: read once, read again after a change, never poisoned by what was rolled back."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.database import DISTRICT
from wangge.kit.stamps import Kept, stamps_of, touch
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db

NAME = "places"


class Reader:
    """Gives what the world holds, and counts how often it is asked."""

    def __init__(self, value: str | None = "a", until: datetime | None = None) -> None:
        self.value, self.until, self.times = value, until, 0

    def __call__(self) -> tuple[str, datetime | None] | None:
        self.times += 1
        return (self.value, self.until) if self.value is not None else None


def asked(pool: Pool, kept: Kept[str], reader: Reader, key: str = "x", at: datetime | None = None) -> str | None:
    with work(pool, DISTRICT, now=at) as tx:
        return kept.get(tx, key, reader)


def test_is_read_once(pool: Pool) -> None:
    kept, reader = Kept[str](NAME), Reader()
    assert [asked(pool, kept, reader) for _ in range(3)] == ["a", "a", "a"]
    assert reader.times == 1


def test_each_key_is_its_own(pool: Pool) -> None:
    kept, reader = Kept[str](NAME), Reader()
    asked(pool, kept, reader, "x")
    asked(pool, kept, reader, "y")
    assert reader.times == 2


def test_nothing_is_not_kept(pool: Pool) -> None:
    kept, reader = Kept[str](NAME), Reader(None)
    assert asked(pool, kept, reader) is None
    reader.value = "there now"
    assert asked(pool, kept, reader) == "there now"


@pytest.mark.parametrize(("name", "times"), [(NAME, 2), ("people", 1)])
def test_is_read_again_after_a_change_of_its_own_kind(pool: Pool, name: str, times: int) -> None:
    kept, reader = Kept[str](NAME), Reader()
    asked(pool, kept, reader)
    with work(pool, DISTRICT) as tx:
        touch(tx, name)
    asked(pool, kept, reader)
    assert reader.times == times


def test_the_transaction_that_changes_it_sees_the_change_at_once(pool: Pool) -> None:
    kept, reader = Kept[str](NAME), Reader()
    with work(pool, DISTRICT) as tx:
        assert kept.get(tx, "x", reader) == "a"
        touch(tx, NAME)
        reader.value = "b"
        assert kept.get(tx, "x", reader) == "b"


def test_what_was_rolled_back_is_never_taken_for_something_later(pool: Pool) -> None:
    kept, reader = Kept[str](NAME), Reader("never was")
    with work(pool, DISTRICT) as tx:
        touch(tx, NAME)
        kept.get(tx, "x", reader)
        raise psycopg.Rollback
    with work(pool, DISTRICT) as tx:
        touch(tx, NAME)
    reader.value = "is"
    assert asked(pool, kept, reader) == "is"


@pytest.mark.parametrize(
    ("minutes", "times"),
    [(0, 1), (59, 1), (60, 2), (61, 2), (-1, 2)],
)
def test_holds_from_when_it_was_read_until_its_end(pool: Pool, minutes: int, times: int) -> None:
    noon = datetime(2026, 10, 9, 4, tzinfo=UTC)
    kept, reader = Kept[str](NAME), Reader(until=noon + timedelta(hours=1))
    asked(pool, kept, reader, at=noon)
    asked(pool, kept, reader, at=noon + timedelta(minutes=minutes))
    assert reader.times == times


def test_lets_go_of_all_when_there_are_too_many(pool: Pool) -> None:
    kept, reader = Kept[str](NAME, most=2), Reader()
    for key in ("x", "y", "z", "x"):
        asked(pool, kept, reader, key)
    assert reader.times == 4


def test_forgets(pool: Pool) -> None:
    kept, reader = Kept[str](NAME), Reader()
    asked(pool, kept, reader)
    kept.forget()
    asked(pool, kept, reader)
    assert reader.times == 2


def test_an_unknown_name_is_none_of_ours(pool: Pool) -> None:
    with work(pool, DISTRICT) as tx:
        assert stamps_of(tx, "weather") == (0,)
