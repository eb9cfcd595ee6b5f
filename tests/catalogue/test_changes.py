"""Every change with who, when, before and after; retired from a day on; undone, or refused naming what came later."""

from dataclasses import replace
from datetime import timedelta

import pytest
from psycopg.errors import InsufficientPrivilege

from tests import town
from wangge import catalogue
from wangge.catalogue import CategoryDraft, Draft
from wangge.catalogue.actions import changes
from wangge.catalogue.rules import Key, differences
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Tx

pytestmark = pytest.mark.db

POTHOLE = Key("0113", "01")
DRAFT = Draft("0113", "道路破损", "01", "路面有坑槽", "路面修平", limits={"handle": "3wd"})
STEPS = [{"code": "a", "name": "围护", "limit": "1wd", "classes": {"A": "2wh"}}]


@pytest.fixture
def shelf(tx: Tx) -> Tx:
    tx.actor = town.actor(tx, town.SHIFT_LEAD)
    tx.now += timedelta(minutes=1)
    return tx


def last(tx: Tx) -> int:
    return changes.changes(tx)[0].number


class TestDifferences:
    def test_nested_fields_have_dots(self) -> None:
        found = differences(DRAFT, replace(DRAFT, limits={"handle": "4wd", "whole": "9cd"}, stages=STEPS, urgent=True))
        assert {d.field: (d.before, d.after) for d in found if not d.field.startswith("limits")} == {
            "urgent": ("false", "true"),
            "stages.a.name": (None, "围护"),
            "stages.a.limit": (None, "1wd"),
            "stages.a.classes.A": (None, "2wh"),
        }
        assert ("limits.handle", "3wd", "4wd") in found

    def test_order_and_the_name_of_the_category_do_not_count(self) -> None:
        told = replace(DRAFT, evidence={"pass": ["photo", "video"]}, category_name="路坏")
        assert differences(told, replace(told, evidence={"pass": ["video", "photo"]}, category_name="别名")) == []

    def test_a_default_that_is_written_out_is_no_difference(self) -> None:
        assert differences(DRAFT, replace(DRAFT, limits={"handle": "3wd", "sign": "2wh"})) == []


class TestVersions:
    def test_who_when_and_what_differed(self, shelf: Tx) -> None:
        catalogue.publish(shelf, DRAFT)
        newest, first = changes.versions(shelf, POTHOLE)
        assert (newest["published_by_name"], newest["valid_from"], newest["valid_to"]) == ("赵刚", shelf.now, None)
        assert newest["change"] == last(shelf)
        assert {"field": "closing", "before": "路面修平，和周围齐平，标志撤走", "after": "路面修平"} in newest[
            "differences"
        ]
        assert all(one["before"] is None for one in first["differences"])
        assert first["valid_to"] == shelf.now

    def test_of_a_category(self, shelf: Tx) -> None:
        catalogue.publish_category(shelf, CategoryDraft("0113", "道路破损", description="坑"))
        newest, _ = changes.versions(shelf, Key("0113"))
        assert {"field": "description", "before": None, "after": "坑"} in newest["differences"]

    def test_of_nothing(self, shelf: Tx) -> None:
        with pytest.raises(NotFound, match=r"catalogue\.no_such"):
            changes.versions(shelf, Key("0999", "01"))
        with pytest.raises(NotFound, match=r"catalogue\.change"):
            changes.change(shelf, 999_999)

    @pytest.mark.parametrize("table", ["categories", "catalogue_changes", "catalogue_change_rows"])
    def test_history_cannot_be_rewritten(self, tx: Tx, table: str) -> None:
        with pytest.raises(InsufficientPrivilege), tx.conn.transaction():
            tx.run(f"DELETE FROM {table}")


class TestRetired:
    def test_at_once(self, shelf: Tx) -> None:
        changes.retire(shelf, POTHOLE)
        with pytest.raises(Invalid, match=r"standard\.unknown"):
            catalogue.standard(shelf, *POTHOLE)
        (row,) = changes.change_rows(shelf, last(shelf))
        assert (row.key, row.after, row.until) == (POTHOLE, None, shelf.now)

    def test_from_a_moment_on(self, shelf: Tx) -> None:
        day = shelf.now + timedelta(days=3)
        changes.retire(shelf, POTHOLE, day)
        assert catalogue.standard(shelf, *POTHOLE)
        shelf.now = day
        with pytest.raises(Invalid, match=r"standard\.unknown"):
            catalogue.standard(shelf, *POTHOLE)

    def test_a_category_takes_its_conditions_along(self, shelf: Tx) -> None:
        changes.retire(shelf, Key("b0101"))
        assert {row.key for row in changes.change_rows(shelf, last(shelf))} == {
            ("b0101", ""), ("b0101", "01"), ("b0101", "02"),
        }  # fmt: skip
        assert "b0101" not in {c.code for c in catalogue.categories(shelf)}

    def test_what_is_not_there(self, shelf: Tx) -> None:
        with pytest.raises(Invalid, match=r"standard\.unknown"):
            changes.retire(shelf, Key("0113", "99"))

    def test_published_again_it_goes_on(self, shelf: Tx) -> None:
        changes.retire(shelf, POTHOLE, shelf.now + timedelta(days=3))
        version = catalogue.publish(shelf, DRAFT)
        shelf.now += timedelta(days=9)
        assert catalogue.standard(shelf, *POTHOLE).version == version


class TestUndone:
    def test_a_publication(self, shelf: Tx) -> None:
        before = catalogue.standard(shelf, *POTHOLE)
        catalogue.publish(shelf, DRAFT)
        number = last(shelf)
        shelf.now += timedelta(minutes=1)
        undone = changes.undo(shelf, number)
        now = catalogue.standard(shelf, *POTHOLE)
        assert replace(now, version=before.version) == before
        assert now.version == undone.versions[POTHOLE] > before.version

    @pytest.mark.parametrize("days", [0, 5])
    def test_a_retirement_past_or_to_come(self, shelf: Tx, days: int) -> None:
        before = catalogue.standard(shelf, *POTHOLE)
        changes.retire(shelf, POTHOLE, shelf.now + timedelta(days=days))
        number = last(shelf)
        shelf.now += timedelta(minutes=1)
        changes.undo(shelf, number)
        shelf.now += timedelta(days=30)
        assert replace(catalogue.standard(shelf, *POTHOLE), version=before.version) == before

    def test_and_done_again(self, shelf: Tx) -> None:
        catalogue.publish(shelf, DRAFT)
        undone = changes.undo(shelf, last(shelf))
        shelf.now += timedelta(minutes=1)
        changes.undo(shelf, undone.number)
        assert catalogue.standard(shelf, *POTHOLE).closing == "路面修平"

    def test_later_changes_are_named(self, shelf: Tx) -> None:
        catalogue.publish(shelf, DRAFT)
        number = last(shelf)
        shelf.now += timedelta(minutes=1)
        catalogue.publish(shelf, replace(DRAFT, closing="平了"))
        later = last(shelf)
        with pytest.raises(Refused) as refused:
            changes.undo(shelf, number)
        assert (refused.value.code, refused.value.facts) == (
            "catalogue.later", {"number": number, "named": ["0113/01"], "changes": [later]},
        )  # fmt: skip
        shelf.now += timedelta(minutes=1)
        changes.undo(shelf, later)
        changes.undo(shelf, number)  # what is in force is what the first one had written

    def test_a_category_that_others_use_by_now(self, shelf: Tx) -> None:
        catalogue.publish(shelf, replace(DRAFT, category="0777", category_name="新类"))
        number = last(shelf)
        catalogue.publish(shelf, replace(DRAFT, category="0777", category_name="新类", condition="02"))
        with pytest.raises(Refused, match=r"catalogue\.later") as refused:
            changes.undo(shelf, number)
        assert refused.value.facts["named"] == ["0777/02"]

    def test_only_once(self, shelf: Tx) -> None:
        catalogue.publish(shelf, DRAFT)
        number = last(shelf)
        changes.undo(shelf, number)
        with pytest.raises(Refused, match=r"catalogue\.undone"):
            changes.undo(shelf, number)
