"""Who administers: accounts, grants and the log are never in one person's hands; nobody grants to themselves."""

from wangge.kit import sql
from wangge.kit.errors import Refused
from wangge.kit.tx import Tx
from wangge.people.actions.sessions import need
from wangge.people.rules import ADMINISTERING, Duty, Role

q = sql.load("wangge.people")

_DUTIES = sorted(ADMINISTERING)


def administers(tx: Tx, duty: Duty) -> None:
    """NotAllowed for a person without the duty; the system itself sets a district up."""
    if tx.actor.id is not None:
        need(tx.actor, duty)


def not_themselves(tx: Tx, user_id: int) -> None:
    """Refused where somebody would give a post to themselves."""
    if tx.actor.id == user_id:
        raise Refused("people.themselves", user=user_id)


def not_own_role(tx: Tx, role: Role | str) -> None:
    """Refused where somebody would give a duty to a role that they hold."""
    if tx.actor.id is not None and tx.value(q.holds_role, user_id=tx.actor.id, role=role, now=tx.now):
        raise Refused("people.themselves", user=tx.actor.id)


def apart(tx: Tx, user_id: int | None = None, role: Role | str | None = None) -> None:
    """Refused where one person, by all their posts in force or to come, or a role by itself, would hold two of the
    duties that administer. Asked after the writing: who writes beside it waits, and sees it.
    """
    row = tx.row(q.not_apart, user_id=user_id, role=role, duties=_DUTIES, now=tx.now)
    if row is not None:
        raise Refused("people.apart", user=row["user_id"], duty=row["duties"])
