"""The work behind wangge triage rebuild: pictures of the cases, drawn again."""

import os

from rich.console import Console

from wangge.kit.commands import database, in_district
from wangge.kit.config import settings
from wangge.kit.tx import work
from wangge.triage.actions import gathering, tallies

_say = Console(highlight=False)


def rebuild(what: str, named: str | None) -> None:
    """``units``: counted at once, in one transaction. ``matters``: forgotten; the worker gathers them again."""
    language = "en" if os.environ.get("LANG", "").lower().startswith("en") else "zh"
    with database(settings()), in_district(settings(), named, language) as (pool, district), work(pool, district) as tx:
        if what == "units":
            _say.print(f"{tallies.rebuild(tx)} cases counted.")
        else:
            gathering.rebuild(tx)
            _say.print("The worker gathers the matters again from the first report.")
