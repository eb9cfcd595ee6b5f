"""Where, as values without I/O: codes and paths of the grid tree, areas, datums, and the grid of a point."""

from wangge.places.rules.datums import Datum, OutsideChina, canonical, from_wgs84, to_wgs84
from wangge.places.rules.index import CRACK, NOWHERE, Drawn, Index
from wangge.places.rules.measure import area, areas
from wangge.places.rules.partition import (
    TOLERANCE,
    Defect,
    DefectKind,
    Found,
    Level,
    Parents,
    check_children,
    check_level,
)
from wangge.places.rules.tree import LEVELS, NAME, GridKind, grid_path, grid_problem, segment

__all__ = [
    "CRACK",
    "LEVELS",
    "NAME",
    "NOWHERE",
    "TOLERANCE",
    "Datum",
    "Defect",
    "DefectKind",
    "Drawn",
    "Found",
    "GridKind",
    "Index",
    "Level",
    "OutsideChina",
    "Parents",
    "area",
    "areas",
    "canonical",
    "check_children",
    "check_level",
    "from_wgs84",
    "grid_path",
    "grid_problem",
    "segment",
    "to_wgs84",
]
