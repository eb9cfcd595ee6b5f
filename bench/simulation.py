"""A draft of the ownership rules over the cases of the last twelve months: at most 10 s for 50 000 (DESIGN §8).

Beside it the same statement read through the same cursor with nothing decided, and one choice in process.
"""

import argparse
import resource
import time
from typing import Any

from _ground import DISTRICT, Ground, ground, tell
from _seed import seed

_TABLES = "cases, assignments"
#: Copies are of one class; the rules are to be asked about many.
_VARY = """
UPDATE cases SET category = (ARRAY['0110', '0113', '0101', '0128', '0405', '0502', '2101', '2301', '2401', 'b0101'])
                            [1 + id %% 10] WHERE id > 1000
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rules", type=int, default=2000)
    asked = parser.parse_args()
    cases = 5_000 if asked.quick else 50_000
    with ground() as place:
        seed(place, 0, int(cases * 1.12))  # copies lie spread over 400 days
        _vary(place)
        tell(bench="simulation", rules=asked.rules, **_measure(place, asked.rules))


def _vary(place: Ground) -> None:
    import psycopg

    with psycopg.connect(place.urls.owner, autocommit=True, options=f"-c search_path=d{DISTRICT}") as conn:
        conn.execute(_VARY.replace("%%", "%").encode())
        conn.execute(f"VACUUM (ANALYZE) {_TABLES}".encode())


def _measure(place: Ground, rules: int) -> dict[str, Any]:
    from wangge import dispatch, people
    from wangge.cases.actions.simulation import simulate
    from wangge.kit.tx import open_pool, work

    with open_pool(place.urls.app, 2) as pool, work(pool, DISTRICT) as tx:
        tx.actor = people.actor(tx, people.user_id(tx, "zhaogang"))
        _write(tx, rules)
        dispatch.publish(tx)
        drafts = [dispatch.draft(tx, dispatch.Said("zjw", category=c)) for c in ("0113", "0405", "b0101/01")]
        bare, count = _timed(lambda: _bare(tx))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seconds, found = _timed(lambda: simulate(tx, drafts, 12))
        assert found["cases"] == count
        return {
            "cases": found["cases"],
            "changed": found["changed"],
            "seconds": round(seconds, 2),
            "limit_seconds": 10,
            "cases_per_second": round(found["cases"] / seconds),
            "bare_seconds": round(bare, 2),
            "ratio_to_bare": round(seconds / bare, 1),
            "memory_grown_mib": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, 1),
            "choice_microseconds": _choice(tx),
        }


def _write(tx: Any, rules: int) -> None:
    """Classes by areas: for each class of the national list a rule everywhere, in the streets, the communities."""
    from wangge import dispatch

    classes = [
        f"{kind}{major:02d}{minor:02d}" for kind in ("", "b") for major in range(1, 7) for minor in range(30, 59)
    ]
    classes += ["0115", "0310", "0499"]
    grids = [None, *(row["code"] for row in tx.rows("SELECT code FROM grids WHERE level > 1 ORDER BY code"))]
    wanted = ((one, grid) for grid in grids for one in classes)
    for n, (one, grid) in zip(range(rules), wanted, strict=False):
        dispatch.draft(tx, dispatch.Said(("cgw", "swj", "zjw", "@street")[n % 4], category=one, grid=grid))


def _bare(tx: Any) -> int:
    """The statement and the cursor, nothing decided."""
    from wangge.cases.actions.simulation import MONTH, MOST, _sent

    return sum(1 for _ in _sent(tx, tx.now - MONTH * 12, address=True, most=MOST))


def _choice(tx: Any) -> float:
    """One choice by the book in hand."""
    from wangge import dispatch

    book = dispatch.current(tx)
    facts = dispatch.Facts("0110", "01", "110115/003/006/001/", tx.now)
    book.decide(facts)
    seconds, _ = _timed(lambda: [book.decide(facts) for _ in range(20_000)])
    return round(seconds / 20_000 * 1e6, 1)


def _timed(act: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    found = act()
    return time.perf_counter() - start, found


if __name__ == "__main__":
    main()
