"""Where: the grid tree of a district with its boundaries, and the grid of a point."""

from wangge.places.actions.boundaries import boundary, set_boundaries, set_boundary, touch
from wangge.places.actions.locate import Located, Neighbour, locate, locate_many
from wangge.places.actions.points import canonical
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
from wangge.places.rules import Datum, Defect, DefectKind, Found, GridKind, area, check_children

__all__ = [
    "Datum",
    "Defect",
    "DefectKind",
    "Found",
    "Grid",
    "GridKind",
    "Located",
    "Moved",
    "Neighbour",
    "NewGrid",
    "above",
    "add_grid",
    "area",
    "below",
    "boundary",
    "canonical",
    "check_children",
    "children",
    "grid",
    "grid_by_id",
    "locate",
    "locate_many",
    "move_branch",
    "path_at",
    "set_boundaries",
    "set_boundary",
    "touch",
]
