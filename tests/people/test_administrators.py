"""Three administrators, never one person: who makes accounts, who grants, who reads the log (三员分立)."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from shutil import copy
from threading import Thread
from typing import Any

import psycopg
import pytest

from tests import town
from tests.database import Databases
from wangge import people
from wangge.kit.errors import NotAllowed, NotFound, Refused
from wangge.kit.migrate import create_district, migrate_all
from wangge.kit.migrate.files import MIGRATIONS
from wangge.kit.tx import Pool, Tx, work
from wangge.people import Duty, NewUnit, NewUser, Role, UnitKind

pytestmark = pytest.mark.db

OWN = {Role.SYSTEM_ADMIN: Duty.ACCOUNTS, Role.SECURITY_ADMIN: Duty.GRANTS, Role.AUDIT_ADMIN: Duty.AUDIT}
BY_ROLE = {
    Role.SYSTEM_ADMIN: town.SYSTEM_ADMIN, Role.SECURITY_ADMIN: town.SECURITY_ADMIN, Role.AUDIT_ADMIN: town.AUDIT_ADMIN,
}  # fmt: skip
MINE = [(one, other) for one in OWN for other in OWN if one is not other]

Act = Callable[[Tx], Any]


def as_(tx: Tx, login: str) -> Tx:
    tx.actor = town.actor(tx, login)
    return tx


def newcomer(tx: Tx, login: str = "lina") -> int:
    return people.add_user(tx, NewUser(login, "李娜", "$argon2id$none"))


def post(tx: Tx, user_id: int, role: Role | str) -> int:
    return people.give_post(tx, user_id, town.unit(tx, "网格中心"), role)


def id_of(tx: Tx, login: str) -> int:
    return people.user_id(tx, login)


ACCOUNTS: dict[str, Act] = {
    "add_user": newcomer,
    "switch_user": lambda tx: people.switch_user(tx, id_of(tx, town.NOBODY), active=False),
    "add_unit": lambda tx: people.add_unit(tx, NewUnit("new", "新机构", "新机构", UnitKind.BUREAU, "dx")),
    "retire_unit": lambda tx: people.retire_unit(tx, town.unit(tx, "水务局"), None, tx.now),
}
GRANTS: dict[str, Act] = {
    "give_post": lambda tx: post(tx, id_of(tx, town.NOBODY), Role.CLERK),
    "end_post": lambda tx: people.end_post(tx, tx.value("SELECT max(id) FROM posts"), tx.now),
    "give_duty": lambda tx: people.give_duty(tx, Role.CLERK, Duty.CLOSE),
    "take_duty": lambda tx: people.take_duty(tx, Role.CLERK, Duty.FILE),
}


@pytest.mark.parametrize("login", [town.SYSTEM_ADMIN, town.SECURITY_ADMIN, town.AUDIT_ADMIN, town.SHIFT_LEAD])
@pytest.mark.parametrize("name", [*ACCOUNTS, *GRANTS])
def test_who_may_do_what(tx: Tx, name: str, login: str) -> None:
    """The system administrator makes accounts, the security administrator grants; neither does the other's."""
    act, may = (ACCOUNTS | GRANTS)[name], town.SYSTEM_ADMIN if name in ACCOUNTS else town.SECURITY_ADMIN
    as_(tx, login)
    if login == may:
        act(tx)
        return
    with pytest.raises(NotAllowed, match=r"duty\.missing"):
        act(tx)


def test_an_account_is_made_by_one_and_given_its_post_by_another(tx: Tx) -> None:
    user_id = newcomer(as_(tx, town.SYSTEM_ADMIN))
    assert people.actor(tx, user_id).duties == frozenset()
    post(as_(tx, town.SECURITY_ADMIN), user_id, Role.CLERK)
    assert Duty.FILE in people.actor(tx, user_id).duties
    by = {row["action"]: row["actor_id"] for row in tx.rows("SELECT action, actor_id FROM audit ORDER BY id")}
    assert by["add_user"] == id_of(tx, town.SYSTEM_ADMIN)
    assert by["give_post"] == id_of(tx, town.SECURITY_ADMIN)


@pytest.mark.parametrize(("one", "other"), MINE)
def test_no_post_makes_one_person_of_two(tx: Tx, one: Role, other: Role) -> None:
    with pytest.raises(Refused) as refused:
        post(tx, id_of(tx, BY_ROLE[one]), other)
    assert (refused.value.code, refused.value.facts["duty"]) == ("people.apart", sorted([OWN[one], OWN[other]]))


def test_after_the_former_post_has_ended_it_may_be_given(tx: Tx) -> None:
    """Not while it is still to end."""
    user_id = newcomer(tx)
    former = post(tx, user_id, Role.SYSTEM_ADMIN)
    people.end_post(tx, former, tx.now + timedelta(days=1))
    with pytest.raises(Refused, match=r"people\.apart"), tx.conn.transaction():
        post(tx, user_id, Role.SECURITY_ADMIN)
    tx.now += timedelta(days=2)
    assert post(tx, user_id, Role.SECURITY_ADMIN)


def test_an_administrator_may_hold_a_post_that_does_not_administer(tx: Tx) -> None:
    assert post(tx, id_of(tx, town.SYSTEM_ADMIN), Role.CLERK)


@pytest.mark.parametrize(("one", "other"), MINE)
def test_no_role_holds_two_of_their_duties(tx: Tx, one: Role, other: Role) -> None:
    with pytest.raises(Refused, match=r"people\.apart"):
        people.give_duty(tx, one, OWN[other])


def test_no_duty_comes_by_way_of_another_role(tx: Tx) -> None:
    """The system administrator is also a clerk; clerks are given the rights to grant."""
    post(tx, id_of(tx, town.SYSTEM_ADMIN), Role.CLERK)
    with pytest.raises(Refused) as refused:
        people.give_duty(tx, Role.CLERK, Duty.GRANTS)
    assert refused.value.facts["user"] == id_of(tx, town.SYSTEM_ADMIN)


def test_a_role_that_nobody_holds_besides_may_be_given_one(tx: Tx) -> None:
    people.give_duty(tx, Role.SUPERVISOR, Duty.AUDIT)
    assert Duty.AUDIT in town.actor(tx, town.SUPERVISOR).duties


def test_nobody_grants_to_themselves(tx: Tx) -> None:
    as_(tx, town.SECURITY_ADMIN)
    with pytest.raises(Refused, match=r"people\.themselves"):
        post(tx, id_of(tx, town.SECURITY_ADMIN), Role.CLERK)
    with pytest.raises(Refused, match=r"people\.themselves"):
        people.give_duty(tx, Role.SECURITY_ADMIN, Duty.REVEAL)


def test_no_post_for_who_is_not_there(tx: Tx) -> None:
    with pytest.raises(NotFound, match=r"people\.unknown"):
        post(tx, 0, Role.CLERK)


def test_two_who_grant_at_once_do_not_make_one_of_two(pool: Pool) -> None:
    """A post in a role, and a duty for that role: whoever comes second sees the first, and is refused."""
    with work(pool, town.DISTRICT) as tx:
        user_id = newcomer(tx, "twice")
        post(tx, user_id, Role.SYSTEM_ADMIN)
    said: list[str] = []

    def attempt(act: Act) -> None:
        try:
            with work(pool, town.DISTRICT) as tx:
                act(tx)
            said.append("done")
        except Refused as refused:
            said.append(refused.code)

    acts: list[Act] = [
        lambda tx: post(tx, user_id, Role.SUPERVISOR),
        lambda tx: people.give_duty(tx, Role.SUPERVISOR, Duty.GRANTS),
    ]
    threads = [Thread(target=attempt, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["done", "people.apart"]


# -- districts that were there before ---------------------------------------------------------------------


BEFORE = [
    "INSERT INTO roles (code, name_zh, name_en) SELECT unnest(ARRAY['security_admin', 'chief', 'desk']), 'x', 'x'",
    "INSERT INTO role_duties (role, duty) VALUES ('security_admin', 'people'), ('chief', 'people'), ('chief', 'read'), "
    "('desk', 'accounts'), ('desk', 'people')",
]


def test_a_district_of_before_keeps_its_duties(databases: Databases, tmp_path: Path) -> None:
    """``people`` becomes ``accounts``, of a security administrator ``grants``; whoever has duties gets no others."""
    files = sorted(MIGRATIONS.glob("0*.sql"))
    for file in files:
        if file.name < "0021":
            copy(file, tmp_path)
    with databases.empty() as urls:
        create_district(urls.owner, "110115", "大兴区", tmp_path)
        with psycopg.connect(urls.owner, autocommit=True, options="-c search_path=d110115") as conn:
            for statement in BEFORE:
                conn.execute(statement.encode())
            was = {row for row in conn.execute("SELECT role, duty FROM role_duties") if row[1] != "people"}
            copy(next(file for file in files if file.name.startswith("0021")), tmp_path)
            migrate_all(urls.owner, tmp_path)
            now = set(conn.execute("SELECT role, duty FROM role_duties"))
    assert now - was == {
        ("security_admin", "grants"), ("chief", "accounts"),
        *(("system_admin", duty) for duty in ("read", "accounts", "places", "calendar")),
        ("audit_admin", "read"), ("audit_admin", "audit"),
    }  # fmt: skip
    assert was - now == set()
