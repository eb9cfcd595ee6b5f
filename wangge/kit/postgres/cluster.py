"""One data folder of PostgreSQL: made, started, looked at, shut down."""

import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from wangge.kit.postgres.options import as_arguments
from wangge.kit.postgres.passwords import SUPERUSER
from wangge.kit.postgres.programs import CannotRun, Programs, major
from wangge.kit.postgres.waiting import wait_until

_SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432")  # bytes of a folder's path: the kernel's sun_path
_STATE_LINE = 7  # of postmaster.pid
_OLD_BACKENDS = "pre-existing shared memory block"  # of a killed server; they leave by themselves
_LOG_LIMIT = 20_000_000  # bytes; then one older file is kept


class Cluster:
    """``data`` belongs to the user of the programs, the log to the caller, who never writes into ``data``:
    what the database could put there (a link) must not lead the caller's hand."""

    def __init__(self, data: Path, log: Path, programs: Programs, options: Mapping[str, str]) -> None:
        self.data, self.log, self.programs, self.options = data, log, programs, options
        self._child: subprocess.Popen[bytes] | None = None
        self._mark = 0

    def create(self, password: str) -> None:
        """All or nothing: made beside its place and renamed. ``password`` is the superuser's."""
        new = self.data.with_suffix(".new")
        if new.exists():
            shutil.rmtree(new)
        new.mkdir(mode=0o700)
        self.programs.give(new)
        self.programs.check_reach(new)
        with tempfile.NamedTemporaryFile("w", prefix="wangge-") as file:
            file.write(password)
            file.flush()
            self.programs.give(Path(file.name))
            self.programs.run("initdb", *_initdb(new, file.name, major(self.programs.folder)))
        new.rename(self.data)

    def state(self) -> str | None:
        """``starting``, ``ready``, ``stopping``; None where no server runs."""
        lines = _pid_file(self.data)
        if not lines or not _runs(int(lines[0]), self.data):
            return None
        return lines[_STATE_LINE].strip() if len(lines) > _STATE_LINE else "starting"

    def pid(self) -> int | None:
        return int(_pid_file(self.data)[0]) if self.state() else None

    def bring_up(self) -> None:
        """Returns when it takes connections. CannotRun with the log's last words where it ends by itself."""
        self.programs.check_reach(self.data)
        self._reap()
        wait_until(self._is_up, f"waiting for PostgreSQL to be ready; its log is {self.log}")

    def shut_down(self) -> None:
        """Ends sessions, writes everything, returns when it is down."""
        if self.state():
            self.programs.run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-t", "86400", "-s")
        self._reap()

    def let_go(self) -> None:
        """Others use it: it outlives this process."""
        if self._child:
            self._child.returncode = 0  # else Python warns of a child left behind
            self._child = None

    def _is_up(self) -> bool:
        state = self.state()
        ended = self._child is None or self._child.poll() is not None
        if state is None and ended:
            if self._child and _OLD_BACKENDS not in (words := self._words()):
                self._child = None
                raise CannotRun(f"PostgreSQL did not start. Its log {self.log} ends with:\n{words[-2000:].strip()}")
            self._launch()
        return state == "ready"

    def _reap(self) -> None:
        if self._child and self.state() is None:
            self._child.wait()
            self._child = None

    def _launch(self) -> None:
        for left in (self.data / "postmaster.pid", socket_folder(self.data) / ".s.PGSQL.5432.lock"):
            left.unlink(missing_ok=True)  # of a dead server: the number in it may by now be another process's
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as log:
            self._mark = log.seek(0, os.SEEK_END)
            arguments = ["-D", str(self.data), *as_arguments(self.options)]
            self._child = self.programs.spawn("postgres", *arguments, log=log)

    def _words(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self._mark)
            return log.read().decode(errors="replace")


def socket_folder(data: Path) -> Path:
    """The data folder itself, or a short one where its path is too long for a socket's name."""
    if len(os.fsencode(data)) <= _SOCKET_LIMIT:
        return data
    short = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    near = "/run" if os.geteuid() == 0 else "/tmp"  # noqa: S108 - see make_socket_folder
    return Path(near, f"wangge-{os.geteuid()}-{short}")


def make_socket_folder(folder: Path, programs: Programs) -> None:
    """CannotRun where somebody else made it first: in /tmp anybody could."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), programs.uid()):
        raise CannotRun(f"{folder}, where the database's socket has to be, belongs to somebody else: remove it.")
    programs.give(folder)


def _initdb(data: Path, password_file: str, version: int) -> list[str]:
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return [
        f"--pgdata={data}",
        f"--username={SUPERUSER}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
        *(locale if version >= 17 else ["--locale=C.UTF-8"]),
    ]


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _runs(pid: int, data: Path) -> bool:
    """Whether this process is the server of ``data``, not a later one with its number, nor a zombie."""
    try:
        return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return not Path("/proc/self").exists() and _exists(pid)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
