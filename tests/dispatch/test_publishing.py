"""Drafts, publication and undo on the fixture town; the choice by what is in force."""

from datetime import timedelta
from typing import Any

import pytest
from psycopg import Rollback

from tests import town
from wangge import dispatch, people
from wangge.dispatch import Matter, Said
from wangge.dispatch.actions.drafts import change
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db

NIGHTS = "mon-sun 22:00-06:00"


def matter(tx: Tx, name: str, grid: str = town.LIYUAN, **more: Any) -> Matter:
    category, condition = town.matter(name)
    found = town.grid(tx, grid)
    return Matter(category, condition, found.path, found.id, **{"at": tx.now, **more})


def chosen(tx: Tx, name: str, grid: str = town.LIYUAN, **more: Any) -> tuple[str, str]:
    choice = dispatch.choose(tx, matter(tx, name, grid, **more))
    return people.unit(tx, choice.lead).short_name, choice.how


def publish(tx: Tx, *said: Said, **more: Any) -> dispatch.Published:
    return dispatch.publish(tx, [dispatch.draft(tx, one) for one in said], **more)


class TestTheTown:
    @pytest.mark.parametrize(
        ("name", "grid", "unit", "how"),
        [
            ("暴露生活垃圾", town.LIYUAN, "清源街道办", "rule"),
            ("暴露生活垃圾", town.FUQIANG, "兴丰街道办", "rule"),
            ("道路破损", town.LIYUAN, "城管委", "rule"),
            ("私搭乱建", town.LIYUAN, "清源执法队", "rule"),
            ("私搭乱建", town.FUQIANG, "城管委", "rule"),
            ("矛盾纠纷", town.ZAOYUAN, "枣园社区", "rule"),
            ("上水井盖", town.KANGJU, "水务局", "rule"),
            ("店外经营", town.LIYUAN, "清源街道办", "fallback"),
            ("举报违规", town.KANGJU, "兴丰街道办", "fallback"),
        ],
    )
    def test_who_acts(self, tx: Tx, name: str, grid: str, unit: str, how: str) -> None:
        assert chosen(tx, name, grid) == (unit, how)

    def test_a_compound_of_its_own(self, tx: Tx) -> None:
        assert chosen(tx, "供热不热", address="学院南里 5 号楼") == ("住建委", "rule")

    def test_what_is_kept_of_the_choice(self, tx: Tx) -> None:
        choice = dispatch.choose(tx, matter(tx, "燃气管道破裂"))
        assert (choice.limit, choice.level, choice.how) == ("1uh", "district", "rule")
        assert [people.unit(tx, unit).short_name for unit in choice.assistants] == ["清源街道办"]
        assert choice.rule is not None
        assert choice.trace == {"book": 1, "lost": []}
        garbage = dispatch.choose(tx, matter(tx, "暴露生活垃圾"))
        (version, why), *rest = garbage.trace["lost"]
        assert (why, rest) == ("category", [])
        assert version != garbage.rule


class TestPublishing:
    def test_from_the_moment_it_is_published(self, tx: Tx) -> None:
        draft = dispatch.draft(tx, Said(category="0405", lead="cgw"))
        assert chosen(tx, "店外经营") == ("清源街道办", "fallback")
        done = dispatch.publish(tx, [draft])
        assert done.change == 2
        assert chosen(tx, "店外经营") == ("城管委", "rule")
        with pytest.raises(NotFound, match="no_draft"):
            dispatch.publish(tx, [draft])

    def test_several_at_once_are_one_change(self, tx: Tx) -> None:
        done = publish(tx, Said(category="0405", lead="cgw"), Said(category="2301", lead="zjw"))
        assert len(done.versions) == 2
        assert chosen(tx, "举报违规") == ("住建委", "rule")

    def test_a_rule_to_come_waits(self, tx: Tx) -> None:
        publish(tx, Said(category="0405", lead="cgw", valid_from=tx.now + timedelta(days=2)))
        assert chosen(tx, "店外经营") == ("清源街道办", "fallback")
        assert chosen(tx, "店外经营", at=tx.now + timedelta(days=3)) == ("城管委", "rule")

    def test_the_next_version_takes_over_on_its_day(self, tx: Tx) -> None:
        (rule,) = publish(tx, Said(category="0405", lead="cgw")).versions
        later = tx.now + timedelta(days=2)
        dispatch.publish(tx, [dispatch.draft(tx, Said(category="0405", lead="zjw", valid_from=later), rule)])
        assert chosen(tx, "店外经营", at=later - timedelta(seconds=1)) == ("城管委", "rule")
        assert chosen(tx, "店外经营", at=later) == ("住建委", "rule")

    def test_a_retired_rule_chooses_no_more_and_its_version_stays(self, tx: Tx) -> None:
        (rule,) = publish(tx, Said(category="0405", lead="cgw")).versions
        before = tx.now
        tx.now += timedelta(hours=1)
        dispatch.publish(tx, [dispatch.draft_retirement(tx, rule)])
        assert chosen(tx, "店外经营") == ("清源街道办", "fallback")
        assert chosen(tx, "店外经营", at=before) == ("城管委", "rule")

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            (Said("cgw", category="01 10"), "category"),
            (Said("nobody"), "lead"),
            (Said("cgw", assistants=["cgw"]), "assistants"),
            (Said("cgw", hours="at night"), "hours"),
            (Said("cgw", season="02-30/03-01"), "season"),
            (Said("cgw", limit="soon"), "limit"),
            (Said("cgw", exact="grid"), "grid"),
            (Said("cgw", exact="compound"), "named"),
            (Said("cgw", named="丽园"), "named"),
            (Said("cgw", owner="nobody"), "owner"),
            (Said("cgw", reason="x\x00"), "reason"),
        ],
    )
    def test_what_is_wrong_in_itself(self, tx: Tx, said: Said, field: str) -> None:
        with pytest.raises(Invalid, match=r"ownership\.bad") as wrong:
            dispatch.draft(tx, said)
        assert wrong.value.facts["field"] == field

    def test_a_grid_that_is_not_there(self, tx: Tx) -> None:
        with pytest.raises(NotFound, match=r"grid\.unknown"):
            dispatch.draft(tx, Said("cgw", grid="999"))


class TestRefused:
    def test_a_tie_names_both(self, tx: Tx) -> None:
        drafts = [dispatch.draft(tx, Said(lead, category="0405")) for lead in ("cgw", "zjw")]
        with pytest.raises(Refused, match=r"ownership\.tie") as tie:
            dispatch.publish(tx, drafts)
        assert (tie.value.facts["first"], tie.value.facts["second"]) == (f"D-{drafts[1]}", f"D-{drafts[0]}")

    def test_a_tie_with_what_is_in_force(self, tx: Tx) -> None:
        (rule,) = publish(tx, Said(category="0405", lead="cgw")).versions
        with pytest.raises(Refused, match=r"ownership\.tie") as tie:
            publish(tx, Said(category="0405", lead="zjw"))
        assert tie.value.facts["second"] == f"R-{rule:04d} v1"
        publish(tx, Said(category="0405", lead="zjw", hours=NIGHTS))

    def test_nothing(self, tx: Tx) -> None:
        with pytest.raises(Refused, match=r"ownership\.nothing"):
            dispatch.publish(tx)

    def test_another_change_came_between(self, tx: Tx) -> None:
        publish(tx, Said(category="0405", lead="cgw"))
        with pytest.raises(Refused, match=r"ownership\.changed .*2"):
            publish(tx, Said(category="2301", lead="cgw"), based_on=1)

    def test_a_second_draft_of_one_rule(self, tx: Tx) -> None:
        dispatch.draft(tx, Said("cgw"), rule=1)
        with pytest.raises(Refused, match="draft_there"):
            dispatch.draft(tx, Said("zjw"), rule=1)

    def test_a_unit_that_ends_first(self, tx: Tx) -> None:
        draft = dispatch.draft(tx, Said("rl", category="0405"))
        people.retire_unit(tx, town.unit(tx, "热力公司"), town.unit(tx, "城管委"), tx.now)
        with pytest.raises(Refused, match="unit_ended"):
            dispatch.publish(tx, [draft])
        assert chosen(tx, "供热不热", at=tx.now.replace(month=12)) == ("城管委", "rule")

    def test_a_draft_somebody_else_has_changed(self, tx: Tx) -> None:
        draft = dispatch.draft(tx, Said("cgw", category="0405"))
        assert change(tx, draft, Said("zjw", category="0405"), 1) == 2
        with pytest.raises(Refused, match="draft_changed"):
            change(tx, draft, Said("swj", category="0405"), 1)
        dispatch.publish(tx, [draft])
        assert chosen(tx, "店外经营") == ("住建委", "rule")


class TestUndo:
    def test_restores_what_was(self, tx: Tx) -> None:
        first = publish(tx, Said(category="0405", lead="cgw"))
        (rule,) = first.versions
        changed = dispatch.draft(tx, Said(category="0405", lead="zjw"), rule)
        second = dispatch.publish(tx, [changed, dispatch.draft(tx, Said(category="2301", lead="swj"))])
        assert (chosen(tx, "店外经营")[0], chosen(tx, "举报违规")[0]) == ("住建委", "水务局")
        third = dispatch.undo(tx, second.change)
        assert third.change == 4
        assert (chosen(tx, "店外经营")[0], chosen(tx, "举报违规")) == ("城管委", ("清源街道办", "fallback"))
        dispatch.undo(tx, third.change)
        assert (chosen(tx, "店外经营")[0], chosen(tx, "举报违规")[0]) == ("住建委", "水务局")

    def test_refused_where_a_later_change_stands_on_it(self, tx: Tx) -> None:
        first = publish(tx, Said(category="0405", lead="cgw"))
        (rule,) = first.versions
        second = dispatch.publish(tx, [dispatch.draft(tx, Said(category="0405", lead="zjw"), rule)])
        with pytest.raises(Refused, match=r"ownership\.later") as later:
            dispatch.undo(tx, first.change)
        assert (later.value.facts["rules"], later.value.facts["changes"]) == ([f"R-{rule:04d} v2"], [second.change])

    def test_refused_where_it_would_tie_with_what_came_since(self, tx: Tx) -> None:
        (rule,) = publish(tx, Said(category="0405", lead="cgw")).versions
        gone = dispatch.publish(tx, [dispatch.draft_retirement(tx, rule)])
        publish(tx, Said(category="0405", lead="zjw"))
        with pytest.raises(Refused, match=r"ownership\.tie"):
            dispatch.undo(tx, gone.change)

    def test_of_nothing(self, tx: Tx) -> None:
        with pytest.raises(NotFound, match="no_change"):
            dispatch.undo(tx, 99)


class TestTheBook:
    """One tiny statement while nothing has changed; never an old book."""

    def test_no_statement_but_the_stamp(self, pool: Pool) -> None:
        with work(pool, town.DISTRICT) as tx:
            assert dispatch.current(tx) is dispatch.current(tx)

    def test_what_was_rolled_back_is_not_remembered(self, pool: Pool) -> None:
        with work(pool, town.DISTRICT) as tx:
            before = chosen(tx, "店外经营")
        with work(pool, town.DISTRICT) as tx:
            publish(tx, Said(category="0405", lead="swj"))
            assert chosen(tx, "店外经营")[0] == "水务局"
            raise Rollback()
        with work(pool, town.DISTRICT) as tx:
            assert chosen(tx, "店外经营") == before
        with work(pool, town.DISTRICT) as tx:
            publish(tx, Said(category="0405", lead="zjw"))
            assert chosen(tx, "店外经营")[0] == "住建委"
            raise Rollback()

    def test_an_area_that_changes_hands(self, tx: Tx) -> None:
        assert chosen(tx, "店外经营", town.KANGJU) == ("兴丰街道办", "fallback")
        dispatch.set_area(tx, "110115001", "street", "qy")
        assert chosen(tx, "店外经营", town.KANGJU) == ("清源街道办", "fallback")
        dispatch.set_area(tx, "110115001", "street", None)
        with pytest.raises(Refused, match=r"ownership\.nobody"):
            chosen(tx, "店外经营", town.KANGJU)
        with pytest.raises(Refused, match="area_kind"):
            dispatch.set_area(tx, "110115001", "street", "cgw")
