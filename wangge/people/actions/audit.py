"""The audit log: who did or was refused what. A sealing job chains it later; writing takes no lock."""

from typing import Any

from psycopg.types.json import Jsonb

from wangge.kit import sql
from wangge.kit.stamps import touch
from wangge.kit.tx import Tx

q = sql.load("wangge.people")

#: The stamp of units, posts, branches, duties of roles, and of who is switched off.
PEOPLE = "people"


def note_audit(tx: Tx, action: str, target: str, code: str | None = None, **facts: Any) -> None:
    """One line in the log. ``code`` names the rule that refused; facts hold ids and codes, never personal data."""
    tx.run(q.note_audit, now=tx.now, actor_id=tx.actor.id, action=action, target=target, code=code, facts=Jsonb(facts))


def note_change(tx: Tx, action: str, target: str, **facts: Any) -> None:
    """A line in the log for a change of who may do what and where, which every process then reads again."""
    touch(tx, PEOPLE)
    note_audit(tx, action, target, **facts)
