"""Who does the work of an import: this process, or several beside it, each with a connection of its own."""

import gc
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from typing import NamedTuple

from psycopg import OperationalError
from psycopg.errors import DeadlockDetected, UniqueViolation

from wangge import cases
from wangge.cases import Brought, OldCase
from wangge.intake.rules import Bad, Map, Reader
from wangge.intake.sheet import Row
from wangge.kit.errors import Invalid
from wangge.kit.tx import Pool, open_pool, work

TRIES = 5  # of a batch that met a report of the same number


class Done(NamedTuple):
    """What became of one batch; bad rows with their cells."""

    read: int
    new: int
    known: int
    unplaced: int
    bad: list[tuple[Sequence[str], list[Bad]]]


@dataclass
class Hand:
    """Reads batches of rows and brings in what is good of them. ``alone``: no other import of this source runs."""

    pool: Pool
    district: str
    reader: Reader
    alone: bool = False

    def take(self, rows: Sequence[Row]) -> Done:
        """One batch. What is good of it is in the database at the end. Invalid: where the database was lost."""
        try:
            return self._take(rows)
        except OperationalError as error:
            raise Invalid("intake.stopped", line=rows[0].line, problem=str(error).strip()) from error

    def _take(self, rows: Sequence[Row]) -> Done:
        good: list[tuple[Row, OldCase]] = []
        bad: list[tuple[int, Sequence[str], list[Bad]]] = []
        for row in rows:
            found = self._read(row)
            if isinstance(found, OldCase):
                good.append((row, found))
            else:
                bad.append((row.line, row.cells or (), found))
        brought = self._bring([case for _, case in good])
        for wrong in brought.wrong:
            row, _ = good[wrong.row]
            bad.append((row.line, row.cells or (), [Bad(row.line, self.reader.column(wrong.field), wrong.refused)]))
        told = [(cells, reasons) for _, cells, reasons in sorted(bad, key=lambda one: one[0])]
        return Done(len(rows), brought.new, brought.known, brought.unplaced, told)

    def _read(self, row: Row) -> OldCase | list[Bad]:
        if row.cells is None:
            return [Bad(row.line, "", Invalid("intake.quote"))]
        return self.reader.read(row.line, row.cells)

    def _bring(self, good: Sequence[OldCase]) -> Brought:
        """Again, where a report of the same number has arrived by another road at the same moment."""
        plan = self.reader.plan
        for left in reversed(range(TRIES)):
            try:
                with work(self.pool, self.district) as tx:
                    return cases.bring(tx, plan.source, good, route=plan.route, alone=self.alone)
            except (UniqueViolation, DeadlockDetected):
                if not left:
                    raise
        raise AssertionError("the last try returns or raises")


class Work(NamedTuple):
    """What a process needs to begin."""

    url: str
    district: str
    plan: Map
    header: Sequence[str]
    now: datetime


def by_processes(work: Work, batches: Iterable[Sequence[Row]], jobs: int) -> Iterator[Done]:
    """What became of each batch, in their order; a few wait at a time, however long the file is."""
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (work,)) as processes:
        waiting: deque[Future[Done]] = deque()
        for rows in batches:
            waiting.append(processes.submit(_take, rows))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_hand: Hand | None = None  # of this process


def _begin(work: Work) -> None:
    gc.collect()
    gc.freeze()  # the rows of a batch hold no rings: to look for some took a tenth of the time
    gc.disable()
    global _hand  # noqa: PLW0603 - what a process of the pool keeps between its batches
    _hand = Hand(open_pool(work.url, 1), work.district, Reader(work.plan, work.header, work.now), alone=True)


def _take(rows: Sequence[Row]) -> Done:
    assert _hand, "a process begins before it takes"
    return _hand.take(rows)
