"""Learning by night, when enough is new, or as a job: in a process of its own, beside the requests."""

import logging
import os
from datetime import datetime, timedelta
from multiprocessing import get_context
from pkgutil import resolve_name

from wangge import clock
from wangge.kit import jobs, logs, sql
from wangge.kit.config import settings
from wangge.kit.errors import Refused
from wangge.kit.postgres import urls
from wangge.kit.tx import Pool, Tx, open_pool, work
from wangge.triage.actions import models
from wangge.triage.actions.models import Renewal

q = sql.load("wangge.triage")
log = logging.getLogger("wangge.advice")

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
    _train_beside(district)
    return 0


@jobs.job("triage.learn")
def learn_now(_pool: Pool, district: str) -> None:
    """For a district that has just come by its cases. A second run finds nothing new, and trains nothing."""
    _train_beside(district)


def _train_beside(district: str) -> None:
    training = get_context("spawn").Process(target=train_here, args=(district,), name="training", daemon=True)
    training.start()
    training.join()


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


def train_here(district: str) -> None:
    """In a process of its own: one core, behind everything else. What comes of it stands among the models."""
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    os.nice(10)
    chosen = settings()
    logs.configure(chosen.log_level)
    pool = open_pool(urls(chosen).app, 2)
    try:
        done = resolve_name("wangge.triage.actions.retraining:retrain")(pool, district)
        log.info("model %s: %s, %d rows", done.version, done.why, done.rows)
    except Refused as refused:
        log.info("no model was trained: %s", refused)
    finally:
        pool.close()
