"""Sessions: who is behind a token, for how long, and what guessing costs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from psycopg.errors import InsufficientPrivilege

from tests import town
from tests.database import counted
from wangge import people
from wangge.kit.errors import NotFound, NotSignedIn
from wangge.kit.tx import Pool, Tx, work
from wangge.people import Duty, Token

pytestmark = pytest.mark.db

NOON = datetime(2026, 10, 9, 4, 0, tzinfo=UTC)  # Beijing noon
WRONG = "Wangge-2025"


def at(pool: Pool, token: Token, now: datetime) -> people.Session:
    with work(pool, town.DISTRICT, now=now) as tx:
        return people.session(tx, token)


def signed_in(pool: Pool, login: str = town.CLERK, now: datetime = NOON) -> Token:
    return people.sign_in(pool, town.DISTRICT, login, town.PASSWORD, now)


def guess(pool: Pool, login: str, password: str = WRONG, now: datetime = NOON) -> bool:
    """Whether the guess got in; every refusal reads the same."""
    try:
        people.sign_in(pool, town.DISTRICT, login, password, now)
    except NotSignedIn as refused:
        return refused.code != "people.login"
    return True


def test_a_session_is_its_user(pool: Pool) -> None:
    actor = at(pool, signed_in(pool, town.STREET_CLERK), NOON).actor
    assert (actor.name, actor.login) == ("吴倩", town.STREET_CLERK)
    assert Duty.FILE in actor.duties
    assert Duty.DISPATCH not in actor.duties
    assert actor.branches == (("110115/003/", "110115/0030"),)


def test_units_are_mine_and_all_below(pool: Pool) -> None:
    with work(pool, town.DISTRICT) as tx:
        named = {unit.id: unit.short_name for unit in people.units(tx)}
        street, office = town.actor(tx, town.STREET_HANDLER), town.actor(tx, town.SUB_HANDLER)
    assert {named[unit] for unit in street.units} == {
        "清源街道办", "清源平安办", "清源执法队", "丽园社区", "枣园社区", "学院社区",
    }  # fmt: skip
    assert {named[unit] for unit in office.units} == {"清源执法队"}
    assert street.branches != ()
    assert office.branches == ()


@pytest.mark.parametrize(
    ("later", "seen"),
    [
        (timedelta(minutes=29, seconds=59), True),
        (timedelta(minutes=30), False),  # idle
        (timedelta(days=2), False),
    ],
)
def test_idle_time_out(pool: Pool, later: timedelta, seen: bool) -> None:
    token = signed_in(pool)
    if seen:
        assert at(pool, token, NOON + later).actor.name == "王敏"
    else:
        with pytest.raises(NotSignedIn, match=r"session\.none"):
            at(pool, token, NOON + later)


def test_absolute_time_out_though_never_idle(pool: Pool) -> None:
    token = signed_in(pool)
    for minutes in range(0, 12 * 60, 20):
        at(pool, token, NOON + timedelta(minutes=minutes))
    with pytest.raises(NotSignedIn):
        at(pool, token, NOON + timedelta(hours=12))


def test_one_statement_and_a_second_one_once_a_minute(pool: Pool) -> None:
    token, counts = signed_in(pool), []
    for seconds in (0, 59, 60, 61, 119, 120):
        with work(pool, town.DISTRICT, now=NOON + timedelta(seconds=seconds)) as tx, counted() as executed:
            people.session(tx, token)
        counts.append(executed.call_count)
    assert counts == [1, 1, 2, 1, 1, 2]


def test_a_touch_never_waits(pool: Pool) -> None:
    token, later = signed_in(pool), NOON + timedelta(minutes=2)
    with work(pool, town.DISTRICT, now=later) as one, work(pool, town.DISTRICT, now=later) as other:
        other.run("SET LOCAL lock_timeout = '100ms'")
        people.session(one, token)
        assert people.session(other, token).actor == people.session(one, token).actor


def test_unknown_token(tx: Tx) -> None:
    with pytest.raises(NotSignedIn):
        people.session(tx, Token.new(town.DISTRICT))


def test_token_of_another_district(tx: Tx, pool: Pool) -> None:
    token = signed_in(pool)
    with pytest.raises(NotSignedIn):
        people.session(tx, token._replace(district="110106"))


def test_district_that_does_not_exist(pool: Pool) -> None:
    with pytest.raises(NotSignedIn), work(pool, "999999") as tx:
        people.session(tx, Token.new("999999"))
    with pytest.raises(NotSignedIn, match=r"people\.login"):
        people.sign_in(pool, "999999", town.CLERK, town.PASSWORD)


@pytest.mark.parametrize("login", ["nobody.here", "王敏", "a\0b", ""])
def test_unknown_login_is_answered_like_a_wrong_password(pool: Pool, login: str) -> None:
    assert not guess(pool, login, town.PASSWORD)


def test_unknown_login_costs_a_hash_too(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    def matches(stored: str | None, _: str) -> bool:
        asked.append(stored)
        return False

    monkeypatch.setattr("wangge.people.actions.passwords.matches", matches)
    guess(pool, "nobody.here")
    assert asked == [None]


def test_signing_out_ends_this_session_only(pool: Pool) -> None:
    one, other = signed_in(pool), signed_in(pool)
    with work(pool, town.DISTRICT, now=NOON) as tx:
        people.sign_out(tx, one)
    assert at(pool, other, NOON).actor.login == town.CLERK
    with pytest.raises(NotSignedIn):
        at(pool, one, NOON)


def test_fifth_wrong_password_locks_for_a_quarter_of_an_hour(pool: Pool) -> None:
    assert not any(guess(pool, town.HEAT_HANDLER) for _ in range(5))
    assert not guess(pool, town.HEAT_HANDLER, town.PASSWORD, NOON + timedelta(minutes=14))
    assert guess(pool, town.HEAT_HANDLER, town.PASSWORD, NOON + timedelta(minutes=15))


def test_tries_while_locked_do_not_make_it_longer(pool: Pool) -> None:
    for minutes in (0, 0, 0, 0, 0, 5, 10, 14):
        guess(pool, town.WATER_HANDLER, now=NOON + timedelta(minutes=minutes))
    assert guess(pool, town.WATER_HANDLER, town.PASSWORD, NOON + timedelta(minutes=15))


def test_after_a_lock_counting_starts_again(pool: Pool) -> None:
    later = NOON + timedelta(minutes=20)
    for now in [NOON] * 5 + [later] * 4:
        guess(pool, town.HOUSING_HANDLER, now=now)
    assert guess(pool, town.HOUSING_HANDLER, town.PASSWORD, later)


def test_success_clears_the_count(pool: Pool) -> None:
    for _ in range(2):
        assert not any(guess(pool, town.CALLER) for _ in range(4))
        assert guess(pool, town.CALLER, town.PASSWORD)


def test_parallel_guesses_get_no_more_tries(pool: Pool) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: guess(pool, town.FAR_HANDLER), range(8)))
    with work(pool, town.DISTRICT) as tx:
        assert tx.value("SELECT failed_count FROM users WHERE login = %(login)s", login=town.FAR_HANDLER) == 5
    assert not guess(pool, town.FAR_HANDLER, town.PASSWORD)


def test_switched_off_at_once(pool: Pool) -> None:
    token = signed_in(pool, town.NOBODY)
    with work(pool, town.DISTRICT) as tx:
        user_id = people.user_id(tx, town.NOBODY)
        people.switch_user(tx, user_id, active=False)
        with pytest.raises(NotFound):
            people.actor(tx, user_id)
    with pytest.raises(NotSignedIn):
        at(pool, token, NOON)
    assert not guess(pool, town.NOBODY, town.PASSWORD)
    with work(pool, town.DISTRICT) as tx:
        people.switch_user(tx, user_id, active=True)
    with pytest.raises(NotSignedIn):
        at(pool, token, NOON)
    assert guess(pool, town.NOBODY, town.PASSWORD)


def test_purge_takes_only_what_no_longer_holds(pool: Pool) -> None:
    fresh = signed_in(pool, now=NOON + timedelta(days=30))
    with work(pool, town.DISTRICT, now=NOON + timedelta(days=30)) as tx:
        assert people.purge_sessions(tx) > 0
        assert tx.value("SELECT count(*) FROM sessions") == 1
        assert people.session(tx, fresh).actor.login == town.CLERK


def test_sign_in_is_audited_without_the_login(pool: Pool) -> None:
    guess(pool, town.SUPERVISOR)
    token = signed_in(pool, town.SUPERVISOR)
    with work(pool, town.DISTRICT, now=NOON) as tx:
        tx.actor = people.session(tx, token).actor
        people.sign_out(tx, token)
        found = "SELECT action, code, facts FROM audit WHERE target = %(t)s ORDER BY id"
        rows = tx.rows(found, t=f"user:{tx.actor.id}")
    assert [(row["action"], row["code"]) for row in rows if row["action"].startswith("sign")] == [
        ("sign_in", "people.login"), ("sign_in", None), ("sign_out", None),
    ]  # fmt: skip
    assert town.SUPERVISOR not in str(rows)


@pytest.mark.parametrize("change", ["UPDATE audit SET code = 'x'", "DELETE FROM audit", "TRUNCATE audit"])
def test_the_application_cannot_rewrite_the_log(tx: Tx, change: str) -> None:
    with pytest.raises(InsufficientPrivilege), tx.conn.transaction():
        tx.run(change)


def test_the_database_knows_no_token(pool: Pool) -> None:
    token = signed_in(pool)
    with work(pool, town.DISTRICT) as tx:
        stored = tx.rows("SELECT s.*, u.password_hash FROM sessions s JOIN users u ON u.id = user_id")
    assert token.secret not in str(stored)
    assert all(row["password_hash"].startswith("$argon2id$") for row in stored)
