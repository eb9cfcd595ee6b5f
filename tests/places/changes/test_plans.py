"""What each kind of change does to the tree, as values: who is made, retired, moved, and where cases go."""

import pytest

from tests.places.changes.growing import (
    ONE,
    TWO,
    WEST,
    A,
    B,
    C,
    D,
    E,
    after,
    drawing,
    heir_of,
    paths,
    tree,
    ways,
)
from tests.places.drawing import CELL
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.places import area
from wangge.places.rules.changes import TreeDraft, plan
from wangge.places.rules.changes.drafts import (
    Geometry,
    Merge,
    Move,
    Part,
    Redraw,
    Rename,
    Retire,
    SetAreaClass,
    Split,
)
from wangge.places.rules.changes.undoing import undone


def part(code: str, *children: str, boundary: Geometry | None = None) -> Part:
    return Part(code=code, name=f"网格{code}", children=list(children), boundary=boundary)


class TestSplit:
    def test_parts_beside_each_other(self) -> None:
        found = plan(tree(), Split(grid=A.code, parts=[part("1124x"), part("1124y")], heir="1124y"))
        assert paths(found) == {"1124x": "11/2/4/x/", "1124y": "11/2/4/y/", "1124a": None}
        assert ways(found) == {A.code: ("1124x", "1124y")}
        assert (heir_of(found, A).heir, heir_of(found, A).stays) == ("1124y", False)
        assert {(g.level, g.kind, g.parent) for g in found.after} == {(4, "general", ONE.code)}

    def test_the_old_grid_may_be_one_of_the_parts(self) -> None:
        found = plan(tree(), Split(grid=A.code, parts=[part("1124x"), part(A.code)]))
        assert paths(found) == {"1124x": "11/2/4/x/", A.code: A.path}
        assert found.before == (A,)
        assert (heir_of(found, A).heir, heir_of(found, A).stays) == (A.code, True)

    def test_what_lies_below_is_shared_out(self) -> None:
        draft = Split(grid=ONE.code, parts=[part("1127", A.code), part("1128", B.code, C.code)])
        found = plan(tree(), draft)
        assert paths(found) == {
            "1127": "11/2/7/", "1128": "11/2/8/", ONE.code: None,
            A.code: "11/2/7/1124a/", B.code: "11/2/8/1124b/", C.code: "11/2/8/1124c/",
        }  # fmt: skip
        assert ways(found) == {ONE.code: ("1127", "1128"), A.code: (A.code,), B.code: (B.code,), C.code: (C.code,)}

    def test_drawn_parts(self) -> None:
        parts = [part("1124x", boundary=drawing(0, 0.25)), part("1124y", boundary=drawing(0.25, 1))]
        found = plan(tree(drawn=True), Split(grid=A.code, parts=parts))
        assert [round(area(shape) / CELL, 2) for shape in found.shapes.values()] == [0.25, 0.75]

    @pytest.mark.parametrize(
        ("west", "east", "said"),
        [
            ((0, 0.4), (0.6, 1), "gap"),
            ((0, 0.6), (0.4, 1), "overlap"),
            ((0, 0.5), (0.5, 1.2), "outside"),
        ],
    )
    def test_parts_cover_the_old_grid_once(
        self, west: tuple[float, float], east: tuple[float, float], said: str
    ) -> None:
        parts = [part("1124x", boundary=drawing(*west)), part("1124y", boundary=drawing(*east))]
        with pytest.raises(Refused, match=r"grid\.cover") as refused:
            plan(tree(drawn=True), Split(grid=A.code, parts=parts))
        [defect] = refused.value.facts["defects"]
        kind, size, *_ = defect.split()
        assert (kind, round(float(size) / CELL, 1)) == (said, 0.2)

    def test_a_sliver_is_no_gap(self) -> None:
        parts = [part("1124x", boundary=drawing(0, 0.5)), part("1124y", boundary=drawing(0.50005, 1))]
        assert plan(tree(drawn=True), Split(grid=A.code, parts=parts)).shapes


class TestMerge:
    def test_into_a_new_grid(self) -> None:
        found = plan(tree(drawn=True), Merge(grids=[B.code, A.code], code="1124m", name="甲m"))
        assert paths(found) == {"1124m": "11/2/4/m/", A.code: None, B.code: None}
        assert ways(found) == {A.code: ("1124m",), B.code: ("1124m",)}
        assert area(found.shapes["1124m"]) == pytest.approx(2 * CELL, rel=1e-6)

    def test_one_takes_in_the_other(self) -> None:
        found = plan(tree(), Merge(grids=[A.code, B.code], code=A.code, name="甲大"))
        assert paths(found) == {A.code: A.path, B.code: None}
        assert ways(found) == {B.code: (A.code,)}

    def test_communities_with_all_below(self) -> None:
        found = plan(tree(), Merge(grids=[ONE.code, TWO.code], code=TWO.code, name="乙大"))
        assert paths(found) == {
            TWO.code: TWO.path, ONE.code: None,
            A.code: "11/2/5/1124a/", B.code: "11/2/5/1124b/", C.code: "11/2/5/1124c/",
        }  # fmt: skip
        assert D.code not in ways(found)

    def test_a_class_is_said_where_they_differ(self) -> None:
        classed = after(plan(tree(), SetAreaClass(grids=[A.code], area_class="A")), tree())
        with pytest.raises(Invalid, match=r"grid\.area_class"):
            plan(classed, Merge(grids=[A.code, B.code], code="1124m", name="甲m"))
        found = plan(classed, Merge(grids=[A.code, B.code], code="1124m", name="甲m", area_class="B"))
        assert found.after_of("1124m").area_class == "B"


class TestMove:
    def test_with_all_below(self) -> None:
        found = plan(tree(), Move(grid=ONE.code, parent=WEST.code))
        top = "11/3/1124/"
        assert paths(found) == {ONE.code: top, A.code: f"{top}a/", B.code: f"{top}b/", C.code: f"{top}c/"}
        assert ways(found) == {code: (code,) for code in paths(found)}
        assert found.after_of(ONE.code).parent == WEST.code

    def test_back_again(self) -> None:
        moved = after(plan(tree(), Move(grid=ONE.code, parent=WEST.code)), tree())
        back = plan(moved, Move(grid=ONE.code, parent=ONE.parent or ""))
        assert set(back.after) == {ONE, A, B, C}


class TestTheRest:
    def test_renamed(self) -> None:
        found = plan(tree(), Rename(grid=A.code, name=" 甲甲 "))
        assert [(g.name, g.path) for g in found.after] == [("甲甲", A.path)]
        assert found.heirs == ()

    def test_classed(self) -> None:
        found = plan(tree(), SetAreaClass(grids=[A.code, B.code], area_class="A"))
        assert [(g.code, g.area_class) for g in found.after] == [(A.code, "A"), (B.code, "A")]

    def test_retired(self) -> None:
        found = plan(tree(), Retire(grid=A.code, heir=B.code))
        assert (paths(found), ways(found)) == ({A.code: None}, {A.code: (B.code,)})

    def test_a_border_moves(self) -> None:
        new = {A.code: drawing(0, 1.3), B.code: drawing(1.3, 2)}
        found = plan(tree(drawn=True), Redraw(boundaries=new))
        assert ways(found) == dict.fromkeys(new, (A.code, B.code))
        assert {(heir.stays, heir.spreads) for heir in found.heirs} == {(True, False)}

    def test_a_first_boundary(self) -> None:
        found = plan(tree(), Redraw(boundaries={A.code: drawing(0, 1)}))
        assert (len(found.shapes), found.heirs) == (1, ())


TWICE = [part("1124x"), part("1124x")]
OUTSIDE = Geometry(type="Polygon", coordinates=[[[0, 95], [1, 95], [1, 96], [0, 95]]])
CROSSED = Geometry(type="Polygon", coordinates=[[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]])


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        (Split(grid="nowhere", parts=[part("1124x"), part("1124y")]), "grid.unknown"),
        (Split(grid="11", parts=[part("12"), part("13")]), "grid.root"),
        (Split(grid=A.code, parts=TWICE), "grid.twice"),
        (Split(grid=A.code, parts=[part("1124x"), part(B.code)]), "grid.taken"),
        (Split(grid=A.code, parts=[part("1124x"), part("gone")]), "grid.taken"),
        (Split(grid=A.code, parts=[part("1124x"), part("1124y")], heir=B.code), "grid.heir"),
        (Split(grid=A.code, parts=[part("1124x"), part(A.code)], heir="1124x"), "grid.heir"),
        (Split(grid=ONE.code, parts=[part("1127", A.code), part("1128", B.code)]), "grid.children"),
        (Split(grid=ONE.code, parts=[part("1127", A.code, C.code), part("1128", B.code, C.code)]), "grid.twice"),
        (Split(grid=ONE.code, parts=[part("1127", A.code, C.code), part("1128", B.code, D.code)]), "grid.children"),
        (Split(grid=A.code, parts=[part("1124x", boundary=drawing(0, 1)), part("1124y")]), "grid.boundary"),
        (Split(grid=A.code, parts=[part("1124x", boundary=OUTSIDE), part("1124y", boundary=OUTSIDE)]), "grid.boundary"),
        (Merge(grids=[A.code, A.code], code="1124m", name="m"), "grid.twice"),
        (Merge(grids=[A.code, D.code], code="1124m", name="m"), "grid.siblings"),
        (Merge(grids=[A.code, ONE.code], code="1124m", name="m"), "grid.siblings"),
        (Merge(grids=[A.code, B.code], code=C.code, name="m"), "grid.taken"),
        (Move(grid=ONE.code, parent=A.code), "grid.ring"),
        (Move(grid=ONE.code, parent=ONE.code), "grid.ring"),
        (Move(grid=ONE.code, parent=TWO.code), "grid.level"),
        (Move(grid=ONE.code, parent=ONE.parent or ""), "grid.same"),
        (Move(grid="11", parent=WEST.code), "grid.root"),
        (Rename(grid=A.code, name=A.name), "grid.same"),
        (SetAreaClass(grids=[A.code], area_class=None), "grid.same"),
        (SetAreaClass(grids=[A.code, A.code], area_class="A"), "grid.twice"),
        (Retire(grid=A.code, heir=A.code), "grid.heir"),
        (Retire(grid=A.code, heir=E.code), "grid.siblings"),
        (Retire(grid=ONE.code, heir=TWO.code), "grid.below"),
        (Redraw(boundaries={A.code: drawing(0, 1), B.code: drawing(1, 2)}), "grid.undrawn"),
        (Redraw(boundaries={A.code: CROSSED}), "grid.boundary"),
    ],
)
def test_refused(draft: TreeDraft, why: str) -> None:
    with pytest.raises((Refused, NotFound, Invalid)) as refused:
        plan(tree(used="gone"), draft)
    assert refused.value.code == why


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        (Split(grid=A.code, parts=[part("1124x"), part("1124y")]), "grid.boundary"),
        (Merge(grids=[A.code, C.code], code="1124m", name="m"), "grid.apart"),
        (Retire(grid=A.code, heir=B.code), "grid.drawn"),
        (Redraw(boundaries={A.code: drawing(0, 1.1)}), "grid.cover"),
        (Redraw(boundaries={A.code: drawing(0, 0.9), B.code: drawing(1, 2)}), "grid.cover"),
    ],
)
def test_refused_where_grids_are_drawn(draft: TreeDraft, why: str) -> None:
    with pytest.raises((Refused, Invalid)) as refused:
        plan(tree(drawn=True), draft)
    assert refused.value.code == why


@pytest.mark.parametrize(
    "draft",
    [
        Split(grid=A.code, parts=[part("1124x"), part("1124y")]),
        Split(grid=A.code, parts=[part("1124x"), part(A.code)]),
        Split(grid=ONE.code, parts=[part("1127", A.code), part("1128", B.code, C.code)]),
        Merge(grids=[A.code, B.code, C.code], code="1124m", name="m"),
        Merge(grids=[A.code, B.code], code=B.code, name="m"),
        Merge(grids=[ONE.code, TWO.code], code="1129", name="m"),
        Move(grid=ONE.code, parent=WEST.code),
        Move(grid=A.code, parent=TWO.code),
        Rename(grid=A.code, name="别名"),
        Retire(grid=A.code, heir=B.code),
        SetAreaClass(grids=[A.code], area_class="C"),
    ],
)
def test_taken_back(draft: TreeDraft) -> None:
    """The tree is what it was, new grids aside, and every case can find its way home."""
    first = plan(tree(), draft)
    changed = after(first, tree())
    then = [changed.grids[g.code] for g in first.after]
    back = undone(changed, first.before, then, first.heirs, {})
    restored = after(back, changed).grids
    assert {code: restored[code] for code in tree().grids} == tree().grids
    assert not any(g.in_force for code, g in restored.items() if code not in tree().grids)
    for heir in first.heirs:
        for taker in heir.successors:
            if taker != heir.grid or changed.grids[taker].path != heir.old_path:
                assert heir.grid in heir_of(back, changed.grids[taker]).successors
