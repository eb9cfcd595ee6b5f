"""What nobody asks for over HTTP: alarms, timers, new calendars, grids and units. The actor is the system."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wangge.cases.actions.store import Draft, case_of, q, save
from wangge.cases.rules import Case, Verb
from wangge.kit.tx import Tx


def by_id(tx: Tx, case_id: int) -> Draft | None:
    row = tx.row(q.load_for_system, id=case_id)
    return Draft.of(case_of(row["doc"]), row["calendar"]) if row else None


def ring_due(tx: Tx, limit: int = 200) -> list[float]:
    """One rung up for every clock whose alarm has passed, oldest first; the lag of each in seconds.

    Exactly once per assignment, stage and rung: workers skip each other's rows, and the event moves the rung.
    """
    due = tx.rows(q.due_alarms, now=tx.now, limit=limit)
    lags: list[float] = []
    for case_id in dict.fromkeys(row["case_id"] for row in due):
        draft = by_id(tx, case_id)
        if draft is None or not draft.case.open:
            continue
        for row in (r for r in due if r["case_id"] == case_id):
            run = next(c for c in draft.case.clocks if c.no == row["no"])
            given = {"clock": run.no, "stage": run.stage, "assignment": run.assignment, "rung": run.rung + 1}
            draft.move(tx, Verb.ALARM, given, draft.world(tx))
            lags.append((tx.now - row["alarm_at"]).total_seconds())
        save(tx, draft)
    return lags


def resume_due(tx: Tx, limit: int = 200) -> int:
    """Suspended cases whose date has come go on by themselves."""
    return _each(tx, q.due_resumes, Verb.AUTO_RESUME, lambda case: {}, now=tx.now, limit=limit)


def recalculate(tx: Tx, calendar: int, limit: int = 200) -> int:
    """Open cases with a clock that still counts by an older calendar; how many were moved, 0 when none is left."""
    return _each(tx, q.outdated, Verb.RECALCULATE, lambda case: {}, calendar=calendar, limit=limit)


def relimit(tx: Tx, old: int, new: int, limit: int = 200) -> int:
    """Open cases under an older version of a standard take the new one."""
    ids = tx.rows(q.under_standard, standard=old, limit=limit)
    for row in ids:
        if draft := by_id(tx, row["id"]):
            draft.move(tx, Verb.RECALCULATE, {}, draft.world(tx, new))
            save(tx, draft)
    return len(ids)


def regrid(tx: Tx, grid: int, old_path: str, path: str, limit: int = 500) -> int:
    """Cases whose grid now hangs elsewhere; closed ones too, for scope. ``grid_at_filing`` stays."""
    given = {"grid": grid, "path": path}
    return _each(tx, q.in_old_path, Verb.REGRID, lambda case: given, grid=grid, path=old_path, limit=limit)


def succeed(tx: Tx, unit: int, successor: int, limit: int = 500) -> int:
    """Open assignments of a retired unit pass to its successor; counted as neither return nor transfer."""
    given = {"unit": unit, "successor": successor}
    return _each(tx, q.held_by, Verb.SUCCEED, lambda case: given, unit=unit, limit=limit)


def _each(
    tx: Tx, which: str, verb: Verb, given: Callable[[Case], Mapping[str, Any]], **params: Any
) -> int:
    """One event on each case a statement names; the statement locks them, or skips what others hold."""
    rows: Sequence[Mapping[str, Any]] = tx.rows(which, **params)
    for row in rows:
        if draft := by_id(tx, row["id"]):
            draft.move(tx, verb, given(draft.case), draft.world(tx))
            save(tx, draft)
    return len(rows)


def moved_by_calendar(tx: Tx, calendar: int) -> int:
    """How many open cases a calendar would move: said before it is published and while they are moved."""
    return int(tx.value(q.count_outdated, calendar=calendar) or 0)
