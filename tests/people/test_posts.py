"""Users and posts: what a post gives, where it counts, and how roles differ from district to district."""

from datetime import timedelta

import pytest

from tests import town
from wangge import people
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Tx
from wangge.people import Duty, NewUser, Role
from wangge.people.rules import SHIPPED, branch_of

pytestmark = pytest.mark.db


def newcomer(tx: Tx, login: str = "lina") -> int:
    return people.add_user(tx, NewUser(login, "李娜", "$argon2id$none"))


def test_without_a_post_nothing_is_permitted(tx: Tx) -> None:
    actor = people.actor(tx, newcomer(tx))
    assert (actor.duties, actor.units, actor.branches) == (frozenset(), frozenset(), ())


def test_a_post_gives_duties_unit_and_branches(tx: Tx) -> None:
    user_id, unit_id = newcomer(tx), town.unit(tx, "枣园社区")
    people.give_post(tx, user_id, unit_id, Role.GRID_WORKER, [town.grid(tx, town.ZAOYUAN).path])
    actor = people.actor(tx, user_id)
    assert actor.duties == SHIPPED[Role.GRID_WORKER]
    assert actor.units == {unit_id}
    assert actor.branches == (("110115/003/008/001/", "110115/003/008/0010"),)


def test_two_posts_add_up_to_disjoint_branches(tx: Tx) -> None:
    user_id, street, community = newcomer(tx), town.unit(tx, "清源街道办"), town.unit(tx, "枣园社区")
    people.give_post(tx, user_id, community, Role.GRID_WORKER, ["110115/003/008/", "110115/001/"])
    people.give_post(tx, user_id, street, Role.CLERK, ["110115/003/", "110115/003/028/"])
    actor = people.actor(tx, user_id)
    assert actor.duties == SHIPPED[Role.GRID_WORKER] | SHIPPED[Role.CLERK]
    assert actor.branches == (("110115/001/", "110115/0010"), ("110115/003/", "110115/0030"))
    assert len(actor.units) == 6


def test_a_post_counts_from_its_day_to_its_end(tx: Tx) -> None:
    user_id = newcomer(tx)
    post = people.give_post(tx, user_id, town.unit(tx, "水务局"), Role.HANDLER)
    people.end_post(tx, post, tx.now + timedelta(days=2))
    counted = {days: bool(people.actor(tx, user_id, tx.now + timedelta(days=days)).duties) for days in (-1, 0, 1, 2)}
    assert counted == {-1: False, 0: True, 1: True, 2: False}


def test_a_post_does_not_end_in_the_past(tx: Tx) -> None:
    post = people.give_post(tx, newcomer(tx), town.unit(tx, "水务局"), Role.HANDLER)
    with pytest.raises(Invalid, match=r"people\.past"):
        people.end_post(tx, post, tx.now - timedelta(seconds=1))


def test_no_post_in_a_retired_or_unknown_unit(tx: Tx) -> None:
    user_id, unit_id = newcomer(tx), town.unit(tx, "水务局")
    people.retire_unit(tx, unit_id, None, tx.now)
    with pytest.raises(Refused, match=r"unit\.retired"):
        people.give_post(tx, user_id, unit_id, Role.HANDLER)
    with pytest.raises(NotFound):
        people.give_post(tx, user_id, 0, Role.HANDLER)


def test_ending_what_is_not_there(tx: Tx) -> None:
    with pytest.raises(NotFound):
        people.end_post(tx, 0, tx.now)


def test_a_district_moves_a_duty_to_another_role(tx: Tx) -> None:
    people.give_duty(tx, Role.CLERK, Duty.CLOSE)
    people.take_duty(tx, Role.SHIFT_LEAD, Duty.CLOSE)
    assert Duty.CLOSE in town.actor(tx, town.CLERK).duties
    assert Duty.CLOSE not in town.actor(tx, town.SHIFT_LEAD).duties


def test_giving_a_duty_twice_is_noted_once(tx: Tx) -> None:
    people.give_duty(tx, Role.CLERK, Duty.CLOSE)
    people.give_duty(tx, Role.CLERK, Duty.CLOSE)
    people.take_duty(tx, Role.CLERK, Duty.VOID)
    assert tx.value("SELECT count(*) FROM audit WHERE action IN ('give_duty', 'take_duty')") == 1


def test_a_login_is_taken_in_every_spelling(tx: Tx) -> None:
    with pytest.raises(Refused, match=r"people\.login_taken"):
        newcomer(tx, "WangMin")


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewUser("a", "李娜", "x"), "login"),
        (NewUser("李娜", "李娜", "x"), "login"),
        (NewUser("lina", " ", "x"), "name"),
        (NewUser("lina", "李" * 51, "x"), "name"),
    ],
)
def test_a_bad_user_names_its_field(tx: Tx, new: NewUser, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        people.add_user(tx, new)
    assert refused.value.facts == {"field": field}


def test_a_weak_password_is_never_hashed() -> None:
    with pytest.raises(Invalid) as refused:
        people.hashed("12345678")
    assert refused.value.facts == {"field": "password", "rule": "kinds"}


def test_unknown_people(tx: Tx) -> None:
    with pytest.raises(NotFound):
        people.user_id(tx, "nobody.here")
    with pytest.raises(NotFound):
        people.switch_user(tx, 0, active=False)


def test_ranges_are_found_by_the_grid_they_were_given_for(tx: Tx) -> None:
    """Not those of a grid above or beside it; what is added twice is added once, what is dropped is gone."""
    user_id = newcomer(tx)
    given = ["110115/003/006/", "110115/003/0060/"]
    post = people.give_post(tx, user_id, town.unit(tx, "枣园社区"), Role.GRID_WORKER, given)
    mine = [b for b in people.branches_on(tx, ["110115/003/006/"]) if b.post_id == post]
    assert mine == [people.PostBranch(post, *branch_of("110115/003/006/"))]
    more = people.PostBranch(post, *branch_of("110115/001/020/"))
    assert people.add_branches(tx, [more, *mine]) == [more]
    assert people.drop_branches(tx, mine) == 1
    assert people.actor(tx, user_id).branches == (branch_of("110115/001/020/"), branch_of("110115/003/0060/"))


def test_who_reaches_a_path(tx: Tx) -> None:
    """By posts in force, with the beginning of the range; a path that no grid has yet is reached from above."""
    reached = people.who_reaches(tx, ["110115/003/006/009/"])
    by_name = {row.name: row.lo for row in reached}
    assert (by_name["张磊"], by_name["马芳"], by_name["王敏"]) == ("110115/003/006/", "110115/003/", "110115/")
    assert "陈静" not in by_name
