"""Waiting without a limit, saying every few seconds for what; and locks between processes."""

import fcntl
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger("wangge.postgres")

_POLL = 0.02  # s
_SAY = 5.0  # s


def wait_until(done: Callable[[], bool], what: str) -> None:
    """Poll until ``done``; however long a recovery takes, giving up would only make it start again."""
    asked = told = time.monotonic()
    while not done():
        time.sleep(_POLL)
        if (now := time.monotonic()) - told >= _SAY:
            told = now
            log.warning("%s (%d s)", what, now - asked)


def open_lock(path: Path) -> int:
    """A file descriptor to lock; the kernel lets go of it when the process dies, however it dies."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(fd: int, kind: int) -> bool:
    try:
        fcntl.flock(fd, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """One process at a time, one thread at a time."""
    fd = open_lock(path)
    try:
        wait_until(lambda: try_lock(fd, fcntl.LOCK_EX), what)
        yield
    finally:
        os.close(fd)
