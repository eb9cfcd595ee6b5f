"""The one way the tree changes: decided now, made at its time, cancelled before it, taken back after it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from psycopg.types.json import Jsonb

from wangge import people
from wangge.kit.errors import Invalid, NotAllowed, Refused
from wangge.kit.tx import Tx
from wangge.people.rules import covers
from wangge.places.actions.changes.applying import TreeWork
from wangge.places.actions.changes.items import item_work
from wangge.places.actions.changes.store import Change, Doc, change, q, tree_about
from wangge.places.rules.changes import ANY_DRAFT, LayerItem, TreeDraft, plan

DAY = ZoneInfo("Asia/Shanghai")  # 'today' of a decision
FAR = timedelta(days=1000)  # what is planned beyond it is a slip of the pen


class Work(Protocol):
    """What a draft comes to, checked against the tree as it is."""

    @property
    def codes(self) -> tuple[str, ...]: ...

    def allow(self, tx: Tx) -> None: ...

    def apply(self, tx: Tx, change: Change) -> tuple[Doc, Doc]: ...


def work_of(tx: Tx, draft: TreeDraft | LayerItem) -> Work:
    """Refused or Invalid by the rule that the draft breaks; nothing is written."""
    return item_work(tx, draft) if isinstance(draft, LayerItem) else tree_work(tx, draft)


def tree_work(tx: Tx, draft: TreeDraft) -> TreeWork:
    """A path is made of codes and may be taken though the code is free: ``003`` and ``110115003`` below 110115."""
    tree = tree_about(tx, draft)
    made = plan(tree, draft)
    paths = [g.path for g in made.after if g.in_force]
    taken = tx.value(q.path_taken, paths=paths, codes=list(made.codes))
    if taken is not None or len(set(paths)) < len(paths):
        raise Refused("grid.path", grid=taken or made.after[0].name)
    return TreeWork(tree, made)


class Outlook(NamedTuple):
    """Where the cases of one grid would go: codes and paths of the grids that would take them.

    ``came``: those of the paths that are not there now.
    """

    code: str
    name: str
    old_path: str
    targets: tuple[tuple[str, str], ...]
    spreads: bool
    came: frozenset[str]


def outlook(tx: Tx, draft: TreeDraft | LayerItem) -> list[Outlook]:
    """What a draft would do to where cases lie; Refused or Invalid as ``decide``. Nothing is written."""
    work = work_of(tx, draft)
    work.allow(tx)
    if not isinstance(work, TreeWork):
        return []
    now = work.tree.grids
    then = {**now, **{g.code: g for g in work.plan.after}}
    there = {g.path for g in now.values() if g.in_force}
    return [
        Outlook(
            heir.grid,
            now[heir.grid].name,
            heir.old_path,
            tuple((code, then[code].path) for code in heir.successors),
            heir.spreads,
            frozenset(then[code].path for code in heir.successors) - there,
        )
        for heir in work.plan.heirs
    ]


def decide(tx: Tx, draft: TreeDraft | LayerItem, effective_at: datetime | None = None, note: str = "") -> Change:
    """A change from now, from earlier today, or from a moment to come; made at once unless that lies ahead.

    Refused by the rule that the draft breaks, and by another change of the same grids, which is named.
    """
    at = effective_at or tx.now
    if at > tx.now + FAR:
        raise Invalid("change.far", field="effective_at", days=FAR.days)
    if at < tx.now - timedelta(days=1) or at.astimezone(DAY).date() < tx.now.astimezone(DAY).date():
        raise Invalid("change.past", field="effective_at")
    tx.run(q.lock_tree)
    work = work_of(tx, draft)
    work.allow(tx)
    _room(tx, work.codes, at)
    version = add(tx, draft.kind, draft.model_dump(mode="json"), work.codes, (at, note, None))
    people.note_audit(tx, "decide_change", f"change:{version}", kind=draft.kind, at=at.isoformat())
    if at <= tx.now:
        carry_out(tx, change(tx, version), work)
    return change(tx, version)


def _room(tx: Tx, codes: Sequence[str], at: datetime) -> None:
    """No other change of the same grids is planned or still on its way, or lies behind this one's time."""
    for other in tx.rows(q.overlapping, grids=list(codes)):
        if other["state"] == "planned":
            when = moment(other["effective_at"])
            raise Refused("change.planned", version=other["version"], kind=other["kind"], at=when)
        if other["moving"] and at <= tx.now:
            raise Refused("change.moving", version=other["version"])
        if other["effective_at"] >= at:
            raise Refused("change.before", version=other["version"], at=moment(other["effective_at"]))
    after_all(tx, codes, at)


def after_all(tx: Tx, codes: Sequence[str], at: datetime) -> None:
    """Paths and boundaries are kept by their beginning: what is known of a grid from ``at`` on is not overtaken."""
    since: datetime | None = tx.value(q.known_since, codes=list(codes))
    if since is not None and since >= at:
        raise Refused("change.since", at=moment(since))


def moment(at: datetime) -> str:
    """As people of the district read it, rounded up: later than this is late enough."""
    return f"{at.astimezone(DAY) + timedelta(seconds=59, microseconds=999_999):%Y-%m-%d %H:%M}"


def add(tx: Tx, kind: str, draft: Doc, codes: Sequence[str], more: tuple[datetime, str, int | None]) -> int:
    at, note, undoes = more
    said = {"kind": kind, "draft": Jsonb(draft), "grids": list(codes), "note": note, "undoes": undoes}
    version: int = tx.value(q.add_change, **said, now=tx.now, by=tx.actor.id, at=at)
    return version


def carry_out(tx: Tx, about: Change, work: Work) -> None:
    before, after = work.apply(tx, about)
    done = {"before": Jsonb(before), "after": Jsonb(after), "grids": list(work.codes)}
    tx.run(q.mark_applied, version=about.version, now=tx.now, **done)
    tx.run(q.tell_change, version=about.version, kind=about.kind, now=tx.now)
    people.note_audit(tx, "apply_change", f"change:{about.version}", kind=about.kind, grids=list(work.codes)[:50])


def apply_next(tx: Tx) -> Change | None:
    """The next planned change whose time has come, made; None where none waits. Once, however many workers look.

    One that does not fit the tree any more is refused, with the rule, for whoever planned it to see.
    """
    if tx.value(q.change_due, now=tx.now) is None:
        return None
    tx.run(q.lock_tree)
    found = tx.one(Change, q.due_changes, now=tx.now)
    if found is None:
        return None
    try:
        with tx.conn.transaction():
            carry_out(tx, found, work_of(tx, ANY_DRAFT.validate_python(found.draft)))
    except Refused as error:
        facts: dict[str, Any] = {name: str(value) for name, value in error.facts.items()}
        tx.run(q.mark_refused, version=found.version, refusal=Jsonb({"code": error.code, "facts": facts}))
        people.note_audit(tx, "apply_change", f"change:{found.version}", error.code)
    return change(tx, found.version)


def cancel(tx: Tx, version: int) -> Change:
    """Of a planned change, before its time. Refused for one that was applied: that is undone."""
    found = change(tx, version)
    allow_grids(tx, found.grids)
    if not tx.run(q.mark_cancelled, version=version):
        raise Refused("change.state", version=version, state=found.state)
    people.note_audit(tx, "cancel_change", f"change:{version}")
    return replace(found, state="cancelled")


def allow_grids(tx: Tx, codes: Sequence[str]) -> None:
    """NotAllowed unless those that are in force lie in the actor's branches."""
    branches = [(b.lo, b.hi) for b in tx.actor.branches]
    paths = (row["path"] for row in tx.rows(q.states_named, codes=list(codes)))
    outside = next((path for path in paths if not covers(branches, path)), None)
    if tx.actor.id is not None and outside is not None:
        raise NotAllowed("grid.scope", path=outside)
