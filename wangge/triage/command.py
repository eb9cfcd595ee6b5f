"""wangge triage …: by files without a database, and the models of a district."""

from enum import StrEnum
from functools import partial
from pathlib import Path
from pkgutil import resolve_name
from typing import Annotated

import typer

app = typer.Typer(help="Advice from text (智能辅助): categories, places and hot topics.", no_args_is_help=True)

Input = Annotated[Path, typer.Option("--input", exists=True, dir_okay=False, help="CSV in UTF-8 or GB18030.")]
District = Annotated[str | None, typer.Option("--district", help="Default: the only one.")]
_MODELS = "wangge.triage.models_command"
_RUNS = "wangge.triage.runs"  # imported when it is needed: the other commands start without it
_PLACES = "wangge.triage.place_runs"

#: Where the gazetteer comes from that places texts without a file; named by whoever knows one, "module:function".
known = ""


@app.command()
def train(source: Input, model: Annotated[Path, typer.Option(help="The file to write.")]) -> None:
    """Learn categories from title, text, category; prints how well on what was held out in turn."""
    resolve_name(f"{_RUNS}:train_file")(source, model)


@app.command()
def evaluate(
    source: Input, model: Annotated[str, typer.Option(help="A file of wangge triage train, or cold.")]
) -> None:
    """How good a model is on title, text, category; cold: of these, only the names of the categories are used."""
    resolve_name(f"{_RUNS}:evaluate_file")(source, model)


@app.command()
def topics(source: Input, output: Annotated[Path, typer.Option(help="The CSV to write.")]) -> None:
    """Group id, title, reported_at, text, against, likes by matter; hottest first by the formula of the docs."""
    resolve_name(f"{_RUNS}:topics_file")(source, output)


@app.command()
def place(
    source: Input,
    output: Annotated[Path, typer.Option(help="The CSV to write: text, grid, confidence, action (take or ask).")],
    gazetteer: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="CSV: kind (street, community, grid, compound, road, place, poi), name, grid; perhaps parent, "
            "aliases, numbers (1-23; 2-48), lng, lat. Default: the demo district.",
        ),
    ] = None,
) -> None:
    """Place each text in a grid, or say that it must be asked; rows keep their order."""
    chosen = partial(resolve_name(f"{_PLACES}:gazetteer_file"), gazetteer) if gazetteer else resolve_name(known)
    resolve_name(f"{_PLACES}:place_file")(source, output, chosen)


@app.command()
def models(district: District = None) -> None:
    """The models of a district: which one advises, how each did on held-out cases, and why it was taken or not."""
    resolve_name(f"{_MODELS}:list_models")(district)


@app.command()
def retrain(district: District = None) -> None:
    """Train a model from what the clerks chose; it advises only where it is not worse. Ends with 1 where none could."""
    resolve_name(f"{_MODELS}:retrain_model")(district)


@app.command()
def restore(
    version: Annotated[str, typer.Argument(help="As wangge triage models writes it; cold: the catalogue's words.")],
    district: District = None,
) -> None:
    """A former model advises again, at once; noted in the audit log."""
    resolve_name(f"{_MODELS}:restore_model")(version, district)


class Picture(StrEnum):
    UNITS = "units"
    MATTERS = "matters"


@app.command()
def rebuild(
    what: Annotated[Picture, typer.Argument(help="units: who handled such cases; matters: the same matter.")],
    district: District = None,
) -> None:
    """Draw a picture of the cases again, where somebody has damaged it."""
    resolve_name("wangge.triage.rebuild_command:rebuild")(what, district)
