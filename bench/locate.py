"""Point in grid: 2 799 unit grids with their communities and the district, one point at a time and in bulk.

The limit is the bare library: shapely's tree over the unit grids alone, asked with the predicate. Building the index
and checking the partition are told beside. No database: what is measured is what a process does in memory.
"""

import argparse
import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from _partition import Partition, partition

from wangge.places.rules import Drawn, Index, Level, Parents, check_level

WANTED = {"per_second": 200_000, "one_us": 50, "check_s": 15}


def seconds(task: Callable[[], Any], times: int = 3) -> float:
    """The best of some runs."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        task()
        took.append(time.perf_counter() - began)
    return min(took)


def index_of(drawn: Partition) -> Index:
    grids = [Drawn(n + 1, f"{n:015}", 4, 10_000 + int(b)) for n, b in enumerate(drawn.block_of)]
    grids += [Drawn(10_000 + n, f"{n:012}", 3, 1) for n in range(len(drawn.blocks))]
    return Index(grids, [*drawn.cells, *drawn.blocks])


def one_by_one(index: Index, tree: shapely.STRtree, points: np.ndarray) -> dict[str, float]:
    spots = points[:20_000].tolist()
    each = []
    for x, y in spots:
        began = time.perf_counter()
        index.one(x, y)
        each.append(time.perf_counter() - began)
    bare = seconds(lambda: [tree.query(shapely.points(x, y), predicate="intersects") for x, y in spots]) / len(spots)
    mean = sum(each) / len(each)
    return {
        "mean_us": round(mean * 1e6, 1),
        "p99_us": round(float(np.quantile(each, 0.99)) * 1e6, 1),
        "bare_us": round(bare * 1e6, 1),
        "ratio": round(bare / mean, 2),
    }


def in_bulk(index: Index, tree: shapely.STRtree, points: np.ndarray) -> dict[str, float]:
    ours = len(points) / seconds(lambda: index.many(points))
    bare = len(points) / seconds(lambda: tree.query(shapely.points(points), predicate="intersects"))
    return {"per_second": round(ours), "bare_per_second": round(bare), "ratio": round(ours / bare, 2)}


def measured(cells: int, points: int) -> dict[str, Any]:
    drawn = partition(cells)
    tree = shapely.STRtree(drawn.cells)
    built = seconds(lambda: index_of(drawn), 1)
    index = index_of(drawn)
    west, south, east, north = shapely.total_bounds(drawn.cells)
    where = np.random.default_rng(2).uniform((west, south), (east, north), (points, 2))
    found = index.many(where)
    corners = shapely.get_coordinates(drawn.cells)[:: max(1, cells // 500)]
    assert (index.many(corners) > 0).all(), "a corner lies in exactly one grid"
    codes = [f"{n:012}" for n in range(len(drawn.blocks))]
    level = Level([str(n) for n in range(cells)], drawn.cells, [int(b) for b in drawn.block_of])
    check = seconds(lambda: check_level(Parents(codes, drawn.blocks), level), 1)
    return {
        "grids": cells,
        "points": points,
        "inside": round(float((found > 0).mean()), 3),
        "one": one_by_one(index, tree, where),
        "bulk": in_bulk(index, tree, where),
        "build_s": round(built, 2),
        "check_s": round(check, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--grids", type=int, default=2799)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--quick", action="store_true", help="100 000 points")
    chosen = parser.parse_args()
    points = 100_000 if chosen.quick else chosen.points
    print(json.dumps({"bench": "locate", **measured(chosen.grids, points), "wanted": WANTED}))


if __name__ == "__main__":
    main()
