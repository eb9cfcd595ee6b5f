"""The work behind wangge triage place: texts and perhaps a gazetteer in, a grid or a question for each text out."""

from collections.abc import Callable
from pathlib import Path

import typer

from wangge.triage import tables
from wangge.triage.placing import Gazetteer, place
from wangge.triage.placing import tables as listed
from wangge.triage.runs import note, refusals

_SHOWN = 20  # wrong rows of a gazetteer that are named one by one


def place_file(source: Path, output: Path, known: Callable[[], Gazetteer]) -> None:
    """A row for each text, in their order; rows that cannot be read are named by their lines and left out."""
    with refusals():
        table = tables.read(source, ("text",), empty=True)
        gazetteer = known()
        found = [(row["text"], place(gazetteer, row["text"])) for row in table.rows]
        rows = ((text, one.grid, f"{one.confidence:.4f}", one.action) for text, one in found)
        tables.write(output, ("text", "grid", "confidence", "action"), rows)
        taken = sum(one.action == "take" for _, one in found)
        note(f"{len(found)} texts, {taken} placed, {len(found) - taken} to be asked")
        for line in table.bad:
            note(f"{source.name}: line {line} cannot be read")


def gazetteer_file(path: Path) -> Gazetteer:
    """With anything wrong in it, every line and field is told, and the command ends with 1."""
    with refusals():
        table = tables.read(path, listed.NEEDED, listed.WISHED)
        read = listed.read(zip(table.lines, table.rows, strict=True))
        bad = sorted([*read.bad, *(listed.Bad(line, "") for line in table.bad)])
        for line, field in bad[:_SHOWN]:
            note(f"{path.name}: line {line}: {field or 'the row'} cannot be read")
        if bad:
            note(f"{path.name}: {len(bad)} rows are wrong; nothing was placed")
            raise typer.Exit(1)
        return Gazetteer(read.divisions, read.entries)
