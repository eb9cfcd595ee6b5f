"""Where somebody may act: branches of a tree as half-open ranges of paths, compared byte by byte.

A path ends in ``/`` and ``0`` is the character after ``/``, so the branch of ``a/b/`` is
``[a/b/, a/b0)``: the node, all below it, and nothing else. Codes in paths are ASCII.
"""

from collections.abc import Iterable


def branch_of(path: str) -> tuple[str, str]:
    """The range ``[lo, hi)`` that holds a node and all below it; ValueError for a path without its last slash."""
    if not path.endswith("/") or path.startswith("/"):
        raise ValueError(f"not a path: {path!r}")
    return path, path[:-1] + "0"


def merged(ranges: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The same paths as disjoint ranges in order; empty ranges vanish."""
    out: list[tuple[str, str]] = []
    for lo, hi in sorted(ranges):
        if lo >= hi:
            continue
        if out and lo <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], hi)
        else:
            out.append((lo, hi))
    return tuple(out)


def covers(branches: Iterable[tuple[str, str]], path: str) -> bool:
    return any(lo <= path < hi for lo, hi in branches)


def moved(path: str, old: str, new: str) -> str:
    """A path inside the branch ``old`` after that branch became ``new``."""
    if not path.startswith(old):
        raise ValueError(f"{path!r} is not below {old!r}")
    return new + path[len(old) :]
