"""Whoever changes what was said is found: history has sealed every word, also those of the report itself."""

from typing import Any

import pytest
from psycopg import Connection
from psycopg.types.json import Jsonb

from tests.cases.tamper.conftest import Everywhere, Found, Mark
from wangge.kit.crypto import seal_text

pytestmark = pytest.mark.db


@pytest.fixture
def mark(marks: dict[str, Mark]) -> Mark:
    return marks["accept"]


@pytest.fixture
def note(open_owner: Connection[Any], mark: Mark) -> int:
    """What was noted with the event."""
    (text,) = open_owner.execute(
        "SELECT given #>> '{note,text}' FROM case_events WHERE case_id = %(case_id)s AND seq = %(seq)s",
        mark._asdict(),
    ).fetchone() or (0,)
    return int(text)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("body = body || '。'", "were changed"),
        ("body = ''", "were changed"),
        ("salt = sha256(salt)", "were changed"),
        ("salt = NULL", "were changed"),
        ("sha256 = sha256(sha256)", "are not those that history sealed"),
        ("body = NULL, salt = NULL", "are gone without having been erased"),
        ("body = NULL, erased_at = now()", "are gone without having been erased"),
        ("case_id = case_id + 1", "are missing"),
        ("id = -id", "are missing"),
    ],
)
def test_words_changed(
    change: str, what: str, note: int, mark: Mark, open_owner: Connection[Any], found: Found
) -> None:
    open_owner.execute(f"UPDATE texts SET {change} WHERE id = %s".encode(), (note,))
    assert found(mark.number) == [f"words {note} of event {mark.seq} (accept) {what}"]


def forge(owner: Connection[Any], text: int) -> str:
    """Other words with a seal that fits them."""
    salt, sealed = seal_text("都办好了")
    owner.execute("UPDATE texts SET body = '都办好了', salt = %s, sha256 = %s WHERE id = %s", (salt, sealed, text))
    return sealed.hex()


def test_words_sealed_anew(note: int, mark: Mark, open_owner: Connection[Any], found: Found) -> None:
    forge(open_owner, note)
    assert found(mark.number) == [f"words {note} of event {mark.seq} (accept) are not those that history sealed"]


def test_words_sealed_anew_in_history_too(note: int, mark: Mark, open_owner: Connection[Any], found: Found) -> None:
    sealed = Jsonb({"text": note, "sha256": forge(open_owner, note)})
    open_owner.execute(
        "UPDATE case_events SET given = jsonb_set(given, '{note}', %s) WHERE case_id = %s AND seq = %s",
        (sealed, mark.case_id, mark.seq),
    )
    assert found(mark.number) == [f"event {mark.seq} (accept) is not what was sealed"]


@pytest.mark.parametrize("column", ["title", "body"])
def test_the_words_of_a_report(column: str, mark: Mark, open_owner: Connection[Any], found: Found) -> None:
    (text,) = open_owner.execute(
        f"SELECT {column} FROM reports WHERE case_id = %s".encode(), (mark.case_id,)
    ).fetchone() or (0,)
    forge(open_owner, text)
    assert found(mark.number) == [f"words {text} of event 1 (report) are not those that history sealed"]


@pytest.mark.parametrize("column", ["title", "body"])
@pytest.mark.parametrize("other", ["1000000", "NULL"])
def test_a_report_that_shows_other_words(
    column: str, other: str, mark: Mark, open_owner: Connection[Any], found: Found
) -> None:
    open_owner.execute(f"UPDATE reports SET {column} = {other} WHERE case_id = %s".encode(), (mark.case_id,))
    assert found(mark.number) == [f"report R{mark.number} shows other words than it came with"]


def test_a_report_that_a_merge_took_along(open_owner: Connection[Any], found_everywhere: Everywhere) -> None:
    """It is proven by the case it came to first."""
    (home,) = open_owner.execute("SELECT min(home) FROM reports WHERE home <> case_id").fetchone() or (0,)
    (number,) = open_owner.execute("SELECT number FROM cases WHERE id = %s", (home,)).fetchone() or ("",)
    open_owner.execute("UPDATE reports SET body = 1 WHERE home = %s AND number = %s", (home, f"R{number}"))
    assert found_everywhere() == {number: [f"report R{number} shows other words than it came with"]}


def test_a_merged_report_that_is_gone(open_owner: Connection[Any], found_everywhere: Everywhere) -> None:
    rows = open_owner.execute(
        "DELETE FROM reports r USING cases h, cases c WHERE r.home <> r.case_id AND h.id = r.home AND c.id = r.case_id"
        " AND r.id = (SELECT min(id) FROM reports WHERE home <> case_id) RETURNING r.id, h.number, c.number"
    )
    report, home, where = rows.fetchone() or (0, "", "")
    assert found_everywhere() == {home: [f"report {report} is gone"], where: [f"report {report} is missing"]}
