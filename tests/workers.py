"""For tests of the worker: one in a thread, one in a process of its own, a loop that counts its rounds."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from tests.database import DISTRICT
from tests.waiting import until
from wangge import worker
from wangge.kit import feed, jobs
from wangge.kit.config import Settings
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, work
from wangge.worker import Loop, Pace

QUICK = Pace(keep=0.1, districts=0.2, stop=1.5, of_jobs=jobs.PACE._replace(fetch=0.1, grace=0.2))
SEQUENCER = Loop("sequencer", 0.02, feed.move)

#: A worker of its own process, with a loop and a job that hang.
WORKER = r"""
import sys, time
from wangge import worker
from wangge.kit import jobs
from wangge.kit.config import Settings

def say(pool, district):
    print("round\n", end="", flush=True)  # whole, though another thread prints
    return 0

def hang(pool, district):
    time.sleep(60)
    return 0

@jobs.job("test.hang")
def job(pool, district):
    print("job", flush=True)
    time.sleep(60)

loops = {"say": worker.Loop("say", 0.05, say), "hang": worker.Loop("hang", 0.05, hang)}
pace = worker.Pace(keep=0.1, of_jobs=jobs.PACE._replace(grace=0.2))
worker.run(Settings(), loops=[loops[name] for name in sys.argv[1:]], pace=pace)
print("ended", flush=True)
"""


@contextmanager
def running(urls: Urls, *loops: Loop, pace: Pace = QUICK) -> Iterator[Event]:
    """A worker in a thread, as `wangge demo` runs it; at the end it must stop within the promised 2 s."""
    stop = Event()
    thread = Thread(target=worker.run, args=(Settings(database_url=urls.app), stop, loops, pace))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(2.0)
        assert not thread.is_alive()


@contextmanager
def process(urls: Urls, *loops: str) -> Iterator["subprocess.Popen[bytes]"]:
    environment = os.environ | {"WANGGE_DATABASE_URL": urls.app}
    command = [sys.executable, "-c", WORKER, *loops]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as child:
        try:
            yield child
        finally:
            child.kill()


def line(child: "subprocess.Popen[bytes]") -> bytes:
    assert child.stdout
    return child.stdout.readline()


class Rounds:
    """A loop that counts its rounds by district."""

    def __init__(self, name: str = "count", error: Callable[[], Exception | None] = lambda: None) -> None:
        self.count: Counter[str] = Counter()
        self.error = error
        self.loop = Loop(name, 0.02, self)

    def __call__(self, pool: Pool, district: str) -> int:
        with work(pool, district) as tx:
            tx.value("SELECT 1")
        self.count[district] += 1
        if error := self.error():
            raise error
        return 0

    def go_on(self, district: str = DISTRICT) -> None:
        """Waits for two more rounds: one may have been under way."""
        seen = self.count[district]
        until(lambda: self.count[district] >= seen + 2)

    def rest(self, seconds: float = 0.4) -> bool:
        """Whether no round begins for a while."""
        seen = self.count.total()
        time.sleep(seconds)
        return self.count.total() == seen


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "wangge.worker"]
