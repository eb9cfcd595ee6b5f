"""The work behind wangge triage models, retrain and restore."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table

from wangge.kit.commands import database, in_district
from wangge.kit.config import settings
from wangge.kit.errors import word
from wangge.kit.tx import Pool, work
from wangge.triage.actions import models
from wangge.triage.actions.retraining import retrain

_say = Console(highlight=False)


def list_models(named: str | None) -> None:
    """The newest first."""
    with _opened(named) as (pool, district), work(pool, district) as tx:
        rows = models.listed(tx)
    table = Table()
    for name in ("version", "state", "rows", "held out", "accuracy", "macro-F1", "why"):
        table.add_column(name, no_wrap=name == "version")  # to be copied whole
    for row in rows:
        measured = [f"{row['scores'][name]:.3f}" if name in row["scores"] else "" for name in ("accuracy", "macro_f1")]
        counted = [str(row["rows"] or ""), str(row["held"] or "")]
        table.add_row(row["version"], row["state"], *counted, *measured, word("triage", row["why"], _language()))
    _say.print(table)


def retrain_model(named: str | None) -> None:
    """CannotRun, in words, where no model could be trained."""
    with _opened(named) as (pool, district):
        made = retrain(pool, district)
    _say.print(f"{made.version}: {word('triage', made.why, _language())}", markup=False, soft_wrap=True)
    if not made.held:
        return
    live, change = made.scores["live"], made.scores["difference"]["accuracy"]
    _say.print(
        f"{made.rows} rows; on {made.held} held-out rows {made.scores['accuracy']:.3f}, {live['version']}"
        f" {live['accuracy']:.3f}, difference {change[0]:+.3f} [{change[1]:+.3f}, {change[2]:+.3f}]",
        markup=False, soft_wrap=True,
    )  # fmt: skip


def restore_model(version: str, named: str | None) -> None:
    with _opened(named) as (pool, district), work(pool, district) as tx:
        models.restore(tx, version)
    _say.print(f"{version} advises now.", markup=False, soft_wrap=True)


@contextmanager
def _opened(named: str | None) -> Iterator[tuple[Pool, str]]:
    with database(settings()), in_district(settings(), named, _language()) as found:
        yield found


def _language() -> str:
    return "en" if os.environ.get("LANG", "").lower().startswith("en") else "zh"
