"""Walks as the reference shows them: the history of each story as a table, in docs/reference/walks.md."""

import ast
import fcntl
import os
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.stories.words import ROLES, Book, said, zh
from wangge.cases.actions.store import world_of
from wangge.cases.rules import Case, Event, Stage, Verb
from wangge.cases.rules.fold import apply
from wangge.cases.rules.history import differences
from wangge.demo import town
from wangge.kit.tx import Tx

if TYPE_CHECKING:
    from tests.stories.telling import Story, Told

STORIES = sorted(Path(__file__).parent.glob("test_*.py"))
PAGE = Path(__file__).parents[2] / "docs/reference/walks.md"
BEIJING = ZoneInfo("Asia/Shanghai")

HEAD = """# Walks · 案件怎么走

Whole cases, told over HTTP by `tests/stories`, in the order of the year they happen in; each table is the history that
the database kept. `WANGGE_WRITE_DOCS=1 pytest tests/stories` writes this page, and without it the same tests fail
where the page is not what happened. Times are Beijing time; the last column is the next deadline of the case.
A row without a number is an attempt that was refused, with the rule that refused it.
"""

TABLE = "| | 时间 | 谁 | 做 | 说 | 之后 | 最近时限 |\n|--:|---|---|---|---|---|---|"

EVENTS = """
SELECT e.seq, e.verb, e.actor, e.at, e.given, e.workflow, e.calendar, e.standard, e.rule, u.login
  FROM case_events e LEFT JOIN users u ON u.id = e.actor
 WHERE e.case_id = %(id)s ORDER BY e.seq
"""


def compare(story: "Story") -> None:
    """The chapter of a story is the one on the page, or is put there when WANGGE_WRITE_DOCS is set."""
    chapter = "\n".join(_chapter(story))
    if os.environ.get("WANGGE_WRITE_DOCS"):
        _write(story.key, chapter)
    assert chapters().get(story.key) == chapter, "docs/reference/walks.md is stale: write it anew"


def chapters() -> dict[str, str]:
    """The page by the tests that tell it, in the order of the page."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    found = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    return {chapter.split("<!-- ")[1].split(" · ")[1].split(" -->")[0]: chapter.rstrip("\n") for chapter in found}


def told() -> dict[str, ast.FunctionDef]:
    """Every test that tells a story, by file and name."""
    return {
        f"{path.name}::{node.name}": node
        for path in STORIES
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and any(argument.arg == "story" for argument in node.args.args)
    }


def _write(key: str, chapter: str) -> None:
    """In place of the former one; chapters that no test tells any more are dropped."""
    with PAGE.open("a") as page:
        fcntl.flock(page, fcntl.LOCK_EX)
        found = {known: text for known, text in chapters().items() if known in told()} | {key: chapter}
        ordered = sorted(found.values(), key=lambda text: text.split("<!-- ")[1])
        PAGE.write_text("\n\n".join([HEAD.rstrip("\n"), *ordered]) + "\n", encoding="utf-8")


def _chapter(story: "Story") -> Iterator[str]:
    assert story.began is not None
    yield f"## {story.title}"
    yield f"<!-- {story.began.astimezone(BEIJING):%Y-%m-%d %H:%M} · {story.key} -->"
    yield ""
    yield story.lead
    with story.scene.work() as tx:
        numbers = _numbers(story)
        for told in story.told:
            yield ""
            yield from _walk(tx, told, numbers)


def _numbers(story: "Story") -> dict[int, str]:
    """Case id → the number it would have where nothing else happened that day."""
    cases = [told.case for told in story.told]
    days = groupby(sorted(cases, key=lambda case: case.id), key=lambda case: case.number.split("-")[0])
    return {case.id: f"{day}-{n:04d}" for day, found in days for n, case in enumerate(found, 1)}


def _walk(tx: Tx, told: "Told", numbers: dict[int, str]) -> Iterator[str]:
    stored = told.case
    title = tx.value(
        "SELECT t.body FROM reports r JOIN texts t ON t.id = r.body WHERE r.number = %(number)s", number=told.report
    )
    yield f"**{numbers[stored.id]}** {title}"
    yield ""
    yield TABLE
    book = _book(tx, stored, numbers)
    case = Case(stored.id, stored.number, path=f"{tx.district}/")
    refused = list(told.refusals)
    for row in tx.rows(EVENTS, id=stored.id):
        login = row.pop("login")
        event = Event(**row | {"verb": Verb(row["verb"])})
        world = world_of(tx, event.workflow, event.calendar, event.standard)
        while refused and refused[0].after < event.seq:
            yield _refusal(refused.pop(0))
        case = apply(case, event, world)
        yield _line(event, case, login, book)
    yield from map(_refusal, refused)
    assert case == stored, differences(case, stored)


def _line(event: Event, case: Case, login: str | None, book: Book) -> str:
    what = said(event.given, event.verb, book)
    if event.verb is Verb.REPORT:
        what = f"{zh('kind', event.given['report']['kind'])} {what}"
    return _cells(
        str(event.seq),
        f"{event.at.astimezone(BEIJING):%m-%d %H:%M}",
        _who(login),
        f"{zh('verb', event.verb)} `{event.verb}`",
        what,
        f"{zh('state', case.state)} `{case.state}`",
        _next_due(case),
    )


def _refusal(refusal: Any) -> str:
    time = f"{refusal.at.astimezone(BEIJING):%m-%d %H:%M}"
    return _cells("", time, refusal.who, f"{zh('verb', refusal.verb)} `{refusal.verb}`", f"✕ `{refusal.code}`", "", "")


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _who(login: str | None) -> str:
    if login is None:
        return "系统"
    person = next(row for row in town.plan()["people"] if row["login"] == login)
    unit = next(row["short_name"] for row in town.plan()["units"] if row["code"] == person["unit"])
    place = f"，{unit}" if person["role"] == "handler" else ""
    return f"{person['name']}（{ROLES[person['role']]}{place}）"


def _next_due(case: Case) -> str:
    running = [c for c in case.clocks if c.open and c.due_at and c.stage is not Stage.RETURN]
    first = min(running, key=lambda c: (c.due_at, c.no), default=None)
    if first is None or first.due_at is None:
        return ""
    return f"{zh('stage', first.stage)} {first.due_at.astimezone(BEIJING):%m-%d %H:%M}"


def _book(tx: Tx, case: Case, numbers: dict[int, str]) -> Book:
    def named(statement: str) -> dict[int, str]:
        return {row["id"]: row["name"] for row in tx.rows(statement)}

    units = named("SELECT id, short_name AS name FROM units")
    assignments = {a.no: units[a.unit] for a in case.assignments}
    clocks = {c.no: f"{zh('stage', c.stage)} {assignments.get(c.assignment or 0, '')}".strip() for c in case.clocks}
    return Book(
        units=units,
        codes={row["code"]: row["short_name"] for row in town.plan()["units"]},
        grids=named("SELECT id, name FROM grids"),
        texts=named("SELECT id, body AS name FROM texts"),
        categories={row["category"]: row["category_name"] for row in town.plan()["standards"]},
        cases=numbers,
        people=named("SELECT id, name FROM users"),
        clocks=clocks,
        assignments=assignments,
    )
