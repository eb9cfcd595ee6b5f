"""How often the first unit was right, over a year, from the picture that follows the feed: well under 1 s at a million.

    python bench/accuracy.py --cases 1000000

By each key, for a dispatcher of the district, the lead of a street and a handler of a bureau. The limit beside it:
the rows of the same period counted by a bare statement. Also how fast the picture is drawn, and drawn again unchanged.
"""

import argparse
import time
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import psycopg
from _ground import DISTRICT, Ground, ground, tell
from _seed import seed

PEOPLE = {"dispatcher": "liwei", "street_lead": "mafang", "handler": "zhengtao"}
TURNS = 5
_RANGE = 50_000  # ids drawn at a time
#: Copies are of one class.
_VARY = """
UPDATE cases SET category = (ARRAY['0110', '0113', '0101', '0128', '0405', '0502', '2101', '2301', '2401', 'b0101'])
                            [1 + id % 10] WHERE id > 1000
"""
_BARE = b"SELECT count(*) FROM first_dispatches WHERE sent_at >= now() - interval '365 days'"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--cases", type=int, default=1_000_000)
    asked = parser.parse_args()
    cases = 20_000 if asked.quick else asked.cases
    with ground() as place:
        seed(place, 0, cases)
        _owner(place, _VARY.encode())
        drawn = _draw(place)
        _owner(place, b"VACUUM (ANALYZE) first_dispatches")
        tell(bench="accuracy", cases=cases, **drawn, **_measure(place))


def _owner(place: Ground, statement: bytes) -> Any:
    with psycopg.connect(place.urls.owner, autocommit=True, options=f"-c search_path=d{DISTRICT}") as conn:
        done = conn.execute(statement)
        return done.fetchone() if done.description else None


def _draw(place: Ground) -> dict[str, float]:
    from wangge.cases.actions import firsts
    from wangge.kit.tx import open_pool, work

    last = _owner(place, b"SELECT max(id) FROM cases")[0]
    rates = []
    with open_pool(place.urls.app, 2) as pool:
        for _ in range(2):
            started = time.perf_counter()
            for first in range(0, last, _RANGE):
                with work(pool, DISTRICT) as tx:
                    firsts.draw_range(tx, first, first + _RANGE - 1)
            rates.append(
                round(_owner(place, b"SELECT count(*) FROM first_dispatches")[0] / (time.perf_counter() - started))
            )
    return {"drawn_per_second": rates[0], "unchanged_per_second": rates[1]}


def _measure(place: Ground) -> dict[str, Any]:
    from wangge import people
    from wangge.cases.actions.accuracy import By, Wanted, accuracy
    from wangge.kit.tx import open_pool, work

    until = datetime.now(UTC)
    found: dict[str, Any] = {}
    with open_pool(place.urls.app, 2) as pool:
        for who, login in PEOPLE.items():
            for by in get_args(By):
                with work(pool, DISTRICT) as tx:
                    tx.actor = people.actor(tx, people.user_id(tx, login))
                    wanted = Wanted(until - timedelta(days=365), until, by)
                    found[f"{who}_{by}_ms"], answer = _median(lambda tx=tx, wanted=wanted: accuracy(tx, wanted))
                    found[f"{who}_dispatched"] = answer["total"]["dispatched"]
        with work(pool, DISTRICT) as tx:
            bare, _ = _median(lambda: tx.conn.execute(_BARE).fetchone())
    worst = max(value for name, value in found.items() if name.endswith("_ms"))
    return found | {"bare_ms": bare, "worst_ms": worst, "wanted_ms": 1000, "ratio_to_bare": round(worst / bare, 1)}


def _median(act: Any) -> tuple[float, Any]:
    times, answer = [], None
    for _ in range(TURNS):
        started = time.perf_counter()
        answer = act()
        times.append(time.perf_counter() - started)
    return round(sorted(times)[TURNS // 2] * 1000, 1), answer


if __name__ == "__main__":
    main()
