"""Components and names of places when their grid is split, retired or restored."""

import pytest
import shapely

from tests import town
from tests.places.changes.deciding import EAST, FIRST, SECOND, WEST, decide, later, nothing_filed, settle
from tests.places.drawing import at, box, draw
from wangge import places
from wangge.kit.tx import Tx
from wangge.places import NewComponent, NewPlace, PlaceKind
from wangge.places.rules.changes.drafts import Geometry, Part, Retire, Split

pytestmark = pytest.mark.db


class TestThings:
    """Components and names of places find their grid again."""

    @pytest.fixture
    def things(self, tx: Tx) -> Tx:
        draw(tx)
        places.put_components(tx, [lamp(1, 0.2), lamp(2, 0.8), lamp(3, 1.5)])
        places.put_names(tx, [NewPlace(PlaceKind.COMPOUND, "丽园小区", *at(0.7, 1.0))])
        later(tx, minutes=1)
        return tx

    def test_by_their_point(self, things: Tx) -> None:
        west, east = (geometry(box(*sides)) for sides in ((0, 0, 0.5, 2), (0.5, 0, 1, 2)))
        parts = [Part(code=WEST, name="丽园西", boundary=west), Part(code=EAST, name="丽园东", boundary=east)]
        change = decide(things, Split(grid=FIRST, parts=parts))
        assert lamps(things) == [WEST, EAST, SECOND]
        assert [places.grid_by_id(things, p.grid_id or 0).code for p in places.find(things, "丽园小区", 1)] == [EAST]
        settle(things)
        later(things, minutes=1)
        places.undo(things, change.version, nothing_filed)
        assert lamps(things) == [FIRST, FIRST, SECOND]

    def test_to_the_heir_where_nothing_is_drawn_there(self, things: Tx) -> None:
        things.run("UPDATE components SET grid_id = (SELECT id FROM grids WHERE code = %(code)s)", code=town.COLLEGE)
        decide(things, Retire(grid=town.COLLEGE, heir="110115003028001"))
        assert set(lamps(things)) == {"110115003028001"}


def lamp(n: int, column: float) -> NewComponent:
    return NewComponent(f"1101150137{n:06}", "b0137", "路灯", *at(column, 1.0))


def lamps(tx: Tx) -> list[str]:
    return [
        row["code"] for row in tx.rows("SELECT g.code FROM components c JOIN grids g ON g.id = c.grid_id ORDER BY c.id")
    ]


def geometry(shape: shapely.Polygon) -> Geometry:
    return Geometry(type="Polygon", coordinates=[list(shape.exterior.coords)])
