"""What a report costs until it is in its matter, and what advice and the list of hot matters cost, at a million cases.

    python bench/matters.py --cases 1000000

Cases as in ``_seed``; beside them seven matters for ten cases, as if most stood alone, with the keys and middles of
made-up messages (characters as frequent as in a language), and one hot matter of 5 000 reports. Then new reports are
gathered one a round, as on a quiet day, and 200 a round, as after an import. The limit: making the sketch and the keys,
and the one statement that looks for candidates, without anything around.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg
from _ground import DISTRICT, Ground, ground, tell
from _load import percentile
from _seed import seed

BASE, HOT, SHARE = 20_000, 5_000, 0.7
GRID = "110115003006001"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--asks", type=int, default=300)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    cases = 20_000 if asked.quick else asked.cases
    with ground() as place:
        seed(place, 0, cases)
        fill(place, cases)
        tell(bench="matters", cases=cases, **measured(place, asked.asks))


def fill(place: Ground, cases: int) -> None:
    """Words, matters, their reports, and the tallies of units."""
    texts = _texts(BASE)
    rows = _rows(place, texts)
    with psycopg.connect(place.urls.owner, autocommit=True, options=f"-c search_path=d{DISTRICT}") as conn:
        conn.execute("CREATE TABLE base (n int, middle bytea, step real, keys int[])")
        with conn.cursor() as cur, cur.copy("COPY base FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        for statement in _FILL:
            conn.execute(statement.encode(), {"matters": int(cases * SHARE), "base": BASE, "hot": HOT})
        conn.execute(b"DROP TABLE base")
        conn.execute(b"VACUUM (ANALYZE) matters, matter_reports, unit_tallies, unit_turns")


_FILL = (
    """
INSERT INTO matters (id, middle, step, keys, last_at, first_at, cases, reports, people, path_lo, path_hi, warmth)
SELECT s.n, b.middle, b.step,
       ARRAY(SELECT CASE WHEN (k * 7 + s.n) %% 2 = 0 THEN k
                         ELSE (k::bigint * 7919 + s.n::bigint * 104729) %% 1048576 END
               FROM unnest(b.keys) k)::int[],
       now() - (s.n %% 350) * interval '1 day', now() - (s.n %% 350) * interval '1 day', 1,
       1 + (s.n / 9 %% 9 = 0)::int, 1,
       g.path, g.path, power(2, (324 - s.n %% 350) / 90.0)
  FROM generate_series(1, %(matters)s) AS s(n)
  JOIN base b ON b.n = s.n %% %(base)s
  CROSS JOIN LATERAL (SELECT (ARRAY(SELECT path FROM grids WHERE level = 4 ORDER BY path))[1 + s.n %% 9] AS path) g
""",
    """
INSERT INTO matter_reports (report_id, matter, case_id, at)
SELECT r.id, CASE WHEN row_number() OVER () <= %(hot)s THEN 1 ELSE 1 + r.id %% %(matters)s END, r.case_id, r.arrived_at
  FROM reports r
""",
    "SELECT setval('matters_id_seq', %(matters)s)",
    """
INSERT INTO unit_turns (case_id, category, condition, path, period, first, gone, done)
SELECT c.id, c.category, c.condition, c.path, 8104 + c.id %% 4, u.ids[1 + c.id %% 6], c.id %% 10 = 0,
       u.ids[1 + c.id %% 6]
  FROM cases c, (SELECT array_agg(id) AS ids FROM units) u
""",
    """
INSERT INTO unit_tallies (branch, area, unit, period, done, sent, gone)
SELECT x.branch, x.area, t.first, t.period, count(*), count(*), count(*) FILTER (WHERE t.gone)
  FROM unit_turns t
 CROSS JOIN LATERAL (
    VALUES (left(t.category, 2), left(t.path, 11)), (t.category, left(t.path, 7)), (t.category, left(t.path, 11)),
           (t.category || '/' || t.condition, left(t.path, 15))) AS x(branch, area)
 GROUP BY 1, 2, 3, 4
""",
)


def _texts(many: int) -> list[str]:
    """Sentences of characters whose frequencies fall as 1 / rank, a tenth of them about things said before."""
    dice, characters = random.Random(1), [chr(0x4E00 + n) for n in range(3000)]
    weights = [1 / (rank + 3) for rank in range(len(characters))]
    made: list[str] = []
    for _ in range(many):
        own = "".join(dice.choices(characters, weights, k=dice.randint(30, 160)))
        made.append(dice.choice(made)[:40] + own if made and dice.random() < 0.1 else own)
    return made


def _rows(place: Ground, texts: Sequence[str]) -> list[tuple[Any, ...]]:
    """Number, middle, step and keys of each message; the picture of words is taken of them."""
    import zlib

    from wangge.kit.tx import open_pool, work
    from wangge.triage.actions.wording import q
    from wangge.triage.topics import Frequencies, Sketcher, packed

    known = Frequencies.of(texts)
    words = Sketcher(known, ahead=True)
    with open_pool(place.urls.app, 2) as pool, work(pool, DISTRICT) as tx:
        seen = zlib.compress(known.seen.astype("<i4").tobytes())
        tx.run(q.take_words, now=tx.now, messages=known.messages, seen=seen)
    return [(n, *packed(words.sketch(text)), words.keys(text)) for n, text in enumerate(texts)]


def measured(place: Ground, asks: int) -> dict[str, Any]:
    from wangge.kit.tx import open_pool

    with open_pool(place.urls.app, 2) as pool:
        texts = _texts(BASE)
        news = [f"{text[:60]}又有人说了{at}" for at, text in enumerate(texts[-asks:])]
        alone, bare = _gathered(pool, news)
        many, _ = _gathered(pool, _texts(BASE + 200)[-200:], together=True)
        asked = {
            "nearest": _timed(pool, lambda tx, at: _nearest(tx, news[at % len(news)]), asks),
            "hottest": _timed(pool, lambda tx, _: _hottest(tx), asks // 3),
            "hottest_of_a_street": _timed(pool, lambda tx, _: _hottest(tx), asks // 3, login="wuqian"),
            "unit": _timed(pool, lambda tx, _: _unit(tx), asks),
        }
    p50, limit = percentile(alone, 50), percentile(bare, 50)
    figures: dict[str, Any] = {"report_p50_ms": p50, "report_p95_ms": percentile(alone, 95), "bare_p50_ms": limit}
    figures |= {"ratio": round(p50 / limit, 2), "report_of_200_ms": round(1000 * sum(many) / 200, 2)}
    return figures | {f"{name}_p{p}_ms": percentile(took, p) for name, took in asked.items() for p in (50, 95)}


def _gathered(pool: Any, texts: Sequence[str], *, together: bool = False) -> tuple[list[float], list[float]]:
    """Seconds of each round, and of the bare part of it."""
    from wangge import people
    from wangge.cases import Channel, Kind, NewReport, report
    from wangge.kit.tx import work
    from wangge.triage.actions.gathering import gather

    ids = []
    for text in texts:
        with work(pool, DISTRICT) as tx:
            tx.actor = people.actor(tx, people.user_id(tx, "wangmin"))
            number = report(tx, NewReport(Channel.HOTLINE, Kind.COMPLAIN, text, grid=GRID)).case
            ids.append(tx.value("SELECT id FROM cases WHERE number = %(number)s", number=number))
    took, bare = [], []
    rounds = [(ids, texts)] if together else [([one], [text]) for one, text in zip(ids, texts, strict=True)]
    for some, said in rounds:
        with work(pool, DISTRICT) as tx:
            bare.append(_bare(tx, said[0]))
            began = time.perf_counter()
            gather(tx, some)
            took.append(time.perf_counter() - began)
    return took, bare


def _bare(tx: Any, text: str) -> float:
    """Seconds of the sketch, the keys and the look for candidates."""
    import orjson

    from wangge.triage.actions.middles import EACH, NEAR
    from wangge.triage.actions.wording import q, sketcher

    words = sketcher(tx)
    assert words is not None
    began = time.perf_counter()
    words.sketch(text)
    asked = [{"no": 0, "keys": words.keys(text), "since": datetime(2020, 1, 1, tzinfo=UTC)}]
    tx.rows(q.near_matters, asked=orjson.dumps(asked).decode(), most=NEAR, each=EACH)
    return time.perf_counter() - began


def _timed(pool: Any, ask: Callable[[Any, int], Any], asks: int, login: str = "wangmin") -> list[float]:
    from wangge import people
    from wangge.kit.tx import work

    took = []
    for at in range(asks):
        with work(pool, DISTRICT) as tx:
            tx.actor = people.actor(tx, people.user_id(tx, login))
            began = time.perf_counter()
            ask(tx, at)
            took.append(time.perf_counter() - began)
    return took


def _nearest(tx: Any, text: str) -> Any:
    from wangge import places
    from wangge.triage.actions.matters import nearest

    return nearest(tx, text, None, places.grid(tx, GRID).path, tx.now)


def _hottest(tx: Any) -> Any:
    from wangge.triage.actions.matters import hottest

    return hottest(tx)


def _unit(tx: Any) -> Any:
    from wangge import places
    from wangge.dispatch import Matter
    from wangge.triage.actions.units import unit_advice

    grid = places.grid(tx, GRID)
    return unit_advice(tx, Matter("0405", "01", grid.path, grid.id, tx.now))


if __name__ == "__main__":
    main()
