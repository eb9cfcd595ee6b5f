"""``wangge import components``: a CSV of things on the street; bad rows are named by line, good ones are kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.progress import track

from wangge import people
from wangge.kit.commands import in_district
from wangge.kit.config import Settings
from wangge.kit.errors import Invalid, say, word
from wangge.kit.tx import Pool, Tx, work
from wangge.places.actions.points import canonical
from wangge.places.actions.things import put_components
from wangge.places.rules.component_files import BadRow, ComponentMap, ComponentReader, columns_in
from wangge.places.rules.things import NewComponent
from wangge.places.sources import mapping_of, table

BATCH = 2000  # rows of one transaction
SHOWN = 20


@dataclass(frozen=True)
class Asked:
    file: Path
    mapping: Path | None = None
    language: str = "zh"
    district: str | None = None


def import_command(chosen: Settings, asked: Asked) -> None:
    """SystemExit 1 where a row was bad; CannotRun for a file or a mapping that cannot be used."""
    with in_district(chosen, asked.district, asked.language) as (pool, district):
        bad = _imported(pool, district, asked)
    if bad:
        raise SystemExit(1)


def _imported(pool: Pool, district: str, asked: Asked) -> int:
    """How many rows were bad."""
    plan = mapping_of(asked.mapping, ComponentMap, ComponentMap())
    header, rows = table(asked.file, plan.delimiter)
    with work(pool, district) as tx:
        reader = ComponentReader(plan, columns_in(header, plan), _units(tx))
    bad: list[BadRow] = []
    read = added = changed = 0
    for batch in _batches(_watched(rows, asked)):
        good: list[NewComponent] = []
        for line, cells in batch:
            found = _placed(line, reader.read(line, cells))
            if isinstance(found, BadRow):
                bad.append(found)
            else:
                good.append(found)
        with work(pool, district) as tx:
            put = put_components(tx, good)
        read, added, changed = read + len(batch), added + put.added, changed + put.changed
    same = read - added - changed - len(bad)
    _tell(asked, bad, {"read": read, "added": added, "changed": changed, "same": same, "bad": len(bad)})
    return len(bad)


def _placed(line: int, found: NewComponent | BadRow) -> NewComponent | BadRow:
    if isinstance(found, BadRow):
        return found
    try:
        canonical(found.lng, found.lat, found.datum)
    except Invalid as refused:
        return BadRow(line, refused)
    return found


def _units(tx: Tx) -> dict[str, str]:
    units = people.units(tx)
    names = {name: unit.code for unit in units for name in (unit.name, unit.short_name) if name}
    return names | {unit.code: unit.code for unit in units}


def _watched(rows: list[tuple[int, dict[str, str]]], asked: Asked) -> Iterable[tuple[int, dict[str, str]]]:
    screen = Console(stderr=True)
    title = word("places", "word.step.components", asked.language).format(file=asked.file.name)
    return track(rows, title, console=screen, disable=not screen.is_terminal)


def _batches(
    rows: Iterable[tuple[int, dict[str, str]]],
) -> Iterator[list[tuple[int, dict[str, str]]]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _tell(asked: Asked, bad: list[BadRow], counts: dict[str, int]) -> None:
    out, err = Console(), Console(stderr=True)

    def print_(screen: Console, key: str, **facts: object) -> None:
        sentence = word("places", f"word.components.{key}", asked.language).format(**facts)
        screen.print(sentence, markup=False, highlight=False, soft_wrap=True)

    for one in bad[:SHOWN]:
        reason = say(one.refused, asked.language).rstrip("。.")
        print_(
            err, "bad", line=one.line, field=one.refused.facts.get("field", ""), reason=reason, rule=one.refused.code
        )
    if len(bad) > SHOWN:
        print_(err, "more", count=len(bad) - SHOWN)
    print_(out, "summary", **counts)
