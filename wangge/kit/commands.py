"""What commands stand on: the database they need, a district with a pool, and every refusal told in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from wangge.kit.config import Settings
from wangge.kit.crypto import Keys
from wangge.kit.errors import LANGUAGES, Refused, say
from wangge.kit.migrate import one_district
from wangge.kit.postgres import CannotRun, Urls, embedded, urls
from wangge.kit.tx import Pool, open_pool


@contextmanager
def database(chosen: Settings, watch: bool = False, make: bool = False) -> Iterator[Urls]:
    """The embedded server runs at least until the end of the block; ``make``: made first where it is missing."""
    if make:
        Keys.set_up(chosen)
    server = embedded(chosen)
    if not server:
        yield urls(chosen)
        return
    if not make:
        urls(chosen)
    with server.running():
        if watch:
            server.watch()
        yield urls(chosen)


@contextmanager
def in_district(chosen: Settings, named: str | None, language: str) -> Iterator[tuple[Pool, str]]:
    """A small pool and the district's code. CannotRun for a language or a district that is none, and for a refusal."""
    if language not in LANGUAGES:
        raise CannotRun(f"--lang is one of {', '.join(LANGUAGES)}.")
    pool = open_pool(urls(chosen).app, 2)
    try:
        with pool.connection() as conn:
            district = one_district(conn, named or chosen.default_district)
        yield pool, district
    except Refused as refused:
        raise CannotRun(say(refused, language)) from refused
    finally:
        pool.close()
