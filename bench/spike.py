"""Whether the district takes a rush, and is its usual self again within five seconds.

    python bench/spike.py --cases 1000000 --seconds 15

Lifecycles at 1, 15, 1, 25, 2, 35 and 1 a second, one after another. The first five seconds after a rush may be slow;
what comes after them is compared with the calm before all rushes.
"""

import argparse
import asyncio
import time
from typing import Any

import uvloop
from _ground import Ground, ground, served, tell
from _load import percentile
from _seed import seed
from lifecycle import Worker, _paced, standard_of_bench

RATES = (1, 15, 1, 25, 2, 35, 1)
SETTLES_S, CLIENTS = 5.0, 50


async def phases(place: Ground, seconds: float) -> list[dict[str, Any]]:
    """What each rate met; of a calm one only what came after its first five seconds."""
    workers = [Worker(place, standard_of_bench(), "cgw") for _ in range(CLIENTS)]
    for worker in workers:
        await worker.sign_in()
    await _phase(workers, 20, 5.0)  # warm: plans, caches, pages
    found = []
    for rate, before in zip(RATES, (0, *RATES), strict=False):
        if rate < before:
            await _phase(workers, rate, SETTLES_S)
        found.append(await _phase(workers, rate, seconds))
    for worker in workers:
        worker.client.close()
    return found


async def _phase(workers: list[Worker], rate: float, seconds: float) -> dict[str, Any]:
    for worker in workers:
        worker.done, worker.errors = 0, 0
        worker.client.latencies.clear()
    began = time.perf_counter()
    await asyncio.gather(*(_paced(w, i, len(workers), rate, began, seconds) for i, w in enumerate(workers)))
    times = [t for w in workers for t in w.client.latencies]
    return {
        "per_second": rate,
        "done": sum(w.done for w in workers),
        "errors": sum(w.errors for w in workers),
        "p50_ms": percentile(times, 50),
        "p95_ms": percentile(times, 95),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=15, help="of each rate")
    parser.add_argument("--quick", action="store_true", help="1 000 cases, 3 seconds each")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.cases, chosen.seconds = 1_000, 3.0
    with ground(port=8761) as place:
        seed(place, 0, chosen.cases)
        with served(place):
            found = uvloop.run(phases(place, chosen.seconds))
    calm, *later = [phase["p95_ms"] for phase in found if phase["per_second"] <= min(RATES) + 1]
    tell(
        bench="spike", cases=chosen.cases, phases=found, errors=sum(phase["errors"] for phase in found),
        calm_p95_ms=calm, after_rushes_p95_ms=later, ratio=round(max(later) / calm, 2),
        wanted={"errors": 0, "usual_again_within_s": SETTLES_S},
    )  # fmt: skip


if __name__ == "__main__":
    main()
