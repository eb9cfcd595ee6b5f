"""How many cases a second go from report to reading, over HTTP, with everything on.

    python bench/lifecycle.py --clients 50 --seconds 60 --cases 10000,1000000

One lifecycle is four calls: report with category and place (files at once), dispatch, sign, read. Session, scope
and Idempotency-Key are on, the texts have more than 100 characters. The limit beside it: the same statements of
the same lifecycles, sent straight to PostgreSQL from as many connections in the same run.
"""

import argparse
import asyncio
import time
from itertools import count
from typing import Any

import uvloop
from _ground import DISTRICT, Ground, ground, served, tell
from _load import Client, percentile
from _seed import seed
from _straight import straight

TEXT = (
    "小区南门外的人行道上堆了三天的生活垃圾，袋子已经破了，污水流到路面，早晚上学的孩子要绕到机动车道上走，"
    "物业说不归他们管，社区说已经报了还没有人来，请尽快派人清走，并说清楚以后由谁负责这一段，什么时候能清完，请回个电话。"
)
REPORTER = {"name": "李大民", "phone": "13812345678"}
USERS = ("wangmin", "liwei", "zhengtao")
_keys = count()


class Worker:
    """Three people at one connection: clerk, dispatcher, handler."""

    def __init__(self, place: Ground, standard: tuple[str, str], unit: str, client: Any = None) -> None:
        self.client = client or Client(place.port)
        self.standard, self.unit = standard, unit
        self.done, self.errors, self.last = 0, 0, ""

    async def sign_in(self) -> None:
        from wangge.demo import town

        await self.client.open()
        self.who = {}
        for login in USERS:
            body = {"login": login, "password": town.plan()["password"], "district": DISTRICT}
            status, answer = await self.client.call("POST", "/api/v1/session", ["Origin: http://127.0.0.1"], body)
            assert status == 201, answer
            self.who[login] = f"Authorization: Bearer {answer['token']}"
        self.client.latencies.clear()

    async def lifecycle(self) -> None:
        category, condition = self.standard
        clerk, dispatcher, handler = (self.who[login] for login in USERS)
        report = {
            "channel": "hotline", "kind": "complain", "title": "人行道上堆了三天垃圾", "text": TEXT, "person": REPORTER,
            "grid": "110115003006001", "category": category, "condition": condition, "address": "清源路南门外",
            "lng": 116.3312345, "lat": 39.7312345,
        }  # fmt: skip
        status, case = await self.client.call("POST", "/api/v1/reports", [clerk, _key()], report)
        if status != 201:
            self._failed(case)
            return
        self.last = case["case"]
        path = f"/api/v1/cases/{case['case']}"
        move = {"verb": "dispatch", "seen": case["seq"], "unit": self.unit}
        status, answer = await self.client.call("POST", f"{path}/moves", [dispatcher, _key()], move)
        if status != 201:
            self._failed(answer)
            return
        move = {"verb": "sign", "seen": answer["seq"]}
        status, answer = await self.client.call("POST", f"{path}/moves", [handler, _key()], move)
        if status != 201:
            self._failed(answer)
            return
        status, answer = await self.client.call("GET", path, [handler])
        if status != 200 or answer["state"] != "handling":
            self._failed(answer)
            return
        self.done += 1

    def _failed(self, answer: Any) -> None:
        self.errors += 1
        print("failed:", str(answer)[:300])


def _key() -> str:
    return f"Idempotency-Key: bench-{next(_keys)}-{time.monotonic_ns()}"


async def drive(place: Ground, clients: int, seconds: float, rate: float | None = None) -> dict[str, Any]:
    """Closed loop of ``clients``; with ``rate``, lifecycles begin at even distances instead."""
    workers = await signed_in(place, clients)
    found = await phase(workers, seconds, rate)
    for worker in workers:
        worker.client.close()
    return found


async def signed_in(place: Ground, clients: int) -> list[Worker]:
    workers = [Worker(place, standard_of_bench(), "cgw") for _ in range(clients)]
    for worker in workers:
        await worker.sign_in()
    return workers


async def phase(workers: list[Worker], seconds: float, rate: float | None = None) -> dict[str, Any]:
    """What these workers met in so many seconds; of what they did before nothing is counted."""
    for worker in workers:
        worker.done, worker.errors = 0, 0
        worker.client.latencies.clear()
    began = time.perf_counter()
    if rate is None:
        await asyncio.gather(*(_loop(w, began + seconds) for w in workers))
    else:
        await asyncio.gather(*(_paced(w, i, len(workers), rate, began, seconds) for i, w in enumerate(workers)))
    took = time.perf_counter() - began
    times = [t for w in workers for t in w.client.latencies]
    done = sum(w.done for w in workers)
    return {
        "lifecycles_per_second": round(done / took, 1),
        "calls_per_second": round(len(times) / took, 1),
        "errors": sum(w.errors for w in workers),
        "p50_ms": percentile(times, 50),
        "p95_ms": percentile(times, 95),
        "p99_ms": percentile(times, 99),
    }


async def _loop(worker: Worker, until: float) -> None:
    while time.perf_counter() < until:
        await worker.lifecycle()


async def _paced(worker: Worker, index: int, clients: int, rate: float, began: float, seconds: float) -> None:
    for turn in count():
        due = began + (index + turn * clients) / rate
        if due > began + seconds:
            return
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await worker.lifecycle()


def standard_of_bench() -> tuple[str, str]:
    from wangge.demo import town

    row = next(row for row in town.plan()["standards"] if row["category_name"] == "暴露生活垃圾")
    return row["category"], row["condition"]


def measured(place: Ground, clients: int, seconds: float, cases: int) -> dict[str, Any]:
    with served(place):
        uvloop.run(drive(place, clients, min(5.0, seconds)))  # warm: plans, caches, pages
        full = uvloop.run(drive(place, clients, seconds))
        half = uvloop.run(drive(place, clients, seconds / 2, rate=full["lifecycles_per_second"] / 2))
    limit = straight(place, clients, min(seconds, 30.0))
    return {
        "cases": cases,
        **full,
        "at_half_rate": half,
        "straight_to_postgresql_per_second": limit,
        "ratio": round(full["lifecycles_per_second"] / limit, 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--cases", default="10000,1000000")
    parser.add_argument("--quick", action="store_true", help="1 000 cases, 5 seconds")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.cases, chosen.seconds = "1000", 5.0
    runs, there = [], 0
    with ground() as place:
        for wanted in map(int, chosen.cases.split(",")):
            seed(place, there, wanted)
            there = wanted
            runs.append(measured(place, chosen.clients, chosen.seconds, wanted))
    first = runs[0]["lifecycles_per_second"]
    tell(
        bench="lifecycle",
        clients=chosen.clients,
        seconds=chosen.seconds,
        runs=runs,
        flat=round(runs[-1]["lifecycles_per_second"] / first, 3),
        wanted={"per_second": 150, "flat": 0.9, "half_rate_p95_ms": 25},
    )


if __name__ == "__main__":
    main()
