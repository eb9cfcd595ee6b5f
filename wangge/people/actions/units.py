"""The tree of units: add one, retire one into its successor, read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from wangge.kit import sql
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.stamps import Kept
from wangge.kit.tx import Actor, Tx
from wangge.people.actions.administering import administers
from wangge.people.actions.audit import PEOPLE, note_change
from wangge.people.rules import Duty, UnitKind, branch_of, unit_path, unit_problem

q = sql.load("wangge.people")


@dataclass(frozen=True)
class Unit:
    id: int
    code: str
    name: str
    short_name: str
    kind: UnitKind
    parent_id: int | None
    path: str
    valid_from: datetime
    valid_to: datetime | None
    successor_id: int | None


@dataclass(frozen=True)
class NewUnit:
    """``parent``: the code of a unit in force, or None for a root."""

    code: str
    name: str
    short_name: str
    kind: UnitKind
    parent: str | None = None


def add_unit(tx: Tx, new: NewUnit) -> Unit:
    """By the duty ``accounts``."""
    administers(tx, Duty.ACCOUNTS)
    if field := unit_problem(new.code, new.name, new.short_name):
        raise Invalid("unit.bad", field=field)
    parent = unit_by_code(tx, new.parent) if new.parent else None
    added = tx.one(
        Unit,
        q.add_unit,
        code=new.code,
        name=new.name,
        short_name=new.short_name,
        kind=new.kind,
        parent_id=parent.id if parent else None,
        path=unit_path(parent.path if parent else None, new.code),
        now=tx.now,
    )
    if added is None:
        raise Refused("unit.taken", unit_code=new.code)
    note_change(tx, "add_unit", f"unit:{added.id}")
    return added


def retire_unit(tx: Tx, unit_id: int, successor_id: int | None, at: datetime) -> Unit:
    """End a unit and its posts at a time. Its open assignments are transferred by ``cases`` (succeed).

    By the duty ``accounts``. Refused while units below it are in force: they are moved or retired first.
    """
    administers(tx, Duty.ACCOUNTS)
    old = tx.one(Unit, q.lock_unit, id=unit_id)
    if old is None:
        raise NotFound("unit.unknown", unit=unit_id)
    if old.valid_to is not None:
        raise Refused("unit.retired", unit=old.short_name)
    if at < tx.now:
        raise Invalid("unit.past", field="at")
    heir = unit(tx, successor_id) if successor_id is not None else None
    if heir and (heir.id == old.id or (heir.valid_to is not None and heir.valid_to <= at)):
        raise Invalid("unit.successor", field="successor", unit=heir.short_name)
    below = [u.short_name for u in units_below(tx, unit_id) if u.id != unit_id]
    if below:
        raise Refused("unit.below", unit=old.short_name, below=below)
    tx.run(q.retire_unit, id=unit_id, successor_id=successor_id, at=at)
    tx.run(q.end_posts_of_unit, id=unit_id, at=at)
    note_change(tx, "retire_unit", f"unit:{unit_id}", successor=successor_id, at=at.isoformat())
    return unit(tx, unit_id)


def unit(tx: Tx, unit_id: int) -> Unit:
    """A unit, in force or not; NotFound."""
    found = tx.one(Unit, q.unit, id=unit_id)
    if found is None:
        raise NotFound("unit.unknown", unit=unit_id)
    return found


_by_code = Kept[Unit](PEOPLE)


def unit_by_code(tx: Tx, code: str) -> Unit:
    """The unit in force that has this code; NotFound."""
    found = _by_code.get(tx, code, partial(_read, tx, code))
    if found is None:
        raise NotFound("unit.unknown", unit=code)
    return found


def _read(tx: Tx, code: str) -> tuple[Unit, datetime | None] | None:
    found = tx.one(Unit, q.unit_by_code, code=code, now=tx.now)
    return (found, found.valid_to) if found else None


def units_by_code(tx: Tx, codes: Sequence[str]) -> list[Unit]:
    """The units in force that have these codes; those that name nothing are left out."""
    found = (_by_code.get(tx, code, partial(_read, tx, code)) for code in codes)
    return [unit for unit in found if unit is not None]


def units(tx: Tx) -> list[Unit]:
    """All units in force, parents before children."""
    return tx.all(Unit, q.units_now, now=tx.now)


def units_below(tx: Tx, unit_id: int) -> list[Unit]:
    """The unit itself and all below it that are in force, parents before children."""
    lo, hi = branch_of(unit(tx, unit_id).path)
    return tx.all(Unit, q.units_below, lo=lo, hi=hi, now=tx.now)


def units_held(tx: Tx, actor: Actor) -> list[dict[str, Any]]:
    """The units in which somebody holds a post now, as id, name and short name."""
    return tx.rows(q.units_of_posts, user_id=actor.id, now=tx.now)
