"""A partition made for a bench: crooked cells that share every vertex of their borders, with no gap between them."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

WEST, SOUTH, SIDE = 116.2, 39.5, 0.003  # degrees: cells of about 260 by 330 m
POINTS = 8  # on each side of a cell


class Partition(NamedTuple):
    cells: NDArray[np.object_]
    blocks: NDArray[np.object_]  # each of four by four cells: communities
    block_of: NDArray[np.intp]


def partition(cells: int, seed: int = 1) -> Partition:
    """So many cells, row by row; their corners and the points between them pushed about."""
    side = int(np.ceil(np.sqrt(cells)))
    fine = side * POINTS + 1
    dice = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(fine), np.arange(fine))
    push = dice.uniform(-0.35, 0.35, (2, fine, fine))
    corners = np.stack((WEST + (x + push[0]) * SIDE / POINTS, SOUTH + (y + push[1]) * SIDE / POINTS), axis=2)
    drawn = np.array([_cell(corners, *divmod(n, side)) for n in range(cells)], object)
    row, column = np.divmod(np.arange(cells), side)
    block_of = np.unique((row // 4) * side + column // 4, return_inverse=True)[1]
    blocks = [shapely.union_all(drawn[block_of == n]) for n in range(int(block_of.max()) + 1)]
    return Partition(drawn, np.array(blocks, object), block_of)


def _cell(corners: NDArray[np.float64], row: int, column: int) -> shapely.Polygon:
    top, left = row * POINTS, column * POINTS
    along = np.arange(POINTS)
    south = corners[top, left + along]
    east = corners[top + along, left + POINTS]
    north = corners[top + POINTS, left + POINTS - along]
    west = corners[top + POINTS - along, left]
    return shapely.Polygon(np.concatenate((south, east, north, west)))
