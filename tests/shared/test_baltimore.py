"""Ten thousand service requests of a real city: brought in, placed, and sent by rules that their past suggests."""

import csv
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from shapely import box

from tests.shared.messages import DATA, HOWTO
from tests.shared.test_messages import say as say  # noqa: PLC0414 - the fixture
from wangge import catalogue, dispatch, people, places
from wangge.cases.history import verify
from wangge.dispatch import Done, Facts, induce
from wangge.intake.cases_import import Asked, import_command
from wangge.kit.config import Settings
from wangge.kit.migrate import create_district
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.shared

FILE = DATA / "baltimore_311.csv"
CITY = "baltimore"
FOUNDED = datetime(2010, 1, 1, tzinfo=UTC)
CELLS = 10
VAGUE = 1482  # rounded to whole degrees, or empty

KEPT = """
SELECT c.unplaced, c.closed_at, a.unit,
       (SELECT k.due_at FROM case_clocks k WHERE k.case_id = c.id AND k.stage = 'whole') AS due_at
  FROM cases c LEFT JOIN assignments a ON a.case_id = c.id
"""

Row = dict[str, str]
Say = Callable[[str], None]


@pytest.fixture(scope="module")
def requests() -> list[Row]:
    if not FILE.exists():
        pytest.fail(f"{FILE} is not there: this test reads real requests from ../shared/data.", pytrace=False)
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def code_of(agency: str) -> str:
    return re.sub("[^a-z]", "", agency.lower())


def codes(requests: list[Row]) -> dict[str, str]:
    """Type → category, of a district that has these and no others."""
    types = sorted({row["SRType"] for row in requests})
    return {name: f"r{at // 90 + 1:02}{at % 90 + 1:02}" for at, name in enumerate(types)}


def build(pool: Pool, requests: list[Row]) -> None:
    """A regular board over the precise points, the agencies as bureaus, one standard for each type."""
    points = [(float(row["Longitude"]), float(row["Latitude"])) for row in requests if precise(row)]
    (west, south), (east, north) = (map(min, zip(*points, strict=True)), map(max, zip(*points, strict=True)))
    wide, high = (east - west) / CELLS + 1e-6, (north - south) / CELLS + 1e-6
    with work(pool, CITY, now=FOUNDED) as tx:
        places.add_grid(tx, places.NewGrid("24510", "Baltimore", 1))
        for x in range(CELLS):
            for y in range(CELLS):
                cell = places.add_grid(tx, places.NewGrid(f"24510{x}{y}", f"Cell {x}{y}", 2, "24510"))
                at = (west + x * wide, south + y * high)
                places.set_boundary(tx, cell.id, box(*at, at[0] + wide, at[1] + high))
        people.add_unit(tx, people.NewUnit("city", "City", "City", people.UnitKind.DISTRICT))
        for agency in sorted({row["Agency"] for row in requests}):
            people.add_unit(tx, people.NewUnit(code_of(agency), agency, agency[:8], people.UnitKind.BUREAU, "city"))
        for name, code in codes(requests).items():
            catalogue.publish(tx, catalogue.Draft(code, name[:60], "01", name, "done"))


def precise(row: Row) -> bool:
    return any(len(row[name].partition(".")[2].rstrip("0")) >= 3 for name in ("Longitude", "Latitude"))


def mapping(folder: Path, requests: list[Row]) -> Path:
    """The one of the docs, with the words of this district."""
    lines = ["", "[values.category]", *(f'"{name}" = "{code}/01"' for name, code in codes(requests).items())]
    lines += ["[values.unit]", *(f'"{name}" = "{code_of(name)}"' for name in {row["Agency"] for row in requests})]
    path = folder / "map.toml"
    path.write_text((HOWTO / "baltimore_311.toml").read_text(encoding="utf-8") + "\n".join(lines), encoding="utf-8")
    return path


def test_ten_thousand_requests(urls: Urls, pool: Pool, requests: list[Row], tmp_path: Path, say: Say) -> None:
    create_district(urls.owner, CITY, "Baltimore")
    build(pool, requests)
    asked = Asked(FILE, mapping(tmp_path, requests), language="en", district=CITY)
    import_command(Settings(database_url=urls.app), asked)  # ends with 1 where a row is bad
    with work(pool, CITY) as tx:
        kept = tx.rows(KEPT)
        assert verify(tx) == []
    assert len(kept) == len(requests) == 10_000
    assert Counter(row["unplaced"] for row in kept) == {None: 10_000 - VAGUE, "vague": VAGUE}
    for name, column in (("closed_at", "CloseDate"), ("due_at", "DueDate")):
        assert sum(row[name] is not None for row in kept) == sum(bool(row[column]) for row in requests)
    handled = sum(row["unit"] is not None for row in kept)
    assert handled == sum(bool(row["CloseDate"]) for row in requests)
    say(f"Baltimore: {len(kept)} in, {VAGUE} without a precise place, {handled} with the agency that handled them")
    judged(pool, requests, say)


def judged(pool: Pool, requests: list[Row], say: Say) -> None:
    """Rules from the half created earlier, published, against what became of the later half."""
    known = codes(requests)
    in_order = sorted(requests, key=lambda row: (created(row), row["ServiceRequestNum"]))
    past = [Done(known[row["SRType"]], "", code_of(row["Agency"])) for row in in_order]
    first, later = past[:5000], past[5000:]
    floor = Counter(done.unit for done in first).most_common(1)[0][0]
    with work(pool, CITY) as tx:
        for rule in induce(first, least=1):
            dispatch.draft(tx, dispatch.Said(lead=rule.unit, category=rule.category, reason="induced"))
        dispatch.draft(tx, dispatch.Said(lead=floor, reason="what the first half has not seen"))
        dispatch.publish(tx)
    with work(pool, CITY) as tx:
        book, units = dispatch.current(tx), {unit.id: unit.code for unit in people.units(tx)}
        leaves = [grid.path for grid in places.below(tx, places.grid(tx, "24510")) if grid.level == 2]
        report = dispatch.coverage(book, [(code, "01") for code in known.values()], leaves, tx.now)
        leads = {code: book.decide(Facts(code, "01", leaves[0], tx.now)).lead for code in known.values()}
    assert (report.ties, report.covered, report.pairs) == ((), 231 * CELLS**2, 231 * CELLS**2)
    share = sum(units.get(leads[done.category] or 0) == done.unit for done in later) / len(later)
    least = sum(done.unit == floor for done in later) / len(later)
    assert share > 0.9 > least
    say(
        f"Baltimore: {len(book.rules)} rules, 0 ties, {report.covered} of {report.pairs} pairs; of the later half "
        f"{share:.1%} go to the right agency, by the most frequent one {least:.1%}"
    )


def created(row: Row) -> datetime:
    return datetime.strptime(row["CreatedDate"], "%m/%d/%Y %I:%M:%S %p")  # noqa: DTZ007 - only compared
