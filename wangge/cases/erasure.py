"""Erasure (删除个人信息): who spoke and what was said goes, what happened stays and still verifies."""

from dataclasses import asdict, dataclass
from enum import StrEnum

from psycopg_pool import ConnectionPool
from rich.console import Console

from wangge.cases.actions.said import known_files
from wangge.cases.actions.store import q
from wangge.kit.config import Settings, settings
from wangge.kit.errors import NotFound, say
from wangge.kit.files import Files
from wangge.kit.migrate import districts
from wangge.kit.postgres import CannotRun, urls
from wangge.kit.tx import Pool, Tx, schema_of, work
from wangge.people import note_audit


class Reason(StrEnum):
    REQUEST = "request"  # the person asked for it (PIPL art. 47)
    RETENTION = "retention"  # its time is over
    ORDER = "order"  # a court or an authority ordered it


@dataclass(frozen=True)
class Erased:
    """How many of each; all 0 where it was done before."""

    texts: int
    persons: int
    files: int


def erase(tx: Tx, number: str, reason: Reason) -> Erased:
    """One report, by a transaction of wangge_erase. NotFound for a number that is none.

    Title, text, address and point of the report, the words said about it, who spoke, the pictures it brought.
    In a case where no other report speaks: all words and pictures. Bytes of files go last, before the commit:
    where that breaks off, nothing is noted and it can be done again.
    """
    report = tx.row(q.report_to_erase, number=number)
    if report is None:
        raise NotFound("report.unknown", report=number)
    cases = [row["id"] for row in tx.rows(q.been_in, home=report["home"])]
    alone = [row["id"] for row in tx.rows(q.alone_in, cases=cases, report=report["id"])]
    own = {"report": report["id"], "title": report["title"], "body": report["body"]}
    texts = tx.run(q.erase_texts, now=tx.now, alone=alone, cases=cases, **own)
    persons = tx.run(q.erase_person, now=tx.now, report=report["id"])
    shown = tx.rows(q.detach_files, alone=alone, home=report["home"], report=report["id"])
    files = tx.rows(q.drop_files, files=[row["sha256"] for row in shown])
    erased = Erased(texts, persons, len(files))
    tx.run(q.forget_request, number=number)
    tx.run(q.tell_erased, report=report["id"], now=tx.now)
    note_audit(tx, "erase", f"report:{report['id']}", reason=reason, **asdict(erased))
    _delete(tx, {row["sha256"] for row in files})
    return erased


def _delete(tx: Tx, files: set[str]) -> None:
    """The bytes, but for what another district of this installation shows: the store is one for all."""
    shelf = Files.load(settings())
    for sha256 in files - _shown_elsewhere(tx, files):
        shelf.delete(sha256)


def _shown_elsewhere(tx: Tx, files: set[str]) -> set[str]:
    shown: set[str] = set()
    for other in districts(tx.conn) if files else ():
        if other.code != tx.district:
            tx.run(q.look_into, schema=other.schema)
            shown |= known_files(tx, files) if tx.value(q.has_files) else set()
    tx.run(q.look_into, schema=schema_of(tx.district))
    return shown


def erase_command(chosen: Settings, number: str, district: str | None = None, reason: str = Reason.REQUEST) -> None:
    """One report of the district named, of the default one, or of the only one."""
    if reason not in list(Reason):
        raise CannotRun(f"A reason is one of {', '.join(Reason)}.")
    with ConnectionPool(urls(chosen).erase, min_size=1, max_size=1, kwargs={"autocommit": True}) as pool:
        code = _district(pool, district or chosen.default_district)
        try:
            with work(pool, code) as tx:
                erased = erase(tx, number, Reason(reason))
        except NotFound as error:
            raise CannotRun(say(error, "en")) from error
    said = f"{erased.texts} texts, {erased.persons} persons, {erased.files} files erased of report {number} of {code}."
    Console(highlight=False).print(said, markup=False, soft_wrap=True)


def _district(pool: Pool, named: str | None) -> str:
    with pool.connection() as conn:
        codes = [one.code for one in districts(conn)]
    if named is None and len(codes) == 1:
        return codes[0]
    if named not in codes:
        raise CannotRun(f"Name the district with --district: {', '.join(codes) or 'there is none yet'}.")
    return named
