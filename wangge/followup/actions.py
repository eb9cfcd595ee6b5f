"""Tasks are drawn from the feed, and answered through the one way a case moves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson

from wangge import cases, people
from wangge.cases.actions.store import event_of, world_of
from wangge.cases.rules import Case, Verb
from wangge.followup.rules import ASKED_BY, CONCERNED, WAITS_IN, TaskKind, tasks_of
from wangge.kit import feed, sql
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.feed import FeedRow
from wangge.kit.tx import Pool, Tx
from wangge.people.names import colleague

q = sql.load(__package__)

READER = "followup"
PEOPLE = 200  # who may be asked, in one list
BATCH = 1000  # rows of the feed, and cases of a rebuilding, at a time

Doc = dict[str, Any]

_CONCERNED = sorted(CONCERNED)
_STATES = [state.value for state in WAITS_IN]
_STAGES = [kind.value for kind in TaskKind]


@dataclass(frozen=True)
class Answered:
    case: Case
    task: int


def follow(pool: Pool, district: str) -> int:
    """The next rows of the feed; how many. A loop of the worker."""
    return feed.consume(pool, district, READER, draw_new, limit=BATCH)


def draw_new(tx: Tx, rows: Sequence[FeedRow]) -> None:
    """The tasks of every case of which the feed tells something that concerns them.

    Read from the whole history, not from the row: rows that come late, twice or in another order give the same tasks.
    """
    told = {row.subject for row in rows if row.kind == "case" and row.verb in CONCERNED}
    asked = {row.subject for row in rows if row.kind == "case" and row.verb in ASKED_BY}
    known = {row["case_id"] for row in tx.rows(q.with_tasks, ids=list(told))} if told else set()
    draw(tx, asked | known | _imported(tx, rows))


def draw(tx: Tx, ids: Iterable[int]) -> None:
    """The tasks of these cases as their histories say."""
    found = tx.rows(q.histories, ids=sorted(ids), verbs=_CONCERNED, stages=_STAGES) if ids else []
    if rows := [row for one in found for row in _rows(tx, one)]:
        tx.run(q.write, rows=orjson.dumps(_for_who_is_there(tx, rows)).decode())


def _for_who_is_there(tx: Tx, rows: list[Doc]) -> list[Doc]:
    """Whoever was asked by name and cannot reach the case any more, its grid having gone, is not waited for."""
    named = {(row["person"], row["path"]) for row in rows if row["person"] is not None and row["settled_at"] is None}
    lost = named - people.reaching(tx, named)
    return [
        row | {"person": None} if row["settled_at"] is None and (row["person"], row["path"]) in lost else row
        for row in rows
    ]


def rebuild(tx: Tx) -> int:
    """Every task anew from the histories; those that none of them asked for go. How many cases had asked."""
    tx.run(q.doubt)
    verbs, done, last = [verb.value for verb in ASKED_BY], 0, 0
    while ids := [row["id"] for row in tx.rows(q.asking, after=last, verbs=verbs, states=_STATES, limit=BATCH)]:
        draw(tx, ids)
        done, last = done + len(ids), ids[-1]
    tx.run(q.forget)
    return done


def answer(tx: Tx, task_id: int, kind: TaskKind, said: Mapping[str, Any], seen: int) -> Answered:
    """Moves the case as the answer says, and settles the task in the same transaction.

    Refused where it is settled already, and by whatever refuses the move. NotFound where the case is not visible.
    """
    task = tx.row(q.task, id=task_id, **cases.scope_of(tx.actor))
    if task is None:
        raise NotFound("task.unknown", task=task_id)
    if task["kind"] != kind:
        raise Invalid("task.kind", field="kind", kind=task["kind"])
    if task["settled_at"]:
        raise Refused(
            "task.settled", task=task_id, number=task["number"], by=colleague(task["by"]), at=task["settled_at"]
        )
    verb, fields = _move(kind, dict(said), task)
    case = cases.move(tx, task["number"], verb, fields, seen)
    draw(tx, [case.id])
    return Answered(case, task_id)


def askable(tx: Tx, number: str, kind: TaskKind) -> list[people.Able]:
    """Who may be asked by name for this of the case, the nearest first; at most ``PEOPLE``.

    NotFound where the case is not visible.
    """
    path: str | None = tx.value(q.path_of, number=number, **cases.scope_of(tx.actor))
    if path is None:
        raise NotFound("case.unknown", number=number)
    return people.who_may(tx, people.Duty(kind), path, PEOPLE)


def _move(kind: TaskKind, said: Doc, task: Mapping[str, Any]) -> tuple[Verb, Doc]:
    if kind is TaskKind.VERIFY:
        return Verb.VERIFY, said
    if kind is TaskKind.CHECK:
        return (Verb.PASS if said.pop("passed") else Verb.FAIL), said
    return Verb.CALL_BACK, said | {"report": task["report"]}


def _imported(tx: Tx, rows: Sequence[FeedRow]) -> set[int]:
    """An import tells of a range of ids; some of its cases may wait for somebody already."""
    spans = [row.more for row in rows if row.kind == "import" and row.more]
    found = (tx.rows(q.imported_waiting, first=s["first"], last=s["last"], states=_STATES) for s in spans)
    return {row["id"] for some in found for row in some}


def _rows(tx: Tx, found: Doc) -> list[Doc]:
    """The rows of one case; each due when the clock of its stage is due that ran, last, when it was asked for."""
    start = Case(found["id"], found["number"], path=found["path"])
    events = [event_of(row) for row in found["events"] or ()]
    history = [(event, world_of(tx, event.workflow, event.calendar, event.standard)) for event in events]
    clocks = [(clock["stage"], datetime.fromisoformat(clock["at"]), clock["due"]) for clock in found["clocks"] or ()]
    case: Doc = {"case_id": found["id"], "case_number": found["number"], "path": found["path"], "upto": found["seq"]}
    rows = []
    for task in tasks_of(start, history):
        row = asdict(task)
        row["report_id"] = row.pop("report")
        due = [due for stage, at, due in clocks if stage == task.kind and at <= task.asked_at]
        rows.append(row | case | {"due_at": due[-1] if due else None})
    return rows
