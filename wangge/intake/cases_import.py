"""``wangge import cases``: a file of another system comes in batch by batch; bad rows are named, good ones are kept."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import monotonic

from psycopg import OperationalError
from psycopg.errors import DeadlockDetected, UniqueViolation
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from wangge import cases
from wangge.cases import Brought, OldCase
from wangge.intake.bad_rows import BadRows
from wangge.intake.rules import Bad, Map, Reader, read_map
from wangge.intake.sheet import Row, Sheet
from wangge.kit.config import Settings
from wangge.kit.errors import LANGUAGES, Invalid, Refused, say, word
from wangge.kit.migrate import one_district
from wangge.kit.postgres import CannotRun, urls
from wangge.kit.tx import Pool, open_pool, work

BATCH = 2000  # rows of one transaction
TRIES = 5  # of a batch that met a report of the same number


@dataclass(frozen=True)
class Asked:
    file: Path
    mapping: Path
    report: Path | None = None  # for the bad rows
    language: str = "zh"
    district: str | None = None  # None: the default or the only one


def import_command(chosen: Settings, asked: Asked) -> None:
    """SystemExit 1 where a row was bad; CannotRun for a file or a mapping that cannot be used."""
    if asked.language not in LANGUAGES:
        raise CannotRun(f"--lang is one of {', '.join(LANGUAGES)}.")
    pool = open_pool(urls(chosen).app, 2)
    try:
        with pool.connection() as conn:
            district = one_district(conn, asked.district or chosen.default_district)
        bad = _imported(pool, district, asked)
    except Refused as refused:
        raise CannotRun(say(refused, asked.language)) from refused
    finally:
        pool.close()
    if bad:
        raise SystemExit(1)


def _imported(pool: Pool, district: str, asked: Asked) -> int:
    """How many rows were bad."""
    screen, began = Console(stderr=True), monotonic()
    plan = mapping_of(asked.mapping)
    with _opened(asked.file, plan) as sheet:
        reader = Reader(plan, sheet.header, datetime.now(UTC))
        with BadRows(screen, asked.language, asked.report, sheet.header) as bad, _bar(screen, asked) as bar:
            run, shown = Import(pool, district, reader, bad), bar.add_task("", total=sheet.size)
            for rows in _batches(sheet):
                try:
                    run.take(rows)
                except OperationalError as error:
                    raise Invalid("intake.stopped", line=rows[0].line, problem=str(error).strip()) from error
                bar.update(shown, completed=sheet.done)
        bad.close()
    seconds = monotonic() - began
    facts = {"read": run.read, "new": run.new, "known": run.known, "bad": bad.rows, "seconds": round(seconds, 1)}
    summary = word("intake", "word.summary", asked.language).format(**facts, rate=round(run.read / seconds))
    Console().print(summary, markup=False, highlight=False, soft_wrap=True)
    return bad.rows


class Import:
    """One run over a file, batch by batch."""

    def __init__(self, pool: Pool, district: str, reader: Reader, bad: BadRows) -> None:
        self.pool, self.district, self.reader, self.bad = pool, district, reader, bad
        self.read = self.new = self.known = 0

    def take(self, rows: Sequence[Row]) -> None:
        """One batch. What is good of it is in the database at the end, what is bad has been told."""
        good: list[tuple[Row, OldCase]] = []
        for row in rows:
            found = self._read(row)
            if isinstance(found, OldCase):
                good.append((row, found))
            else:
                self.bad.add(row.cells or (), found)
        brought = self._bring([case for _, case in good])
        for wrong in brought.wrong:
            row, _ = good[wrong.row]
            self.bad.add(row.cells or (), [Bad(row.line, self.reader.column(wrong.field), wrong.refused)])
        self.read += len(rows)
        self.new += brought.new
        self.known += brought.known

    def _read(self, row: Row) -> OldCase | list[Bad]:
        if row.cells is None:
            return [Bad(row.line, "", Invalid("intake.quote"))]
        return self.reader.read(row.line, row.cells)

    def _bring(self, good: Sequence[OldCase]) -> Brought:
        """Again, where a report of the same number has arrived by another road at the same moment."""
        for left in reversed(range(TRIES)):
            try:
                with work(self.pool, self.district) as tx:
                    return cases.bring(tx, self.reader.plan.source, good)
            except (UniqueViolation, DeadlockDetected):
                if not left:
                    raise
        raise AssertionError("the last try returns or raises")


def mapping_of(path: Path) -> Map:
    """Invalid for what is no TOML, or no mapping."""
    try:
        return read_map(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except OSError:
        raise Invalid("intake.no_file", file=path) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid("intake.toml", problem=str(error)) from None


def _opened(path: Path, plan: Map) -> Sheet:
    try:
        return Sheet(path, plan.delimiter)
    except OSError:
        raise Invalid("intake.no_file", file=path) from None


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _bar(screen: Console, asked: Asked) -> Progress:
    """By the bytes read; nothing where nobody looks."""
    name = word("intake", "word.reading", asked.language).format(file=asked.file.name)
    columns = (
        TextColumn(name, markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=screen, disable=not screen.is_terminal)
