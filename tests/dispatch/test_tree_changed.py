"""Rules and areas after a change of the tree: who acts, what lost its place, what the preview says beforehand."""

import pytest

from tests import town
from tests.dispatch.test_publishing import chosen, publish
from tests.places.changes.deciding import EAST, FIRST, MERGE, SECOND, SPLIT, THIRD, WEST, decide, later
from wangge import dispatch, places
from wangge.cases.actions.preview import under_change
from wangge.dispatch import Said
from wangge.dispatch.actions.reading import report
from wangge.kit.tx import Tx

pytestmark = pytest.mark.db

HERE, FALLBACK = ("住建委", "rule"), ("清源街道办", "fallback")


def ruled(tx: Tx, *grids: str) -> None:
    publish(tx, *(Said(category="0405", grid=grid, lead="zjw") for grid in grids))
    later(tx, minutes=1)


def test_a_rule_on_a_grid_that_is_split_holds_in_all_parts(tx: Tx) -> None:
    ruled(tx, FIRST)
    former, before = town.grid(tx, FIRST).path, tx.now
    assert chosen(tx, "店外经营", FIRST) == HERE
    decide(tx, SPLIT)
    assert [chosen(tx, "店外经营", part) for part in (WEST, EAST, SECOND)] == [HERE, HERE, FALLBACK]
    on_its_way = dispatch.choose(tx, dispatch.Matter("0405", "01", former, None, before))
    assert on_its_way.lead == town.unit(tx, "住建委")
    assert (report(tx)["lost"], report(tx)["lost_areas"]) == ([], [])


def test_a_rule_on_one_of_two_merged_grids_is_lost_and_named(tx: Tx) -> None:
    ruled(tx, SECOND)
    decide(tx, MERGE)
    assert chosen(tx, "店外经营", MERGE.code) == FALLBACK
    missed = [{"code": MERGE.code, "name": "丽园南"}]
    assert [row["missed"] for row in report(tx)["lost"]] == [missed]


def test_the_same_rule_on_both_holds_and_the_tie_is_named(tx: Tx) -> None:
    ruled(tx, SECOND, THIRD)
    decide(tx, MERGE)
    assert chosen(tx, "店外经营", MERGE.code) == HERE
    assert (report(tx)["lost"], report(tx)["counts"]["tie"]) == ([], 1)
    publish(tx, Said(category="2301", lead="zjw"))  # what has met since does not stop another publication


def test_areas_follow_or_are_named(tx: Tx) -> None:
    dispatch.set_area(tx, FIRST, "street", "xf")
    dispatch.set_area(tx, SECOND, "street", "xf")
    later(tx, minutes=1)
    decide(tx, SPLIT)
    decide(tx, MERGE)
    assert [chosen(tx, "店外经营", grid)[0] for grid in (WEST, EAST, MERGE.code)] == [
        "兴丰街道办",
        "兴丰街道办",
        "清源街道办",
    ]
    (lost,) = report(tx)["lost_areas"]
    assert (lost["grid"]["code"], lost["unit"]["code"]) == (SECOND, "xf")
    dispatch.set_area(tx, MERGE.code, "street", "xf")
    assert report(tx)["lost_areas"] == []


def test_the_preview_counts_and_names_them(tx: Tx) -> None:
    ruled(tx, FIRST, SECOND)
    dispatch.set_area(tx, SECOND, "street", "xf")
    tx.actor = town.actor(tx, town.SHIFT_LEAD)
    split, merge = under_change(tx, SPLIT).ownership, under_change(tx, MERGE).ownership
    assert (split.follow.rules, split.lose.rules, len(split.follow.named_rules)) == (1, 0, 1)
    assert (merge.follow.rules, merge.lose.rules, merge.lose.areas) == (0, 1, 1)
    assert merge.lose.named_areas == [{"grid": SECOND, "kind": "street", "unit": "兴丰街道办"}]
    assert places.grid(tx, SECOND).valid_to is None
