"""The embedded server, shared by every process that asks for it.

The first to ask starts it, the last to leave stops it: each user holds a shared lock on a
file, which the kernel lets go of even after kill -9. A server left running by a killed
process is found by the next one and used.
"""

import fcntl
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import quote

from wangge.kit.postgres import passwords
from wangge.kit.postgres.cluster import Cluster, make_socket_folder, socket_folder
from wangge.kit.postgres.options import memory, options
from wangge.kit.postgres.programs import CannotRun, Programs
from wangge.kit.postgres.waiting import locked, log, open_lock, try_lock

DATABASE = "wangge"


class Server:
    """``changed``: settings beside the usual ones, for tests and measurements."""

    def __init__(self, home: Path, programs: Programs | None = None, changed: Mapping[str, str] | None = None) -> None:
        self.home = home.resolve()
        self.data = self.home / "postgres"
        self.programs = programs or Programs.embedded(self.data)
        self.socket = socket_folder(self.data)
        chosen = options(memory(), str(self.socket)) | dict(changed or {})
        self.cluster = Cluster(self.data, self.home / "postgres.log", self.programs, chosen)
        self._seat: int | None = None
        self._leaving = threading.Event()
        self._watcher: threading.Thread | None = None

    def start(self) -> None:
        """Returns when the server answers, made first where there is none. A long recovery is waited for."""
        self._leaving.clear()
        self.home.mkdir(mode=0o711, parents=True, exist_ok=True)
        with self._alone():
            if not self.data.exists():
                self.cluster.create(passwords.make(self.home)[passwords.SUPERUSER])
            if self.socket != self.data:
                make_socket_folder(self.socket, self.programs)
            self.cluster.bring_up()
            if self._seat is None:
                self._seat = open_lock(self.home / "postgres.users")
                fcntl.flock(self._seat, fcntl.LOCK_SH)

    def stop(self) -> None:
        """Leave the server; the last to leave shuts it down."""
        self._leaving.set()
        if self._watcher:
            self._watcher.join()
            self._watcher = None
        if self._seat is None:
            return
        with self._alone():
            last = try_lock(self._seat, fcntl.LOCK_EX)
            os.close(self._seat)
            self._seat = None
            self.cluster.shut_down() if last else self.cluster.let_go()

    @contextmanager
    def running(self) -> Iterator["Server"]:
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def watch(self) -> None:
        """Start the server again whenever it dies, until ``stop``."""
        self._watcher = threading.Thread(target=self._keep_up, name="postgres-watch", daemon=True)
        self._watcher.start()

    def url(self, role: str, database: str = DATABASE) -> str:
        return address(self.home, role, database)

    def _keep_up(self) -> None:
        pause = 0.1  # s
        while not self._leaving.wait(pause):
            pause = 0.1
            if self.cluster.state() is None:
                log.warning("PostgreSQL has died; starting it again")
                try:
                    with self._alone():
                        self.cluster.bring_up()
                except CannotRun as error:
                    log.error("%s", error)
                    pause = 1.0  # s: nothing is gained by trying faster

    def _alone(self) -> AbstractContextManager[None]:
        return locked(self.home / "postgres.lock", "another process is starting or stopping PostgreSQL")


def address(home: Path, role: str, database: str = DATABASE) -> str:
    """The URL of a role of the embedded server. CannotRun before `wangge setup`."""
    password = quote(passwords.read(home)[role], safe="")
    folder = quote(str(socket_folder(home.resolve() / "postgres")), safe="")
    return f"postgresql://{role}:{password}@/{database}?host={folder}&port=5432"
