"""Districts made up for trying out: the fixture town, its accounts, and a walk of one case to paste."""

import json
from pathlib import Path

from psycopg import connect
from rich.console import Console
from rich.table import Table

from wangge.demo import town, walk
from wangge.demo.land import Place, land
from wangge.kit import migrate
from wangge.kit.config import Settings
from wangge.kit.postgres import urls
from wangge.kit.tx import open_pool

__all__ = ["Place", "gazetteer", "load"]

say = Console(highlight=False, soft_wrap=True)


def gazetteer(seed: int = 1) -> list[Place]:
    """Compounds, villages, schools, markets, parks, clinics and roads of the demo district; needs no database.

    All but the villages' names are made up; the same for the same seed. 1.5 s the first time, then nothing.
    """
    return land(seed).places


def load(settings: Settings, port: int) -> None:
    """The town in its district, ``demo-accounts.json`` beside the data, and what a newcomer needs to know."""
    found = urls(settings)
    with connect(found.owner, autocommit=True) as conn:
        there = {district.code for district in migrate.districts(conn)}
    if town.DISTRICT not in there:
        migrate.create_district(found.owner, town.DISTRICT, "大兴区")
    with open_pool(found.app, 2) as pool:
        town.build(pool)
    path = settings.home / "demo-accounts.json"
    _write(path, [{key: row[key] for key in ("role", "login", "password")} for row in town.accounts()])
    _tell(path, port)


def _write(path: Path, accounts: list[dict[str, str]]) -> None:
    """Whole or not at all, and for its owner's eyes."""
    half = path.with_suffix(".new")
    half.write_text(json.dumps(accounts, ensure_ascii=False, indent=1), encoding="utf-8")
    half.chmod(0o600)
    half.replace(path)


def _tell(path: Path, port: int) -> None:
    table = Table("role", "login", "name", "password", title="Accounts of the demo town (大兴区, made up)")
    for row in town.accounts():
        table.add_row(row["role"], row["login"], row["name"], row["password"])
    say.print(table)
    say.print(f"Also in {path}.\n")
    say.print("One case from report to close, to paste into a second terminal:\n")
    say.print(walk.script(port), markup=False)
    say.print(f"\nServing http://127.0.0.1:{port}/ — the API is described at /api/openapi.json. Ctrl-C stops it all.")
