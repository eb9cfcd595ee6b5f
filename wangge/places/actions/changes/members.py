"""Members of layers: unit grids, replaced by what they become when the tree changes under them."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import NamedTuple

import orjson

from wangge.kit import sql
from wangge.kit.tx import Tx

q = sql.load("wangge.places")

Pair = tuple[int, int]  # item, grid


class Members(NamedTuple):
    """What a change took out of layers and put into them."""

    dropped: list[Pair]
    added: list[Pair]

    @classmethod
    def of(cls, before: Mapping[str, list[Pair]] | None, after: Mapping[str, list[Pair]] | None) -> "Members":
        return cls(*([(item, grid) for item, grid in (doc or {}).get("members", ())] for doc in (before, after)))


def follow(tx: Tx, replaced: Mapping[int, list[int]], back: Members | None) -> Members:
    """Items hold the successors of their grids. In an exclusive layer the first to come has the grid.

    ``back``: the change that is taken back; its members come and go the other way round.
    """
    if back:
        return Members(_drop(tx, back.added), _add(tx, back.dropped))
    if not replaced:
        return Members([], [])
    rows = tx.rows(q.members_on, grids=list(dict.fromkeys([*replaced, *chain(*replaced.values())])))
    taken = {(row["layer"], row["grid_id"]) for row in rows if row["grid_id"] not in replaced}
    dropped: list[Pair] = []
    added: list[Pair] = []
    for row in (row for row in rows if row["grid_id"] in replaced):
        successors = replaced[row["grid_id"]]
        if row["grid_id"] not in successors:
            dropped.append((row["item_id"], row["grid_id"]))
        for grid in successors:
            if not row["exclusive"] or (row["layer"], grid) not in taken:
                taken.add((row["layer"], grid))
                added.append((row["item_id"], grid))
    return Members(_drop(tx, dropped), _add(tx, added))


def exchange(tx: Tx, item: int, old: Iterable[int], new: Iterable[int]) -> Members:
    """The members of one item, in place of those it had."""
    held, wanted = set(old), set(new)
    dropped = [(item, grid) for grid in sorted(held - wanted)]
    return Members(_drop(tx, dropped), _add(tx, [(item, grid) for grid in sorted(wanted - held)]))


def _drop(tx: Tx, pairs: list[Pair]) -> list[Pair]:
    if pairs:
        tx.run(q.drop_members, rows=_json(pairs))
    return pairs


def _add(tx: Tx, pairs: list[Pair]) -> list[Pair]:
    """Those that were not there yet."""
    rows = tx.rows(q.add_members, rows=_json(pairs)) if pairs else []
    return [(row["item_id"], row["grid_id"]) for row in rows]


def _json(pairs: list[Pair]) -> str:
    return orjson.dumps([{"item_id": item, "grid_id": grid} for item, grid in pairs]).decode()
