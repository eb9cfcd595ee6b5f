"""Many cases of seven events each: two that were really moved, copied row by row inside PostgreSQL.

Six of a hundred stay open, or as many as is said. Copies differ in number, ids, times and grid; their hashes are those
of the original, so `history verify` is not for them. Indexes are in place, statistics are taken at the end.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from _ground import DISTRICT, Ground

_BATCH = 100_000
_WORDS = (
    "小区门口的路灯已经坏了一个星期，晚上老人和孩子走路都看不清，绊倒过两次；打过物业电话，说要等电力公司来修，"
    "一直没有人来。请尽快安排，也请告诉我们是谁负责、什么时候能修好，这几天已经有三位邻居来问过，谢谢。"
)

#: The case and its children; the columns that name the case.
_TABLES = {"cases": "id", **dict.fromkeys(("assignments", "case_clocks", "case_events", "reports", "texts"), "case_id")}
_TIMES = {
    "opened_at", "filed_at", "closed_at", "moved_at", "due_at", "next_due_at", "at", "sent_at", "signed_at",
    "fed_back_at", "ended_at", "started_at", "alarm_at", "arrived_at", "answered_at",
}  # fmt: skip

_CASE = "(s.n + 1000000)"
_CHILD = "(s.n::bigint * 20 + 100000000 + m.{} % 20)"
_AGE = "m.{} - s.n % {} * interval '1 day'"
_RING = "CASE WHEN m.alarm_at IS NOT NULL THEN now() + (1 + s.n % 20) * interval '1 day' END"
_PATH = "(SELECT array_agg(path ORDER BY path) FROM grids WHERE level = 4)[1 + s.n % 9]"


def seed(place: Ground, have: int, wanted: int, still_open: int = 6) -> None:
    """From ``have`` cases to ``wanted``; of a hundred, ``still_open`` are open."""
    models = _models(place)
    with psycopg.connect(place.urls.owner, autocommit=True, options=f"-c search_path=d{DISTRICT}") as conn:
        for start in range(have, wanted, _BATCH):
            last = min(start + _BATCH, wanted) - 1
            with conn.transaction():
                numbers = f"generate_series({start}, {last}) AS s(n) WHERE s.n % 100"
                _copy(conn, models[0], f"{numbers} < {still_open}", days=20)
                _copy(conn, models[1], f"{numbers} >= {still_open}", days=400)
        for sequence in ("cases_id_seq", "reports_id_seq", "texts_id_seq"):
            conn.execute(f"SELECT setval('{sequence}', {wanted * 20 + 200_000_000})".encode())
        conn.execute(f"VACUUM (ANALYZE) {', '.join(_TABLES)}".encode())


def _copy(conn: Any, model: int, numbers: str, days: int) -> None:
    for table, key in _TABLES.items():
        columns = _columns(conn, table)
        names, values = ", ".join(map(_quoted, columns)), ", ".join(_value(table, column, days) for column in columns)
        conn.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} m, {numbers} AND m.{key} = {model}".encode()
        )


def _value(table: str, column: str, days: int) -> str:
    """Copies lie spread over so many last days; what is open rings on a day to come."""
    special = {
        ("cases", "id"): _CASE,
        ("cases", "number"): "'S' || s.n",
        ("cases", "path"): _PATH,
        ("reports", "number"): "'RS' || s.n",
        ("reports", "home"): _CASE,
        ("reports", "title"): _CHILD.format("title"),
        ("reports", "body"): _CHILD.format("body"),
        ("case_clocks", "alarm_at"): _RING,
    }
    if found := special.get((table, column)):
        return found
    if column == "case_id":
        return _CASE
    if column == "id":
        return _CHILD.format("id")
    return (_AGE if column in _TIMES else "m.{}").format(_quoted(column), days)


def _columns(conn: Any, table: str) -> list[str]:
    found = conn.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s "
        "AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [f"d{DISTRICT}", table],
    )
    return [name for (name,) in found]


def _quoted(column: str) -> str:
    return f'"{column}"'


def _models(place: Ground) -> list[int]:
    """Ids of an open and a closed case of seven events, made by the moves of ``cases``."""
    from wangge.kit.tx import open_pool

    with open_pool(place.urls.app, 2) as pool:
        return [_model(pool, closed=False), _model(pool, closed=True)]


def _model(pool: Any, *, closed: bool) -> int:
    from wangge import people
    from wangge.cases import Channel, Kind, NewReport, Person, Verb, load, move, report
    from wangge.kit.tx import work

    now = datetime.now(UTC) - timedelta(days=1)
    new = NewReport(
        Channel.HOTLINE, Kind.COMPLAIN, _WORDS, title="路灯坏了一个星期", person=Person("李大民", "13812345678"),
        grid="110115003006001", category="0110", condition="01", address="清源路 1 号", lng=116.33, lat=39.73,
    )  # fmt: skip
    with work(pool, DISTRICT, now=now) as tx:
        tx.actor = people.actor(tx, people.user_id(tx, "wangmin"))
        number = report(tx, new).case
    last = ("zhaogang", Verb.FORCE_CLOSE, {"reason": "样例"}) if closed else ("zhengtao", Verb.NOTE, {"note": _WORDS})
    steps: list[tuple[str, Verb, dict[str, Any]]] = [
        ("liwei", Verb.DISPATCH, {"unit": "cgw"}),
        ("zhengtao", Verb.SIGN, {}),
        ("zhengtao", Verb.NOTE, {"note": "已到现场"}),
        ("zhengtao", Verb.NOTE, {"note": _WORDS}),
        last,
    ]
    for turn, (login, verb, said) in enumerate(steps, 1):
        with work(pool, DISTRICT, now=now + timedelta(minutes=10 * turn)) as tx:
            tx.actor = people.actor(tx, people.user_id(tx, login))
            seen = load(tx, number)[0].case.seq
            case = move(tx, number, verb, said, seen)
    return case.id
