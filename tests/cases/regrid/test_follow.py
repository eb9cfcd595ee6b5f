"""Where each case goes when its grid changes: by its point, by its filing, to the heir; once, and with its history."""

import pytest

from tests import town
from tests.cases.regrid.placing import decided, filed, follow, grids, verbs
from tests.places.changes.deciding import COMMUNITY, EAST, FIRST, MERGE, MOVE, SECOND, THIRD, WEST, settle
from tests.places.changes.test_undoing import geometry
from tests.places.drawing import box, draw
from wangge import places
from wangge.cases import history
from wangge.cases.actions import regrid
from wangge.kit.errors import Refused
from wangge.kit.tx import Tx
from wangge.places.rules.changes.drafts import Merge, Part, Redraw, Split

pytestmark = pytest.mark.db

HALVES = Split(
    grid=FIRST,
    parts=[
        Part(code=WEST, name="丽园西", boundary=geometry(box(0, 0, 0.5, 2))),
        Part(code=EAST, name="丽园东", boundary=geometry(box(0.5, 0, 1, 2))),
    ],
    heir=EAST,
)


@pytest.fixture
def drawn(tx: Tx) -> Tx:
    draw(tx)
    return tx


class TestASplit:
    def test_by_point_else_to_the_heir(self, drawn: Tx) -> None:
        cases = [filed(drawn, column) for column in (0.2, 0.8, 0.5, None, 1.5)]
        decided(drawn, HALVES)
        assert follow(drawn) == len(cases)
        # on the border: the lower code; outside of both: the heir
        assert grids(drawn, *cases) == [WEST, EAST, WEST, EAST, EAST]
        assert {tuple(verbs(drawn, case)) for case in cases} == {("report", "file", "regrid")}
        assert history.verify(drawn) == []

    def test_the_old_grid_may_stay(self, drawn: Tx) -> None:
        """Walked through once, newest first; only what lies in the other part leaves."""
        cases = [filed(drawn, column) for column in (0.2, 0.8, None)]
        west, east = geometry(box(0, 0, 0.5, 2)), geometry(box(0.5, 0, 1, 2))
        parts = [Part(code=FIRST, name="丽园西", boundary=west), Part(code=EAST, name="丽园东", boundary=east)]
        change = decided(drawn, Split(grid=FIRST, parts=parts))
        assert follow(drawn, limit=1) > 0
        assert grids(drawn, *cases) == [FIRST, EAST, FIRST]
        assert [len(verbs(drawn, case)) for case in cases] == [2, 3, 2]
        assert places.change(drawn, change.version).settled_at == drawn.now

    def test_statistics_of_filing_stay(self, drawn: Tx) -> None:
        filed(drawn, 0.2)
        count = "SELECT grid_at_filing, count(*) FROM cases GROUP BY 1"
        before = drawn.rows(count)
        decided(drawn, HALVES)
        follow(drawn)
        assert drawn.rows(count) == before


class TestTheOthers:
    def test_a_merger_and_its_undoing(self, tx: Tx) -> None:
        """Without points each finds back by where it was filed."""
        cases = [filed(tx, grid=code) for code in (SECOND, THIRD, FIRST)]
        change = decided(tx, MERGE)
        follow(tx)
        assert grids(tx, *cases) == [MERGE.code, MERGE.code, FIRST]
        tx.now = change.effective_at.replace(year=change.effective_at.year + 1)
        regrid.undo(tx, change.version)
        follow(tx)
        assert grids(tx, *cases) == [SECOND, THIRD, FIRST]
        assert history.verify(tx) == []

    def test_one_takes_in_the_other_and_gives_it_back(self, tx: Tx) -> None:
        cases = [filed(tx, grid=code) for code in (SECOND, THIRD)]
        change = decided(tx, Merge(grids=[SECOND, THIRD], code=THIRD, name="丽园南"))
        follow(tx)
        assert grids(tx, *cases) == [THIRD, THIRD]
        tx.now = change.effective_at.replace(year=change.effective_at.year + 1)
        regrid.undo(tx, change.version)
        follow(tx)
        assert [verbs(tx, case)[2:] for case in cases] == [["regrid", "regrid"], []]
        assert grids(tx, *cases) == [SECOND, THIRD]

    def test_a_move(self, tx: Tx) -> None:
        cases = [filed(tx, grid=code) for code in (town.ZAOYUAN, COMMUNITY, FIRST)]
        decided(tx, MOVE)
        assert follow(tx) == 2
        assert grids(tx, *cases) == [town.ZAOYUAN, COMMUNITY, FIRST]

    def test_a_border_moves(self, drawn: Tx) -> None:
        cases = [filed(drawn, column, grid) for column, grid in ((0.9, FIRST), (1.1, SECOND), (1.9, SECOND))]
        new = {FIRST: geometry(box(0, 0, 1.2, 2)), SECOND: geometry(box(1.2, 0, 2, 2))}
        decided(drawn, Redraw(boundaries=new))
        follow(drawn, limit=1)
        assert grids(drawn, *cases) == [FIRST, FIRST, SECOND]
        assert [len(verbs(drawn, case)) for case in cases] == [2, 3, 2]

    def test_of_a_class_of_its_own(self, drawn: Tx) -> None:
        """Limits differ by it: the event says the class of the grid the case comes to."""
        case = filed(drawn, grid=SECOND)
        decided(drawn, Merge(grids=[FIRST, SECOND], code=FIRST, name="丽园大", area_class="B"))
        follow(drawn)
        row = drawn.row("SELECT area_class FROM cases WHERE number = %(n)s", n=case)
        assert row == {"area_class": "B"}


class TestUndoing:
    def test_what_was_filed_since_is_named(self, drawn: Tx) -> None:
        old = filed(drawn, 0.2)
        change = decided(drawn, HALVES)
        follow(drawn)
        new = filed(drawn, 0.2, grid=WEST)
        with pytest.raises(Refused) as refused:
            regrid.undo(drawn, change.version)
        assert (refused.value.code, refused.value.facts["cases"]) == ("change.cases", [new])
        assert grids(drawn, old, new) == [WEST, WEST]

    def test_not_what_moved_with_the_grid(self, tx: Tx) -> None:
        filed(tx, grid=town.ZAOYUAN)
        change = decided(tx, MOVE)
        follow(tx)
        new = filed(tx, grid=town.ZAOYUAN)
        tx.now = change.effective_at.replace(year=change.effective_at.year + 1)
        tx.actor = town.actor(tx, town.SHIFT_LEAD)
        regrid.undo(tx, change.version)
        settle(tx)
        assert places.grid(tx, town.ZAOYUAN).path == "110115/003/008/001/"
        assert verbs(tx, new)[-1] == "file"
