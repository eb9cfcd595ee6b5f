"""Learning by night, when enough is new, or as a job: in a process of its own, beside the requests."""

from datetime import datetime, timedelta

from wangge import clock
from wangge.kit import jobs, sql
from wangge.kit.tx import Pool, Tx, work
from wangge.triage import beside
from wangge.triage.actions import models
from wangge.triage.actions.models import Renewal

q = sql.load("wangge.triage")

NIGHT = range(1, 5)  # hours of the district's zone
ENOUGH, SHARE, LEAST = 200, 10, 50  # new labels: 200, or a tenth of what was learned, and 50 in any case
BETWEEN = timedelta(hours=20)  # two tries

_tried: dict[tuple[str, str], datetime] = {}


def learn(pool: Pool, district: str) -> int:
    """A loop of the worker; waits for the training it starts, which ends with the worker."""
    with work(pool, district) as tx:
        models.drop_erased(tx)
        key = (tx.conn.info.dbname, district)
        if tx.now - _tried.get(key, tx.now - BETWEEN) < BETWEEN or not is_due(tx):
            return 0
        _tried[key] = tx.now
    beside.train(district)
    return 0


@jobs.job("triage.learn")
def learn_now(_pool: Pool, district: str) -> None:
    """For a district that has just come by its cases. A second run finds nothing new, and trains nothing."""
    beside.train(district)


def is_due(tx: Tx) -> bool:
    """By night, not twice in one, when enough is new and nobody has brought a model back of late.

    By night in any case when the live model has learned what was erased. At once, by day too, when it is of a former
    format: the first round of a worker after an upgrade.
    """
    if models.of_former_format(tx):
        return True
    if tx.now.astimezone(clock.current(tx).zone).hour not in NIGHT:
        return False
    news = tx.row(q.news, enough=ENOUGH)
    if news is None or tx.now - news["last_tried"] < BETWEEN:
        return False
    if models.renewal(tx) is not Renewal.NONE:
        return True
    if news["restored_at"] is not None and tx.now - news["restored_at"] < models.REST:
        return False
    return bool(news["news"] >= max(LEAST, min(ENOUGH, news["rows"] // SHARE)))
