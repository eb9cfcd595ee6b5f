"""`wangge import grids`: what it makes of small files, what it refuses and names, and that again nothing changes."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
import shapely

from tests.places.drawing import CELL, at, box
from tests.places.gridfiles import DISTRICT, Doc, all_files, codes, feature
from wangge import places

pytestmark = pytest.mark.db

Run = Callable[..., tuple[int, str]]
Reading = Callable[[], Any]


def test_a_whole_district(run: Run, reading: Reading) -> None:
    code, said = run(all_files())
    assert code == 0
    assert said.splitlines() == [
        "第 2 级 街道：2 个要素，2 个网格",
        "  新增 2，改边界 0，不变 0",
        "第 3 级 社区：4 个要素，4 个网格",
        "  新增 4，改边界 0，不变 0",
        "第 4 级 网格：16 个要素，16 个网格",
        "  新增 16，改边界 0，不变 0",
        "已导入。",
    ]
    with reading() as now:
        assert len(codes(now)) == 23
        grid = places.grid(now, "330103002001004")
        assert (grid.path, grid.name, grid.level) == ("330103/002/001/004/", "2街1社区4", 4)
        assert places.path_at(now, grid.id, now.now) == grid.path
        root = places.boundary(now, places.grid(now, DISTRICT).id)
        assert root is not None
        assert shapely.equals(root, box(0, 0, 8, 4))
        found = places.locate(now, *at(7.5, 0.5))
        assert found is not None
        assert found.grid == grid
        rows = now.rows("SELECT level, name_zh, name_en FROM grid_levels ORDER BY level")
        assert [tuple(row.values()) for row in rows] == [
            (2, "街道", "street"),
            (3, "社区", "community"),
            (4, "网格", "grid"),
        ]
        facts = now.value("SELECT facts FROM audit WHERE action = 'import_grids'")
        assert facts == {"new": {"2": 2, "3": 4, "4": 16}, "redrawn": 0}


def test_again_nothing_changes(run: Run, reading: Reading) -> None:
    run(all_files())
    count = (
        "SELECT (SELECT max(stamp) FROM stamps), (SELECT count(*) FROM grid_boundaries), (SELECT count(*) FROM audit)"
    )
    with reading() as now:
        before = now.row(count)
    code, said = run(all_files())
    assert code == 0
    assert "新增 0，改边界 0，不变 16" in said
    with reading() as now:
        assert now.row(count) == before


def test_a_changed_border_is_a_new_boundary_of_two(run: Run, reading: Reading) -> None:
    run(all_files())
    files = all_files()
    west, east = files["grids"][0], files["grids"][1]
    west["geometry"] = feature(box(0, 0, 1.5, 2))["geometry"]
    east["geometry"] = feature(box(1.5, 0, 2, 2))["geometry"]
    code, said = run(files)
    assert code == 0
    assert "新增 0，改边界 2，不变 14" in said
    with reading() as now:
        found = places.locate(now, *at(1.2, 1))
        assert found is not None
        assert found.grid.code == "330103001001001"
        assert now.value("SELECT count(*) FROM grid_boundaries WHERE grid_id = %(id)s", id=found.grid.id) == 2


def test_only_the_finest_later(run: Run, reading: Reading) -> None:
    """Parents in force; the level is known by its name; siblings in force are checked along."""
    files = all_files()
    run({"streets": files["streets"], "communities": files["communities"]})
    _, said = run({"half": files["grids"][:15]}, language="en")
    assert "Level 4, grid: 15 features, 15 grids" in said
    assert f"gap beside 330103002002003, {2 * CELL:.2f}".replace(",", "")[:26] in said.replace(",", "")
    code, _ = run({"grids": files["grids"]})
    assert code == 0
    code, said = run({"one": [feature(box(0, 0, 1, 2), 网格编码="330103001001001", 网格名称="1街1社区1")]})
    assert code == 0
    assert "库里另有 15 个本级网格不在文件里" in said
    code, said = run({"one": [feature(box(0, 0, 1.5, 2), 网格编码="330103001001001", 网格名称="1街1社区1")]})
    assert code == 1
    assert "重叠 330103001001001 330103001001002" in said


def crossed(shape: Doc) -> None:
    ring = shape["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda g: g.pop(1), "缺陷 缺口，旁边是 330103001001001 330103001001003"),
        (lambda g: g.append(deepcopy(g[1])), "缺陷 重复 330103001001002 330103001001002#17"),
        (lambda g: crossed(g[1]["geometry"]), "缺陷 环自相交 330103001001002，位于 116.3315000,39.7210000"),
        (lambda g: g[1]["geometry"]["coordinates"][0].pop(), "缺陷 环未闭合 330103001001002，开口 "),
        (lambda g: g[1].update(feature(box(20, 20, 21, 22), **g[1]["properties"])), "缺陷 超出上级 330103001001002，"),
        (lambda g: g[1]["geometry"].update(coordinates=[[[116.33, 39.72], [116.34, 39.72], [116.33, 39.72]]]),
         "缺陷 环少于三点 330103001001002，位于 116.3300000,39.7200000"),
    ],
    ids=["removed", "doubled", "crossed", "open", "outside", "short"],
)  # fmt: skip
def test_a_defect_is_named_and_nothing_written(
    run: Run, reading: Reading, damage: Callable[[list[Doc]], Any], sentence: str
) -> None:
    files = all_files()
    damage(files["grids"])
    code, said = run(files)
    assert code == 1
    assert sentence in said
    assert "未导入：" in said
    with reading() as now:
        assert places.children(now, None) == []


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda g: g[2].update(geometry=None), "grids.geojson 第 3 个要素 geometry：没有边界，或读不出边界（"),
        (lambda g: g[2].update(geometry={"type": "Point", "coordinates": [1, 2]}), "应是 Polygon 或 MultiPolygon"),
        (lambda g: g[2]["geometry"].update(coordinates=[["a"]]), "坐标不是成对的数"),
        (lambda g: g[2]["geometry"].update(coordinates=[[[5e5, 4e6], [6e5, 4e6], [6e5, 5e6]]]), "不是经纬度"),
        (lambda g: g[2]["properties"].update(网格编码="a b"), "第 3 个要素 网格编码：网格的 网格编码 不合规则"),
        (lambda g: g[2].update(feature(box(90, 90, 91, 91), 网格编码="X")), "第 3 个要素 geometry：找不到 X 的上级"),
    ],
    ids=["none", "point", "words", "metres", "code", "nowhere"],
)  # fmt: skip
def test_a_feature_that_cannot_be_used(run: Run, damage: Callable[[list[Doc]], Any], reason: str) -> None:
    files = all_files()
    damage(files["grids"])
    code, said = run(files)
    assert code == 1
    assert reason in said


def test_repair_mends_rings_and_drops_doubles_and_says_so(run: Run, reading: Reading) -> None:
    files = all_files()
    files["grids"][0]["geometry"]["coordinates"][0].pop()
    files["grids"].append(deepcopy(files["grids"][5]))
    code, said = run(files, repair=True)
    assert code == 0
    assert "已修 环未闭合 330103001001001，开口 " in said
    assert "已修 重复 330103001002002 330103001002002#17" in said
    with reading() as now:
        assert len(codes(now)) == 23


def test_below_the_tolerance_is_counted(run: Run) -> None:
    files = all_files()
    files["grids"][0]["geometry"] = feature(box(0, 0, 0.95, 2))["geometry"]
    assert run(files)[0] == 1
    code, said = run(files, tolerance=2000.0)
    assert code == 0
    assert "小于 2000 平方米的碎片 1 处，共 951.97" in said
