"""How many cases of another system come in a second, with placing, filing and routing.

    python bench/import.py --rows 60000

A CSV of generated orders: texts of more than 100 characters, a point and a category each, closed ones and open ones.
`wangge import cases` runs as a person would run it, in a process of its own that starts two more; the mapping finds
the grid of each point and sends what waits by the ownership rules. The limit beside it: the very rows that it wrote,
by bare COPY into the same empty tables with their indexes, over two connections at once. ``peak_mb`` is the memory of
the largest of its processes, for a file and for one of three times its length.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import psycopg
from _ground import DISTRICT, Ground, ground, tell

TEXT = (
    "小区南门外的人行道上堆了三天的生活垃圾，袋子已经破了，污水流到路面，早晚上学的孩子要绕到机动车道上走，"
    "物业说不归他们管，社区说已经报了还没有人来，希望尽快派人清走，并说清楚以后由谁负责这一段，什么时候能清完。"
)
MAPPING = """
source = "bench"
route = true
[columns]
number = "编号"
text = "内容"
arrived_at = "来电时间"
closed_at = "办结时间"
category = "小类"
lng = "经度"
lat = "纬度"
[constants]
channel = "hotline"
kind = "complain"
"""
TABLES = ("cases", "case_events", "assignments", "case_clocks", "reports", "texts")
GRIDS = 20  # unit grids of the town, each one cell of a drawn board


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--open", type=float, default=0.05, help="share of cases that have not ended")
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    rows = 12_000 if asked.quick else asked.rows
    with ground() as place:
        _draw(place)
        sizes = {}
        for size in (rows, 3 * rows):
            _empty(place)
            seconds, peak = _imported(place, size, asked.open)
            sizes[size] = {"seconds": seconds, "per_second": round(size / seconds), "peak_mb": peak}
        findings = _verified(place, rows)
        bare = _bare(place, 3 * rows)
        rate = max(one["per_second"] for one in sizes.values())
        tell(bench="import", open_share=asked.open, sizes=sizes, cases_per_second=rate, bare_copy_per_second=bare,
             ratio=round(rate / bare, 3), verified=findings, cores=os.cpu_count())  # fmt: skip


def _draw(place: Ground) -> None:
    """A boundary for every unit grid of the town, so that points have a grid."""
    from shapely import box

    from wangge import places
    from wangge.kit.tx import open_pool, work

    pool = open_pool(place.urls.app, 2)
    with work(pool, DISTRICT) as tx:
        units = [grid for grid in places.below(tx, places.grid(tx, DISTRICT)) if len(grid.code) == 15]
        for at, grid in enumerate(units):
            west, south = 116.30 + 0.01 * (at % 5), 39.70 + 0.01 * (at // 5)
            places.set_boundary(tx, grid.id, box(west, south, west + 0.01, south + 0.01))
    pool.close()


def _file(place: Ground, rows: int, share: float) -> Path:
    random, path = Random(rows), place.home / f"orders-{rows}.csv"
    began = datetime.fromisoformat("2024-01-01")
    with path.open("w", encoding="utf-8") as file:
        file.write("编号,内容,来电时间,办结时间,小类,经度,纬度\n")
        for no in range(rows):
            came = began + timedelta(minutes=random.randrange(900_000))
            ended = (
                ""
                if random.random() < share
                else f"{came + timedelta(hours=random.randrange(1, 300)):%Y-%m-%d %H:%M:%S}"
            )
            point = f"{116.30 + random.random() * 0.05:.7f},{39.70 + random.random() * 0.02:.7f}"
            category = random.choice(("0113/01", "0110/01", "0405/01", "0128/01"))
            file.write(f"{no},{TEXT}第{no}次反映,{came:%Y-%m-%d %H:%M:%S},{ended},{category},{point}\n")
    return path


def _imported(place: Ground, rows: int, share: float) -> tuple[float, float]:
    """Seconds and the peak memory of the largest process in MB, of the whole command."""
    path, mapping = _file(place, rows, share), place.home / "map.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    command = [sys.executable, "-m", "bench._import", str(path), str(mapping)]
    env = os.environ | {
        "WANGGE_HOME": str(place.home),
        "LANG": "en_US.UTF-8",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    began = time.perf_counter()
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        said, _ = process.communicate(timeout=600)
    seconds = time.perf_counter() - began
    assert process.returncode == 0, said
    path.unlink()
    return round(seconds, 2), float(said.rsplit(maxsplit=1)[-1])


@contextmanager
def _owner(place: Ground) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(place.urls.owner, autocommit=True, options=f"-c search_path=d{DISTRICT}") as conn:
        yield conn


def _empty(place: Ground) -> None:
    with _owner(place) as conn:
        conn.execute(f"TRUNCATE {', '.join(TABLES)}, outbox".encode())


def _verified(place: Ground, rows: int) -> dict[str, int]:
    """A share of the imported cases replayed: cases, and what was found wrong."""
    from wangge.cases.history import verify_tile
    from wangge.cases.history.proof import tiles
    from wangge.kit.tx import open_pool, work

    pool, cases, findings = open_pool(place.urls.app, 2), 0, 0
    with work(pool, DISTRICT) as tx:
        for span in tiles(tx)[:: max(1, rows // 10_000)]:
            proof = verify_tile(tx, span)
            cases, findings = cases + proof.cases, findings + len(proof.findings)
    pool.close()
    return {"cases": cases, "findings": findings}


def _bare(place: Ground, rows: int) -> int:
    """Cases a second by COPY alone, in batches of the import's size, over two connections."""
    halves: list[list[tuple[str, bytes]]] = [[], []]
    with _owner(place) as conn:
        names = {table: _columns(conn, table) for table in TABLES}
        for table in TABLES:
            with conn.cursor().copy(f"COPY {table} ({names[table]}) TO STDOUT".encode()) as copy:
                lines = b"".join(bytes(part) for part in copy).splitlines(keepends=True)
            for half, mine in enumerate((lines[::2], lines[1::2])):
                size = len(mine) * 2000 // (rows // 2) + 1
                halves[half] += [(table, b"".join(mine[at : at + size])) for at in range(0, len(mine), size)]
    _empty(place)

    def copy_in(parts: list[tuple[str, bytes]]) -> None:
        with _owner(place) as conn:
            for table, part in parts:
                with conn.cursor().copy(f"COPY {table} ({names[table]}) FROM STDIN".encode()) as copy:
                    copy.write(part)

    threads = [Thread(target=copy_in, args=(parts,)) for parts in halves]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return round(rows / (time.perf_counter() - began))


def _columns(conn: psycopg.Connection[Any], table: str) -> str:
    rows = conn.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
        (f"d{DISTRICT}", table),
    )
    return ", ".join(f'"{name}"' for (name,) in rows)


if __name__ == "__main__":
    main()
