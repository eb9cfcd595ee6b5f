"""What nobody asks for over HTTP: alarms, timers, new calendars and units. The actor is the system."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wangge.cases.actions.store import load_all, q, save_all
from wangge.cases.rules import Case, Given, Verb
from wangge.kit.tx import Tx


def ring_due(tx: Tx, limit: int = 200) -> list[float]:
    """One rung up for every clock whose alarm has passed, oldest first; the lag of each in seconds.

    Exactly once per assignment, stage and rung: workers skip each other's rows, the event moves the rung, and a
    clock that another worker rang, or a person stopped, before we held the case does not ring again.
    """
    due = tx.rows(q.due_alarms, now=tx.now, limit=limit)
    drafts = {draft.case.id: draft for draft in load_all(tx, {row["case_id"] for row in due})}
    lags: list[float] = []
    for row in due:
        draft = drafts[row["case_id"]]
        run = next(c for c in draft.case.clocks if c.no == row["no"])
        if draft.case.open and run.alarm_at is not None and run.alarm_at <= tx.now:
            given = {"clock": run.no, "stage": run.stage, "assignment": run.assignment, "rung": run.rung + 1}
            draft.move(tx, Verb.ALARM, given, draft.world(tx))
            lags.append((tx.now - row["alarm_at"]).total_seconds())
    save_all(tx, drafts.values())
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
    drafts = load_all(tx, (row["id"] for row in rows))
    for draft in drafts:
        draft.move(tx, Verb.RECALCULATE, {}, draft.world(tx, standard))
    save_all(tx, drafts)


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
    drafts = load_all(tx, (row["id"] for row in rows))
    for draft in drafts:
        if (said := given(draft.case)) is not None:
            draft.move(tx, verb, said, draft.world(tx))
    save_all(tx, drafts)
    return len(rows)
