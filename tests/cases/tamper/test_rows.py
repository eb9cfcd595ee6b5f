"""Whoever changes a row beside the history is found: history tells every column of every one."""

from typing import Any

import pytest
from psycopg import Connection, sql

from tests.cases.tamper.conftest import Everywhere, Found, Mark
from tests.database import DISTRICT
from wangge.cases.rules import Assignment, Case, ClockRun, Report

pytestmark = pytest.mark.db

#: What history tells, by table.
TOLD = {
    "cases": {*Case.__dataclass_fields__, "due_at", "next_due_at", "units", "holding"}
    - {"id", "reports", "assignments", "clocks"},
    "assignments": {*Assignment.__dataclass_fields__},
    "case_clocks": {*ClockRun.__dataclass_fields__},
    "reports": {*Report.__dataclass_fields__, "case_id", "title", "body"} - {"id"},
}
#: What it does not: keys, what follows from another column, and what never changes once it was said.
UNTOLD = {
    "cases": {"id", "queue_at"},
    "assignments": {"case_id"},
    "case_clocks": {"case_id"},
    "reports": {
        *("id", "number", "home", "channel", "source", "source_number", "confidential", "arrived_at", "created_by")
    },
}
#: Another value of a type, over the old one.
OTHERWISE = {
    "boolean": "NOT coalesce({c}, false)",
    "bytea": "sha256({c})",
    "timestamp with time zone": "coalesce({c}, now()) + interval '1 second'",
    "ARRAY": "{c} || '2026-03-02am'::text",
}
#: Another word of the same list, so that the row can still be read.
WORDS = {
    "state": ("filed", "checked"),
    "channel": ("media", "device"),
    "grade": ("large", "major"),
    "level": ("street", "grid"),
    "outcome": ("forced", "explained"),
    "role": ("lead", "assist"),
    "held": ("sent", "signed"),
    "stage": ("sign", "file"),
    "kind": ("help", "praise"),
    "limit": ("5wd", "6wd"),
}
JSON = {
    "asked": '{"what": "extension", "assignment": 1, "by": 1, "until": null}',
    "pauses": '[["2026-03-02T01:00:00+00:00", "2026-03-02T02:00:00+00:00"]]',
}


@pytest.fixture
def case_id(marks: dict[str, Mark]) -> int:
    """Of a case that has a clock, an assignment and a report."""
    return marks["sign"].case_id


@pytest.fixture
def number(marks: dict[str, Mark]) -> str:
    return marks["sign"].number


def types(owner: Connection[Any], table: str) -> dict[str, str]:
    rows = owner.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND table_schema = %s",
        (table, f"d{DISTRICT}"),
    )
    return dict(rows.fetchall())


def another(column: str, kind: str) -> str:
    if column in ("units", "holding"):
        return "{c} || 4711::bigint"
    if column in WORDS:
        one, two = WORDS[column]
        return f"CASE {{c}} WHEN '{one}' THEN '{two}' ELSE '{one}' END"
    if column in JSON:
        return f"'{JSON[column]}'".replace("{", "{{").replace("}", "}}")
    return OTHERWISE.get(kind, "coalesce({c}, '') || 'x'" if kind == "text" else "coalesce({c}, 0) + 1000")


@pytest.mark.parametrize("table", TOLD)
def test_every_column_is_told_or_named_here(table: str, open_owner: Connection[Any]) -> None:
    """A column added to a table is compared with the history, or somebody has said why not."""
    assert types(open_owner, table).keys() == TOLD[table] | UNTOLD[table]


@pytest.mark.parametrize(("table", "column"), [(t, c) for t in TOLD for c in sorted(TOLD[t])])
def test_a_column_changed(
    table: str, column: str, case_id: int, open_owner: Connection[Any], found_everywhere: Everywhere
) -> None:
    new = another(column, types(open_owner, table)[column]).format(c=f'"{column}"')
    statement = "UPDATE {t} SET {c} = {new} WHERE ctid = (SELECT ctid FROM {t} WHERE {key} = %s ORDER BY 1 LIMIT 1)"
    names = {"t": table, "c": column, "key": "id" if table == "cases" else "case_id"}
    text = sql.SQL(statement).format(new=sql.SQL(new), **{name: sql.Identifier(of) for name, of in names.items()})
    assert open_owner.execute(text, (case_id,)).rowcount == 1
    (known,) = open_owner.execute("SELECT number FROM cases WHERE id = %s", (case_id,)).fetchone() or ("",)
    assert known in found_everywhere()


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DELETE FROM assignments WHERE case_id = %s AND no = 1", "assignment 1 is missing"),
        ("DELETE FROM case_clocks WHERE case_id = %s AND no = 2", "clock 2 is missing"),
        ("DELETE FROM reports WHERE case_id = %s", "report 1 is missing"),
        ("DELETE FROM case_events WHERE case_id = %s", "the case has no history"),
        ("DELETE FROM texts WHERE case_id = %s AND kind = 'title'", "words 1 of event 1 (report) are missing"),
        ("UPDATE cases SET state = 'nowhere' WHERE id = %s", "the case cannot be read: ValueError(\"'nowhere' is not"),
        ("UPDATE cases SET seq = seq - 1 WHERE id = %s", "the case knows"),
        (
            "INSERT INTO assignments SELECT (jsonb_populate_record(a, '{\"no\": 99}')).* FROM assignments a"
            " WHERE a.case_id = %s AND a.no = 1",
            "assignment 99 is not in the history",
        ),
        (
            "INSERT INTO case_clocks SELECT (jsonb_populate_record(k, '{\"no\": 99}')).* FROM case_clocks k"
            " WHERE k.case_id = %s AND k.no = 1",
            "clock 99 is not in the history",
        ),
        (
            "INSERT INTO reports SELECT (jsonb_populate_record(r, jsonb_build_object('id', 999, 'number', 'R9',"
            " 'source', 'another'))).* FROM reports r"
            " WHERE r.case_id = %s",
            "report 999 is not in the history",
        ),
    ],
)
def test_rows_put_in_and_taken_out(
    statement: str, what: str, case_id: int, number: str, open_owner: Connection[Any], found: Found
) -> None:
    open_owner.execute(statement.encode(), (case_id,))
    assert any(said.startswith(what) for said in found(number))


def test_what_belongs_to_no_case(case_id: int, open_owner: Connection[Any], found_everywhere: Everywhere) -> None:
    open_owner.execute("DELETE FROM cases WHERE id = %s", (case_id,))
    said = found_everywhere()
    assert said.keys() == {f"#{case_id}"}
    kinds = ("events", "assignments", "clocks", "reports", "texts")
    assert sorted(what.split(" ", 1)[1] for what in said[f"#{case_id}"]) == sorted(
        f"{k} belong to no case" for k in kinds
    )


@pytest.mark.parametrize("nobody", [-5, 10**12])
def test_events_of_a_case_that_never_was(
    nobody: int, open_owner: Connection[Any], found_everywhere: Everywhere
) -> None:
    open_owner.execute(
        "INSERT INTO case_events SELECT (jsonb_populate_record(e, jsonb_build_object('case_id', %s::bigint))).*"
        "  FROM case_events e WHERE case_id = 1 AND seq <= 3",
        (nobody,),
    )
    assert found_everywhere() == {f"#{nobody}": ["3 events belong to no case"]}


def test_a_number_that_is_not_the_reported_one(case_id: int, open_owner: Connection[Any], found: Found) -> None:
    open_owner.execute("UPDATE cases SET number = '20990101-0001' WHERE id = %s", (case_id,))
    (what,) = found("20990101-0001")
    assert what.startswith("number is 20990101-0001, the history says 2026")


def test_a_change_is_told_in_words(case_id: int, number: str, open_owner: Connection[Any], found: Found) -> None:
    open_owner.execute("UPDATE cases SET outcome = 'explained' WHERE id = %s", (case_id,))
    open_owner.execute(
        "UPDATE assignments SET held = 'released', unit = 4711 WHERE case_id = %s AND no = 1", (case_id,)
    )
    before = [what for what in found(number) if "hash" not in what]
    assert before[0].startswith("outcome is explained, the history says ")
    assert before[1].startswith("assignment 1: unit is 4711, the history says ")
    assert before[2].startswith("assignment 1: held is released, the history says ")
