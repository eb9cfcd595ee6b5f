"""How late alarms are given with a million open cases, and while the district works.

    python bench/alarms.py --cases 1000000 --alarms 20 --seconds 60

All cases are open. Each second so many of their clocks are due, spread over it. An alarm counts as given when its
event can be read by others. Measured with nothing else to do, beside 75 lifecycles a second (half of what is promised),
and at the end of a working day, when many are due at one moment.
"""

import argparse
import asyncio
import time
from typing import Any

import psycopg
import uvloop
from _ground import DISTRICT, Ground, ground, served, tell
from _load import percentile
from _seed import seed
from lifecycle import drive

WANTED_S, BESIDE = 2.0, 75

#: The clocks of the next cases nobody has rung for, due one after another from a moment on.
_DUE = """
UPDATE case_clocks k SET alarm_at = %(start)s::timestamptz + n.n * interval '1 second' / %(rate)s
  FROM (SELECT case_id, no, row_number() OVER (ORDER BY case_id) AS n
          FROM (SELECT DISTINCT ON (case_id) case_id, no FROM case_clocks
                 WHERE alarm_at > now() + interval '1 hour' AND case_id > %(after)s
                 ORDER BY case_id LIMIT %(count)s) one) n
 WHERE k.case_id = n.case_id AND k.no = n.no
RETURNING k.case_id, k.alarm_at
"""
_GIVEN = """
SELECT DISTINCT e.case_id FROM case_events e
 WHERE e.case_id = ANY(%(waited)s) AND e.verb = 'alarm' AND e.at >= %(start)s
"""


def lags(place: Ground, rate: float, seconds: float, after: int) -> tuple[list[float], int]:
    """Seconds from due to given, of each alarm, and the last case that was due. Blocks."""
    found: list[float] = []
    with psycopg.connect(place.urls.owner, autocommit=True, options=f"-c search_path=d{DISTRICT}") as conn:
        (start,) = conn.execute("SELECT now() + interval '3 seconds'").fetchone() or ()
        asked = {"start": start, "rate": rate, "count": int(rate * seconds), "after": after}
        due = dict(conn.execute(_DUE, asked).fetchall())
        last = max(due)
        until = time.monotonic() + seconds + 60
        while due and time.monotonic() < until:
            (now,) = conn.execute("SELECT clock_timestamp()").fetchone() or ()
            waited = [case for case, at in due.items() if at <= now]
            for (case,) in conn.execute(_GIVEN, {"waited": waited, "start": start}).fetchall():
                found.append((now - due.pop(case)).total_seconds())
            time.sleep(0.05)
    return found + [60.0] * len(due), last


async def beside(place: Ground, rate: float, seconds: float, after: int) -> tuple[list[float], int, dict[str, Any]]:
    """The same while people work."""
    work = asyncio.create_task(drive(place, 50, seconds + 5, rate=BESIDE))
    found, last = await asyncio.to_thread(lags, place, rate, seconds, after)
    return found, last, await work


def _told(found: list[float]) -> dict[str, float]:
    return {"alarms": len(found), **{f"p{p}_s": round(percentile(found, p) / 1000, 3) for p in (50, 99, 100)}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--alarms", type=float, default=20, help="a second")
    parser.add_argument("--evening", type=int, default=1000, help="due at one moment")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--quick", action="store_true", help="5 000 cases, 10 seconds")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.cases, chosen.seconds = 5_000, 10.0
    with ground(port=8751) as place:
        seed(place, 0, chosen.cases, still_open=100)
        with served(place):
            alone, last = lags(place, chosen.alarms, chosen.seconds, 0)
            working, last, work = uvloop.run(beside(place, chosen.alarms, chosen.seconds, last))
            evening, _ = lags(place, chosen.evening * 1000, 0.001, last)
    tell(
        bench="alarms", open=chosen.cases, alarms_per_second=chosen.alarms, alone=_told(alone),
        beside_lifecycles=_told(working) | {name: work[name] for name in ("lifecycles_per_second", "errors")},
        evening=_told(evening), limit_s=WANTED_S, ratio=round(_told(working)["p99_s"] / WANTED_S, 3),
    )  # fmt: skip


if __name__ == "__main__":
    main()
