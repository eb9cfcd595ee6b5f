"""``wangge import cases``: a file of another system comes in batch by batch; bad rows are named, good ones are kept."""

import os
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from wangge import cases
from wangge.intake.bad_rows import BadRows
from wangge.intake.hands import Done, Hand, Work, by_processes
from wangge.intake.rules import Map, Reader, read_map
from wangge.intake.sheet import Row, Sheet
from wangge.intake.workbook import SUFFIXES, Workbook
from wangge.kit.commands import in_district
from wangge.kit.config import Settings
from wangge.kit.errors import Invalid, word
from wangge.kit.postgres import urls
from wangge.kit.tx import Pool

BATCH = 2000  # rows of one transaction
LONG = 4_000_000  # bytes from which on two processes are quicker than one, their start counted
MOST = 2  # processes, where nobody says how many: the database wants a core too


@dataclass(frozen=True)
class Asked:
    file: Path
    mapping: Path
    report: Path | None = None  # for the bad rows
    language: str = "zh"
    district: str | None = None  # None: the default or the only one
    jobs: int | None = None  # processes; None: as the file is long


def import_command(chosen: Settings, asked: Asked) -> None:
    """SystemExit 1 where a row was bad; CannotRun for a file or a mapping that cannot be used."""
    with in_district(chosen, asked.district, asked.language) as (pool, district):
        bad = _imported(pool, urls(chosen).app, district, asked)
    if bad:
        raise SystemExit(1)


def _imported(pool: Pool, url: str, district: str, asked: Asked) -> int:
    """How many rows were bad."""
    screen, began = Console(stderr=True), monotonic()
    plan = mapping_of(asked.mapping)
    with _opened(asked.file, plan) as sheet:
        Reader(plan, sheet.header, now := datetime.now(UTC))  # before anything is begun: the columns are there
        with BadRows(screen, asked.language, asked.report, sheet.header) as bad, _bar(screen, asked) as bar:
            run, shown = Import(bad), bar.add_task("", total=sheet.size)
            for done in _worked(pool, Work(url, district, plan, sheet.header, now), sheet, asked.jobs):
                run.note(done)
                bar.update(shown, completed=sheet.done)
        bad.close()
    seconds = monotonic() - began
    facts = {"read": run.read, "new": run.new, "known": run.known, "bad": bad.rows, "seconds": round(seconds, 1)}
    _say("word.summary", asked.language, **facts, rate=round(run.read / seconds))
    if run.unplaced:
        _say("word.unplaced", asked.language, count=run.unplaced)
    return bad.rows


def _say(key: str, language: str, **facts: object) -> None:
    Console().print(word("intake", key, language).format(**facts), markup=False, highlight=False, soft_wrap=True)


def _worked(pool: Pool, work: Work, sheet: Sheet | Workbook, jobs: int | None) -> Iterator[Done]:
    """By this process, or by several where the file is long: then no other import of the source runs beside it."""
    jobs = jobs or (min(MOST, os.cpu_count() or 1) if sheet.size > LONG else 1)
    if jobs == 1:
        hand = Hand(pool, work.district, Reader(work.plan, work.header, work.now))
        yield from (hand.take(rows) for rows in _batches(sheet))
        return
    with cases.alone(pool, work.plan.source):
        yield from by_processes(work, _batches(sheet), jobs)


class Import:
    """One run over a file, batch by batch: what came of it so far, and its bad rows told."""

    def __init__(self, bad: BadRows) -> None:
        self.bad = bad
        self.read = self.new = self.known = self.unplaced = 0

    def note(self, done: Done) -> None:
        for cells, reasons in done.bad:
            self.bad.add(cells, reasons)
        self.read += done.read
        self.new += done.new
        self.known += done.known
        self.unplaced += done.unplaced


def mapping_of(path: Path) -> Map:
    """Invalid for what is no TOML, or no mapping."""
    try:
        return read_map(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except OSError:
        raise Invalid("intake.no_file", file=path) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid("intake.toml", problem=str(error)) from None


def _opened(path: Path, plan: Map) -> Sheet | Workbook:
    try:
        if path.suffix.lower() in SUFFIXES:
            return Workbook(path, plan.sheet)
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
