"""Signing in and out, and who is behind a token."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg.errors import UndefinedTable

from wangge.kit import sql
from wangge.kit.config import settings
from wangge.kit.errors import NotAllowed, NotFound, NotSignedIn
from wangge.kit.stamps import Kept
from wangge.kit.tx import Actor, Branch, Pool, Tx, work
from wangge.people.actions import passwords
from wangge.people.actions.audit import PEOPLE, note_audit
from wangge.people.rules import Duty, Token, hash_of, merged
from wangge.people.rules.sessions import login_of, login_problem

q = sql.load("wangge.people")

TOUCH_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """A session that holds: who acts, and in which language they are answered."""

    actor: Actor
    lang: str


@dataclass(frozen=True)
class _Open:
    user_id: int
    seen_at: datetime
    stamps: dict[str, int]


@dataclass(frozen=True)
class _Me:
    id: int
    name: str
    login: str
    lang: str
    duties: list[str]
    units: list[int]
    los: list[str]
    his: list[str]
    until: datetime | None

    def session(self) -> Session:
        branches = tuple(Branch(*b) for b in merged(zip(self.los, self.his, strict=True)))
        actor = Actor(self.id, self.name, self.login, frozenset(self.duties), frozenset(self.units), branches)
        return Session(actor, self.lang)


#: Who each user is, by their id.
_known = Kept[Session](PEOPLE)


def session(tx: Tx, token: Token, *, touch: bool = True) -> Session:
    """Who this token stands for. One small statement; more once a minute and after a change. NotSignedIn otherwise.

    A district that does not exist looks the same as a session that does not. ``touch``: not where nobody
    did anything, so that an open page does not keep a session alive.
    """
    if token.district != tx.district:
        raise NotSignedIn("session.none")
    key = hash_of(token)
    idle_since = tx.now - timedelta(minutes=settings().session_idle_minutes)
    try:
        found = tx.one(_Open, q.session, token_hash=key, now=tx.now, idle_since=idle_since)
    except UndefinedTable:
        raise NotSignedIn("session.none") from None
    if found is None:
        raise NotSignedIn("session.none")
    tx.stamps = found.stamps
    who = _known.get(tx, found.user_id, lambda: _read(tx, found.user_id))
    if who is None:
        raise NotSignedIn("session.none")
    if touch and found.seen_at <= tx.now - TOUCH_AFTER:
        tx.run(q.touch_session, token_hash=key, now=tx.now)
    return who


def _read(tx: Tx, user_id: int) -> tuple[Session, datetime | None] | None:
    """Who a user is, until one of their posts begins or ends."""
    me = tx.one(_Me, q.actor_of_user, user_id=user_id, now=tx.now)
    return (me.session(), me.until) if me else None


def actor(tx: Tx, user_id: int, now: datetime | None = None) -> Actor:
    """A user as actor at a time, without a session: jobs, streams, tests. NotFound when off or unknown."""
    me = tx.one(_Me, q.actor_of_user, user_id=user_id, now=now or tx.now)
    if me is None:
        raise NotFound("people.unknown", user=user_id)
    return me.session().actor


def need(actor: Actor, *duties: Duty) -> None:
    """NotAllowed for the first duty that the actor lacks."""
    for duty in duties:
        if duty not in actor.duties:
            raise NotAllowed("duty.missing", duty=duty)


def sign_in(pool: Pool, district: str, login: str, password: str, now: datetime | None = None) -> Token:
    """A new session. NotSignedIn for a wrong pair, an unknown login and a locked account alike, equally slow.

    The hash is computed between two transactions, so no connection waits for it. The second one
    holds the row: however many guess at once, none is let in after the last permitted failure.
    """
    row = _account(pool, district, login_of(login), now)
    good = passwords.matches(row["password_hash"] if row else None, password)
    if row is None:
        raise NotSignedIn("people.login")
    with work(pool, district, now=now) as tx:
        token = _open(tx, row) if good else _fail(tx, row)
    if token is None:
        raise NotSignedIn("people.login")
    return token


def _account(pool: Pool, district: str, login: str, now: datetime | None) -> dict[str, Any] | None:
    if login_problem(login):
        return None
    try:
        with work(pool, district, now=now) as tx:
            return tx.row(q.login_row, login=login)
    except UndefinedTable:
        return None


def _open(tx: Tx, account: dict[str, Any]) -> Token | None:
    target = f"user:{account['id']}"
    if tx.value(q.count_success, **account, now=tx.now) is None:
        note_audit(tx, "sign_in", target, code="people.locked")
        return None
    token = Token.new(tx.district)
    until = tx.now + timedelta(hours=settings().session_hours)
    tx.run(q.add_session, token_hash=hash_of(token), user_id=account["id"], now=tx.now, expires_at=until)
    note_audit(tx, "sign_in", target)
    return token


def _fail(tx: Tx, account: dict[str, Any]) -> Token | None:
    until = tx.now + timedelta(minutes=settings().login_lock_minutes)
    failures = settings().login_failures
    locked = tx.value(q.count_failure, id=account["id"], now=tx.now, failures=failures, lock_until=until)
    note_audit(tx, "sign_in", f"user:{account['id']}", code="people.login", locked=locked is not None)
    return None


def sign_out(tx: Tx, token: Token) -> None:
    if tx.run(q.end_session, token_hash=hash_of(token)):
        note_audit(tx, "sign_out", f"user:{tx.actor.id}")


def purge(pool: Pool, district: str) -> int:
    """Sessions that no longer hold; how many. A loop of the worker."""
    with work(pool, district) as tx:
        return purge_sessions(tx)


def purge_sessions(tx: Tx) -> int:
    """Remove sessions that no longer hold. Returns how many."""
    idle_since = tx.now - timedelta(minutes=settings().session_idle_minutes)
    return tx.run(q.purge_sessions, now=tx.now, idle_since=idle_since)
