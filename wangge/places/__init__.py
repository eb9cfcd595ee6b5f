"""Where: the grid tree of a district with its boundaries, and the grid of a point."""

from wangge.places.actions.boundaries import PLACES, boundary, set_boundaries, set_boundary, touch
from wangge.places.actions.changes.carrying import Successors, successors
from wangge.places.actions.changes.deciding import Outlook, apply_next, decide, outlook
from wangge.places.actions.changes.following import (
    Way,
    grids_at,
    grids_by_id,
    note_walk,
    quiet,
    settle,
    unsettled,
    ways,
)
from wangge.places.actions.changes.items import DutyGrid, Layer, duty_grid, layers
from wangge.places.actions.changes.store import Change, change
from wangge.places.actions.changes.undoing import undo
from wangge.places.actions.locate import Located, Neighbour, locate, locate_many
from wangge.places.actions.names import Ground, Name, Named, every_name
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
    NewGrid,
    above,
    add_grid,
    below,
    children,
    grid,
    grid_by_id,
    path_at,
)
from wangge.places.rules import Datum, Defect, DefectKind, Found, GridKind, area, check_children
from wangge.places.rules.changes import Carried, Claim, GridState, Step, carried
from wangge.places.rules.things import ComponentState, NewComponent, NewPlace, PlaceKind

__all__ = [
    "PLACES",
    "Carried",
    "Change",
    "Claim",
    "Component",
    "ComponentState",
    "Datum",
    "Defect",
    "DefectKind",
    "DutyGrid",
    "Found",
    "Grid",
    "GridKind",
    "GridState",
    "Ground",
    "Layer",
    "Located",
    "Name",
    "Named",
    "Neighbour",
    "NewComponent",
    "NewGrid",
    "NewPlace",
    "Outlook",
    "Place",
    "PlaceKind",
    "Put",
    "Step",
    "Successors",
    "Way",
    "above",
    "add_grid",
    "apply_next",
    "area",
    "below",
    "boundary",
    "canonical",
    "carried",
    "change",
    "check_children",
    "children",
    "component",
    "decide",
    "duty_grid",
    "every_name",
    "find",
    "grid",
    "grid_by_id",
    "grids_at",
    "grids_by_id",
    "layers",
    "locate",
    "locate_many",
    "nearest",
    "note_walk",
    "outlook",
    "path_at",
    "put_components",
    "put_names",
    "quiet",
    "set_boundaries",
    "set_boundary",
    "set_component_state",
    "settle",
    "successors",
    "touch",
    "undo",
    "unsettled",
    "ways",
]
