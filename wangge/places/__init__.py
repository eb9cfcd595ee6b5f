"""Where: the grid tree of a district with its boundaries, and the grid of a point."""

from wangge.places.actions.boundaries import boundary, set_boundaries, set_boundary, touch
from wangge.places.actions.locate import Located, Neighbour, locate, locate_many
from wangge.places.actions.points import canonical
from wangge.places.actions.things import (
    Component,
    Place,
    Put,
    component,
    find,
    nearest,
    put_components,
    put_names,
    set_component_state,
)
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
from wangge.places.rules.things import ComponentState, NewComponent, NewPlace, PlaceKind

__all__ = [
    "Component",
    "ComponentState",
    "Datum",
    "Defect",
    "DefectKind",
    "Found",
    "Grid",
    "GridKind",
    "Located",
    "Moved",
    "Neighbour",
    "NewComponent",
    "NewGrid",
    "NewPlace",
    "Place",
    "PlaceKind",
    "Put",
    "above",
    "add_grid",
    "area",
    "below",
    "boundary",
    "canonical",
    "check_children",
    "children",
    "component",
    "find",
    "grid",
    "grid_by_id",
    "locate",
    "locate_many",
    "move_branch",
    "nearest",
    "path_at",
    "put_components",
    "put_names",
    "set_boundaries",
    "set_boundary",
    "set_component_state",
    "touch",
]
