"""The shipped roles: complete, separated, and the same in the rules, the migration and the language files."""

import pytest

from wangge.kit.errors import texts
from wangge.kit.tx import Tx
from wangge.people.rules import ADMINISTERING, SHIPPED, Duty, Role

ADMINISTRATORS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
THEIRS = {Duty.PLACES, Duty.ACCOUNTS, Duty.GRANTS, Duty.AUDIT}  # held by none of the eight


def test_every_role_has_duties() -> None:
    assert set(SHIPPED) == set(Role)
    assert all(SHIPPED.values())


def test_every_duty_is_held_by_some_role_and_those_of_the_administrators_by_nobody_else() -> None:
    assert set().union(*SHIPPED.values()) == set(Duty)
    assert set(Duty) - set().union(*(SHIPPED[role] for role in set(Role) - ADMINISTRATORS)) == THEIRS


def test_everybody_reads_and_who_works_on_cases_notes() -> None:
    assert all(Duty.READ in duties for duties in SHIPPED.values())
    assert {role for role, duties in SHIPPED.items() if Duty.NOTE not in duties} == ADMINISTRATORS


def test_no_role_administers_in_two_ways() -> None:
    assert {role: len(SHIPPED[role] & ADMINISTERING) for role in ADMINISTRATORS} == dict.fromkeys(ADMINISTRATORS, 1)
    assert not any(SHIPPED[role] & ADMINISTERING for role in set(Role) - ADMINISTRATORS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Duty.FEED_BACK, Duty.CHECK),  # who handles does not check
        (Duty.SIGN, Duty.DISPATCH),  # who handles does not send
        (Duty.SIGN, Duty.CLOSE),
        (Duty.ASK_EXTENSION, Duty.APPROVE_EXTENSION),
        (Duty.ASK_PAUSE, Duty.APPROVE_PAUSE),
        (Duty.CALL_BACK, Duty.CLOSE),  # who asks the reporter does not close on the answer
        (Duty.REPLY, Duty.SUPERVISE),
    ],
)
def test_no_role_holds_both_sides(one: Duty, other: Duty) -> None:
    assert [role for role, duties in SHIPPED.items() if one in duties and other in duties] == []


@pytest.mark.parametrize(
    ("role", "duty", "holds"),
    [
        (Role.GRID_WORKER, Duty.VERIFY, True),
        (Role.GRID_WORKER, Duty.FILE, False),
        (Role.GRID_LEAD, Duty.WHISTLE, True),
        (Role.CLERK, Duty.FILE, True),
        (Role.CLERK, Duty.RESOLVE, True),
        (Role.CLERK, Duty.VOID, False),
        (Role.DISPATCHER, Duty.DISPATCH, True),
        (Role.DISPATCHER, Duty.RULE, False),
        (Role.SHIFT_LEAD, Duty.FORCE_CLOSE, True),
        (Role.HANDLER, Duty.REVEAL, True),
        (Role.HANDLER, Duty.READ_SENSITIVE, False),
        (Role.FOLLOW_UP, Duty.CALL_BACK, True),
        (Role.SUPERVISOR, Duty.READ_SENSITIVE, True),
        (Role.SUPERVISOR, Duty.REVEAL, False),
    ],
)
def test_role_as_the_field_knows_it(role: Role, duty: Duty, holds: bool) -> None:
    assert (duty in SHIPPED[role]) is holds


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_duty_has_a_word(language: str) -> None:
    words = texts("people")[language]
    assert [duty for duty in Duty if f"word.duty.{duty}" not in words] == []


@pytest.mark.parametrize("module", ["people", "places", "catalogue"])
def test_both_languages_say_the_same(module: str) -> None:
    said = texts(module)
    assert said["zh"].keys() == said["en"].keys()


@pytest.mark.db
def test_migration_ships_the_same_table(tx: Tx) -> None:
    rows = tx.rows("SELECT role, array_agg(duty) AS duties FROM role_duties GROUP BY role")
    assert {row["role"]: frozenset(row["duties"]) for row in rows} == SHIPPED
    assert {row["code"] for row in tx.rows("SELECT code FROM roles")} == set(Role)
