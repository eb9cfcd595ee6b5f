"""`wangge import grids` over the real partition of Hangzhou: what it says of it, and of six damaged copies."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely

from tests.database import Databases
from wangge import places
from wangge.kit.config import Settings
from wangge.kit.migrate import create_district
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, open_pool, work
from wangge.places.grids_import import Files, import_command

pytestmark = [pytest.mark.shared, pytest.mark.db]

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "hangzhou_grids"
NAMES = ("streets_8_wgs84.geojson", "communities_90_wgs84.geojson", "grids_332_wgs84.geojson")
EVENTS = DATA / "grid_events_228_sanitised_wgs84.csv"
DISTRICT = "330103"
INVALID = 232  # the feature whose ring touches itself

Doc = dict[str, Any]
Run = Callable[..., tuple[int, str, list[Doc]]]

PLANE = pyproj.Transformer.from_crs(4326, "+proj=laea +lat_0=30.3 +lon_0=120.17 +datum=WGS84", always_xy=True)


@pytest.fixture(scope="module")
def xiacheng(databases: Databases) -> Iterator[Urls]:
    """A district of its own, empty."""
    with databases.empty() as urls:
        create_district(urls.owner, DISTRICT, "下城区")
        yield urls


@pytest.fixture
def run(xiacheng: Urls, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(grids: Doc | None = None, **asked: Any) -> tuple[int, str, list[Doc]]:
        """Exit code, what it said, and the rows of its report."""
        paths = [DATA / name for name in NAMES]
        if grids is not None:
            paths[2] = tmp_path / "grids.geojson"
            paths[2].write_text(json.dumps(grids), encoding="utf-8")
        report, code = tmp_path / "report.csv", 0
        try:
            import_command(Settings(database_url=xiacheng.app), Files(paths, report=report, **asked))
        except SystemExit as left:
            code = int(str(left.code))
        with report.open(encoding="utf-8-sig") as file:
            return code, capsys.readouterr().out, list(csv.DictReader(file))

    return run


@pytest.fixture
def mended() -> Doc:
    """The grids with the one ring that touches itself mended: what is damaged next is the only defect."""
    grids: Doc = json.loads((DATA / NAMES[2]).read_text(encoding="utf-8"))
    feature = grids["features"][INVALID]
    feature["geometry"] = json.loads(
        shapely.to_geojson(shapely.make_valid(shapely.geometry.shape(feature["geometry"])))
    )
    return grids


def m2(shape: shapely.Geometry) -> float:
    """In an equal-area projection, by the library."""
    flat = shapely.transform(shape, lambda at: np.column_stack(PLANE.transform(at[:, 0], at[:, 1])))
    return float(shapely.area(flat))


def shape_of(feature: Doc) -> shapely.Geometry:
    return shapely.geometry.shape(feature["geometry"])


def inner_feature(grids: Doc) -> int:
    """A grid of one ring, whose code no other has, with grids all around it."""
    codes = [feature["properties"]["网格编号"] for feature in grids["features"]]
    shapes = [shape_of(feature) for feature in grids["features"]]
    edge = shapely.union_all(shapes).buffer(1e-7).boundary
    return next(
        n
        for n, shape in enumerate(shapes)
        if codes.count(codes[n]) == 1 and shape.geom_type == "Polygon" and not shape.interiors
        and shape.distance(edge) > 1e-4 and len(shape.exterior.coords) > 8
    )  # fmt: skip


def test_the_invalid_ring_is_named_and_nothing_written(run: Run, xiacheng: Urls) -> None:
    code, said, rows = run(language="en")
    assert code == 1
    assert "8 features, 8 grids" in said
    assert "90 features, 90 grids" in said
    assert "332 features, 332 grids" in said
    assert "Defect: ring crosses itself SQ-1-6, at 120.1686285,30.3307628" in said
    assert [(row["kind"], row["codes"]) for row in rows] == [("crossing", "SQ-1-6")]
    with _pool(xiacheng) as pool, work(pool, DISTRICT) as tx:
        assert places.children(tx, None) == []


def damaged(kind: str, grids: Doc) -> tuple[Doc, list[tuple[str, shapely.Geometry]]]:
    """A copy with one damage, and what it makes: kind of defect and its shape."""
    n = inner_feature(grids)
    feature = grids["features"][n]
    ring = feature["geometry"]["coordinates"][0]
    whole = shape_of(feature)
    if kind == "vertex moved":
        middle = whole.centroid
        corner = max(range(1, len(ring) - 1), key=lambda i: m2(shapely.Polygon([ring[i - 1], ring[i], ring[i + 1]])))
        ring[corner] = [ring[corner][0] * 2 - middle.x, ring[corner][1] * 2 - middle.y]
        moved = shapely.make_valid(shape_of(feature))
        others = [shape_of(one) for i, one in enumerate(grids["features"]) if i != n]
        made = [("overlap", shape) for other in others if (shape := moved & other).area > 1e-12]
        communities = [shape_of(one) for one in json.loads((DATA / NAMES[1]).read_text(encoding="utf-8"))["features"]]
        parent = max(communities, key=lambda shape: (shape & whole).area)
        made += [("outside", moved - parent)] if (moved - parent).area > 1e-12 else []
        return grids, made + [("gap", part) for part in shapely.get_parts(whole - moved)]
    if kind == "grid removed":
        del grids["features"][n]
        return grids, [("gap", whole)]
    if kind == "grid doubled":
        grids["features"].append(json.loads(json.dumps(feature)))
        return grids, [("duplicate", whole)]
    if kind == "ring crossed":
        ring[2], ring[5] = ring[5], ring[2]
        return grids, [("crossing", shape_of(feature))]
    if kind == "child outside":
        feature["geometry"] = json.loads(shapely.to_geojson(shapely.affinity.translate(whole, 0.2, 0)))
        return grids, [("outside", shape_of(feature)), ("gap", whole)]
    assert kind == "ring open"
    ring.pop()
    return grids, [("open", whole)]


@pytest.mark.parametrize(
    "kind", ["vertex moved", "grid removed", "grid doubled", "ring crossed", "child outside", "ring open"]
)
def test_a_damaged_copy(run: Run, mended: Doc, kind: str, xiacheng: Urls) -> None:
    grids, made = damaged(kind, mended)
    code, said, rows = run(grids)
    assert code == 1
    made = [(wanted, shape) for wanted, shape in made if m2(shape) >= 1]
    for wanted, shape in made:
        near = [row for row in rows if row["kind"] == wanted and _lies_in(row, shape, wanted)]
        assert near, (wanted, said)
        if near[0]["m2"]:
            assert float(near[0]["m2"]) == pytest.approx(m2(shape), rel=0.01)
    if kind != "ring crossed":  # the two lobes of a crossed ring leave gaps and overlaps of their own
        assert len(rows) == len(made), said
    with _pool(xiacheng) as pool, work(pool, DISTRICT) as tx:
        assert places.children(tx, None) == []


def _lies_in(row: Doc, shape: shapely.Geometry, kind: str) -> bool:
    point = shapely.Point(float(row["lng"]), float(row["lat"]))
    return bool(shape.distance(point) < 1e-7) if kind != "crossing" else bool(shape.boundary.distance(point) < 1e-7)


class TestImported:
    """In this order: the tests of a class run one after the other."""

    def test_with_repair_all_come(self, run: Run) -> None:
        code, said, rows = run(repair=True)
        assert code == 0, said
        assert re.findall(r"(\d+) 个要素，(\d+) 个网格", said) == [("8", "8"), ("90", "90"), ("332", "332")]
        assert "已修 环自相交 SQ-1-6" in said
        assert [row["repaired"] for row in rows] == ["1"]
        assert len(re.findall(r"小于 1 平方米的碎片", said)) == 3

    def test_again_nothing_changes(self, run: Run, xiacheng: Urls) -> None:
        with _pool(xiacheng) as pool, work(pool, DISTRICT) as tx:
            before = tx.row("SELECT (SELECT max(stamp) FROM stamps), (SELECT count(*) FROM grid_boundaries)")
        code, said, _ = run(repair=True)
        assert code == 0
        assert re.findall(r"新增 (\d+)，改边界 (\d+)，不变 (\d+)", said) == [
            ("0", "0", "8"), ("0", "0", "90"), ("0", "0", "332"),
        ]  # fmt: skip
        with _pool(xiacheng) as pool, work(pool, DISTRICT) as tx:
            assert tx.row("SELECT (SELECT max(stamp) FROM stamps), (SELECT count(*) FROM grid_boundaries)") == before

    def test_all_events_lie_in_a_grid(self, xiacheng: Urls) -> None:
        """The file's own word for the grid (灯芯巷网格1 for …灯芯巷社区网格1) agrees for 226 of 228.

        Two that 胭脂新村网格2 reported lie in 网格4 of the same community, 68 and 100 m from its own border.
        """
        with EVENTS.open(encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        where = np.array([(row["lng"], row["lat"]) for row in rows], float)
        with _pool(xiacheng) as pool, work(pool, DISTRICT) as tx:
            ids = places.locate_many(tx, where)
            names = {id_: places.grid_by_id(tx, id_).name for id_ in set(ids.tolist()) - {0}}
        assert len(rows) == 228
        assert (ids > 0).all()
        said = [(row["上报部门"], names[id_]) for id_, row in zip(ids.tolist(), rows, strict=True)]
        assert [(word, name) for word, name in said if not _agrees(name, word)] == [
            ("胭脂新村网格2", "天水街道胭脂新村社区胭脂新村社区网格4")
        ] * 2


def _agrees(name: str, said: str) -> bool:
    community, number = said.split("网格")
    return f"{community}社区" in name and name.endswith(f"网格{number}")


def _pool(urls: Urls) -> Pool:
    return open_pool(urls.app, 2)
