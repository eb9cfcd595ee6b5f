"""What a person may do is kept in the process; it must never outlive a change."""

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tests import town
from tests.town import DISTRICT
from wangge import people
from wangge.kit import sql
from wangge.kit.errors import NotSignedIn
from wangge.kit.tx import Actor, Pool, work
from wangge.people.actions import sessions
from wangge.people.rules import Duty, Role, Token

ROOT = Path(__file__).parents[2] / "wangge"
ACTIONS = ROOT / "people" / "actions"
STATEMENTS = sorted(path for path in ROOT.rglob("*.sql") if "migrations" not in path.parts)
_TABLES = "units|posts|post_branches|role_duties"
_CHANGES = re.compile(rf"\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+({_TABLES})\b", re.IGNORECASE)

pytestmark = pytest.mark.db


@pytest.fixture
def token(pool: Pool) -> Token:
    return people.sign_in(pool, DISTRICT, town.CLERK, town.PASSWORD)


def who(pool: Pool, token: Token, at: datetime | None = None) -> Actor:
    with work(pool, DISTRICT, now=at) as tx:
        return sessions.session(tx, token).actor


class Counting:
    """Counts how often the long statement is asked."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.times = 0
        whole = sessions._Me.session

        def counted(me: sessions._Me) -> sessions.Session:
            self.times += 1
            return whole(me)

        patch.setattr(sessions._Me, "session", counted)


def changing() -> set[str]:
    """Names of the statements of people that change what is kept."""
    return {name for name, text in vars(sql.load("wangge.people")).items() if _CHANGES.search(text)}


def silent(text: str, names: set[str]) -> list[str]:
    """Functions that use one of the statements and do not touch the stamp."""
    return [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        and {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)} & names
        and not {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} & {"note_change", "touch"}
    ]


def test_every_action_that_changes_it_touches_the_stamp() -> None:
    names = changing()
    assert {"add_unit", "add_post", "add_branch", "give_duty", "take_duty", "add_branches"} <= names
    found = {path.name: silent(path.read_text(encoding="utf-8"), names) for path in sorted(ACTIONS.glob("*.py"))}
    assert {name: functions for name, functions in found.items() if functions} == {}


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_else_changes_it(path: Path) -> None:
    found = sql.load(".".join(path.parent.relative_to(ROOT.parent).parts), path.name)
    assert path.parent.name == "people" or [name for name, text in vars(found).items() if _CHANGES.search(text)] == []


def test_the_tests_above_can_fail() -> None:
    assert _CHANGES.search("UPDATE posts SET valid_to = now()")
    assert _CHANGES.search("insert into role_duties (role) values ('x')")
    assert not _CHANGES.search("UPDATE users SET failed_count = 0")
    assert silent("def f(tx):\n    tx.run(q.end_post)", {"end_post"}) == ["f"]
    assert silent("def f(tx):\n    tx.run(q.end_post)\n    note_change(tx)", {"end_post"}) == []


def test_a_second_request_asks_only_for_the_stamp(pool: Pool, token: Token, monkeypatch: pytest.MonkeyPatch) -> None:
    who(pool, token)
    asked = Counting(monkeypatch)
    assert who(pool, token) == who(pool, token)
    assert asked.times == 0


def test_a_duty_taken_from_a_role_is_gone_with_the_next_request(pool: Pool, token: Token) -> None:
    assert Duty.FILE in who(pool, token).duties
    with work(pool, DISTRICT) as tx:
        people.take_duty(tx, Role.CLERK, Duty.FILE)
    assert Duty.FILE not in who(pool, token).duties
    with work(pool, DISTRICT) as tx:
        people.give_duty(tx, Role.CLERK, Duty.FILE)
    assert Duty.FILE in who(pool, token).duties


def test_nobody_signed_in_after_they_are_switched_off(pool: Pool) -> None:
    token = people.sign_in(pool, DISTRICT, town.SUPERVISOR, town.PASSWORD)
    user = who(pool, token).id
    assert user is not None
    with work(pool, DISTRICT) as tx:
        people.switch_user(tx, user, active=False)
    with pytest.raises(NotSignedIn):
        who(pool, token)
    with work(pool, DISTRICT) as tx:
        people.switch_user(tx, user, active=True)


def test_a_post_that_ends_later_ends_by_itself(pool: Pool) -> None:
    token = people.sign_in(pool, DISTRICT, town.FAR_WORKER, town.PASSWORD)
    now = datetime.now(UTC)
    with work(pool, DISTRICT) as tx:
        (post,) = [row["id"] for row in tx.rows("SELECT id FROM posts WHERE user_id = %(u)s", u=who(pool, token).id)]
        people.end_post(tx, post, now + timedelta(minutes=5))
    assert who(pool, token, now + timedelta(minutes=4)).branches
    assert who(pool, token, now + timedelta(minutes=5)).branches == ()
    assert who(pool, token, now + timedelta(minutes=4)).branches, "an earlier clock is not answered from a later one"


def test_what_was_rolled_back_changes_nothing(pool: Pool, token: Token) -> None:
    with work(pool, DISTRICT) as tx:
        people.take_duty(tx, Role.CLERK, Duty.FILE)
        assert Duty.FILE not in sessions.session(tx, token).actor.duties
        raise psycopg.Rollback
    with work(pool, DISTRICT) as tx:  # another change: its stamp is not the one that was rolled back
        people.give_duty(tx, Role.CLERK, Duty.FILE)
    assert Duty.FILE in who(pool, token).duties
