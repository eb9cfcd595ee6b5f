"""The embedded server: its settings, secrets, folders and addresses, and plain words about what is wrong."""

import json
import shutil
from pathlib import Path

import psycopg
import pytest

from tests.database import chosen_programs
from tests.kit.own_server import ADMIN, answers
from wangge.kit.config import Settings
from wangge.kit.postgres import CannotRun, Programs, Server, Urls, embedded, passwords, urls
from wangge.kit.postgres.cluster import make_socket_folder, socket_folder
from wangge.kit.postgres.options import MB, options

pytestmark = pytest.mark.db


class TestSettings:
    @pytest.mark.parametrize(
        ("memory", "buffers"),
        [(512 * MB, "128MB"), (2048 * MB, "512MB"), (4096 * MB, "1024MB"), (65536 * MB, "1024MB"), (64 * MB, "32MB")],
    )
    def test_a_quarter_of_the_memory_at_most_1_gb(self, memory: int, buffers: str) -> None:
        assert options(memory, "/x")["shared_buffers"] == buffers

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("fsync", "on"),
            ("synchronous_commit", "on"),
            ("full_page_writes", "on"),
            ("jit", "off"),
            ("listen_addresses", ""),
            ("data_checksums", "on"),
            ("TimeZone", "UTC"),
            ("password_encryption", "scram-sha-256"),
            ("server_encoding", "UTF8"),
        ],
    )
    def test_the_server_runs_with(self, shown: dict[str, str], name: str, value: str) -> None:
        assert shown[name] == value


class TestSecrets:
    def test_made_once_readable_by_the_owner_only(self, folder: Path) -> None:
        made = passwords.make(folder)
        assert passwords.make(folder) == made == passwords.read(folder)
        assert set(made) == {"postgres", "wangge_owner", "wangge_app", "wangge_erase"}
        assert len(set(made.values())) == 4
        assert (folder / "secrets.json").stat().st_mode & 0o777 == 0o600

    def test_half_a_file_of_a_killed_setup_is_written_again(self, folder: Path) -> None:
        (folder / "secrets.new").write_text("{")
        assert passwords.make(folder) == json.loads((folder / "secrets.json").read_text())

    def test_before_setup(self, folder: Path) -> None:
        with pytest.raises(CannotRun, match="wangge setup"):
            passwords.read(folder)

    def test_the_socket_asks_for_the_password(self, server: Server) -> None:
        wrong = server.url(*ADMIN).replace(passwords.read(server.home)["postgres"], "guess")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)

    def test_log_and_data_are_closed_to_others(self, server: Server) -> None:
        assert server.cluster.log.stat().st_mode & 0o077 == 0
        assert server.data.stat().st_mode & 0o077 == 0


class TestFolders:
    def test_a_long_path_has_its_socket_elsewhere(self, folder: Path) -> None:
        home = folder / ("long" * 30) / "var"
        with Server(home, chosen_programs()).running() as server:
            assert server.socket != server.data
            assert server.socket.stat().st_mode & 0o077 == 0
            assert answers(server)
        shutil.rmtree(server.socket)

    def test_a_short_path_has_it_inside(self) -> None:
        assert socket_folder(Path("/srv/wangge/var/postgres")) == Path("/srv/wangge/var/postgres")

    def test_a_socket_folder_that_is_a_link_is_refused(self, folder: Path) -> None:
        (folder / "link").symlink_to("/")
        with pytest.raises(CannotRun, match="belongs to somebody else"):
            make_socket_folder(folder / "link", chosen_programs())

    def test_a_closed_parent_is_named_and_stays_closed(self, folder: Path) -> None:
        closed = folder / "closed"
        closed.mkdir()
        home = closed / "var"
        home.mkdir()
        (home / "postgres").mkdir()
        closed.chmod(0o600)
        with pytest.raises(CannotRun, match=rf"cannot pass through {closed} to reach .*chmod o.x {closed}"):
            chosen_programs().check_reach(home / "postgres")
        assert closed.stat().st_mode & 0o777 == 0o600
        closed.chmod(0o700)

    def test_an_initdb_that_broke_off_is_done_again(self, folder: Path) -> None:
        (folder / "var" / "postgres.new").mkdir(parents=True)
        (folder / "var" / "postgres.new" / "PG_VERSION").write_text("18\n")
        with Server(folder / "var", chosen_programs()).running() as server:
            assert answers(server)

    def test_data_of_another_version(self, folder: Path) -> None:
        (folder / "PG_VERSION").write_text("9\n")
        with pytest.raises(CannotRun, match="was made by PostgreSQL 9"):
            Programs.embedded(folder)

    def test_a_program_that_ends_badly_is_quoted(self, folder: Path) -> None:
        with pytest.raises(CannotRun, match=r"pg_ctl: .*nowhere"):
            chosen_programs().run("pg_ctl", "status", "-D", "/nowhere")


class TestUrls:
    def test_of_the_embedded_server(self, folder: Path) -> None:
        made = passwords.make(folder)
        found = urls(Settings(home=folder))
        assert found.app.startswith(f"postgresql://wangge_app:{made['wangge_app']}@/wangge?host=%2F")
        assert "wangge_owner" in found.owner
        assert "wangge_erase" in found.erase
        assert "postgres:" in found.admin

    def test_of_another_server(self, folder: Path) -> None:
        chosen = Settings(home=folder, database_url="postgresql://a/x", owner_url="postgresql://o/x")
        assert embedded(chosen) is None
        found = urls(chosen)
        assert (found.app, found.owner, found.admin) == ("postgresql://a/x", "postgresql://o/x", "postgresql://o/x")
        with pytest.raises(CannotRun, match="WANGGE_ERASE_URL is not set"):
            _ = found.erase

    def test_serving_needs_no_owner(self) -> None:
        with pytest.raises(CannotRun, match="WANGGE_OWNER_URL is not set"):
            _ = Urls("postgresql://a/x").owner
