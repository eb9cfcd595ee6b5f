"""What a draft would do, said before: how many open cases go where, who would lose or gain sight of them."""

import pytest

from tests import town
from tests.cases.regrid.placing import decided, filed
from tests.places.changes.deciding import COMMUNITY, EAST, FIRST, MERGE, MOVE, SECOND, SPLIT, THIRD, WEST, worker
from tests.places.changes.test_undoing import geometry
from tests.places.drawing import box, draw
from wangge.cases.actions.preview import ChangePreview, under_change
from wangge.kit.errors import NotAllowed, Refused
from wangge.kit.tx import Tx
from wangge.places.rules.changes import LayerItem, TreeDraft
from wangge.places.rules.changes.drafts import Redraw, Rename

pytestmark = pytest.mark.db


def preview(tx: Tx, draft: TreeDraft | LayerItem, login: str = town.SHIFT_LEAD) -> ChangePreview:
    tx.actor = town.actor(tx, login)
    return under_change(tx, draft)


def names(found: ChangePreview) -> tuple[list[str], list[str]]:
    return [p.name for p in found.lose], [p.name for p in found.gain]


def test_of_a_split_nobody_loses_anything(tx: Tx) -> None:
    worker(tx, FIRST)
    for _ in range(3):
        filed(tx)
    filed(tx, grid=SECOND)
    found = preview(tx, SPLIT)
    assert [(g.grid, g.goes_to, g.open_cases, g.waiting) for g in found.grids] == [(FIRST, (WEST, EAST), 3, {})]
    assert names(found) == ([], [])


def test_of_a_merger_the_workers_gain_each_other_s(tx: Tx) -> None:
    worker(tx, SECOND)
    found = preview(tx, MERGE)
    assert [g.goes_to for g in found.grids] == [(MERGE.code,), (MERGE.code,)]
    assert [(p.name, p.grids) for p in found.gain] == [("韩冰", [THIRD])]
    assert found.lose == []


def test_of_a_move_the_streets_change(tx: Tx) -> None:
    filed(tx, grid=town.ZAOYUAN)
    found = preview(tx, MOVE)
    assert (found.open_cases, names(found)) == (1, (["马芳", "吴倩", "郭强"], ["许明"]))
    assert [p.grids for p in found.gain] == [[COMMUNITY, town.ZAOYUAN, f"{COMMUNITY}002"]]


def test_of_a_border_that_moves(tx: Tx) -> None:
    draw(tx)
    worker(tx, FIRST)
    new = {FIRST: geometry(box(0, 0, 1.2, 2)), SECOND: geometry(box(1.2, 0, 2, 2))}
    found = preview(tx, Redraw(boundaries=new))
    assert [(p.name, p.grids) for p in found.lose] == [("韩冰", [FIRST])]
    assert [(p.name, p.grids) for p in found.gain] == [("韩冰", [SECOND])]


def test_only_cases_in_the_reader_s_scope_are_counted(tx: Tx) -> None:
    filed(tx, sensitive=True)
    assert preview(tx, SPLIT).open_cases == 1
    assert preview(tx, SPLIT, town.STREET_CLERK).open_cases == 0  # a clerk reads no sensitive ones


def test_nothing_is_written(tx: Tx) -> None:
    before = tx.value("SELECT count(*) FROM audit")
    preview(tx, SPLIT)
    assert tx.value("SELECT count(*) FROM place_changes") == 0
    assert tx.value("SELECT count(*) FROM audit") == before


def test_the_same_rules_refuse(tx: Tx) -> None:
    with pytest.raises(NotAllowed, match=r"grid\.scope"):
        preview(tx, MOVE, town.STREET_CLERK)
    decided(tx, Rename(grid=THIRD, name="丽园三网格"))
    with pytest.raises(Refused, match=r"grid\.same"):
        preview(tx, Rename(grid=THIRD, name="丽园三网格"))
