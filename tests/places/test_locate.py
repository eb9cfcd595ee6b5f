"""The grid of a point: the border's rule, the deepest level, neighbours, and an index that is never old."""

from datetime import timedelta

import numpy as np
import pytest
import shapely
from psycopg import Rollback

from tests import town
from tests.places.drawing import QINGYUAN, at, box, draw, points
from wangge import places
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Pool, Tx, work
from wangge.places.rules.changes.drafts import Move

pytestmark = pytest.mark.db

L1, L2 = "110115003006001", "110115003006002"


@pytest.fixture
def drawn(tx: Tx) -> Tx:
    draw(tx)
    return tx


def code_at(tx: Tx, column: float, row: float) -> str | None:
    found = places.locate(tx, *at(column, row))
    return found.grid.code if found else None


@pytest.mark.parametrize(
    ("column", "row", "code"),
    [
        (0.5, 0.5, L1),
        (1.5, 1.9, L2),
        (6.5, 1, "110115003028"),  # a part of 学院 whose grid is not drawn: the community takes it
        (1, 1, L1),  # on the border of two: the lowest code
        (3, 1, "110115003006003"),  # on the border of two communities
        (0, 0, L1),  # a corner of the district
        (6, 1, "110115003028001"),  # on the border of a grid and of nothing drawn: the deepest
        (-1, 1, None),
        (0, 2.1, None),
    ],
)
def test_where_a_point_is(drawn: Tx, column: float, row: float, code: str | None) -> None:
    assert code_at(drawn, column, row) == code
    (found,) = places.locate_many(drawn, points([(column, row)]))
    assert found == (places.grid(drawn, code).id if code else 0)


def test_the_grid_comes_whole(drawn: Tx) -> None:
    found = places.locate(drawn, *at(0.5, 0.5))
    assert found == (places.grid(drawn, L1), ())


def test_neighbours_within_the_accuracy_are_named(drawn: Tx) -> None:
    """0.9 of a square is 85.7 m wide: the next grid is 8.6 m away."""
    found = places.locate(drawn, *at(0.9, 1), accuracy_m=10)
    assert found is not None
    assert [(n.code, n.name) for n in found.border] == [(L2, "丽园 02 网格")]
    assert found.border[0].metres == pytest.approx(8.57, abs=0.1)
    near = places.locate(drawn, *at(0.9, 1), accuracy_m=8)
    assert near is not None
    assert near.border == ()


def test_the_nearest_neighbour_first(drawn: Tx) -> None:
    found = places.locate(drawn, *at(1.4, 1), accuracy_m=60)
    assert found is not None
    assert [n.code for n in found.border] == [L1, "110115003006003"]


def test_a_crack_between_grids_belongs_to_the_nearest(tx: Tx) -> None:
    crack = 0.004  # of a square: 34 cm
    draw(tx, QINGYUAN | {L1: box(0, 0, 1 - crack, 2)})
    assert code_at(tx, 1 - 0.75 * crack, 1) == L1
    assert code_at(tx, 1 - 0.25 * crack, 1) == L2
    assert places.locate_many(tx, points([(1 - 0.25 * crack, 1)]))[0] == places.grid(tx, L2).id


def test_many_at_once_with_what_is_no_number(drawn: Tx) -> None:
    where = np.array([at(0.5, 0.5), (np.nan, 39.7), (np.inf, np.inf), (0, 0), at(4.5, 1)])
    ids = places.locate_many(drawn, where)
    assert ids.tolist() == [places.grid(drawn, L1).id, 0, 0, 0, places.grid(drawn, "110115003008002").id]
    assert places.locate_many(drawn, np.zeros((0, 2))).tolist() == []


def test_one_and_many_agree_everywhere(drawn: Tx) -> None:
    where = np.random.default_rng(7).uniform((116.329, 39.719), (116.338, 39.7225), (3000, 2))
    where = np.concatenate((where, points([(c / 2, r / 2) for c in range(-1, 16) for r in range(-1, 6)])))
    each = [place.grid.id if (place := places.locate(drawn, x, y)) else 0 for x, y in where.tolist()]
    assert places.locate_many(drawn, where).tolist() == each
    assert len(set(each)) > 7


def test_a_district_with_nothing_drawn(tx: Tx) -> None:
    assert places.locate(tx, 116.3, 39.7) is None
    assert places.locate_many(tx, points([(0, 0)])).tolist() == [0]


class TestAnIndexIsNeverOld:
    def test_a_new_boundary_counts_at_once(self, drawn: Tx) -> None:
        assert code_at(drawn, 1.5, 1) == L2
        drawn.now += timedelta(seconds=1)
        draw(drawn, {L1: box(0, 0, 1.6, 2), L2: box(1.6, 0, 2, 2)})
        assert code_at(drawn, 1.5, 1) == L1

    def test_a_boundary_of_tomorrow_counts_tomorrow(self, drawn: Tx) -> None:
        tomorrow = drawn.now + timedelta(days=1)
        ids = {code: places.grid(drawn, code).id for code in (L1, L2)}
        places.set_boundary(drawn, ids[L1], box(0, 0, 1.6, 2), since=tomorrow)
        places.set_boundary(drawn, ids[L2], box(1.6, 0, 2, 2), since=tomorrow)
        assert code_at(drawn, 1.5, 1) == L2
        drawn.now = tomorrow
        assert code_at(drawn, 1.5, 1) == L1
        drawn.now = tomorrow - timedelta(seconds=1)
        assert code_at(drawn, 1.5, 1) == L2

    def test_a_moved_branch_shows_its_new_path(self, drawn: Tx) -> None:
        code_at(drawn, 0.5, 0.5)
        drawn.now += timedelta(minutes=1)
        places.decide(drawn, Move(grid="110115003006", parent="110115001"))
        found = places.locate(drawn, *at(0.5, 0.5))
        assert found is not None
        assert found.grid.path.startswith("110115/001/")

    def test_what_was_undone_was_never_there(self, pool: Pool) -> None:
        """A stamp seen in a transaction that is rolled back never comes again."""
        with work(pool, town.DISTRICT) as tx:
            draw(tx)
            assert code_at(tx, 0.5, 0.5) == L1
            raise Rollback
        with work(pool, town.DISTRICT) as tx:
            draw(tx, {L2: box(0, 0, 1, 2)})
            assert code_at(tx, 0.5, 0.5) == L2
            raise Rollback
        with work(pool, town.DISTRICT) as tx:
            assert code_at(tx, 0.5, 0.5) is None


class TestBoundaries:
    def test_by_day(self, tx: Tx) -> None:
        grid = places.grid(tx, L1)
        assert places.boundary(tx, grid.id) is None
        first, second = box(0, 0, 1, 2), box(0, 0, 1, 3)
        drawn_at = tx.now
        places.set_boundary(tx, grid.id, first)
        tx.now += timedelta(days=1)
        places.set_boundary(tx, grid.id, second)
        assert places.boundary(tx, grid.id) == second
        assert places.boundary(tx, grid.id, drawn_at) == first
        assert places.boundary(tx, grid.id, drawn_at - timedelta(seconds=1)) is None

    @pytest.mark.parametrize(
        "shape",
        [
            shapely.Point(116, 39),
            shapely.Polygon(),
            shapely.Polygon([at(0, 0), at(1, 1), at(1, 0), at(0, 1)]),
            shapely.box(500_000, 4_400_000, 500_100, 4_400_100),
        ],
        ids=["point", "empty", "crossed", "metres"],
    )
    def test_what_is_no_boundary(self, tx: Tx, shape: shapely.Geometry) -> None:
        with pytest.raises(Invalid, match=r"grid\.shape"):
            places.set_boundary(tx, places.grid(tx, L1).id, shape)

    def test_of_a_grid_that_is_none(self, tx: Tx) -> None:
        with pytest.raises(NotFound):
            places.set_boundary(tx, 0, box(0, 0, 1, 1))

    def test_twice_at_one_moment(self, tx: Tx) -> None:
        draw(tx)
        with pytest.raises(Refused, match="boundary_twice"):
            draw(tx)

    def test_it_is_audited(self, tx: Tx) -> None:
        draw(tx, {L1: box(0, 0, 1, 2)})
        row = tx.row("SELECT facts FROM audit WHERE action = 'set_boundaries'")
        assert row == {"facts": {"grids": [places.grid(tx, L1).id], "count": 1}}
