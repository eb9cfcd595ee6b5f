"""For tests of the tasks as rows: the reader run by hand, and the picture it has drawn."""

from typing import Any

from tests.database import DISTRICT
from wangge.followup import follow
from wangge.kit import feed
from wangge.kit.tx import Pool, work

FACTS = """
SELECT kind, case_number, report_id, seq, person, path, asked_at, due_at, settled_at, answer, attempts, by FROM tasks
 ORDER BY case_id, seq, report_id
"""


def sequence(pool: Pool) -> None:
    """What is in the outbox gets its place in the feed."""
    while feed.move(pool, DISTRICT):
        pass


def catch_up(pool: Pool) -> int:
    """How many rows the reader has handled."""
    sequence(pool)
    done = 0
    while some := follow(pool, DISTRICT):
        done += some
    return done


def picture(pool: Pool) -> list[dict[str, Any]]:
    with work(pool, DISTRICT) as tx:
        return tx.rows(FACTS)


def tasks_of(pool: Pool, number: str) -> list[dict[str, Any]]:
    return [row for row in picture(pool) if row["case_number"] == number]


def task_id(pool: Pool, number: str) -> int:
    """Of the last task of a case."""
    with work(pool, DISTRICT) as tx:
        return int(tx.value("SELECT max(id) FROM tasks WHERE case_number = %(number)s", number=number))
