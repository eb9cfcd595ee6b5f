"""Where, as values without I/O: codes and paths of the grid tree."""

from wangge.places.rules.tree import LEVELS, NAME, GridKind, grid_path, grid_problem, segment

__all__ = ["LEVELS", "NAME", "GridKind", "grid_path", "grid_problem", "segment"]
