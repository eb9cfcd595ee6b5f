"""Many cases of seven events each: two that were really moved, copied row by row inside PostgreSQL.

Six of a hundred stay open. Copies differ in number, ids, times and grid; their hashes are those of the
original, so `history verify` is not for them. Indexes are in place, statistics are taken at the end.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from ground import DISTRICT, Ground

_BATCH = 100_000
_WORDS = (
    "小区门口的路灯已经坏了一个星期，晚上老人和孩子走路都看不清，绊倒过两次；打过物业电话，说要等电力公司来修，一直没有人来。"
    "请尽快安排，也请告诉我们是谁负责、什么时候能修好，谢谢。"
)

#: Table → the columns that name the case, and those drawn from a sequence of their own.
_TABLES = {
    "assignments": ("case_id", ()),
    "case_clocks": ("case_id", ()),
    "case_events": ("case_id", ()),
    "reports": ("case_id", ("id",)),
    "texts": ("case_id", ("id",)),
}
_TIMES = {
    "opened_at", "filed_at", "closed_at", "moved_at", "due_at", "next_due_at", "at", "sent_at", "signed_at",
    "fed_back_at", "ended_at", "started_at", "alarm_at", "arrived_at", "answered_at",
}  # fmt: skip


def seed(place: Ground, have: int, wanted: int) -> None:
    """From ``have`` cases to ``wanted``."""
    models = _models(place)
    with psycopg.connect(place.urls.owner, autocommit=True, options=f"-c search_path=d{DISTRICT}") as conn:
        for start in range(have, wanted, _BATCH):
            count = min(_BATCH, wanted - start)
            with conn.transaction():
                for model, share in ((models[0], range(6)), (models[1], range(6, 100))):
                    _copy(conn, model, start, count, (share.start, share.stop))
        for sequence in ("cases_id_seq", "reports_id_seq", "texts_id_seq"):
            conn.execute(f"SELECT setval('{sequence}', {wanted * 20 + 100_000_000})".encode())
        conn.execute("VACUUM (ANALYZE) cases, assignments, case_clocks, case_events, reports, texts")


def _copy(conn: Any, model: int, start: int, count: int, share: tuple[int, int]) -> None:
    """Copies ``model`` for each number of the batch whose last two digits lie in ``share``."""
    source = (
        f"generate_series({start}, {start + count - 1}) AS s(n) "
        f"WHERE s.n %% 100 >= {share[0]} AND s.n %% 100 < {share[1]}"
    ).replace("%%", "%")
    for table in ("cases", *_TABLES):
        columns = _columns(conn, table)
        values = ", ".join(_value(table, column) for column in columns)
        key = "id" if table == "cases" else "case_id"
        conn.execute(
            f"INSERT INTO {table} ({', '.join(map(_quoted, columns))}) SELECT {values} FROM {table} m, {source} "
            f"AND m.{key} = {model}".encode()
        )


def _value(table: str, column: str) -> str:
    """Copies lie spread over the last 400 days; an open one is at most 20 days old."""
    case_id = "(s.n + 1000000)"
    if column == "case_id" or (table == "cases" and column == "id"):
        return case_id
    if column in ("home",):
        return case_id
    if column == "id":
        return "(s.n::bigint * 20 + 100000000 + m.id % 20)"
    if column == "number":
        return f"'{'R' if table == 'reports' else ''}S' || s.n"
    if column in ("title", "body") and table == "reports":
        return f"(s.n::bigint * 20 + 100000000 + m.{column} % 20)"
    if column in _TIMES:
        return f"m.{_quoted(column)} - (CASE WHEN s.n % 100 < 6 THEN s.n % 20 ELSE s.n % 400 END) * interval '1 day'"
    if column == "path" and table == "cases":
        return "(SELECT array_agg(path ORDER BY path) FROM grids WHERE level = 4)[1 + s.n % 9]"
    return f"m.{_quoted(column)}"


def _columns(conn: Any, table: str) -> list[str]:
    found = conn.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s "
        "AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [f"d{DISTRICT}", table],
    )
    return [name for (name,) in found]


def _quoted(column: str) -> str:
    return f'"{column}"'


def _models(place: Ground) -> tuple[int, int]:
    """Ids of an open and a closed case of seven events, made by the moves of ``cases``."""
    from psycopg_pool import ConnectionPool

    from wangge import people
    from wangge.cases import Channel, Kind, NewReport, Person, Verb, load, move, report
    from wangge.kit.tx import work

    now = datetime.now(UTC) - timedelta(days=1)
    with ConnectionPool(place.urls.app, min_size=1, kwargs={"autocommit": True, "options": "-c timezone=UTC"}) as pool:

        def does(login: str, number: str, verb: Verb, minutes: int, **said: Any) -> None:
            with work(pool, DISTRICT, now=now + timedelta(minutes=minutes)) as tx:
                tx.actor = people.actor(tx, people.user_id(tx, login))
                seen = load(tx, number)[0].case.seq
                move(tx, number, verb, said, seen)

        ids = []
        for closed in (False, True):
            with work(pool, DISTRICT, now=now) as tx:
                tx.actor = people.actor(tx, people.user_id(tx, "wangmin"))
                new = NewReport(
                    Channel.HOTLINE, Kind.COMPLAIN, _WORDS, title="路灯坏了一个星期", person=Person("李大民", "13812345678"),
                    grid="110115003006001", category="0110", condition="01", address="清源路 1 号", lng=116.33, lat=39.73,
                )  # fmt: skip
                number = report(tx, new).case
            does("liwei", number, Verb.DISPATCH, 5, unit="cgw")
            does("zhengtao", number, Verb.SIGN, 20)
            if closed:
                does("zhengtao", number, Verb.NOTE, 30, note=_WORDS)
                does("zhengtao", number, Verb.NOTE, 60, note="已到现场")
                does("zhaogang", number, Verb.FORCE_CLOSE, 90, reason="样例")
            else:
                for minutes in (30, 60, 90):
                    does("zhengtao", number, Verb.NOTE, minutes, note="已到现场")
            with work(pool, DISTRICT) as tx:
                tx.actor = people.actor(tx, people.user_id(tx, "wangmin"))
                ids.append(load(tx, number)[0].case.id)
    return ids[0], ids[1]
