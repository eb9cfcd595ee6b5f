"""The demo district from nothing: founded long ago, then ninety days of cases up to a moment."""

import time
from collections.abc import Callable
from datetime import datetime

from psycopg import connect

from wangge import catalogue, people
from wangge.demo import basemap, ownership, staff, tree
from wangge.demo.land import land, official
from wangge.demo.story import run
from wangge.demo.town import FOUNDED
from wangge.kit import jobs, migrate, sql
from wangge.kit.config import Settings
from wangge.kit.postgres import CannotRun, urls
from wangge.kit.tx import Pool, open_pool, work

q = sql.load("wangge.demo")

CASES, SMALL = 5000, 300
Say = Callable[[str], None]


def found(pool: Pool, seed: int) -> None:
    """Tree, people, catalogue and rules; no case yet."""
    with work(pool, official.CODE, now=FOUNDED) as tx:
        tree.plant(tx, land(seed))
        staff.hire(tx)
        catalogue.ship(tx)
        ownership.publish(tx)
        tree.furnish(tx, land(seed))


def build(settings: Settings, until: datetime, *, seed: int = 1, small: bool = False, say: Say) -> bool:
    """Everything, where it is not there; False where it was. CannotRun for a district with something else in it."""
    began = time.monotonic()

    def told(what: str) -> None:
        say(f"{time.monotonic() - began:5.1f} 秒  {what}")

    at = urls(settings)
    with connect(at.owner, autocommit=True) as conn:
        there = official.CODE in {district.code for district in migrate.districts(conn)}
    if not there:
        migrate.create_district(at.owner, official.CODE, official.NAME)
    order = run.Order(SMALL if small else CASES, until, seed)
    with open_pool(at.app, 2) as pool:
        with work(pool, official.CODE) as tx:
            standing = tx.value(q.standing)
        if standing == "begun":
            raise CannotRun(f"District {official.CODE} holds something that is no whole demo: use another WANGGE_HOME.")
        if standing == "built":
            return False
        with run.crew() as crew:
            found(pool, seed)
            told("网格 1 区 22 镇街 703 村居 2799 单元网格，40 个单位，目录和权属规则")
            basemap.write(settings.home, land(seed))
            told("底图")
            run.tell(pool, at.app, order, crew, told)
        with work(pool, official.CODE, now=until) as tx:
            people.note_audit(tx, "build_demo", f"grid:{official.CODE}", seed=seed, until=until.isoformat())
            jobs.defer(tx, "triage.learn")  # by the worker, when everything answers already: a minute, not a night
    return True
