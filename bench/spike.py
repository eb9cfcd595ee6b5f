"""Whether the district takes a rush, and is its usual self again within five seconds.

    python bench/spike.py --cases 1000000 --seconds 15

Lifecycles at 1, 15, 1, 25, 2, 35 and 1 a second, one after another. The first five seconds after a rush may be slow;
what comes after them is compared with the calm before all rushes.
"""

import argparse
from typing import Any

import uvloop
from _ground import Ground, ground, served, tell
from _seed import seed
from lifecycle import phase, signed_in

RATES = (1, 15, 1, 25, 2, 35, 1)
SETTLES_S, CLIENTS = 5.0, 50


async def phases(place: Ground, seconds: float) -> list[dict[str, Any]]:
    """What each rate met; of a calm one only what came after its first five seconds."""
    workers = await signed_in(place, CLIENTS)
    await phase(workers, 5.0, 20)  # warm: plans, caches, pages
    found = []
    for rate, before in zip(RATES, (0, *RATES), strict=False):
        if rate < before:
            await phase(workers, SETTLES_S, rate)
        found.append({"wanted_per_second": rate} | await phase(workers, seconds, rate))
    for worker in workers:
        worker.client.close()
    return found


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
    calm, *later = [one["p95_ms"] for one in found if one["wanted_per_second"] <= min(RATES) + 1]
    tell(
        bench="spike", cases=chosen.cases, phases=found, errors=sum(one["errors"] for one in found),
        calm_p95_ms=calm, after_rushes_p95_ms=later, ratio=round(max(later) / calm, 2),
        wanted={"errors": 0, "usual_again_within_s": SETTLES_S},
    )  # fmt: skip


if __name__ == "__main__":
    main()
