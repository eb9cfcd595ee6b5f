"""How fast the desk reads: the queue with its filters and figures, the search box and a case, among many cases.

    python bench/desk.py --cases 1000000

Six of a hundred cases are open, spread over states, categories, units and streets. Three people ask over HTTP, one
connection, one call after another: a dispatcher of the whole district, the lead of a street, a handler of a bureau
(no area: what its unit holds or held). The limit beside it: the same statements sent straight to PostgreSQL.
"""

import argparse
import asyncio
import time
from typing import Any

import psycopg
from _ground import DISTRICT, Ground, ground, served, tell
from _load import Client, percentile
from _seed import seed
from _straight import BEGIN, InProcess

PEOPLE = {"dispatcher": "liwei", "street_lead": "mafang", "handler": "zhengtao"}
WARM = 5
WANTED_MS = 25

_QUEUE, _COUNTS = "/api/v1/cases?limit=50", "/api/v1/queue/counts?"
_STREET = "under=110115003"
_FILTERS = {
    "": "", "state": "&state=dispatched", "late": "&late=true", "under": f"&{_STREET}", "category": "&category=0201",
    "unit": "&unit=swj", "state+late": "&state=handling&late=true", "under+category": f"&{_STREET}&category=02",
}  # fmt: skip

#: What the seed has alike, made unlike: by the number of the case, so that every run has the same.
_SPREAD = """
WITH spread AS (
    UPDATE cases SET state = (ARRAY['handling', 'handling', 'handling', 'dispatched', 'checking'])
                                 [1 + (cases.id / 100) % 5],
                     category = CASE WHEN cases.id % 100 = 1 THEN '0201' ELSE category END,
                     units = ARRAY[u.id], holding = ARRAY[u.id]
      FROM units u
     WHERE closed_at IS NULL AND u.code = (ARRAY['cgw', 'swj', 'zjw', 'cgw', 'rl'])[1 + (cases.id / 500) % 5]
    RETURNING cases.id, u.id AS unit)
UPDATE assignments a SET unit = s.unit FROM spread s WHERE a.case_id = s.id
"""

#: The statements of one call with their parameters.
Statements = list[tuple[bytes, Any]]


def routes(place: Ground) -> dict[str, str]:
    """What the desk asks, by name. A case in the street and with the bureau, so that all three may read it."""
    with psycopg.connect(place.urls.owner, options=f"-c search_path=d{DISTRICT}") as conn:
        conn.execute("SET enable_seqscan = off")
        found = conn.execute(
            "SELECT cases.number FROM cases JOIN assignments a ON a.case_id = cases.id JOIN units u ON u.id = a.unit "
            "WHERE closed_at IS NULL AND u.code = 'cgw' AND cases.path LIKE "
            "(SELECT path FROM grids WHERE code = '110115003') || '%' AND state = 'handling' LIMIT 1"
        ).fetchone()
    assert found is not None
    queue = {f"queue {name}".strip(): _QUEUE + asked for name, asked in _FILTERS.items()}
    counts = {f"counts {name}".strip(): _COUNTS + asked[1:] for name, asked in _FILTERS.items()}
    return {
        **queue, "queue later page": _QUEUE, **counts, "search number": f"/api/v1/search?text={found[0]}",
        "search beginning": "/api/v1/search?text=S1", "search phone": "/api/v1/search?text=13812345678",
        "case": f"/api/v1/cases/{found[0]}",
    }  # fmt: skip


async def asked(client: Any, login: str, paths: dict[str, str], turns: int) -> dict[str, list[float]]:
    """Seconds of every call by route, in the order of the desk: all routes once, then again."""
    headers = [await signed_in(client, login)]
    paths = paths | {"queue later page": await later(client, headers)}
    times: dict[str, list[float]] = {name: [] for name in paths}
    for turn in range(WARM + turns):
        for name, path in paths.items():
            status, answer = await client.call("GET", path, headers)
            assert status == 200, (name, answer)
            if turn >= WARM:
                times[name].append(client.latencies[-1])
    return times


async def signed_in(client: Any, login: str) -> str:
    from wangge.demo import town

    body = {"login": login, "password": town.plan()["password"], "district": DISTRICT}
    status, answer = await client.call("POST", "/api/v1/session", ["Origin: http://127.0.0.1"], body)
    assert status == 201, answer
    return f"Authorization: Bearer {answer['token']}"


async def later(client: Any, headers: list[str]) -> str:
    """The address of the eleventh page."""
    path = _QUEUE
    for _ in range(10):
        _, answer = await client.call("GET", path, headers)
        if answer["next"] is None:
            break
        path = f"{_QUEUE}&after={answer['next'].replace('+', '%2B').replace(' ', '%20')}"
    return path


def recorded(place: Ground, login: str, paths: dict[str, str]) -> dict[str, Statements]:
    """The statements of each route, as the API sends them once it is warm."""
    from psycopg_pool import ConnectionPool

    seen: Statements = []

    class Recorder(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
            seen.append((query if isinstance(query, bytes) else str(query).encode(), params))
            return super().execute(query, params, **more)

    async def read() -> dict[str, Statements]:
        client = InProcess(pool)
        headers = [await signed_in(client, login)]
        known, found = paths | {"queue later page": await later(client, headers)}, {}
        for _ in range(2):  # the second time without what the process keeps
            for name, path in known.items():
                seen.clear()
                await client.call("GET", path, headers)
                found[name] = list(seen)
        return found

    options = {"autocommit": True, "options": "-c timezone=UTC", "cursor_factory": Recorder}
    with ConnectionPool(place.urls.app, min_size=1, max_size=2, kwargs=options) as pool:
        return asyncio.run(read())


def straight(place: Ground, statements: dict[str, Statements], turns: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in statements}
    options: dict[str, Any] = {"autocommit": True, "prepare_threshold": 2, "options": "-c timezone=UTC"}
    with psycopg.connect(place.urls.app, **options) as conn:
        for turn in range(WARM + turns):
            for name, calls in statements.items():
                began = time.perf_counter()
                conn.pgconn.exec_(BEGIN)
                for sql, params in calls:
                    conn.execute(sql, params)
                conn.pgconn.exec_(b"COMMIT")
                if turn >= WARM:
                    times[name].append(time.perf_counter() - began)
    return times


def measured(place: Ground, turns: int) -> dict[str, Any]:
    paths, found = routes(place), {}
    for role, login in PEOPLE.items():

        async def over_http(login: str = login) -> dict[str, list[float]]:
            client = await Client(place.port).open()
            try:
                return await asked(client, login, paths, turns)
            finally:
                client.close()

        with served(place):
            http = asyncio.run(over_http())
        bare = straight(place, recorded(place, login, paths), turns)
        found[role] = {name: _told(http[name], bare[name]) for name in paths}
    return found


def _told(http: list[float], bare: list[float]) -> dict[str, float]:
    limit = percentile(bare, 50)
    return {
        "p50_ms": (median := percentile(http, 50)),
        "p95_ms": percentile(http, 95),
        "straight_p50_ms": limit,
        "straight_p95_ms": percentile(bare, 95),
        "ratio": round(median / limit, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=40, help="calls of each route by each person")
    parser.add_argument("--quick", action="store_true", help="20 000 cases, 10 calls")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.cases, chosen.turns = 20_000, 10
    with ground(port=8741) as place:
        seed(place, 0, chosen.cases)
        with psycopg.connect(place.urls.owner, autocommit=True, options=f"-c search_path=d{DISTRICT}") as conn:
            conn.execute(_SPREAD)
            conn.execute("VACUUM (ANALYZE) cases, assignments")
            row = conn.execute("SELECT count(*) FROM cases WHERE closed_at IS NULL").fetchone()
        people = measured(place, chosen.turns)
    worst = max((told["p95_ms"], role, name) for role, all_ in people.items() for name, told in all_.items())
    tell(
        bench="desk", cases=chosen.cases, open=row and row[0], turns=chosen.turns, people=people,
        worst={"p95_ms": worst[0], "who": worst[1], "route": worst[2]}, wanted={"p95_ms": WANTED_MS},
    )  # fmt: skip


if __name__ == "__main__":
    main()
