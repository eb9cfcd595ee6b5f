"""For tests of changes in the database: decided by the shift lead, who keeps places there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from tests import town
from wangge import people, places
from wangge.kit.tx import Tx
from wangge.places import Change
from wangge.places.rules.changes import LayerItem, TreeDraft
from wangge.places.rules.changes.drafts import Merge, Move, Part, Split

COMMUNITY, LIYUAN, XINGFENG, QINGYUAN = "110115003008", "110115003006", "110115001", "110115003"
FIRST, SECOND, THIRD = (f"{LIYUAN}00{n}" for n in (1, 2, 3))
WEST, EAST = f"{LIYUAN}004", f"{LIYUAN}005"

SPLIT = Split(grid=FIRST, parts=[Part(code=WEST, name="丽园西"), Part(code=EAST, name="丽园东")])
MERGE = Merge(grids=[SECOND, THIRD], code=f"{LIYUAN}006", name="丽园南")
MOVE = Move(grid=COMMUNITY, parent=XINGFENG)


def decide(tx: Tx, draft: TreeDraft | LayerItem, at: datetime | None = None) -> Change:
    tx.actor = town.actor(tx, town.SHIFT_LEAD)
    return places.decide(tx, draft, at)


def nothing_filed(*_: Any) -> list[str]:
    """Of cases these tests know nothing."""
    return []


def settle(tx: Tx) -> None:
    """As if there were no cases."""
    for version in places.unsettled(tx):
        places.ways(tx, version)
        places.settle(tx, version)


def later(tx: Tx, **span: float) -> None:
    tx.now += timedelta(**span)


def path(tx: Tx, code: str) -> str:
    return places.grid(tx, code).path


def los(tx: Tx, login: str) -> list[str]:
    """Where the posts of somebody begin, former paths too."""
    return [b.lo for b in people.actor(tx, people.user_id(tx, login)).branches]


def worker(tx: Tx, code: str, login: str = town.NOBODY) -> int:
    """A post for exactly one grid, given by who grants."""
    with granting(tx):
        there = [path(tx, code)]
        return people.give_post(tx, people.user_id(tx, login), town.unit(tx, "丽园社区"), "grid_worker", there)


@contextmanager
def granting(tx: Tx) -> Iterator[None]:
    """Who decides changes of the tree gives and ends no posts."""
    decides, tx.actor = tx.actor, town.actor(tx, town.SECURITY_ADMIN)
    yield
    tx.actor = decides
