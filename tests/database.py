"""The tests' server: shared by all workers and kept between runs in the temporary directory, fsync off.

WANGGE_TEST_SERVER=debian takes the programs of Debian's PostgreSQL 15 instead of the wheel's.
"""

import fcntl
import itertools
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

from psycopg import Connection
from psycopg.errors import InvalidCatalogName
from psycopg_pool import ConnectionPool

import wangge
from wangge.kit.migrate import create_database, create_district, create_roles
from wangge.kit.postgres import Programs, Server, Urls, passwords
from wangge.kit.postgres.programs import system_user
from wangge.kit.tx import Tx

DISTRICT = "110115"
KIND = os.environ.get("WANGGE_TEST_SERVER", "embedded")
DEBIAN = Path("/usr/lib/postgresql/15/bin")

#: Only here, where nothing has to survive.
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "shared_buffers": "256MB",
}
_KEEP = 1800  # s: templates of other states of the code, perhaps in use by another run
_numbers = itertools.count(1)


class Databases:
    """Clones of one template, each with the addresses of its roles."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.template = ""

    def admin(self) -> Connection[Any]:
        return Connection.connect(self.server.url("postgres", "postgres"), autocommit=True)

    def addresses(self, database: str) -> Urls:
        roles = ("wangge_app", "wangge_owner", "wangge_erase", "postgres")
        return Urls(*(self.server.url(role, database) for role in roles))

    @contextmanager
    def empty(self, name: str = "") -> Iterator[Urls]:
        """A new database with nothing in it but the rights of the roles."""
        name = name or f"test_{os.getpid()}_{next(_numbers)}"
        create_database(self.server.url("postgres"), name)
        with self._until_dropped(name) as urls:
            create_roles(self.server.url("postgres", name), passwords.read(self.server.home))
            yield urls

    @contextmanager
    def clone(self) -> Iterator[Urls]:
        name = f"test_{os.getpid()}_{next(_numbers)}"
        try:
            self._copy(name)
        except InvalidCatalogName:  # another run, of another state of the code, found it old
            self.find_template()
            self._copy(name)
        with self._until_dropped(name) as urls:
            create_roles(self.server.url("postgres", name), {})  # rights on a database are not cloned with it
            yield urls

    def _copy(self, name: str) -> None:
        with self.admin() as conn:
            # FILE_COPY: 20 ms where the default, through the log, takes 110
            conn.execute(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY FILE_COPY".encode())

    def find_template(self) -> None:
        """The town for this state of the code, built by the first worker that needs it."""
        wanted = f"town_{_fingerprint()}"
        with (self.server.home / "template.lock").open("w") as lock, self.admin() as conn:
            fcntl.flock(lock, fcntl.LOCK_EX)
            names = [name for (name,) in conn.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")]
            if not any(name.startswith(wanted) for name in names):
                _sweep(conn, names)
                names.append(self._build(f"{wanted}_{int(time.time())}"))
        self.template = max(name for name in names if name.startswith(wanted))

    def _build(self, name: str) -> str:
        half = f"test_{os.getpid()}_template"
        with self.empty(half) as urls:
            create_district(urls.owner, DISTRICT, "大兴区")
            if find_spec("wangge.demo.town"):
                with ConnectionPool(urls.app, min_size=1, kwargs={"autocommit": True}) as pool:
                    import_module("wangge.demo.town").build(pool)
            with self.admin() as conn:
                conn.execute(f"ALTER DATABASE {half} RENAME TO {name}".encode())
        return name

    @contextmanager
    def _until_dropped(self, name: str) -> Iterator[Urls]:
        try:
            yield self.addresses(name)
        finally:
            with self.admin() as conn:
                conn.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


@contextmanager
def open_databases() -> Iterator[Databases]:
    with start().running() as server:
        found = Databases(server)
        found.find_template()
        yield found


def start() -> Server:
    home = Path(tempfile.gettempdir(), f"wangge-tests-{os.geteuid()}", KIND)
    return Server(home, chosen_programs(), CARELESS)


def chosen_programs() -> Programs:
    return Programs(DEBIAN, system_user("wangge")) if KIND == "debian" else Programs.embedded(Path("none"))


def _sweep(conn: Connection[Any], names: list[str]) -> None:
    """What killed runs and earlier states of the code have left."""
    for name in names:
        kind, _, rest = name.partition("_")
        number = rest.split("_")[0 if kind == "test" else -1]
        dead = kind == "test" and not Path(f"/proc/{number}").exists()
        old = kind == "town" and int(number) < time.time() - _KEEP
        if dead or old:
            conn.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def _fingerprint() -> str:
    """Of everything the town is made with."""
    root = Path(wangge.__path__[0])
    code = sorted(path for path in root.rglob("*") if path.suffix in {".py", ".sql", ".toml", ".csv", ".geojson"})
    return sha256(b"".join(path.read_bytes() for path in code)).hexdigest()[:12]


@contextmanager
def counted() -> Iterator[Mock]:
    """Its ``call_count`` says how many statements of transactions ran inside."""
    with patch.object(Tx, "_execute", autospec=True, side_effect=Tx._execute) as executed:
        yield executed
