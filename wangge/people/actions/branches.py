"""Where posts count, when the grid tree changes under them: ranges of paths added, and let go of later."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import orjson

from wangge.kit import sql
from wangge.kit.stamps import touch
from wangge.kit.tx import Tx
from wangge.people.actions.audit import PEOPLE
from wangge.people.rules import Duty

q = sql.load("wangge.people")


class PostBranch(NamedTuple):
    post_id: int
    lo: str
    hi: str


class Reach(NamedTuple):
    """Somebody whose post covers a path, by a range that begins at ``lo``."""

    path: str
    lo: str
    id: int
    name: str
    role: str
    unit: str


class Able(NamedTuple):
    """Somebody who holds a duty where a path is, by a range that begins at ``lo``; role and unit of that post."""

    id: int
    login: str
    name: str
    role: str
    unit: str
    lo: str


def branches_on(tx: Tx, paths: Sequence[str]) -> list[PostBranch]:
    """The ranges that begin at one of these paths: posts given for exactly these grids."""
    return tx.all(PostBranch, q.branches_on, los=list(paths)) if paths else []


def add_branches(tx: Tx, branches: Iterable[PostBranch]) -> list[PostBranch]:
    """Those that were not there yet."""
    rows = list(branches)
    touch(tx, PEOPLE)
    return tx.all(PostBranch, q.add_branches, rows=_rows(rows)) if rows else []


def drop_branches(tx: Tx, branches: Iterable[PostBranch]) -> int:
    rows = list(branches)
    touch(tx, PEOPLE)
    return tx.run(q.drop_branches, rows=_rows(rows)) if rows else 0


def who_reaches(tx: Tx, paths: Iterable[str]) -> list[Reach]:
    """People with a post in force that covers one of these paths."""
    return tx.all(Reach, q.who_reaches, paths=sorted(set(paths)), now=tx.now)


def who_may(tx: Tx, duty: Duty, path: str, limit: int) -> list[Able]:
    """People who hold the duty and reach the path, the nearest first: the grid's own before the district's."""
    return tx.all(Able, q.who_may, duty=duty, path=path, now=tx.now, limit=limit)


def reaching(tx: Tx, pairs: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Of pairs of a user and a path, those where a post of theirs covers it."""
    if not pairs:
        return set()
    ids, paths = zip(*pairs, strict=True)
    rows = tx.rows(q.reaching, ids=list(ids), paths=list(paths), now=tx.now)
    return {(row["id"], row["path"]) for row in rows}


def posts_named(tx: Tx, posts: Iterable[int]) -> list[str]:
    """Name and unit of who holds those that are in force: for a refusal that names people."""
    return [f"{row['name']}（{row['unit']}）" for row in tx.rows(q.posts_named, ids=sorted(set(posts)), now=tx.now)]


def _rows(branches: Iterable[PostBranch]) -> str:
    return orjson.dumps([b._asdict() for b in branches]).decode()
