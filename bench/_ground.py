"""The ground a bench stands on: an installation of its own, as `wangge serve` and `wangge worker` run it."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

DISTRICT = "110115"


@dataclass(frozen=True)
class Ground:
    """A folder, the addresses of its database, and where it serves on loopback."""

    home: Path
    urls: Any
    port: int

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def ground(port: int = 8731) -> Iterator[Ground]:
    """A fresh embedded PostgreSQL with the settings of a real one, the town, the served apps and the worker."""
    with TemporaryDirectory(prefix="wangge-bench-", dir=os.environ.get("WANGGE_BENCH_DIR")) as folder:
        Path(folder).chmod(0o755)
        os.environ["WANGGE_HOME"] = folder
        from wangge.kit import migrate
        from wangge.kit.config import settings
        from wangge.kit.crypto import make_keys
        from wangge.kit.postgres import embedded

        settings.cache_clear()
        server = embedded(settings())
        assert server is not None, "a bench brings its own database: unset WANGGE_DATABASE_URL"
        with server.running():
            from wangge.kit.postgres import urls

            found = urls(settings())
            migrate.set_up(found, ours=True)
            if not (Path(folder) / "keys.json").exists():
                make_keys(Path(folder) / "keys.json")
            migrate.create_district(found.owner, DISTRICT, "大兴区")
            _town(found.app)
            yield Ground(Path(folder), found, port)


def _town(url: str) -> None:
    from psycopg_pool import ConnectionPool

    from wangge.demo import town

    with ConnectionPool(url, min_size=1, kwargs={"autocommit": True}) as pool:
        town.build(pool)


@contextmanager
def served(place: Ground) -> Iterator[None]:
    """`wangge serve` and `wangge worker` beside it; ended by their ids."""
    command = [sys.executable, "-m", "wangge.cli"]
    env = os.environ | {"WANGGE_HOME": str(place.home), "WANGGE_LOG_LEVEL": "WARNING"}
    log = (place.home / "bench.log").open("ab")
    started = [
        subprocess.Popen([*command, *words], env=env, stdout=log, stderr=log, start_new_session=True)
        for words in (["serve", "--port", str(place.port)], ["worker"])
    ]
    try:
        _wait_ready(place)
        yield
    finally:
        for process in started:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait(30)


def _wait_ready(place: Ground) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(place.url("/readyz"), timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit(f"not ready: {(place.home / 'bench.log').read_text()[-3000:]}")


def tell(**figures: Any) -> None:
    """The one JSON object."""
    print(json.dumps(figures, ensure_ascii=False))
