"""The point of a case: brought to WGS-84, kept as it was measured too, and the grid it lies in."""

from typing import Any

import pytest

from tests import town
from tests.cases.histories import Teller
from tests.database import DISTRICT
from tests.places.drawing import at, draw
from wangge import places
from wangge.cases.history import verify
from wangge.cases.rules import Case, Channel, Verb
from wangge.demo.town import FOUNDED
from wangge.kit.errors import Invalid
from wangge.kit.tx import Pool, work
from wangge.places import Datum

pytestmark = pytest.mark.db

HERE = dict(zip(("lng", "lat"), at(0.5, 0.5), strict=True))  # 丽园 01
THERE = dict(zip(("lng", "lat"), at(4.5, 0.5), strict=True))  # 枣园 02


@pytest.fixture(scope="module")
def told(pool: Pool) -> Teller:
    with work(pool, DISTRICT, now=FOUNDED) as tx:
        draw(tx)
    return Teller(pool)


def kept(pool: Pool, number: str) -> dict[str, Any]:
    """The grid's code, and the words kept of the place, by kind."""
    with work(pool, DISTRICT) as tx:
        row = tx.row(
            "SELECT c.id, g.code FROM cases c LEFT JOIN grids g ON g.id = c.grid WHERE c.number = %(n)s", n=number
        )
        assert row is not None
        texts = tx.rows(
            "SELECT kind, body FROM texts WHERE case_id = %(id)s AND kind IN ('point', 'fix')", id=row["id"]
        )
        assert verify(tx, [number]) == []
        return {"grid": row["code"]} | {text["kind"]: text["body"] for text in texts}


def test_a_report_with_a_point_is_in_its_grid(told: Teller, pool: Pool) -> None:
    number = told.report(grid=None, **HERE)
    assert kept(pool, number) == {"grid": town.LIYUAN, "point": "116.3305000,39.7205000"}


def test_what_is_said_of_the_grid_comes_first(told: Teller, pool: Pool) -> None:
    assert kept(pool, told.report(grid=town.COLLEGE, **HERE))["grid"] == town.COLLEGE


def test_a_point_outside_has_no_grid(told: Teller, pool: Pool) -> None:
    assert kept(pool, told.report(grid=None, lng=100, lat=30)) == {"grid": None, "point": "100.0000000,30.0000000"}


def test_another_datum_and_the_accuracy_are_kept_beside(told: Teller, pool: Pool) -> None:
    number = told.report(grid=None, lng=116.34, lat=39.73, datum="gcj02", accuracy=12.5)
    lng, lat = places.canonical(116.34, 39.73, Datum.GCJ02)
    assert kept(pool, number) == {
        "grid": None, "point": f"{lng:.7f},{lat:.7f}", "fix": "gcj02 116.3400000,39.7300000 ±12.5 m",
    }  # fmt: skip


def test_a_patrol_needs_a_place_and_a_point_is_one(told: Teller, pool: Pool) -> None:
    with pytest.raises(Invalid, match="place"):
        told.report(town.WORKER, channel=Channel.PATROL, grid=None)
    number = told.report(town.WORKER, channel=Channel.PATROL, grid=None, accuracy=5.0, **HERE)
    assert kept(pool, number)["fix"] == "wgs84 116.3305000,39.7205000 ±5 m"


class TestAMove:
    def filed(self, told: Teller) -> str:
        category, condition = town.matter("暴露生活垃圾")
        number = told.report()
        told.say(town.CLERK, number, Verb.ACCEPT)
        told.say(town.CLERK, number, Verb.FILE, category=category, condition=condition, grid=town.LIYUAN)
        return number

    def test_a_corrected_point_keeps_the_grid_that_was_named(self, told: Teller, pool: Pool) -> None:
        number = self.filed(told)
        case: Case = told.say(town.CLERK, number, Verb.AMEND, **THERE, datum="wgs84", accuracy=3)
        assert case.point is not None
        assert kept(pool, number) == {
            "grid": town.LIYUAN, "point": "116.3345000,39.7205000", "fix": "wgs84 116.3345000,39.7205000 ±3 m",
        }  # fmt: skip

    def test_a_matter_without_a_place_is_where_its_point_is(self, told: Teller, pool: Pool) -> None:
        number = told.report(grid=None)
        told.say(town.CLERK, number, Verb.AMEND, **THERE)
        assert kept(pool, number)["grid"] == "110115003008002"

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"datum": "gcj02"}, "lng"),
            ({"accuracy": 3.0}, "lng"),
            ({"lng": 116.3, "datum": "gcj02"}, "lat"),
            ({"lng": -3.0, "lat": 51.0, "datum": "bd09"}, "datum"),
        ],
    )
    def test_what_is_refused(self, told: Teller, said: dict[str, Any], field: str) -> None:
        number = self.filed(told)
        with pytest.raises(Invalid) as refused:
            told.say(town.CLERK, number, Verb.AMEND, grade="major", **said)
        assert refused.value.facts["field"] == field
