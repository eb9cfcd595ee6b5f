"""Figures for Prometheus that add up over all processes: each writes to a file of its own in one folder."""

import fcntl
import os
import secrets
import threading
from functools import cache
from pathlib import Path
from typing import TextIO

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector

from wangge.kit.config import Settings
from wangge.kit.tx import Pool

CONTENT_TYPE = prometheus_client.CONTENT_TYPE_LATEST

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_SAMPLE_EVERY = 5.0  # seconds


class Meters:
    """The figures. Labels are templates, codes and districts, never what a caller may choose freely."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        name = secrets.token_hex(6)
        self._alive = _live(folder, name)
        # prometheus_client looks once, when it is imported; set here, nobody has to import in a certain order.
        # A name, as two containers on one volume may both be process 7.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        values.ValueClass = values.MultiProcessValue(lambda: name)  # type: ignore[no-untyped-call]
        asked = ("method", "route")
        self._requests = Counter("wangge_requests", "Requests answered.", (*asked, "status"), registry=None)
        self._seconds = Histogram(
            "wangge_request_seconds", "Time to the last byte.", asked, buckets=_SECONDS, registry=None
        )
        self._connections = _gauge("wangge_pool_connections", "Database connections.", "state", "livesum")
        self._feed = _gauge("wangge_feed_lag_seconds", "Age of the oldest row not yet in the feed.", "district")
        self._alarms = _gauge("wangge_alarm_lag_seconds", "How late the last alarm was given.", "district")
        self._adviser = Counter("wangge_adviser_questions", "To the second adviser.", ("outcome",), registry=None)
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._stopped = threading.Event()

    @staticmethod
    def load(settings: Settings) -> "Meters":
        """One in each process. Files begin with it: not to be called at import."""
        return _at(folder_of(settings))

    def answered(self, method: str, route: str, status: int, seconds: float | None) -> None:
        """One request; no ``seconds`` for a stream, which lasts as long as somebody looks."""
        found = self._known.get((method, route, status)) or self._meet(method, route, status)
        found[0].inc()
        if seconds is not None:
            found[1].observe(seconds)

    def feed_lag(self, district: str, seconds: float) -> None:
        self._feed.labels(district).set(seconds)

    def alarm_lag(self, district: str, seconds: float) -> None:
        self._alarms.labels(district).set(seconds)

    def adviser_asked(self, outcome: str) -> None:
        self._adviser.labels(outcome).inc()

    def watch(self, pool: Pool) -> None:
        """Notes every 5 s how the pool stands, until ``close``."""

        def sample() -> None:
            self._sample(pool)
            while not self._stopped.wait(_SAMPLE_EVERY):
                self._sample(pool)

        threading.Thread(target=sample, name="meters", daemon=True).start()

    def close(self) -> None:
        self._stopped.set()
        self._alive.close()

    def render(self) -> bytes:
        """All processes' figures in the text form of Prometheus; about 1 ms for each process."""
        for file in _of_the_dead(self._folder, "gauge_live*.db"):
            file.unlink(missing_ok=True)
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=str(self._folder))  # type: ignore[no-untyped-call]
        return prometheus_client.generate_latest(registry)

    def _meet(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        verb = method if method in _METHODS else "OTHER"
        found = self._requests.labels(verb, route, status), self._seconds.labels(verb, route)
        if verb == method:
            self._known[(method, route, status)] = found
        return found

    def _sample(self, pool: Pool) -> None:
        stats = pool.get_stats()
        size, free = stats.get("pool_size", 0), stats.get("pool_available", 0)
        self._connections.labels("busy").set(size - free)
        self._connections.labels("free").set(free)
        self._connections.labels("waited_for").set(stats.get("requests_waiting", 0))


def folder_of(settings: Settings) -> Path:
    return settings.home / "run" / "metrics"


def clean(settings: Settings) -> None:
    """Removes the files of processes that are no more: for the start of `serve`, before its children."""
    for file in _of_the_dead(folder_of(settings), "*.*"):
        file.unlink(missing_ok=True)


def _live(folder: Path, name: str) -> TextIO:
    """A file that is locked as long as this process lives, under its name only once it is."""
    temporary = folder / f"{name}.new"
    file = temporary.open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    temporary.rename(folder / f"{name}.lives")
    return file


def _of_the_dead(folder: Path, pattern: str) -> list[Path]:
    """A process writes to ``counter_<name>.db`` and the like, and holds ``<name>.lives``."""
    found: dict[str, list[Path]] = {}
    for file in folder.glob(pattern):
        if file.suffix != ".new":
            found.setdefault(file.stem.rpartition("_")[2], []).append(file)
    return [file for name, files in found.items() if not _lives(folder / f"{name}.lives") for file in files]


def _lives(path: Path) -> bool:
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _gauge(name: str, says: str, label: str, mode: str = "livemostrecent") -> Gauge:
    return Gauge(name, says, (label,), multiprocess_mode=mode, registry=None)  # type: ignore[arg-type]


@cache
def _at(folder: Path) -> Meters:
    return Meters(folder)
