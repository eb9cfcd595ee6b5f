"""Work nobody asks for over HTTP: alarms, suspensions that end, a new calendar, a changed tree."""

from wangge import clock
from wangge.cases.actions import firsts, system
from wangge.cases.actions import regrid as moving
from wangge.cases.actions.store import q
from wangge.kit.config import settings
from wangge.kit.metrics import Meters
from wangge.kit.tx import Pool, work

#: Cases of one round; a full round is followed by the next one at once.
BATCH = 200


def ring(pool: Pool, district: str) -> int:
    """One rung up for every clock whose alarm has passed."""
    with work(pool, district) as tx:
        lags = system.ring_due(tx, BATCH)
    if lags:
        Meters.load(settings()).alarm_lag(district, max(lags))
    return len(lags)


def resume(pool: Pool, district: str) -> int:
    """Suspensions whose date has come."""
    with work(pool, district) as tx:
        return system.resume_due(tx, BATCH)


def recount(pool: Pool, district: str) -> int:
    """Open cases whose clocks were counted by an older calendar, a batch at a time, until none is left."""
    with work(pool, district) as tx:
        return system.recalculate(tx, int(tx.value(q.newest_calendar)), BATCH)


def regrid(pool: Pool, district: str) -> int:
    """Cases follow their grids after a change of the tree, a batch at a time."""
    with work(pool, district) as tx:
        return moving.follow(tx, BATCH)


def renew(pool: Pool, district: str) -> int:
    """A new version of the calendar when a year's holidays have become known."""
    with work(pool, district) as tx:
        clock.renew(tx)
    return 0


def count_firsts(pool: Pool, district: str) -> int:
    """First dispatches as the feed tells of them, for their accuracy."""
    return firsts.follow(pool, district)
