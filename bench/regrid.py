"""How fast the cases of a community follow it to another street, batch by batch, as the worker takes them along.

    python bench/regrid.py --cases 150000

A third of the cases lie in 富强西里; it moves while nobody else works. The limit beside it: the same rows moved by one
bare statement a batch, without reading, deciding or sealing anything, in a second community of the same run.
"""

import argparse
import time
from typing import Any

from _ground import DISTRICT, Ground, ground, tell
from _seed import seed

MOVED, TO = "110115001001", "110115003"
BATCH = 200  # as the worker

_STRAIGHT = """
WITH taken AS MATERIALIZED (SELECT id FROM cases WHERE path >= %(lo)s AND path < %(hi)s LIMIT %(limit)s FOR UPDATE),
moved AS (UPDATE cases c SET path = '110115/9/' || c.id, seq = c.seq + 1 FROM taken WHERE c.id = taken.id
          RETURNING c.id, c.seq, c.hash),
events AS (INSERT INTO case_events (case_id, seq, verb, at, given, workflow, calendar, standard, hash)
           SELECT id, seq, 'regrid', now(), '{"grid": 1, "path": "110115/9/"}', 1, 1, 1, hash FROM moved
           RETURNING case_id, seq)
INSERT INTO outbox (kind, subject, seq, verb, at) SELECT 'case', case_id, seq, 'regrid', now() FROM events
"""


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--cases", type=int, default=150_000)
    asked.add_argument("--quick", action="store_true")
    options = asked.parse_args()
    with ground() as place:
        seed(place, 0, 9_000 if options.quick else options.cases)
        tell(**measured(place))


def measured(place: Ground) -> dict[str, Any]:
    from wangge.kit.tx import open_pool

    with open_pool(place.urls.app, 2) as pool:
        tree = _changed(pool)
        cases, seconds, longest = _followed(pool)
        bare, bare_seconds = _bare(pool)
        left, version = _left(pool)
    return {
        "bench": "regrid",
        "cases": cases,
        "tree_ms": round(tree * 1000, 1),
        "seconds": round(seconds, 2),
        "cases_per_second": round(cases / seconds),
        "longest_batch_ms": round(longest * 1000, 1),
        "left_behind": left,
        "settled": version,
        "straight_per_second": round(bare / bare_seconds),
        "ratio": round((cases / seconds) / (bare / bare_seconds), 2),
    }


def _changed(pool: Any) -> float:
    """The tree and the posts, in the request."""
    from wangge import places
    from wangge.kit.tx import work
    from wangge.places.rules.changes.drafts import Move

    began = time.perf_counter()
    with work(pool, DISTRICT) as tx:
        places.decide(tx, Move(grid=MOVED, parent=TO))
    return time.perf_counter() - began


def _followed(pool: Any) -> tuple[int, float, float]:
    """Cases, seconds, and the longest that a batch held its cases."""
    from wangge.cases.jobs import regrid

    cases, began, longest = 0, time.perf_counter(), 0.0
    while True:
        start = time.perf_counter()
        count = regrid(pool, DISTRICT)
        longest = max(longest, time.perf_counter() - start)
        if not count:
            return cases, time.perf_counter() - began, longest
        cases += count


def _bare(pool: Any) -> tuple[int, float]:
    from wangge.kit.tx import work

    cases, began = 0, time.perf_counter()
    while True:
        with work(pool, DISTRICT) as tx:
            count = tx.run(_STRAIGHT, lo="110115/001/020/", hi="110115/001/0200", limit=BATCH)
        if not count:
            return cases, time.perf_counter() - began
        cases += count


def _left(pool: Any) -> tuple[int, bool]:
    from wangge import places
    from wangge.kit.tx import work

    with work(pool, DISTRICT) as tx:
        left = tx.value("SELECT count(*) FROM cases WHERE path >= '110115/001/001/' AND path < '110115/001/0010'")
        return int(left), places.change(tx, 1).settled_at is not None


if __name__ == "__main__":
    main()
