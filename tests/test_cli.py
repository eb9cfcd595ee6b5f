"""The commands, on a server of their own (embedded) and on one named in the environment."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.database import Databases
from tests.kit.own_server import open_folder
from wangge import cli
from wangge.kit.config import settings
from wangge.kit.postgres import CannotRun, Urls
from wangge.kit.postgres.server import address

pytestmark = pytest.mark.db

WHAT_TO_DO = "run `wangge setup` first, or put the file back."
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    def run(*words: str) -> Result:
        settings.cache_clear()
        result = CliRunner().invoke(cli.app, list(words))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    for name in [name for name in os.environ if name.startswith("WANGGE_") and name != "WANGGE_TEST_SERVER"]:
        monkeypatch.delenv(name)
    yield run
    settings.cache_clear()


@pytest.fixture
def elsewhere(databases: Databases, monkeypatch: pytest.MonkeyPatch, run: Run) -> Iterator[Urls]:
    """A server that is not ours: its addresses stand in the environment."""
    with databases.empty() as urls:
        monkeypatch.setenv("WANGGE_DATABASE_URL", urls.app)
        monkeypatch.setenv("WANGGE_OWNER_URL", urls.owner)
        yield urls


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, run: Run) -> Iterator[Path]:
    folder = open_folder()
    monkeypatch.setenv("WANGGE_HOME", str(folder / "var"))
    yield folder / "var"
    shutil.rmtree(folder)


class TestElsewhere:
    def test_from_nothing_to_a_district(self, elsewhere: Urls, run: Run) -> None:
        assert "Set up; 0 migrations" in run("setup").output
        assert "大兴区 is there" in run("district", "create", "110115", "--name", "大兴区").output
        assert "大兴区" in run("district", "list").output
        assert "0 migrations applied" in run("migrate").output

    def test_serving_as_owner_is_refused(self, elsewhere: Urls, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        run("setup")
        monkeypatch.setattr(cli, "_serve", lambda *_: pytest.fail("it served"))
        monkeypatch.setenv("WANGGE_DATABASE_URL", elsewhere.owner)
        with pytest.raises(CannotRun, match="wangge_owner can act as wangge_owner"):
            run("serve")
        monkeypatch.setenv("WANGGE_DATABASE_URL", elsewhere.admin)
        with pytest.raises(CannotRun, match="postgres is a superuser"):
            run("serve")

    def test_serving_before_setup_is_refused(self, elsewhere: Urls, run: Run) -> None:
        with pytest.raises(CannotRun, match="run `wangge setup`"):
            run("serve")

    def test_owner_commands_need_the_owner(self, elsewhere: Urls, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("WANGGE_OWNER_URL")
        with pytest.raises(CannotRun, match="WANGGE_OWNER_URL is not set"):
            run("migrate")

    def test_serving_needs_no_owner(self, elsewhere: Urls, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        run("setup")
        served: list[tuple[str, int]] = []
        monkeypatch.delenv("WANGGE_OWNER_URL")
        monkeypatch.setattr(cli, "_serve", lambda host, port: served.append((host, port)))
        assert run("serve", "--port", "8123").exit_code == 0
        assert served == [("127.0.0.1", 8123)]


class TestEmbedded:
    def test_before_setup(self, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("WANGGE_HOME", str(tmp_path))
        for words in (["migrate"], ["serve"], ["district", "list"]):
            with pytest.raises(CannotRun, match="run `wangge setup`"):
                run(*words)

    def test_serve_outlives_a_kill_of_postgres(self, home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        run("setup")
        run("district", "create", "110115", "--name", "大兴区")

        def killed(host: str, port: int) -> None:
            old = int((home / "postgres" / "postmaster.pid").read_text().split()[0])
            os.kill(old, signal.SIGKILL)
            end = time.monotonic() + 20
            while not answers(home, old):
                assert time.monotonic() < end
                time.sleep(0.05)

        monkeypatch.setattr(cli, "_serve", killed)
        assert run("serve").exit_code == 0
        assert not (home / "postgres" / "postmaster.pid").exists()


def answers(home: Path, old: int) -> bool:
    """A new server, with what was committed before."""
    try:
        pid = int((home / "postgres" / "postmaster.pid").read_text().split()[0])
        with psycopg.connect(address(home, "wangge_app")) as conn:
            return pid != old and conn.execute("SELECT code FROM wangge.districts").fetchall() == [("110115",)]
    except (psycopg.OperationalError, FileNotFoundError, IndexError):
        return False


class TestMain:
    def test_what_is_wrong_is_one_line_on_stderr(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        monkeypatch.setenv("WANGGE_HOME", str(tmp_path))
        monkeypatch.setattr("sys.argv", ["wangge", "district", "list"])
        monkeypatch.setattr(cli.logs, "configure", lambda level: None)
        before = signal.getsignal(signal.SIGTERM)
        settings.cache_clear()
        with pytest.raises(SystemExit) as left:
            cli.main()
        signal.signal(signal.SIGTERM, before)
        assert left.value.code == 1
        assert capsys.readouterr().err == f"wangge: {tmp_path}/secrets.json is not there: {WHAT_TO_DO}\n"
