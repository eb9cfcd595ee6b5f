"""Whoever changes an event behind the back of the program is found, whatever they change and however they hide it."""

from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import dict_row

from tests.cases.tamper.conftest import Everywhere, Found, Mark
from wangge.cases.rules import Verb
from wangge.cases.rules.history import START, seal
from wangge.cases.rules.state import Event

pytestmark = pytest.mark.db

Marks = dict[str, Mark]

UNSEALED = "event {seq} ({verb}) is not what was sealed"
UNREAD = "the case cannot be read"

#: What is done to an event, and what is said of it.
CHANGES = {
    "a field put in": ("given = given || '{\"x\": 1}'", UNSEALED),
    "all fields taken out": ("given = CASE given WHEN '{}' THEN 'null' ELSE '{}'::jsonb END", "event {seq} "),
    "given is no object": ("given = '[]'", "event {seq} holds no fields"),
    "a number nobody can hold": ("given = given || '{\"x\": 1e999}'", UNREAD),
    "fields in fields without end": (
        "given = given || (repeat('{\"x\":', 600) || '1' || repeat('}', 600))::jsonb",
        UNREAD,
    ),
    "another actor": ("actor = coalesce(actor, 0) + 1", UNSEALED),
    "by the system, or not": ("actor = CASE WHEN actor IS NULL THEN 1 END", UNSEALED),
    "a second later": ("at = at + interval '1 second'", UNSEALED),
    "a microsecond earlier": ("at = at - interval '1 microsecond'", UNSEALED),
    "another verb": ("verb = CASE verb WHEN 'note' THEN 'urge' ELSE 'note' END", "event {seq} ("),
    "no verb at all": ("verb = 'nothing'", UNREAD),
    "another standard": ("standard = CASE standard WHEN 1 THEN 2 ELSE 1 END", UNSEALED),
    "another calendar": ("calendar = 3 - calendar", UNSEALED),
    "a calendar that is none": ("calendar = 99", UNREAD),
    "a standard that is none": ("standard = 9999", UNREAD),
    "a workflow that is none": ("workflow = 99", UNREAD),
    "another rule": ("rule = 7", UNSEALED),
    "another hash": ("hash = sha256(hash)", UNSEALED),
}
OF_THE_EVENT = " WHERE case_id = %(case_id)s AND seq = %(seq)s"


def change(owner: Connection[Any], mark: Mark, what: str) -> None:
    done = owner.execute(f"UPDATE case_events SET {what}{OF_THE_EVENT}".encode(), mark._asdict())
    assert done.rowcount == 1


@pytest.mark.parametrize("verb", Verb)
class TestOneEvent:
    @pytest.mark.parametrize("name", CHANGES)
    def test_changed(self, verb: Verb, name: str, open_owner: Connection[Any], marks: Marks, found: Found) -> None:
        what, said = CHANGES[name]
        change(open_owner, marks[verb], what)
        assert any(said.format(**marks[verb]._asdict()) in finding for finding in found(marks[verb].number))

    def test_swapped_with_a_neighbour(
        self, verb: Verb, open_owner: Connection[Any], marks: Marks, found: Found
    ) -> None:
        mark = marks[verb]
        low = min(mark.seq, mark.last - 1)
        for old, new in ((low, -1), (low + 1, low), (-1, low + 1)):
            change(open_owner, mark._replace(seq=old), f"seq = {new}")
        assert any(f"event {low} (" in what and "not what was sealed" in what for what in found(mark.number))

    def test_removed(self, verb: Verb, open_owner: Connection[Any], marks: Marks, found: Found) -> None:
        mark = marks[verb]
        open_owner.execute(f"DELETE FROM case_events {OF_THE_EVENT}".encode(), mark._asdict())
        cut_off = f"the case knows {mark.last} events, the history has {mark.last - 1}"
        assert (cut_off if mark.seq == mark.last else f"event {mark.seq} is missing") in found(mark.number)

    def test_removed_with_all_after_it(
        self, verb: Verb, open_owner: Connection[Any], marks: Marks, found: Found
    ) -> None:
        mark = marks[verb]
        open_owner.execute("DELETE FROM case_events WHERE case_id = %(case_id)s AND seq >= %(seq)s", mark._asdict())
        cut_off = f"the case knows {mark.last} events, the history has {mark.seq - 1}"
        assert ("the case has no history" if mark.seq == 1 else cut_off) in found(mark.number)

    def test_moved_to_another_case(
        self, verb: Verb, open_owner: Connection[Any], marks: Marks, found_everywhere: Everywhere
    ) -> None:
        mark = marks[verb]
        to = marks["report"] if mark.case_id != marks["report"].case_id else marks["answer"]
        change(open_owner, mark, f"case_id = {to.case_id}, seq = {to.last + 1}")
        assert found_everywhere().keys() == {mark.number, to.number}


def sealed_anew(owner: Connection[Any], case_id: int, first: int, last: int) -> bytes:
    """New hashes for the events from ``first`` to ``last``, as a thief would make them; the last one."""
    with owner.cursor(row_factory=dict_row) as cur:
        rows = cur.execute("SELECT * FROM case_events WHERE case_id = %s ORDER BY seq", (case_id,)).fetchall()
    before = START
    for row in rows:
        if first <= row["seq"] <= last:
            event = Event(**{name: row[name] for name in Event.__dataclass_fields__})
            row["hash"] = seal(before, case_id, event)
            owner.execute(
                "UPDATE case_events SET hash = %s WHERE case_id = %s AND seq = %s", (row["hash"], case_id, row["seq"])
            )
        before = bytes(row["hash"])
    return before


@pytest.mark.parametrize("verb", Verb)
class TestHidden:
    def test_the_event_sealed_anew(self, verb: Verb, open_owner: Connection[Any], marks: Marks, found: Found) -> None:
        mark = marks[verb]
        change(open_owner, mark, "at = at + interval '1 second'")
        sealed_anew(open_owner, mark.case_id, mark.seq, mark.seq)
        said = found(mark.number)
        if mark.seq == mark.last:
            assert f"the last event ({mark.last}) is not the one the case was sealed with" in said
        else:
            assert any(s.startswith(f"event {mark.seq + 1} (") and s.endswith("is not what was sealed") for s in said)

    def test_the_whole_chain_sealed_anew(
        self, verb: Verb, open_owner: Connection[Any], marks: Marks, found: Found
    ) -> None:
        mark = marks[verb]
        change(open_owner, mark, "at = at + interval '1 second'")
        sealed_anew(open_owner, mark.case_id, mark.seq, mark.last)
        assert f"the last event ({mark.last}) is not the one the case was sealed with" in found(mark.number)

    def test_the_case_sealed_anew_too(
        self, verb: Verb, open_owner: Connection[Any], marks: Marks, found: Found
    ) -> None:
        """What the event led to gives it away; who forges that too is found by the daily root in the audit log."""
        mark = marks[verb]
        change(open_owner, mark, "verb = CASE verb WHEN 'urge' THEN 'void' ELSE 'urge' END")
        last = sealed_anew(open_owner, mark.case_id, mark.seq, mark.last)
        open_owner.execute("UPDATE cases SET hash = %s WHERE id = %s", (last, mark.case_id))
        said = found(mark.number)
        assert said
        assert not any("sealed" in what for what in said)


def test_who_reads_learns_of_each_case(open_owner: Connection[Any], marks: Marks, found_everywhere: Everywhere) -> None:
    assert found_everywhere() == {}
    for mark in marks.values():
        change(open_owner, mark, "rule = 7")
    assert found_everywhere().keys() == {mark.number for mark in marks.values()}
