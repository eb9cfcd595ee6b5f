"""Users, the posts they hold, where a post counts, and which duties a role has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wangge.kit import sql
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Tx
from wangge.people.actions.administering import administers, apart, not_own_role, not_themselves
from wangge.people.actions.audit import note_audit, note_change
from wangge.people.actions.units import unit
from wangge.people.rules import ADMINISTERING, Duty, Role, branch_of, merged
from wangge.people.rules.sessions import login_of, login_problem

q = sql.load("wangge.people")

NAME_LENGTH = 50  # characters


@dataclass(frozen=True)
class NewUser:
    """``password_hash``: from ``hashed``; a plain password never comes this far."""

    login: str
    name: str
    password_hash: str
    lang: str = "zh"


def add_user(tx: Tx, new: NewUser) -> int:
    """An account that may do nothing until somebody else gives it a post. By the duty ``accounts``."""
    administers(tx, Duty.ACCOUNTS)
    login = login_of(new.login)
    if login_problem(login):
        raise Invalid("people.user", field="login")
    if not 1 <= len(new.name.strip()) <= NAME_LENGTH:
        raise Invalid("people.user", field="name")
    user_id: int | None = tx.value(
        q.add_user, login=login, name=new.name.strip(), password_hash=new.password_hash, lang=new.lang, now=tx.now
    )
    if user_id is None:
        raise Refused("people.login_taken", login=login)
    note_audit(tx, "add_user", f"user:{user_id}")
    return user_id


def user_id(tx: Tx, login: str) -> int:
    found: int | None = tx.value(q.user_by_login, login=login_of(login))
    if found is None:
        raise NotFound("people.unknown", user=login)
    return found


def switch_user(tx: Tx, user_id: int, active: bool) -> None:
    """Switching a user off ends every session of theirs. By the duty ``accounts``."""
    administers(tx, Duty.ACCOUNTS)
    if not tx.run(q.switch_user, user_id=user_id, active=active):
        raise NotFound("people.unknown", user=user_id)
    if not active:
        tx.run(q.end_sessions_of, user_id=user_id)
    note_change(tx, "switch_user", f"user:{user_id}", active=active)


def give_post(tx: Tx, user_id: int, unit_id: int, role: Role | str, paths: Iterable[str] = ()) -> int:
    """A role in a unit, from now on, for the branches of the grid tree under these paths. No path: nowhere.

    By the duty ``grants``. Refused for oneself, and where a person would administer in two ways (三员分立).
    """
    administers(tx, Duty.GRANTS)
    not_themselves(tx, user_id)
    if tx.value(q.lock_user, user_id=user_id) is None:
        raise NotFound("people.unknown", user=user_id)
    if (held := unit(tx, unit_id)).valid_to is not None:
        raise Refused("unit.retired", unit=held.short_name)
    post_id: int = tx.value(q.add_post, user_id=user_id, unit_id=unit_id, role=role, now=tx.now)
    if tx.value(q.administers, role=role, duties=sorted(ADMINISTERING)):
        apart(tx, user_id=user_id)
    branches = merged(branch_of(path) for path in paths)
    tx.run_many(q.add_branch, [{"post_id": post_id, "lo": lo, "hi": hi} for lo, hi in branches])
    note_change(tx, "give_post", f"user:{user_id}", post=post_id, unit=unit_id, role=role, branches=branches)
    return post_id


def end_post(tx: Tx, post_id: int, at: datetime) -> None:
    """From now or later; what somebody did in a post stays done in it. By the duty ``grants``."""
    administers(tx, Duty.GRANTS)
    if at < tx.now:
        raise Invalid("people.past", field="at")
    if not tx.run(q.end_post, id=post_id, at=at):
        raise NotFound("people.post_unknown", post=post_id)
    note_change(tx, "end_post", f"post:{post_id}", at=at.isoformat())


def give_duty(tx: Tx, role: Role | str, duty: Duty) -> None:
    """To all who hold the role. By the duty ``grants``; Refused for one's own role, and as ``give_post``."""
    administers(tx, Duty.GRANTS)
    not_own_role(tx, role)
    tx.run(q.lock_role, role=role)
    if tx.run(q.give_duty, role=role, duty=duty):
        if duty in ADMINISTERING:
            apart(tx, role=role)
        note_change(tx, "give_duty", f"role:{role}", duty=duty)


def take_duty(tx: Tx, role: Role | str, duty: Duty) -> None:
    """From all who hold the role. By the duty ``grants``."""
    administers(tx, Duty.GRANTS)
    if tx.run(q.take_duty, role=role, duty=duty):
        note_change(tx, "take_duty", f"role:{role}", duty=duty)
