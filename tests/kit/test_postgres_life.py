"""One server for every process that asks, and back after kill -9 with what was acknowledged."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.database import chosen_programs
from tests.kit.own_server import ADMIN, answers, ask
from wangge.kit.postgres import CannotRun, Server

pytestmark = pytest.mark.db

ROOT = Path(__file__).parents[2]

#: Another process: takes the server, says its number, stays until it is told to go or killed.
USE_IT = """
import sys
from pathlib import Path
from tests.database import chosen_programs
from wangge.kit.postgres import Server
with Server(Path(sys.argv[1]), chosen_programs()).running() as server:
    print(server.cluster.pid(), flush=True)
    sys.stdin.readline()
"""


def tell(server: Server, *statements: str) -> None:
    with psycopg.connect(server.url(*ADMIN), autocommit=True) as conn:
        for statement in statements:
            conn.execute(statement.encode())


def eventually(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def kill(server: Server) -> int:
    pid = server.cluster.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    return pid


def another_process(home: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", USE_IT, str(home)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def said(process: "subprocess.Popen[str]") -> int:
    assert process.stdout
    return int(process.stdout.readline())


class TestSharing:
    def test_the_second_uses_it_and_the_last_stops_it(self, server: Server) -> None:
        pid = server.cluster.pid()
        second = Server(server.home, chosen_programs())
        second.start()
        assert second.cluster.pid() == pid
        second.stop()
        assert answers(server)
        server.stop()
        assert server.cluster.state() is None

    def test_the_first_may_leave_before_the_second(self, server: Server) -> None:
        with Server(server.home, chosen_programs()).running() as second:
            server.stop()
            assert answers(second)
        assert second.cluster.state() is None

    def test_processes_that_ask_at_once_get_one_server(self, folder: Path) -> None:
        processes = [another_process(folder / "var") for _ in range(3)]
        assert len({said(process) for process in processes}) == 1
        for process in processes:
            process.communicate("\n")
        assert [process.returncode for process in processes] == [0, 0, 0]
        assert Server(folder / "var", chosen_programs()).cluster.state() is None

    def test_a_killed_process_leaves_a_server_that_the_next_one_uses(self, folder: Path) -> None:
        process = another_process(folder / "var")
        pid = said(process)
        process.kill()
        process.communicate()
        with Server(folder / "var", chosen_programs()).running() as server:
            assert server.cluster.pid() == pid
        assert server.cluster.state() is None

    def test_stopping_twice_and_starting_again(self, server: Server) -> None:
        tell(server, "CREATE TABLE kept (n int)")
        server.stop()
        server.stop()
        server.start()
        assert ask(server, "SELECT count(*) FROM kept") == 0


class TestDeath:
    def test_killed_it_comes_back_with_what_was_acknowledged(self, server: Server) -> None:
        server.watch()
        tell(server, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)")
        old = kill(server)
        eventually(lambda: server.cluster.pid() not in (None, old) and answers(server))
        assert ask(server, "SELECT n FROM kept") == 7

    def test_killed_twice(self, server: Server) -> None:
        server.watch()
        for _ in range(2):
            old = kill(server)
            eventually(lambda old=old: server.cluster.pid() not in (None, old) and answers(server))  # type: ignore[misc]

    def test_without_a_watch_the_next_start_recovers(self, server: Server) -> None:
        tell(server, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)")
        kill(server)
        server.start()
        assert ask(server, "SELECT n FROM kept") == 7

    def test_killed_while_a_query_runs_it_waits_for_the_old_backend(self, server: Server) -> None:
        conn = psycopg.connect(server.url(*ADMIN))
        conn.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 3000000)")
        kill(server)
        server.start()
        assert answers(server)
        conn.close()

    def test_a_number_file_that_names_another_process_does_not_deceive(self, server: Server) -> None:
        server.stop()
        (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n1\n5432\n\n\n  1 1\nready   \n")
        assert server.cluster.state() is None
        server.start()
        assert answers(server)

    def test_a_broken_setting_is_told_in_the_words_of_the_log(self, folder: Path) -> None:
        server = Server(folder / "var", chosen_programs(), {"shared_buffers": "much"})
        with pytest.raises(CannotRun, match='invalid value for parameter "shared_buffers": "much"'):
            server.start()
        assert server.cluster.state() is None
