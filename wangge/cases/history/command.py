"""``wangge history verify``: every case of every district, in one process or several, with what was found."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context

from psycopg_pool import ConnectionPool
from rich.console import Console
from rich.progress import Progress

from wangge.cases.history.proof import Proof, Span, tiles, verify_tile
from wangge.kit.config import Settings
from wangge.kit.migrate import districts
from wangge.kit.postgres import CannotRun, urls
from wangge.kit.tx import Pool, work


def verify_command(settings: Settings, district: str | None = None, jobs: int = 1) -> None:
    """Prints each finding with its case, and at the end how much was proven. SystemExit 1 where anything was found.

    People may go on working: each tile of cases is read at a moment of its own.
    """
    url, say = urls(settings).app, Console(highlight=False)
    cases = events = findings = 0
    with _opened(url) as pool:
        for code in _districts(pool, district):
            for proof in _watched(say, code, _proofs(pool, url, code, jobs)):
                cases, events, findings = cases + proof.cases, events + proof.events, findings + len(proof.findings)
                for found in proof.findings:
                    say.print(f"{code} {found.case}: {found.what}", markup=False, soft_wrap=True)
    say.print(f"{cases} cases, {events} events verified, {findings} findings")
    if findings:
        raise SystemExit(1)


def _districts(pool: Pool, named: str | None) -> list[str]:
    with pool.connection() as conn:
        codes = [one.code for one in districts(conn)]
    if named is not None and named not in codes:
        raise CannotRun(f"There is no district {named}.")
    return codes if named is None else [named]


def _proofs(pool: Pool, url: str, district: str, jobs: int) -> tuple[int, Iterator[Proof]]:
    """How many there will be, and each as it is made."""
    with work(pool, district) as tx:
        spans = tiles(tx)
    made = _in_processes(url, district, spans, jobs) if jobs > 1 else (_prove(pool, district, span) for span in spans)
    return len(spans), made


def _in_processes(url: str, district: str, spans: list[Span], jobs: int) -> Iterator[Proof]:
    with ProcessPoolExecutor(min(jobs, len(spans)), mp_context=get_context("spawn")) as workers:
        yield from workers.map(partial(_prove_there, url, district), spans)


def _prove(pool: Pool, district: str, span: Span) -> Proof:
    with work(pool, district) as tx:
        return verify_tile(tx, span)


def _prove_there(url: str, district: str, span: Span) -> Proof:
    return _prove(_kept_open(url), district, span)


def _opened(url: str) -> Pool:
    return ConnectionPool(url, min_size=1, max_size=1, kwargs={"autocommit": True}, open=True)


_kept_open = cache(_opened)  # until the process ends


def _watched(say: Console, district: str, proofs: tuple[int, Iterator[Proof]]) -> Iterator[Proof]:
    """With a bar for who looks on."""
    total, made = proofs
    with Progress(console=say, transient=True, disable=not say.is_terminal) as progress:
        yield from progress.track(made, total=total, description=district)
