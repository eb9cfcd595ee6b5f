"""The catalogue changed with an eye on the cases: which deadlines move, what is in use, what cannot be taken back."""

from datetime import datetime
from typing import Any, NamedTuple

from wangge import catalogue, clock
from wangge.cases.actions.pointing import NAMED, Spots, judge, note_despite
from wangge.cases.actions.preview import SHOWN, Moved, Preview
from wangge.cases.actions.store import q, scope_of
from wangge.cases.actions.system import retake
from wangge.cases.rules import ClockRun, Stage
from wangge.cases.rules.clocks import limit_now, under
from wangge.catalogue import Draft, Limit, Standard
from wangge.catalogue.actions import changes, importing
from wangge.catalogue.rules import Edit, Key, Kind, completed, problems, standard_of
from wangge.catalogue.rules.plans import Plan
from wangge.clock import Calendar, Span, deadline
from wangge.kit import jobs
from wangge.kit.errors import Invalid, Refused
from wangge.kit.tx import Pool, Tx, work

BATCH = 200


def under_standard(tx: Tx, draft: Draft) -> Preview:
    """The open deadlines that this version would move if it were also for open cases, in the reader's scope."""
    if wrong := problems(draft):
        facts = [problem._asdict() for problem in wrong]
        raise Invalid("standard.bad", field=wrong[0].field, rule=wrong[0].rule, problems=facts)
    rows = tx.rows(q.open_clocks_of, category=draft.category, condition=draft.condition, **scope_of(tx.actor))
    standard, calendar = standard_of(0, completed(draft)), clock.current(tx)
    moved = [one for row in rows if (one := _moved(row, standard, calendar))]
    return Preview(len(rows), len(moved), len({one.number for one in moved}), moved[:SHOWN])


def _moved(row: dict[str, Any], standard: Standard, calendar: Calendar) -> Moved | None:
    """A clock that the standard names no more ends: it has no new due time."""
    limit, started = Limit.parse(row["limit"]), row["started_at"]
    run = ClockRun(0, Stage(row["stage"]), None, row["code"], limit, started, extra=row["extra"], own=row["own"])
    wanted = limit_now(run, row["area_class"], standard)
    if wanted is None:
        return Moved(row["number"], row["stage"], row["due_at"], None)
    run = under(run, wanted)
    pauses = [Span(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in row["pauses"]]
    then = deadline(started, wanted._replace(amount=wanted.amount + run.extra), calendar, pauses).at
    return Moved(row["number"], row["stage"], row["due_at"], then) if then != row["due_at"] else None


def publish(tx: Tx, draft: Draft, based_on: int | None, *, open_cases: bool = False) -> int:
    """A new version, also for the open cases where wanted: a job moves them. Refused where the former is another."""
    if based_on is not None and based_on != catalogue.standard(tx, draft.category, draft.condition).version:
        raise Refused("standard.meanwhile", category=draft.category_name)
    version = catalogue.publish(tx, draft)
    if open_cases:
        move_open_cases(tx, {Key(draft.category, draft.condition): version})
    return version


def move_open_cases(tx: Tx, versions: dict[Key, int]) -> None:
    """Open cases of these conditions take the new versions, by a job that exists when the change commits."""
    wanted = [[key.category, key.condition, version] for key, version in versions.items() if key.condition]
    if wanted:
        jobs.defer(tx, "cases.relimit", wanted=wanted)


@jobs.job("cases.relimit")
def relimit(pool: Pool, district: str, wanted: list[list[Any]]) -> None:
    """Batch by batch; run again, it finds what is left."""
    for category, condition, version in wanted:
        left = True
        while left:
            with work(pool, district) as tx:
                found = tx.rows(
                    q.under_condition, category=category, condition=condition, standard=version, limit=BATCH
                )
                retake(tx, found, version)
            left = len(found) == BATCH


def retire(tx: Tx, key: Key, since: datetime | None, *, despite: bool = False) -> int:
    """The number of the change. Refused where open cases or ownership rules point there, unless ``despite`` is said."""
    used = judge(tx, Edit(retired=dict.fromkeys(changes.with_conditions(tx, key))), despite=despite)
    number = changes.retire(tx, key, since).number
    note_despite(tx, number, used)
    return number


class File(NamedTuple):
    """``kind``: of a table with nine columns. ``despite``: though open cases or rules point to what it retires."""

    data: bytes
    name: str
    kind: Kind = Kind.EVENT
    open_cases: bool = False
    despite: bool = False


def bring(tx: Tx, file: File, token: str) -> int:
    """The file as it was previewed; the number of the change. Refused as ``retire`` and ``importing.apply``."""
    wanted = importing.confirmed(tx, file.data, file.name, token, file.kind)
    used = judge(tx, wanted.edit, spots_of(wanted), despite=file.despite)
    done = importing.carry(tx, wanted, file.name)
    note_despite(tx, done.number, used)
    if file.open_cases:
        move_open_cases(tx, done.versions)
    return done.number


def spots_of(wanted: Plan) -> Spots:
    """Where a file says of what that it ends."""
    return {row.key: row.spot for row in wanted.rows if row.what == "retired"}


def undo(tx: Tx, number: int, *, open_cases: bool = False, despite: bool = False) -> int:
    """A new change that restores what was before. Refused, naming them, where cases were filed under what it added,
    or ownership rules point there; the latter unless ``despite`` is said.
    """
    edit = changes.undoing(tx, number)
    _not_filed(tx, number, edit)
    used = judge(tx, edit, despite=despite)
    done = changes.undo(tx, number)
    note_despite(tx, done.number, used)
    if open_cases:
        move_open_cases(tx, done.versions)
    return done.number


def _not_filed(tx: Tx, number: int, edit: Edit) -> None:
    rows = [row for row in changes.change_rows(tx, number) if row.key in edit.retired and row.key.condition]
    added = [row.after for row in rows if row.after is not None]
    filed = [row["number"] for row in tx.rows(q.filed_under, standards=added, limit=NAMED)] if added else []
    if filed:
        raise Refused("catalogue.filed", number=number, cases=filed)
