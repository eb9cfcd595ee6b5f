"""How long it takes to find suspected duplicates of a report, with a million cases in the tables.

    python bench/duplicates.py --cases 1000000

The rows lie spread over 400 days and nine grids: more than a hundred thousand in the grid that is looked in, so that
it is the bound that is measured, not a quiet corner. Asked in process as the route asks, by a clerk of the district;
beside it the statement alone, sent straight to PostgreSQL.
"""

import argparse
import time
from datetime import UTC, datetime
from typing import Any

from _ground import DISTRICT, Ground, ground, tell
from _load import percentile
from _seed import seed

TEXT = "门口路灯坏了一周，晚上看不清路，老人绊倒两次，物业让等电力公司，请告诉我们谁负责、几时修好"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--asks", type=int, default=300)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    cases = 20_000 if asked.quick else asked.cases
    with ground() as place:
        seed(place, 0, cases)
        found, took, bare = _asked(place, asked.asks)
        p50, p95, statement = percentile(took, 50), percentile(took, 95), percentile(bare, 50)
        tell(bench="duplicates", cases=cases, found=found, p50_ms=p50, p95_ms=p95, statement_p50_ms=statement,
             ratio=round(p50 / statement, 2))  # fmt: skip


def _asked(place: Ground, asks: int) -> tuple[int, list[float], list[float]]:
    """How many are shown; seconds of each whole answer, and of its first statement alone."""
    from wangge import people
    from wangge.cases import Channel, Kind, NewReport
    from wangge.intake.actions import duplicates_of_report
    from wangge.kit.tx import open_pool, work

    new = NewReport(
        Channel.HOTLINE, Kind.COMPLAIN, TEXT, grid="110115003006001", lng=116.331, lat=39.7305, category="0110"
    )
    found, took, bare = 0, [], []
    pool = open_pool(place.urls.app, 2)
    for _ in range(asks):
        with work(pool, DISTRICT) as tx:
            tx.actor = people.actor(tx, people.user_id(tx, "wangmin"))
            began = time.perf_counter()
            found = len(duplicates_of_report(tx, new))
            took.append(time.perf_counter() - began)
            bare.append(_statement(tx))
    pool.close()
    return found, took, bare


def _statement(tx: Any) -> float:
    """Seconds of looking for candidates in the grid and what it lies in."""
    from wangge.cases import scope_of
    from wangge.intake.actions import MOST, OLD, q

    steps = tx.value("SELECT path FROM grids WHERE code = '110115003006001'").split("/")[:-1]
    paths = ["/".join(steps[:depth]) + "/" for depth in range(len(steps), 0, -1)]
    look = {"paths": paths, "since": datetime.now(UTC) - OLD, "but": 0, "each": MOST // 2, "most": MOST}
    began = time.perf_counter()
    tx.rows(q.candidates, **look, **scope_of(tx.actor))
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
