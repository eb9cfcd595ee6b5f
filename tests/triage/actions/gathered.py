"""For tests of matters: a town that has heard enough to tell them apart, and the picture that was drawn of it."""

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from tests import town
from tests.cases.histories import Teller
from tests.database import DISTRICT
from tests.triage.test_topics import CHARACTERS, MATTERS, WAYS
from wangge.cases import Person
from wangge.cases.actions.reporting import NewReport, report
from wangge.cases.rules import Channel, Kind
from wangge.kit import feed
from wangge.kit.tx import Pool, work
from wangge.triage.actions import forgetting, gathering, wording

START = datetime.now(UTC) - timedelta(days=3)


def said(name: str, way: int) -> str:
    return WAYS[way % len(WAYS)].format(MATTERS[name])


def tells(teller: Teller, text: str, phone: str | None = None, **fields: Any) -> str:
    """The number of the case; its report has the same behind an R."""
    person = Person("欧阳春花", phone) if phone else Person()
    fields = {"channel": Channel.HOTLINE, "kind": Kind.COMPLAIN, "grid": town.LIYUAN} | fields
    login = fields.pop("login", town.CLERK)
    return teller.do(login, lambda tx: report(tx, NewReport(text=text, person=person, **fields))).case


def usual(teller: Teller, many: int = 60) -> None:
    """What everybody says, about nothing that returns."""
    dice = random.Random(4)
    for at in range(many):
        tells(teller, WAYS[at % len(WAYS)].format("".join(dice.sample(CHARACTERS, 8))), grid=town.KANGJU)


def catch_up(pool: Pool, limit: int = 1000) -> None:
    while feed.move(pool, DISTRICT):
        pass
    while forgetting.follow(pool, DISTRICT):
        pass
    while feed.consume(pool, DISTRICT, gathering.READER, gathering.gather_new, limit=limit):
        pass


def take_words(pool: Pool) -> None:
    with work(pool, DISTRICT) as tx:
        wording.take(tx)


def groups(pool: Pool) -> set[frozenset[int]]:
    """Reports that are together."""
    with work(pool, DISTRICT) as tx:
        rows = tx.rows("SELECT matter, array_agg(report_id) AS ids FROM matter_reports GROUP BY matter")
    return {frozenset(row["ids"]) for row in rows}


def row_of(pool: Pool, number: str) -> dict[str, Any]:
    """The matter of a case."""
    with work(pool, DISTRICT) as tx:
        row = tx.row(
            "SELECT t.* FROM matters t JOIN matter_reports m ON m.matter = t.id JOIN cases c ON c.id = m.case_id"
            " WHERE c.number = %(number)s ORDER BY m.report_id LIMIT 1",
            number=number,
        )
    assert row is not None
    return row


def rows_like(pool: Pool, words: str) -> list[dict[str, Any]]:
    """The matters of reports that say so."""
    with work(pool, DISTRICT) as tx:
        return tx.rows(
            "SELECT t.* FROM matters t WHERE t.id IN (SELECT m.matter FROM matter_reports m"
            " JOIN reports r ON r.id = m.report_id JOIN texts x ON x.id = r.body WHERE x.body LIKE %(words)s)"
            " ORDER BY t.id",
            words=words,
        )


def put_together(pool: Pool, matters: Iterable[int]) -> None:
    """As the loop does with two that turn out to be one."""
    into, *gone = matters
    rows = orjson.dumps([{"gone": each, "into": into} for each in gone]).decode()
    with work(pool, DISTRICT) as tx:
        for statement in (gathering.q.join_reports, gathering.q.join_matters):
            tx.run(statement, rows=rows)
        tx.run(gathering.q.refresh_matters, ids=[into])
