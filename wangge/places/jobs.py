"""Work nobody asks for over HTTP: planned changes of the tree, each at its time."""

from wangge.kit.tx import Pool, work
from wangge.places.actions.changes.deciding import apply_next


def change(pool: Pool, district: str) -> int:
    """The next planned change whose time has come; how many were looked at: 0 or 1."""
    with work(pool, district) as tx:
        return 0 if apply_next(tx) is None else 1
