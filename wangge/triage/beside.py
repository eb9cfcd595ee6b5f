"""A training in a process of its own. Loads no numpy by itself: the process bounds its threads before that is there."""

import logging
import os
from multiprocessing import get_context
from pkgutil import resolve_name

from wangge.kit import logs
from wangge.kit.config import settings
from wangge.kit.errors import Refused
from wangge.kit.postgres import urls
from wangge.kit.tx import open_pool

log = logging.getLogger("wangge.advice")


def train(district: str) -> None:
    """Waits for it; it ends with the process that started it."""
    training = get_context("spawn").Process(target=train_here, args=(district,), name="training", daemon=True)
    training.start()
    training.join()


def train_here(district: str) -> None:
    """One core, behind everything else. What comes of it stands among the models."""
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
