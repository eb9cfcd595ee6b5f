"""A change taken back: tree, posts and boundaries are what they were; refused by what came since."""

from datetime import timedelta

import pytest
import shapely

from tests import town
from tests.places.changes.deciding import (
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
    granting,
    later,
    los,
    nothing_filed,
    settle,
    worker,
)
from tests.places.drawing import box, draw
from wangge import people, places
from wangge.kit.errors import NotFound, Refused
from wangge.kit.tx import Tx
from wangge.places import Change
from wangge.places.rules.changes import TreeDraft
from wangge.places.rules.changes.drafts import Geometry, Merge, Part, Redraw, Rename, Retire, SetAreaClass, Split

pytestmark = pytest.mark.db


def made(tx: Tx, draft: TreeDraft) -> Change:
    """Decided, followed by every case, a minute ago."""
    change = decide(tx, draft)
    settle(tx)
    later(tx, minutes=1)
    return change


def undo(tx: Tx, version: int) -> Change:
    return places.undo(tx, version, nothing_filed)


def geometry(shape: shapely.Polygon) -> Geometry:
    return Geometry(type="Polygon", coordinates=[list(shape.exterior.coords)])


@pytest.mark.parametrize(
    "draft",
    [
        SPLIT,
        MERGE,
        MOVE,
        Split(grid=FIRST, parts=[Part(code=FIRST, name="丽园西"), Part(code=EAST, name="丽园东")]),
        Merge(grids=[SECOND, THIRD], code=THIRD, name="丽园南"),
        Split(
            grid=LIYUAN,
            parts=[
                Part(code="110115003016", name="丽园西", children=[FIRST]),
                Part(code="110115003017", name="丽园东", children=[SECOND, THIRD]),
            ],
        ),
        Rename(grid=FIRST, name="丽园一网格"),
        Retire(grid=town.COLLEGE, heir="110115003028001"),
        SetAreaClass(grids=[SECOND, THIRD], area_class="C"),
    ],
)
def test_everything_is_as_it_was(tx: Tx, draft: TreeDraft) -> None:
    """The tree, and whose posts reach where."""
    worker(tx, SECOND)
    logins = (town.NOBODY, town.WORKER, town.NEIGHBOUR, town.LEAD)
    before = places.below(tx, places.grid(tx, town.DISTRICT)), [los(tx, login) for login in logins]
    change = made(tx, draft)
    back = undo(tx, change.version)
    settle(tx)
    assert (places.below(tx, places.grid(tx, town.DISTRICT)), [los(tx, login) for login in logins]) == before
    assert (back.kind, back.undoes, places.change(tx, change.version).undone_by) == (
        "undo",
        change.version,
        back.version,
    )


def test_before_and_after_change_places(tx: Tx) -> None:
    change = made(tx, MOVE)
    back = undo(tx, change.version)
    assert back.before is not None
    assert (back.before["grids"], back.after and back.after["grids"]) == (
        change.after and change.after["grids"],
        change.before and change.before["grids"],
    )


def test_boundaries_are_drawn_again(tx: Tx) -> None:
    """A new row with the former shape: what was drawn is never overwritten."""
    draw(tx)
    later(tx, minutes=1)
    first = places.grid(tx, FIRST).id
    new = {FIRST: geometry(box(0, 0, 1.2, 2)), SECOND: geometry(box(1.2, 0, 2, 2))}
    change = made(tx, Redraw(boundaries=new))
    assert places.boundary(tx, first) == box(0, 0, 1.2, 2)
    undo(tx, change.version)
    assert places.boundary(tx, first) == box(0, 0, 1, 2)
    assert tx.value("SELECT count(*) FROM grid_boundaries WHERE grid_id = %(id)s", id=first) == 3


def test_undone_undone(tx: Tx) -> None:
    """The undo is a change like others; taken back, the first one holds again and can be taken back again."""
    change = made(tx, SPLIT)
    back = undo(tx, change.version)
    settle(tx)
    later(tx, minutes=1)
    undo(tx, back.version)
    settle(tx)
    later(tx, minutes=1)
    assert places.grid(tx, WEST).name == "丽园西"
    assert places.change(tx, change.version).undone_by is None
    undo(tx, change.version)
    assert places.grid(tx, FIRST).name == "丽园 01 网格"


class TestRefused:
    def test_while_cases_are_on_their_way(self, tx: Tx) -> None:
        with pytest.raises(Refused, match=r"change\.moving"):
            undo(tx, decide(tx, SPLIT).version)

    def test_planned(self, tx: Tx) -> None:
        with pytest.raises(Refused, match=r"change\.state"):
            undo(tx, decide(tx, SPLIT, tx.now + timedelta(days=1)).version)

    def test_twice(self, tx: Tx) -> None:
        change = made(tx, MOVE)
        undo(tx, change.version)
        with pytest.raises(Refused, match=r"change\.undone"):
            undo(tx, change.version)

    def test_unknown(self, tx: Tx) -> None:
        with pytest.raises(NotFound, match=r"change\.unknown"):
            undo(tx, 77)

    def test_a_later_change_is_named(self, tx: Tx) -> None:
        change = made(tx, SPLIT)
        later_one = made(tx, Rename(grid=WEST, name="丽园新西"))
        with pytest.raises(Refused) as refused:
            undo(tx, change.version)
        assert (refused.value.code, refused.value.facts["later"]) == ("change.later", [later_one.version])
        undo(tx, later_one.version)
        settle(tx)
        later(tx, minutes=1)
        assert undo(tx, change.version).kind == "undo"

    def test_who_was_given_a_new_grid_is_named(self, tx: Tx) -> None:
        change = made(tx, SPLIT)
        worker(tx, WEST)
        with pytest.raises(Refused) as refused:
            undo(tx, change.version)
        assert (refused.value.code, refused.value.facts["people"]) == ("change.posts", ["韩冰（丽园社区）"])
        with granting(tx):
            people.end_post(tx, tx.value("SELECT max(id) FROM posts"), tx.now)
        undo(tx, change.version)

    def test_what_was_filed_is_named(self, tx: Tx) -> None:
        change = made(tx, SPLIT)
        with pytest.raises(Refused) as refused:
            places.undo(tx, change.version, lambda *_: ["20261009-0087"])
        assert (refused.value.code, refused.value.facts["cases"]) == ("change.cases", ["20261009-0087"])

    def test_what_another_road_has_changed(self, tx: Tx) -> None:
        change = made(tx, SPLIT)
        tx.run("UPDATE grids SET name = '改' WHERE code = %(code)s", code=WEST)
        with pytest.raises(Refused, match=r"grid\.changed"):
            undo(tx, change.version)
