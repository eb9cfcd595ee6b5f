"""Where: the grid tree of a district, any depth, and the paths its grids have had."""

from wangge.places.actions.tree import (
    Grid,
    Moved,
    NewGrid,
    above,
    add_grid,
    below,
    children,
    grid,
    grid_by_id,
    move_branch,
    path_at,
)
from wangge.places.rules import GridKind

__all__ = [
    "Grid",
    "GridKind",
    "Moved",
    "NewGrid",
    "above",
    "add_grid",
    "below",
    "children",
    "grid",
    "grid_by_id",
    "move_branch",
    "path_at",
]
