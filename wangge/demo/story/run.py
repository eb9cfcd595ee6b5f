"""The story from end to end: reports written down, numbered, and told by two processes, a batch in a transaction."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from random import Random
from typing import NamedTuple

from psycopg_pool import ConnectionPool

from wangge import clock, followup
from wangge.demo.land import land, official
from wangge.demo.story import album as pictures
from wangge.demo.story.album import Taken
from wangge.demo.story.cast import Cast
from wangge.demo.story.director import play
from wangge.demo.story.hot import gather
from wangge.demo.story.items import Item, items, number
from wangge.demo.story.plan import planned
from wangge.demo.story.telling import Album, Telling, World
from wangge.kit import feed, sql
from wangge.kit.config import settings
from wangge.kit.tx import Pool, Tx, work

q = sql.load("wangge.demo")

BATCH = 50  # cases of one transaction
PROCESSES = 2
_TEXTS = 2000  # ids drawn at a time
_NEW = timedelta(hours=36)

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Script:
    """What every process needs to know."""

    url: str
    album: Album
    until: datetime


@dataclass(frozen=True)
class Order:
    """How many matters, up to when, by which dice."""

    count: int
    until: datetime
    seed: int


class Crew(NamedTuple):
    """Processes that draw pictures while the district is founded, and then tell the cases."""

    workers: ProcessPoolExecutor
    drawing: list[Future[Taken]]


@contextmanager
def crew() -> Iterator[Crew]:
    scenes = sorted(pictures.SCENES)
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as workers:
        shares = [scenes[n :: 2 * PROCESSES] for n in range(2 * PROCESSES)]
        yield Crew(workers, [workers.submit(pictures.take_in, settings(), share) for share in shares])


def tell(pool: Pool, url: str, order: Order, crew: Crew, say: Progress) -> None:
    """The matters ordered, as cases; then the feed and the tasks that follow from them."""
    found = items(land(order.seed), order.count, order.until, order.seed)
    say(f"{len(found)} 件事写好")
    with work(pool, official.CODE, now=order.until) as tx:
        number(tx, found, clock.current(tx).version)
        taken = [one for part in crew.drawing for one in part.result()] + pictures.papers(settings())
        album = pictures.noted(tx, taken)
    say(f"{len(taken)} 组图片画好")
    script = Script(url, album, order.until)
    batches = [found[i : i + BATCH] for i in range(0, len(found), BATCH)]
    tasks = [crew.workers.submit(tell_batch, script, batch) for batch in batches]
    for n, task in enumerate(as_completed(tasks), 1):
        task.result()
        if n % 25 == 0 or n == len(tasks):
            say(f"案件 {min(n * BATCH, len(found))}/{len(found)}")
    follow(pool)
    say("任务和消息流跟上")


def follow(pool: Pool) -> None:
    """The feed numbered and the tasks drawn, as the worker would."""
    while feed.move(pool, official.CODE):
        pass
    while followup.follow(pool, official.CODE):
        pass


def tell_batch(script: Script, batch: list[Item]) -> int:
    """Some cases in one transaction, in a process of its own."""
    with work(_pool(script.url), official.CODE, now=script.until) as tx:
        world = _world(tx, script)
        for item in batch:
            tell_one(world, item)
    return len(batch)


def tell_one(world: World, item: Item) -> None:
    dice = Random(f"{item.key}/plan")
    assert item.drawn
    plan = planned(dice, new=world.until - item.at < _NEW)
    t = Telling.begin(world, item.matter, item.at, item.drawn, dice, plan)
    merged = gather(t, item.others)
    play(t)
    t.staged.save(world.tx)
    for other in merged:
        other.save(world.tx)


def text_ids(tx: Tx) -> Iterator[int]:
    while True:
        yield from (row["id"] for row in tx.rows(q.draw_texts, many=_TEXTS))


_pools: dict[str, Pool] = {}
_casts: dict[str, Cast] = {}


def _pool(url: str) -> Pool:
    """One connection for this process."""
    if url not in _pools:
        kwargs = {"autocommit": True, "prepare_threshold": 2, "options": "-c timezone=UTC -c synchronous_commit=off"}
        _pools[url] = ConnectionPool(url, min_size=1, max_size=1, kwargs=kwargs, open=True)
    return _pools[url]


def _world(tx: Tx, script: Script) -> World:
    if script.url not in _casts:
        _casts[script.url] = Cast.read(tx)
        clock.current(replace(tx, now=datetime.now(UTC)))  # kept by the process only if it was published before now
    calendar = clock.current(tx)
    return World(tx, _casts[script.url], script.album, calendar, script.until, text_ids(tx))
