"""What nobody asks for over HTTP: alarms, timers, new calendars and units. The actor is the system."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wangge.cases.actions.store import Draft, case_of, q, save
from wangge.cases.rules import Case, Given, Verb
from wangge.kit.tx import Tx


def by_id(tx: Tx, case_id: int) -> Draft | None:
    row = tx.row(q.load_for_system, id=case_id)
    return Draft.of(case_of(row["doc"]), row["calendar"]) if row else None


def ring_due(tx: Tx, limit: int = 200) -> list[float]:
    """One rung up for every clock whose alarm has passed, oldest first; the lag of each in seconds.

    Exactly once per assignment, stage and rung: workers skip each other's rows, the event moves the rung, and a
    clock that another worker rang, or a person stopped, before we held the case does not ring again.
    """
    due = tx.rows(q.due_alarms, now=tx.now, limit=limit)
    lags: list[float] = []
    for case_id in dict.fromkeys(row["case_id"] for row in due):
        draft = by_id(tx, case_id)
        if draft is None or not draft.case.open:
            continue
        for row in (r for r in due if r["case_id"] == case_id):
            run = next(c for c in draft.case.clocks if c.no == row["no"])
            if run.alarm_at is None or run.alarm_at > tx.now:
                continue
            given = {"clock": run.no, "stage": run.stage, "assignment": run.assignment, "rung": run.rung + 1}
            draft.move(tx, Verb.ALARM, given, draft.world(tx))
            lags.append((tx.now - row["alarm_at"]).total_seconds())
        if draft.events:
            save(tx, draft)
    return lags


def resume_due(tx: Tx, limit: int = 200) -> int:
    """Suspended cases whose date has come go on by themselves."""
    return _each(tx, q.due_resumes, Verb.AUTO_RESUME, lambda case: {}, now=tx.now, limit=limit)


def recalculate(tx: Tx, calendar: int, limit: int = 200) -> int:
    """Open cases with a clock that still counts by an older calendar; how many were looked at, 0 when none is left."""

    def given(case: Case) -> Given | None:
        return {} if case.open and any(c.open and c.calendar < calendar for c in case.clocks) else None

    return _each(tx, q.outdated, Verb.RECALCULATE, given, calendar=calendar, limit=limit)


def relimit(tx: Tx, old: int, new: int, limit: int = 200) -> int:
    """Open cases under an older version of a standard take the new one."""
    ids = tx.rows(q.under_standard, standard=old, limit=limit)
    retake(tx, ids, new)
    return len(ids)


def retake(tx: Tx, rows: Sequence[Mapping[str, Any]], standard: int) -> None:
    """These cases, held by the caller, take another version of their standard."""
    for row in rows:
        if draft := by_id(tx, row["id"]):
            draft.move(tx, Verb.RECALCULATE, {}, draft.world(tx, standard))
            save(tx, draft)


def succeed(tx: Tx, unit: int, successor: int, limit: int = 500) -> int:
    """What a retired unit leaves passes to its successor; counted as neither return nor transfer."""

    def given(case: Case) -> Given | None:
        return {"unit": unit, "successor": successor} if case.open and case.passing(unit) else None

    return _each(tx, q.held_by, Verb.SUCCEED, given, unit=unit, limit=limit)


def _each(tx: Tx, which: str, verb: Verb, given: Callable[[Case], Given | None], **params: Any) -> int:
    """One event on each case that a statement names and locks; how many those were.

    A row of the case itself is judged again behind the lock, a row beside it is not: ``given`` is None where
    somebody moved the case before we held it and there is nothing left to do.
    """
    rows: Sequence[Mapping[str, Any]] = tx.rows(which, **params)
    for row in rows:
        draft = by_id(tx, row["id"])
        if draft and (said := given(draft.case)) is not None:
            draft.move(tx, verb, said, draft.world(tx))
            save(tx, draft)
    return len(rows)
