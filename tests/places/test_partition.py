"""The check of a partition: each way in which it can be wrong is named, with its place and its size."""

from typing import Any

import numpy as np
import pytest
import shapely

from tests.places.drawing import CELL, at, box, cells
from wangge.places.rules import DefectKind, Found, Level, Parents, area, check_children, check_level

K = DefectKind
WHOLE = box(0, 0, 3, 3)


def found(parent: Any = WHOLE, **changed: Any) -> Found:
    """Nine squares, some changed (by code, ``c11``) or taken away with None."""
    children = cells(3, 3) | {code[1:]: shape for code, shape in changed.items()}
    return check_children(parent, [(code, shape) for code, shape in children.items() if shape is not None])


def summary(result: Found) -> list[tuple[str, tuple[str, ...], float]]:
    """Kind, codes and size in squares."""
    return [(d.kind, d.codes, round((d.m2 or 0) / CELL, 3)) for d in result.defects]


def corner_moved(by: float) -> shapely.Polygon:
    """The middle square with its north-east corner pulled towards its middle, or out of it."""
    return shapely.Polygon([at(1, 1), at(2, 1), at(2 + by, 2 + by), at(1, 2)])


def test_a_whole_partition_has_no_defect() -> None:
    assert found() == Found()


def test_a_grid_taken_away_is_one_gap_of_its_size() -> None:
    (gap,) = found(c11=None).defects
    assert (gap.kind, gap.codes) == (K.GAP, ("01", "10", "12", "21"))
    assert gap.m2 == pytest.approx(area(box(1, 1, 2, 2)), rel=1e-6)
    assert box(1, 1, 2, 2).contains(shapely.Point(gap.at))


def test_a_grid_at_the_edge_taken_away_is_found_by_the_parent() -> None:
    assert summary(found(c00=None)) == [(K.GAP, ("01", "10"), 1)]
    assert found(parent=None, c00=None) == Found(), "without the parent nobody can know"


def test_two_gaps_are_two() -> None:
    assert [kind for kind, *_ in summary(found(c00=None, c22=None))] == [K.GAP, K.GAP]


def test_a_hole_is_found_without_a_parent() -> None:
    assert summary(found(parent=None, c11=None)) == [(K.GAP, ("01", "10", "12", "21"), 1)]


def test_a_vertex_moved_in_leaves_a_gap() -> None:
    assert summary(found(c11=corner_moved(-0.2))) == [(K.GAP, ("11", "12", "21"), 0.2)]


def test_a_vertex_moved_out_overlaps_all_it_reaches() -> None:
    result = found(c11=corner_moved(0.2))
    assert {(kind, codes) for kind, codes, _ in summary(result)} == {
        (K.OVERLAP, ("11", "12")), (K.OVERLAP, ("11", "21")), (K.OVERLAP, ("11", "22")),
    }  # fmt: skip
    assert sum(d.m2 or 0 for d in result.defects) == pytest.approx(0.2 * CELL, rel=1e-3)


def test_a_vertex_moved_over_the_edge_is_outside() -> None:
    out = shapely.Polygon([at(2, 2), at(3, 2), at(3.5, 3.5), at(2, 3)])
    assert summary(found(c22=out)) == [(K.OUTSIDE, ("22",), 0.5)]


def test_a_grid_doubled_is_a_duplicate() -> None:
    assert summary(found(cnew=box(1, 1, 2, 2))) == [(K.DUPLICATE, ("11", "new"), 1)]


def test_a_child_elsewhere_is_outside_and_missed() -> None:
    away = box(10, 10, 11, 11)
    result = found(c11=away)
    assert summary(result) == [(K.GAP, ("01", "10", "12", "21"), 1), (K.OUTSIDE, ("11",), 1)]
    assert away.contains(shapely.Point(result.defects[1].at))


def test_an_empty_parent_is_one_gap() -> None:
    result = check_level(
        Parents(["a", "b"], np.array([box(0, 0, 1, 1), box(1, 0, 2, 1)], object)),
        Level(["a1"], np.array([box(0, 0, 1, 1)], object), [0]),
    )
    assert [(d.kind, d.codes, d.parent) for d in result.defects] == [(K.GAP, ("a1",), "b")]


def test_overlaps_across_parents_are_found() -> None:
    result = check_level(
        Parents(["a", "b"], np.array([box(0, 0, 1, 1), box(1, 0, 2, 1)], object)),
        Level(["a1", "b1"], np.array([box(0, 0, 1.5, 1), box(1, 0, 2, 1)], object), [0, 1]),
    )
    assert [(d.kind, d.codes, d.parent) for d in result.defects] == [
        (K.OVERLAP, ("a1", "b1"), None),
        (K.OUTSIDE, ("a1",), "a"),
    ]


@pytest.mark.parametrize(("tolerance", "defects", "slivers"), [(1.0, 0, 2), (0.1, 1, 1), (0.001, 2, 0)])
def test_what_is_below_the_tolerance_is_counted(tolerance: float, defects: int, slivers: int) -> None:
    """Cracks of about 0.05 and 0.5 m²."""
    thin, thinner = 0.5 / CELL, 0.05 / CELL
    children = cells(3, 3) | {"11": box(1, 1, 2 - thin, 2), "00": box(0, 0, 1 - thinner, 1)}
    result = check_children(WHOLE, list(children.items()), tolerance)
    assert (len(result.defects), result.slivers) == (defects, slivers)


def test_a_parent_with_other_vertices_on_the_same_border() -> None:
    dense = shapely.segmentize(WHOLE, 0.00037)
    assert found(parent=dense).defects == []
    assert summary(found(parent=dense, c11=None)) == [(K.GAP, ("01", "10", "12", "21"), 1)]


def test_worst_first_within_a_kind() -> None:
    sizes = [d.m2 or 0 for d in found(c00=None, c22=box(2, 2, 2.5, 3)).defects]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == 2


def test_a_district_in_seconds() -> None:
    """2 809 grids: no pair by pair."""
    side = 53
    children = list({f"{c}-{r}": box(c, r, c + 1, r + 1) for c in range(side) for r in range(side)}.items())
    del children[1000]
    (gap,) = check_children(box(0, 0, side, side), children).defects
    assert gap.m2 == pytest.approx(CELL, rel=0.01)
