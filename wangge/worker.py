"""What runs beside the requests: the loops of each district, one worker at a time, and the jobs."""

import logging
import os
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool

from wangge import followup
from wangge.cases import jobs as cases
from wangge.cases.actions import firsts
from wangge.kit import feed, idempotency, jobs, sql
from wangge.kit.config import Settings
from wangge.kit.postgres import urls
from wangge.kit.tx import Pool, lock_number
from wangge.people.actions import sessions
from wangge.places import jobs as places
from wangge.triage import jobs as triage
from wangge.triage.actions import automatic, forgetting, gathering, hints, labels, tallies, wording

q = sql.load("wangge", "worker.sql")
log = logging.getLogger("wangge.worker")


class Loop(NamedTuple):
    """``fn(pool, district)`` does what there is to do and returns how much that was.

    It must be right when two run at once (locks on rows, SKIP LOCKED): the advisory lock saves work,
    and a worker that has lost it finishes its round. From ``full`` on the next round follows at once.
    """

    name: str
    every_s: float
    fn: Callable[[Pool, str], int]
    full: int = 1
    patient: bool = False  # takes a fiftieth of a core while the machine is busy: nobody waits for what it does


class Key(NamedTuple):
    loop: Loop
    district: str

    @property
    def lock(self) -> int:
        return lock_number(f"wangge {self.loop.name} {self.district}")


class Pace(NamedTuple):
    """Seconds."""

    keep: float = 1.0  # between looks at the locks
    districts: float = 5.0  # between looks for new districts
    stop: float = 1.5  # for what is under way at a stop
    of_jobs: jobs.Pace = jobs.PACE


LOOPS: tuple[Loop, ...] = (
    Loop("sequencer", 0.15, feed.move, full=feed.BATCH),
    Loop("alarms", 0.5, cases.ring, full=cases.BATCH),
    Loop("suspensions", 5.0, cases.resume, full=cases.BATCH),
    Loop("calendar", 600.0, cases.renew),
    Loop("deadlines", 2.0, cases.recount),
    Loop("changes", 1.0, places.change),
    Loop("regrid", 0.5, cases.regrid, full=1),
    Loop("accuracy", 1.0, cases.count_firsts, full=firsts.BATCH, patient=True),
    Loop("followup", 0.5, followup.follow, full=followup.BATCH),
    Loop("licence", 0.5, automatic.follow, full=automatic.BATCH),
    Loop("units", 1.0, tallies.follow, full=tallies.BATCH, patient=True),
    Loop("advice", 1.0, labels.follow, full=labels.BATCH, patient=True),
    Loop("unsent advice", 600.0, labels.forget, full=labels.BATCH),
    Loop("learning", 600.0, triage.learn),
    Loop("hints", 3600.0, hints.renew, patient=True),
    Loop("words", 60.0, wording.renew, patient=True),
    Loop("matters", 1.0, gathering.follow, full=gathering.BATCH, patient=True),
    Loop("forgetting", 1.0, forgetting.follow, full=forgetting.BATCH),
    Loop("silence", 600.0, gathering.seal, full=2000),
    Loop("answers", 600.0, idempotency.forget, full=idempotency.BATCH, patient=True),
    Loop("sessions", 600.0, sessions.purge),
)
PACE = Pace()

_SHARE = 4  # a loop rests this many times as long as its round took, so that it never holds a core
_LONGEST_REST = 1.0  # s
_PATIENT_SHARE = 49
_LONGEST_PATIENCE = 120.0  # s
_LONGEST_PAUSE = 5.0  # s, after failures
_PATIENCE = 4  # failures for want of the database before a loop says so itself: 3 s


def run(settings: Settings, stop: Event | None = None, loops: Iterable[Loop] = LOOPS, pace: Pace = PACE) -> None:
    """Until ``stop``, or SIGTERM or SIGINT where it is None; then ends within 2 s, whatever is under way.

    What is cut off was in a transaction that rolls back, or is a job that runs again. Does not start
    the embedded server. Any thread may call it with a ``stop``.
    """
    stop = stop or _at_signal()
    url = urls(settings).app
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # it warns at every try to connect
    pool: Pool = ConnectionPool(
        url, kwargs={"autocommit": True}, min_size=1, max_size=settings.pool_size, timeout=5.0, open=False
    )
    pool.open()
    keeper = Keeper(url, pool, tuple(loops), pace)
    runner = jobs.JobRunner(url, pool, pace.of_jobs)
    keeper.start()
    runner.start()
    stop.wait()
    end = time.monotonic() + pace.stop
    keeper.stop()
    runner.stop()
    for thread in (keeper, runner):
        thread.join(max(0.0, end - time.monotonic()))
    pool.close(timeout=0.2)


class Keeper(Thread):
    """Takes the locks of loops nobody runs and runs these; one session holds all locks, they are lost together."""

    def __init__(self, url: str, pool: Pool, loops: tuple[Loop, ...], pace: Pace) -> None:
        super().__init__(name="keeper", daemon=True)
        self.url, self.pool, self.loops, self.pace = url, pool, loops, pace
        self._stop_asked = Event()
        self._conn: Connection[Any] | None = None
        self._away = False
        self._districts: list[str] = []
        self._looked = float("-inf")
        self._held: set[Key] = set()
        self._rounds: dict[Key, Rounds] = {}

    def stop(self) -> None:
        self._stop_asked.set()

    def run(self) -> None:
        while not self._stop_asked.is_set():
            try:
                self._look()
            except Exception as error:
                self._lose(error)
            self._match()
            self._stop_asked.wait(self.pace.keep)
        self._held.clear()
        self._match()
        for rounds in self._rounds.values():
            rounds.join()
        if self._conn:
            self._conn.close()

    def _look(self) -> None:
        conn = self._conn = self._conn or psycopg.connect(self.url, autocommit=True, connect_timeout=5)
        if time.monotonic() - self._looked >= self.pace.districts:
            self._districts = [code for (code,) in conn.execute(q.districts.encode())]
            self._looked = time.monotonic()
        wanted = {Key(loop, district) for loop in self.loops for district in self._districts}
        for key in self._held - wanted:
            conn.execute(q.unlock.encode(), {"key": key.lock})
        missing = {key.lock: key for key in wanted - self._held}
        taken = {missing[lock] for (lock,) in conn.execute(q.try_locks.encode(), {"keys": list(missing)})}
        self._held = (self._held & wanted) | taken
        if self._away:
            log.warning("the database is back: loops go on")
        self._away = False

    def _lose(self, error: Exception) -> None:
        if not self._away:
            known = isinstance(error, psycopg.OperationalError)
            log.warning("the database is away: loops wait (%s)", str(error).strip(), exc_info=not known)
        self._away = True
        self._held.clear()
        self._looked = float("-inf")
        if self._conn:
            with suppress(psycopg.Error):
                self._conn.close()
        self._conn = None

    def _match(self) -> None:
        """A thread for each lock held, none beside; a new one only when the old one has ended."""
        for key, rounds in list(self._rounds.items()):
            if key not in self._held:
                rounds.stop_asked.set()
            if not rounds.is_alive():
                del self._rounds[key]
        for key in self._held - self._rounds.keys():
            self._rounds[key] = Rounds(key, self.pool)
            self._rounds[key].start()


class Rounds(Thread):
    """One loop of one district, round after round. A failure is logged when it begins and when it is over."""

    def __init__(self, key: Key, pool: Pool) -> None:
        super().__init__(name=f"{key.loop.name} {key.district}", daemon=True)
        self.key, self.pool = key, pool
        self.stop_asked = Event()
        self._failures = 0
        self._told = False

    def run(self) -> None:
        log.info("%s runs here", self.name)
        pause = 0.0
        while not self.stop_asked.wait(pause):
            pause = self._round()
        log.info("%s has ended here", self.name)

    def _round(self) -> float:
        """Seconds until the next."""
        loop, began = self.key.loop, time.monotonic()
        try:
            done = loop.fn(self.pool, self.key.district)
        except Exception as error:
            return self._failed(error)
        if self._told:
            log.warning("%s goes on after %d failures", self.name, self._failures)
        self._failures, self._told = 0, False
        took = time.monotonic() - began
        if loop.patient and busy():
            return max(loop.every_s, min(_PATIENT_SHARE * took, _LONGEST_PATIENCE))
        if done >= loop.full:
            return 0.0
        return max(loop.every_s, min(_SHARE * took, _LONGEST_REST))

    def _failed(self, error: Exception) -> float:
        self._failures += 1
        # When the whole database is away, the keeper says so and stops us before we would.
        patience = _PATIENCE if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) else 1
        if self._failures >= patience and not self._told and not self.stop_asked.is_set():
            log.error("%s fails and is tried again", self.name, exc_info=error)
            self._told = True
        return float(min(0.2 * 2 ** min(self._failures, 10), _LONGEST_PAUSE))


def busy() -> bool:
    """Whether more wants to run on this machine than it has cores: now, or in the average of the last minute."""
    return max(os.getloadavg()[0], _running()) > (os.cpu_count() or 1)


def _running() -> int:
    """What runs or could run at this moment, this thread among it; 0 where the system does not tell (not Linux)."""
    with suppress(OSError):
        return int(Path("/proc/loadavg").read_text().split()[3].partition("/")[0])
    return 0


def _at_signal() -> Event:
    """Set by SIGTERM or SIGINT; a second one ends the process at once."""
    stop = Event()

    def stopping(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        # From another thread: this one may be inside the Event, holding its lock.
        Thread(target=stop.set).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stopping)
    return stop
