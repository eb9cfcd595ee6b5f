"""``wangge export catalogue``, and what it shares with ``wangge import catalogue``: how a plan is shown in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from wangge.catalogue.actions import importing
from wangge.catalogue.rules import Kind
from wangge.catalogue.rules.plans import Plan
from wangge.kit.commands import in_district
from wangge.kit.config import Settings
from wangge.kit.errors import Invalid, say, word
from wangge.kit.postgres import CannotRun
from wangge.kit.tx import Tx, work

SHOWN = 200  # rows, and bad cells, on the screen


@dataclass(frozen=True)
class Asked:
    """``file`` None: the shipped catalogue. ``kind``: of a table with nine columns, whose codes do not say it."""

    file: Path | None = None
    apply: bool = False
    kind: Kind = Kind.EVENT
    language: str = "zh"
    district: str | None = None  # None: the default or the only one
    despite: bool = False  # retire what is still in use


def export_command(chosen: Settings, asked: Asked) -> None:
    """The whole catalogue in force into ``asked.file``, which must end in .xlsx."""
    file = asked.file
    if file is None or file.suffix.lower() != ".xlsx":
        raise CannotRun(say(Invalid("catalogue.xlsx", field="file"), asked.language))
    with in_one(chosen, asked) as tx:
        data = importing.export(tx)
    try:
        file.write_bytes(data)
    except OSError as error:
        raise CannotRun(str(error)) from error
    tell("exported", asked, file=file)


@contextmanager
def in_one(chosen: Settings, asked: Asked) -> Iterator[Tx]:
    """One transaction in the district; what is refused in it is told in words."""
    named = in_district(chosen, asked.district, asked.language)
    with named as (pool, district), work(pool, district) as tx:
        yield tx


def bytes_of(file: Path) -> bytes:
    """Invalid for a file that cannot be read."""
    try:
        return file.read_bytes()
    except OSError:
        raise Invalid("catalogue.no_file", field="file", file=file) from None


def show(plan: Plan, asked: Asked) -> None:
    """Row by row what would change, what is wrong, what is left out, and how much of each."""
    screen = Console(highlight=False, soft_wrap=True)
    table = Table(*(_word(f"head.{name}", asked) for name in ("what", "code", "name", "change")))
    for row in plan.rows[:SHOWN]:
        told = "\n".join(f"{d.field}: {d.before or '—'} → {d.after or '—'}" for d in row.differences)
        table.add_row(
            _word(f"what.{row.what}", asked), "/".join(filter(None, row.key)), row.name, told or str(row.until)
        )
    if plan.rows:
        screen.print(table)
    for bad in plan.bad[:SHOWN]:
        tell("bad", asked, **(bad._asdict() | {"rule": _word(f"rule.{bad.rule}", asked)}))
    for column, cells in plan.left_out.items():
        tell("left_out", asked, column=column, cells=cells)
    counts = {what: plan.count(what) for what in ("added", "changed", "retired")}
    tell("counts", asked, **counts, unchanged=plan.unchanged, bad=len(plan.bad))


def _word(key: str, asked: Asked) -> str:
    return word("catalogue", f"word.{key}", asked.language)


def tell(key: str, asked: Asked, **facts: Any) -> None:
    """A sentence of the catalogue's language file."""
    sentence = _word(key, asked).format(**facts)
    Console(highlight=False).print(sentence, markup=False, soft_wrap=True)
