"""A town with every verb told, and the owner of its tables, who changes what they like and takes it back."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from psycopg import Connection

from tests.cases.every_verb import tell_all
from tests.database import DISTRICT
from wangge.cases.history import verify
from wangge.kit.actor import SYSTEM
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, Tx


class Mark(NamedTuple):
    """The event that is tampered with."""

    case_id: int
    number: str
    seq: int
    last: int  # seq of the last event of the case
    verb: str


@pytest.fixture(scope="module", autouse=True)
def _told(pool: Pool) -> None:
    tell_all(pool)


@pytest.fixture(scope="module")
def connection(urls: Urls) -> Iterator[Connection[Any]]:
    """As the owner of the tables, one for all tests: there are many."""
    with Connection.connect(urls.owner, autocommit=True, options=f"-c search_path=d{DISTRICT},jobs") as conn:
        yield conn


@pytest.fixture(scope="module")
def marks(connection: Connection[Any], _told: None) -> dict[str, Mark]:
    """For every verb an event, where there is one in the middle of a history."""
    rows = connection.execute(
        "SELECT DISTINCT ON (e.verb) c.id, c.number, e.seq, c.seq, e.verb"
        "  FROM case_events e JOIN cases c ON c.id = e.case_id"
        " ORDER BY e.verb, e.seq = 1 AND c.seq = 1, e.seq = c.seq, c.id, e.seq"
    )
    return {row[-1]: Mark(*row) for row in rows}


@pytest.fixture
def open_owner(connection: Connection[Any]) -> Iterator[Connection[Any]]:
    """Nothing of what is done with it stays."""
    with connection.transaction(force_rollback=True):
        yield connection


Found = Callable[[str], list[str]]
Everywhere = Callable[[], dict[str, list[str]]]


@pytest.fixture
def found(open_owner: Connection[Any]) -> Found:
    """What is found in a case."""
    return lambda number: [finding.what for finding in verify(as_owner(open_owner), [number])]


@pytest.fixture
def found_everywhere(open_owner: Connection[Any]) -> Everywhere:
    """Case → what is found in it, of all cases."""

    def look() -> dict[str, list[str]]:
        said: dict[str, list[str]] = {}
        for finding in verify(as_owner(open_owner)):
            said.setdefault(finding.case, []).append(finding.what)
        return said

    return look


def as_owner(conn: Connection[Any]) -> Tx:
    return Tx(conn, DISTRICT, datetime.now(UTC), SYSTEM)
