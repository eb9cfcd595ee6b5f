"""The grid tree: levels, kinds, codes and the path that a code gives, as values without I/O."""

import re
from enum import StrEnum

LEVELS = range(1, 10)
NAME = 100  # characters
CODE_LENGTH = 15  # digits of a unit grid: 6 district + 3 street + 3 community + 3 grid (GB/T 30428.1)

_CODE = re.compile(r"[0-9A-Za-z_-]{1,40}")


class GridKind(StrEnum):
    GENERAL = "general"  # 综合网格
    DEDICATED = "dedicated"  # 专属网格: a school, a market, a park


def segment(code: str, parent: str | None) -> str:
    """What a grid adds to its parent's path: the rest of its code, or all of it where the parent's is no prefix.

    ``110115003003`` below ``110115003`` is ``003``; below another street it stays ``110115003003``,
    because that street may have a ``003`` of its own.
    """
    rest = code.removeprefix(parent) if parent else code
    return rest or code


def grid_path(parent: tuple[str, str] | None, code: str) -> str:
    """The path of a grid under a parent given as (code, path), with its last slash."""
    code_above, path_above = parent or (None, "")
    return f"{path_above}{segment(code, code_above)}/"


def grid_problem(code: str, name: str, level: int) -> str | None:
    """The field that is wrong, or None."""
    if not _CODE.fullmatch(code):
        return "code"
    if not 1 <= len(name.strip()) <= NAME:
        return "name"
    if level not in LEVELS:
        return "level"
    return None
