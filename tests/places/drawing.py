"""A small district to draw on: squares of 0.001 degrees (about 86 by 111 m) in rows and columns, near 大兴."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from wangge import places
from wangge.kit.tx import Tx

WEST, SOUTH, SIDE = 116.33, 39.72, 0.001
CELL = places.area(shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE))  # m²


def at(column: float, row: float) -> tuple[float, float]:
    """Longitude and latitude of a corner (whole numbers) or of a place between."""
    return round(WEST + column * SIDE, 12), round(SOUTH + row * SIDE, 12)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.Polygon([at(west, south), at(east, south), at(east, north), at(west, north)])


def cells(columns: int, rows: int) -> dict[str, shapely.Polygon]:
    """Code (column and row) → square; together they cover ``box(0, 0, columns, rows)``."""
    return {f"{c}{r}": box(c, r, c + 1, r + 1) for r in range(rows) for c in range(columns)}


def points(where: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    return np.array([at(*one) for one in where])


#: Where the town's 清源 lies in these drawings: three communities side by side, their unit grids in columns.
QINGYUAN = {
    "110115003": box(0, 0, 7, 2),
    "110115003006": box(0, 0, 3, 2),
    "110115003006001": box(0, 0, 1, 2),
    "110115003006002": box(1, 0, 2, 2),
    "110115003006003": box(2, 0, 3, 2),
    "110115003008": box(3, 0, 5, 2),
    "110115003008001": box(3, 0, 4, 2),
    "110115003008002": box(4, 0, 5, 2),
    "110115003028": box(5, 0, 7, 2),  # 学院: only its first grid is drawn, the campus is not
    "110115003028001": box(5, 0, 6, 2),
}


def draw(tx: Tx, shapes: dict[str, shapely.Polygon] = QINGYUAN) -> None:
    places.set_boundaries(tx, {places.grid(tx, code).id: shape for code, shape in shapes.items()})
