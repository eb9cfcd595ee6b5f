"""Rules and areas after a change of the tree: who acts, what lost its place, what the preview says beforehand."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests import town
from tests.dispatch.test_publishing import chosen, publish
from tests.places.changes.deciding import (
    COMMUNITY,
    EAST,
    FIRST,
    LIYUAN,
    MERGE,
    MOVE,
    SECOND,
    SPLIT,
    THIRD,
    WEST,
    decide,
    later,
    settle,
)
from wangge import dispatch, places
from wangge.cases.actions.preview import under_change
from wangge.dispatch import Said
from wangge.dispatch.actions import sheet
from wangge.dispatch.actions.reading import Filter, report, rules, versions
from wangge.dispatch.rules.branches import areas
from wangge.kit.errors import NotFound
from wangge.kit.tx import Tx
from wangge.places.rules.changes.drafts import Move

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


# -- rules as they are listed by grid ---------------------------------------------------------------------


def listed(tx: Tx, grid: str | None = None) -> dict[str | None, tuple[list[str], list[str]]]:
    """Rules for shop fronts: the grid they were written for → where each holds today, and who took its ground."""
    rows = [row for row in rules(tx, Filter(category="0405", grid=grid), 0, 500) if row["category"] == "0405"]
    return {row["grid"]: ([g["code"] for g in row["holds"]], [g["code"] for g in row["missed"]]) for row in rows}


def test_a_part_lists_the_rules_of_what_was_split(tx: Tx) -> None:
    ruled(tx, FIRST, THIRD, LIYUAN)
    decide(tx, SPLIT)
    there = {FIRST: ([WEST, EAST], []), LIYUAN: ([LIYUAN], [])}
    assert listed(tx, WEST) == listed(tx, EAST) == there
    assert listed(tx, FIRST) == there  # its cases are still on their way
    assert listed(tx, THIRD) == {THIRD: ([THIRD], []), LIYUAN: ([LIYUAN], [])}
    assert listed(tx, LIYUAN) == there | {THIRD: ([THIRD], [])}
    assert listed(tx, COMMUNITY) == {}


def test_a_merged_grid_lists_what_lost_its_place_to_it(tx: Tx) -> None:
    ruled(tx, SECOND)
    decide(tx, MERGE)
    assert listed(tx, MERGE.code) == listed(tx, SECOND) == {SECOND: ([], [MERGE.code])}
    assert listed(tx, THIRD) == {}


def test_a_merged_grid_lists_what_both_said(tx: Tx) -> None:
    ruled(tx, SECOND, THIRD)
    decide(tx, MERGE)
    assert listed(tx, MERGE.code) == {SECOND: ([MERGE.code], []), THIRD: ([MERGE.code], [])}


def test_a_part_that_was_moved_is_listed_where_it_lies(tx: Tx) -> None:
    """Not where it lay, though its former path begins like the community it has left."""
    ruled(tx, FIRST)
    decide(tx, SPLIT)
    settle(tx)
    later(tx, minutes=1)
    decide(tx, Move(grid=WEST, parent=COMMUNITY))
    settle(tx)
    later(tx, minutes=1)
    decide(tx, Move(grid=EAST, parent=COMMUNITY))
    assert listed(tx, COMMUNITY) == {FIRST: ([WEST, EAST], [])}
    assert listed(tx, LIYUAN) == {}


def test_the_list_and_the_routing_agree_in_every_grid(tx: Tx) -> None:
    """What is listed for a grid, but for what lies below it or has lost its place, is what may choose there."""
    ruled(tx, FIRST, SECOND, LIYUAN, COMMUNITY)
    decide(tx, SPLIT)
    decide(tx, MERGE)
    decide(tx, MOVE)
    book = dispatch.current(tx).as_of(tx.now)
    for row in tx.rows("SELECT code, path FROM grids WHERE valid_to IS NULL"):
        holding = {r.rule for r in book.rules if r.terms.category == "0405" and r.area in areas(row["path"])}
        told = [r for r in rules(tx, Filter(grid=row["code"]), 0, 500) if r["category"] == "0405"]
        above = {
            r["rule"] for r in told if any(row["path"].startswith(town.grid(tx, g["code"]).path) for g in r["holds"])
        }
        assert above == holding, row["code"]


def test_versions_say_where_a_rule_holds(tx: Tx) -> None:
    ruled(tx, FIRST)
    decide(tx, SPLIT)
    (row,) = [r for r in rules(tx, Filter(grid=WEST), 0, 500) if r["category"] == "0405"]
    assert [g["code"] for g in versions(tx, row["rule"])[0]["holds"]] == [WEST, EAST]


def test_a_grid_that_never_was(tx: Tx) -> None:
    with pytest.raises(NotFound, match=r"grid\.unknown"):
        rules(tx, Filter(grid="110115003006999"), 0, 10)


# -- the workbook -----------------------------------------------------------------------------------------


def lines(tx: Tx, **cells: str) -> sheet.Preview:
    """What would come of the exported workbook, with the line of the rule on the split grid changed."""
    page = load_workbook(BytesIO(sheet.export(tx)))
    table = page.active
    heads = [cell.value for cell in table[1]]
    (row,) = [r for r in table.iter_rows(min_row=2) if r[heads.index("网格")].value == FIRST]
    for head, text in cells.items():
        row[heads.index(head)].value = text
    out = BytesIO()
    page.save(out)
    return sheet.preview(tx, out.getvalue())


def test_the_workbook_comes_back_after_a_split(tx: Tx) -> None:
    ruled(tx, FIRST)
    decide(tx, SPLIT)
    found = lines(tx)
    assert (found.wrong, {change.what for change in found.changes}) == ([], {"same"})


def test_a_rule_on_a_former_grid_is_retired_by_its_line(tx: Tx) -> None:
    ruled(tx, FIRST)
    decide(tx, SPLIT)
    found = lines(tx, 停用="是")
    assert (found.wrong, [c.what for c in found.changes if c.what != "same"]) == ([], ["retired"])


def test_a_new_version_names_the_parts(tx: Tx) -> None:
    """One published now for the former grid would hold nowhere."""
    ruled(tx, FIRST)
    decide(tx, SPLIT)
    assert [(one.field, one.rule) for one in lines(tx, 主办="cgw").wrong] == [("grid", "grid")]
    assert lines(tx, 主办="cgw", 网格=WEST).wrong == []
