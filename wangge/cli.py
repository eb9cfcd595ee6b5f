"""The command line: each command opens the database it needs and hands over to a module."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pkgutil import resolve_name
from typing import Annotated, Any

import psycopg
import typer
import uvicorn
from rich.console import Console
from rich.table import Table

from wangge.kit import logs
from wangge.kit import migrate as m
from wangge.kit.commands import database as _database
from wangge.kit.config import settings
from wangge.kit.postgres import CannotRun, Urls
from wangge.triage import command as triage

app = typer.Typer(help="Wangge (网格): grid-based city governance.", no_args_is_help=True, add_completion=False)
district = typer.Typer(help="Districts (区县): one schema each.", no_args_is_help=True)
history = typer.Typer(help="The history of the cases.", no_args_is_help=True)
imports = typer.Typer(help="Bring data of other systems in.", no_args_is_help=True)
exports = typer.Typer(help="Take data out as files.", no_args_is_help=True)
_GROUPS = {"district": district, "history": history, "import": imports, "export": exports, "triage": triage.app}
for name, group in _GROUPS.items():
    app.add_typer(group, name=name)

triage.known = "wangge.demo.known:known"
say = Console(highlight=False)


@app.command()
def setup() -> None:
    """Make the data folder and the database, or bring them to this version."""
    with _database(settings(), make=True) as found:
        applied = m.set_up(found, ours=not settings().database_url)
    say.print(f"Set up; {applied} migrations applied.")


@app.command()
def migrate() -> None:
    """Make the roles and bring every district to this version."""
    with _database(settings()) as found:
        applied = m.set_up(found, ours=not settings().database_url)
    say.print(f"{applied} migrations applied.")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Default: WANGGE_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Default: WANGGE_PORT.")] = None,
) -> None:
    """Serve the API and the apps, one process per core, until Ctrl-C."""
    with _database(settings(), watch=True) as found:
        _check(found)
        _serve(host or settings().host, port or settings().port)


@app.command()
def worker() -> None:
    """Run the jobs, the alarms and the sequencer."""
    with _database(settings(), watch=True) as found:
        _check(found)
        _later("wangge.worker:run")(settings())


@app.command()
def demo(
    port: Annotated[int | None, typer.Option(help="Default: WANGGE_PORT.")] = None,
    seed: Annotated[int, typer.Option(help="Another one, another district.")] = 1,
    until: Annotated[str | None, typer.Option(help="The last moment of its history; default: now.")] = None,
    small: Annotated[bool, typer.Option("--small", help="300 cases, not 5 000.")] = False,
) -> None:
    """Everything a newcomer needs: a district with 90 days of cases, a worker, and the apps on 127.0.0.1."""
    os.environ["WANGGE_DEMO"] = "1"
    os.environ.setdefault("WANGGE_LOG_LEVEL", "WARNING")  # of the processes it starts: the walk stays in sight
    settings.cache_clear()
    logs.configure(settings().log_level)
    with _database(settings(), watch=True, make=True) as found:
        m.set_up(found, ours=not settings().database_url)
        written = _later("wangge.demo:load")(settings(), seed=seed, until=until, small=small)
        _later("wangge.demo.open:tell")(written, port or settings().port)
        with _worker_beside():
            _serve("127.0.0.1", port or settings().port)


@district.command("list")
def district_list() -> None:
    """Code, name and since when."""
    table = Table("code", "name", "since")
    with _database(settings()) as found, psycopg.connect(found.app, autocommit=True) as conn:
        for one in m.districts(conn):
            table.add_row(one.code, one.name, f"{one.created_at:%Y-%m-%d}")
    say.print(table)


@district.command("create")
def district_create(code: str, name: Annotated[str, typer.Option(help="As it is written: 大兴区.")]) -> None:
    """Make a district: its schema with all tables, empty."""
    with _database(settings()) as found:
        m.create_district(found.owner, code, name)
    say.print(f"District {code} {name} is there.")


@district.command("move")
def district_move(code: str, node: str, port: int = 5432) -> None:
    """Move a district to another node of a Citus cluster while it is in use."""
    with _database(settings()) as found:
        m.move_district(found.owner, code, node, port)
    say.print(f"District {code} is on {node}:{port}.")


@history.command("verify")
def history_verify(
    code: Annotated[str | None, typer.Option("--district", help="Default: all.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
) -> None:
    """Replay every case from its events and compare; walk the chain of hashes. Ends with 1 where it finds anything."""
    with _database(settings()):
        _later("wangge.cases.history:verify_command")(settings(), code, jobs)


@app.command()
def erase(
    report: Annotated[str, typer.Option(help="The number of the report.")],
    code: Annotated[str | None, typer.Option("--district", help="Default: the only one.")] = None,
    reason: Annotated[str, typer.Option(help="request, retention or order; noted in the audit log.")] = "request",
) -> None:
    """Erase who spoke and what was said of one report; its history stays and still verifies."""
    with _database(settings()):
        _later("wangge.cases.erasure:erase_command")(settings(), report, code, reason)
        _later("wangge.triage.forget_command:forget")(settings(), code)


@imports.command("cases")
def import_cases(  # noqa: PLR0913, PLR0917 - each is an option of the command
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8 or GB18030, or a workbook: xlsx, xls, ods.")],
    mapping: Annotated[Path, typer.Option(help="Which column means what, in TOML.")],
    report: Annotated[
        Path | None, typer.Option(help="A CSV for the rows that are not imported, with the reasons.")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="zh or en; default: by LANG.")] = None,
    code: Annotated[str | None, typer.Option("--district", help="Default: the only one.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, max=16, help="Processes; default: as the file is long.")] = None,
) -> None:
    """Bring cases of another system in, with their own times; again, nothing comes twice. Ends with 1 for bad rows."""
    with _database(settings()):
        asked = _later("wangge.intake.cases_import:Asked")(file, mapping, report, lang or _language(), code, jobs)
        _later("wangge.intake.cases_import:import_command")(settings(), asked)


@imports.command("grids")
def import_grids(  # noqa: PLR0913, PLR0917 - the options of a command
    files: Annotated[list[Path], typer.Argument(help="GeoJSON or CSV, coarse to fine.")],
    mapping: Annotated[Path | None, typer.Option(help="Which property means what, in TOML.")] = None,
    tolerance: Annotated[float, typer.Option(min=0, help="m²; what is smaller is counted, not listed.")] = 1.0,
    repair: Annotated[bool, typer.Option("--repair", help="Mend rings, leave doubles out; still named.")] = False,
    report: Annotated[Path | None, typer.Option(help="A CSV for all defects.")] = None,
    lang: Annotated[str | None, typer.Option(help="zh or en; default: by LANG.")] = None,
    code: Annotated[str | None, typer.Option("--district", help="Default: the only one.")] = None,
) -> None:
    """Bring a district's grids in, every gap, overlap and bad ring named; with a defect, nothing. Again: no change."""
    with _database(settings()):
        chosen = _later("wangge.places.grids_import:Files")(
            files, mapping, tolerance, repair, report, lang or _language(), code
        )
        _later("wangge.places.grids_import:import_command")(settings(), chosen)


@imports.command("components")
def import_components(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8 or GB18030.")],
    mapping: Annotated[Path | None, typer.Option(help="Which column means what, in TOML.")] = None,
    lang: Annotated[str | None, typer.Option(help="zh or en; default: by LANG.")] = None,
    code: Annotated[str | None, typer.Option("--district", help="Default: the only one.")] = None,
) -> None:
    """Bring components (部件) in, or their facts up to date; again, nothing changes. Ends with 1 for bad rows."""
    with _database(settings()):
        asked = _later("wangge.places.components_import:Asked")(file, mapping, lang or _language(), code)
        _later("wangge.places.components_import:import_command")(settings(), asked)


@imports.command("catalogue")
def import_catalogue(  # noqa: PLR0913, PLR0917 - each parameter is an option
    file: Annotated[
        Path | None, typer.Argument(help="The workbook (xlsx, xls, ods), or nine columns, CSV too.")
    ] = None,
    shipped: Annotated[bool, typer.Option("--shipped", help="What comes with the program, as far as missing.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Carry it out; without, only what would change.")] = False,
    despite: Annotated[bool, typer.Option("--despite", help="Retire what open cases or rules point to.")] = False,
    kind: Annotated[str, typer.Option(help="Of nine columns: event, component, matter or request.")] = "event",
    lang: Annotated[str | None, typer.Option(help="zh or en; default: by LANG.")] = None,
    code: Annotated[str | None, typer.Option("--district", help="Default: the only one.")] = None,
) -> None:
    """What a file would change in the catalogue; with --apply it is changed. Ends with 1 for bad cells."""
    if (file is None) is not shipped:
        raise typer.BadParameter("a FILE, or --shipped")
    with _database(settings()):
        wanted = _later("wangge.catalogue.rules:Kind")(kind) if kind in _KINDS else None
        if wanted is None:
            raise typer.BadParameter(f"--kind is one of {', '.join(_KINDS)}")
        asked = _later("wangge.catalogue.command:Asked")(file, apply, wanted, lang or _language(), code, despite)
        _later("wangge.cases.catalogue_import:import_command")(settings(), asked)


_KINDS = ("event", "component", "matter", "request")


@exports.command("catalogue")
def export_catalogue(
    file: Annotated[Path, typer.Argument(help="Where to write it: an .xlsx.")],
    lang: Annotated[str | None, typer.Option(help="zh or en; default: by LANG.")] = None,
    code: Annotated[str | None, typer.Option("--district", help="Default: the only one.")] = None,
) -> None:
    """The catalogue in force as an Excel workbook, to be changed and imported again."""
    with _database(settings()):
        asked = _later("wangge.catalogue.command:Asked")(file, language=lang or _language(), district=code)
        _later("wangge.catalogue.command:export_command")(settings(), asked)


def _check(found: Urls) -> None:
    with psycopg.connect(found.app, autocommit=True) as conn:
        m.check_role(conn)
        m.check_current(conn)


def _serve(host: str, port: int) -> None:
    processes = settings().processes or os.cpu_count() or 1
    _later("wangge.kit.metrics:clean")(settings())
    _later("wangge.kit.files:Files").load(settings()).sweep()
    how: dict[str, Any] = {"workers": processes, "access_log": False, "log_config": None, "server_header": False}
    how["http"] = "wangge.kit.serving:Protocol"
    how["timeout_graceful_shutdown"] = 2  # an open stream does not hold up the end
    uvicorn.run("wangge.app:app_from_settings", factory=True, host=host, port=port, timeout_keep_alive=75, **how)


@contextmanager
def _worker_beside() -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-m", "wangge.cli", "worker"], start_new_session=True) as process:
        try:
            yield
        finally:
            process.terminate()


def _later(name: str) -> Any:
    """Looked up when it is needed: the other commands start without it."""
    return resolve_name(name)


def _language() -> str:
    return "en" if os.environ.get("LANG", "").lower().startswith("en") else "zh"


def _leave(*_: object) -> None:
    """SIGTERM goes the same way out as Ctrl-C, past every ``finally``."""
    raise SystemExit(0)


def main() -> None:
    logs.configure(settings().log_level)
    signal.signal(signal.SIGTERM, _leave)
    try:
        app()
    except (CannotRun, psycopg.OperationalError) as error:
        Console(stderr=True, highlight=False).print(f"wangge: {error}", markup=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
