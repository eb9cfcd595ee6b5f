"""What is said of grids follows the ground: onto every part of a split, into a merged grid if said of all of it."""

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple


class Claim(NamedTuple):
    """``what`` is said of a grid, with a ``value``, from ``since`` on; None: for ever.

    Grids are ids, or paths where a change has not been made yet.
    """

    grid: Hashable
    what: Hashable
    value: Hashable = None
    since: datetime | None = None


class Step(NamedTuple):
    """A change that was made: what each grid has become, and which grids were not there before it."""

    version: int
    at: datetime
    ways: dict[Hashable, Sequence[Hashable]]
    came: frozenset[Hashable]
    undoes: int | None = None


class Carried(NamedTuple):
    """``grids``: where a claim holds now. ``missed``: grids that took ground of it, where it does not hold."""

    grids: tuple[Hashable, ...]
    missed: tuple[Hashable, ...]


class _Entry(NamedTuple):
    """Of one grid: which claims hold there, and which do not though some of the ground is theirs."""

    value: Hashable
    holds: frozenset[int] = frozenset()
    missed: frozenset[int] = frozenset()


_Said = dict[Hashable, _Entry]
_State = dict[Hashable, _Said]
_Waiting = tuple[datetime, int]


def carried(claims: Sequence[Claim], steps: Iterable[Step]) -> list[Carried]:
    """Where each claim holds after the steps, in the order of the claims; steps in the order they were made.

    A split: all parts. A merger, or a grid retired into another: the one that is left, if all that went into it had
    the same said of it; else that misses it. A grid that keeps its code keeps what was said of it, though it is wider
    now. A change taken back: as it was before, and what was said of its grids in between goes back with the ground.
    What was said of a grid itself goes before what came to it; without a time it always does.
    """
    state: _State = {}
    waiting = sorted((c.since, n) for n, c in enumerate(claims) if c.since is not None)
    always = [n for n, claim in enumerate(claims) if claim.since is None]
    _say(state, claims, always)
    memory: dict[int, tuple[_State, _State]] = {}
    for step in steps:
        ready, waiting = _until(waiting, claims, step)
        _say(state, claims, ready)
        takers = {taker for takers in step.ways.values() for taker in takers}
        touched = takers | step.ways.keys()
        before = _part(state, touched)
        if step.undoes in memory:
            _back(state, step, *memory[step.undoes])
        else:
            _forward(state, step)
        _say(state, claims, [n for n in always if claims[n].grid in takers])
        memory[step.version] = before, _part(state, touched)
    _say(state, claims, [n for _, n in waiting])
    return _told(state, len(claims))


def _until(waiting: list[_Waiting], claims: Sequence[Claim], step: Step) -> tuple[list[int], list[_Waiting]]:
    """What was said before a step, and what was not yet: of a grid that came with it nothing can have been."""
    end = bisect_right(waiting, step.at, key=itemgetter(0))
    early = [n for _, n in waiting[:end] if claims[n].grid not in step.came]
    late = [(since, n) for since, n in waiting[:end] if claims[n].grid in step.came]
    return early, late + waiting[end:]


def _say(state: _State, claims: Sequence[Claim], numbers: Iterable[int]) -> None:
    for n in numbers:
        grid, what, value, _ = claims[n]
        said = state.setdefault(grid, {})
        same = what in said and said[what].value == value
        said[what] = _Entry(value, (said[what].holds if same else frozenset()) | {n})


def _part(state: _State, grids: Iterable[Hashable]) -> _State:
    return {grid: dict(state[grid]) for grid in grids if grid in state}


def _forward(state: _State, step: Step) -> None:
    givers: dict[Hashable, list[Hashable]] = {}
    for grid, takers in step.ways.items():
        for taker in takers:
            givers.setdefault(taker, []).append(grid)
    given = {grid: state.pop(grid, {}) for grid in step.ways}
    for taker, grids in givers.items():
        stays = taker not in step.ways and taker not in step.came
        own = state.get(taker, {}) if stays else None
        state[taker] = _joined(own, [given[grid] for grid in grids])


def _joined(own: _Said | None, given: Sequence[_Said]) -> _Said:
    """What is said of a grid that takes others in; ``own``: what is said of it already, if it was there."""
    parts = [*given, own] if own is not None else given
    found: _Said = {}
    for what in {what: None for part in parts for what in part}:
        entries = [part[what] for part in parts if what in part]
        holds = frozenset().union(*(entry.holds for entry in entries))
        missed = frozenset().union(*(entry.missed for entry in entries))
        alike = len(entries) == len(parts) and len({entry.value for entry in entries}) == 1
        if alike and all(entry.holds for entry in entries):
            found[what] = _Entry(entries[0].value, holds, missed)
        else:
            kept = own[what] if own and what in own else _Entry(None)
            found[what] = _Entry(kept.value, kept.holds, (missed | holds) - kept.holds)
    return found


def _back(state: _State, step: Step, before: _State, after: _State) -> None:
    """As before the change that is taken back; only what was said since goes the way of the ground."""
    takers = {taker for takers in step.ways.values() for taker in takers}
    for grid in step.ways.keys() | takers | before.keys() | after.keys():
        known = after.get(grid, {})
        state[grid] = {what: entry for what, entry in state.get(grid, {}).items() if known.get(what) != entry}
    _forward(state, step)
    for grid, said in before.items():
        state[grid] = state.get(grid, {}) | said


def _told(state: _State, count: int) -> list[Carried]:
    grids: list[list[Hashable]] = [[] for _ in range(count)]
    missed: list[list[Hashable]] = [[] for _ in range(count)]
    for grid, said in state.items():
        for entry in said.values():
            for n in entry.holds:
                grids[n].append(grid)
            for n in entry.missed:
                missed[n].append(grid)
    return [Carried(tuple(a), tuple(b)) for a, b in zip(grids, missed, strict=True)]
