"""A row that was cast in a mould is the row that the fold would have given, in every shape."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from tests import town
from tests.database import DISTRICT
from tests.intake.bringing import bring, found, old
from wangge import cases, dispatch
from wangge.cases import Kind, OldCase, Person, State
from wangge.cases.actions import import_rows
from wangge.cases.history import verify
from wangge.cases.rules import ENDED, OPEN, Outcome
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db

ARRIVED = datetime(2024, 2, 5, 3, tzinfo=UTC)
UNITS = (None, "cgw", "qy", "xf-fq", "swj")
OWN = {
    "id", "case_id", "report_id", "number", "hash", "salt", "sha256", "home", "title", "body", "address", "point",
    "given",
    "source_number",
}  # fmt: skip
TABLES = ("cases", "case_events", "assignments", "case_clocks", "reports", "texts")


def some(random: Random, number: str) -> OldCase:
    """A row of any shape that can be taken."""
    state = random.choice(sorted((set(OPEN) | ENDED) - {State.MERGED}))
    arrived = ARRIVED + timedelta(minutes=random.randrange(400_000))
    later = [arrived + timedelta(hours=random.randrange(1, 400)) for _ in range(5)]
    category, condition = town.matter(random.choice(["道路破损", "燃气管道破裂", "举报违规", "供热不热", "私搭乱建"]))
    return old(
        number,
        arrived_at=arrived,
        state=state,
        kind=random.choice(list(Kind)),
        text="两行\n\t带\\反斜杠 %s 的话" * random.randint(1, 3),
        title=random.choice([None, "标题"]),
        address=random.choice([None, "清源路 3 号"]),
        lng=116.3412345,
        lat=39.7412345,
        person=Person(phone=random.choice([None, "13812345678"])),
        category=category,
        condition=condition,
        grid=random.choice([town.LIYUAN, town.KANGJU]),
        grade=random.choice([None, "major"]),
        sensitive=random.random() < 0.2,
        filed_at=random.choice([None, later[0]]),
        closed_at=later[1] if state in ENDED else None,
        due_at=random.choice([None, None, later[2]]),
        outcome=random.choice([None, Outcome.EXPLAINED]) if state in ENDED else None,
        unit=random.choice(UNITS),
        sent_at=random.choice([None, later[0]]),
        signed_at=random.choice([None, later[3]]),
        done_at=random.choice([None, later[4]]),
    )


def written(pool: Pool, number: str) -> dict[str, Any]:
    """Every row of the case but for ids, hashes and numbers."""
    case = found(pool, number)["id"]
    with work(pool, DISTRICT) as tx:

        def rows(table: str) -> list[dict[str, Any]]:
            key = "id" if table == "cases" else "case_id"
            read = tx.rows(f"SELECT to_jsonb(t) AS row FROM {table} t WHERE {key} = %(case)s ORDER BY 1", case=case)
            return [{name: value for name, value in one["row"].items() if name not in OWN} for one in read]

        return {table: rows(table) for table in TABLES}


@pytest.mark.parametrize("seed", range(4))
def test_as_the_fold_gives_it(pool: Pool, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random, now = Random(seed), ARRIVED + timedelta(days=800)
    rows = [some(random, f"m{seed}-{no}") for no in range(150)]
    assert bring(pool, *rows, now=now).wrong == []
    monkeypatch.setattr(import_rows, "ENDED", frozenset())  # each by itself
    again = [some(random, f"n{seed}-{no}") for random in [Random(seed)] for no in range(150)]
    assert bring(pool, *again, now=now).wrong == []
    for no in range(150):
        assert written(pool, f"m{seed}-{no}") == written(pool, f"n{seed}-{no}"), rows[no]
    with work(pool, DISTRICT) as tx:
        assert verify(tx) == []


class TestUnits:
    def test_the_source_names_it(self, pool: Pool) -> None:
        sent, done = ARRIVED + timedelta(hours=1), ARRIVED + timedelta(hours=9)
        road = {"category": "0113", "condition": "01", "grid": town.LIYUAN}
        bring(pool, old("u1", arrived_at=ARRIVED, state=State.CLOSED, closed_at=done, unit="cgw", sent_at=sent, **road))
        with work(pool, DISTRICT) as tx:
            row = tx.row("SELECT * FROM assignments WHERE case_id = %(id)s", id=found(pool, "u1")["id"])
        assert row is not None
        assert (row["held"], row["sent_at"], row["ended_at"], row["signed_at"]) == ("fed_back", sent, done, None)

    def test_one_that_is_not_there(self, pool: Pool) -> None:
        done = ARRIVED + timedelta(hours=9)
        [wrong] = bring(pool, old("u2", arrived_at=ARRIVED, state=State.CLOSED, closed_at=done, unit="nobody")).wrong
        assert (wrong.field, wrong.refused.code) == ("unit", "unit.unknown")


class TestRouting:
    ROAD = {"category": "0113", "condition": "01", "grid": town.LIYUAN}  # noqa: RUF012 - read only

    def routed(self, pool: Pool, row: OldCase) -> dict[str, Any]:
        with work(pool, DISTRICT) as tx:
            cases.bring(tx, "old", [row], route=True)
        return found(pool, str(row.report.source_number))

    def holder(self, tx: Tx, case: int) -> dict[str, Any]:
        row = tx.row("SELECT unit, held FROM assignments WHERE case_id = %(id)s", id=case)
        assert row is not None
        return row

    def test_what_waits_is_filed_and_sent(self, pool: Pool) -> None:
        case = self.routed(pool, old("r1", arrived_at=ARRIVED, state=State.REPORTED, **self.ROAD))
        assert case["state"] == "dispatched"
        with work(pool, DISTRICT) as tx:
            chosen = dispatch.choose(
                tx, dispatch.Matter("0113", "01", town.grid(tx, town.LIYUAN).path, case["grid"], tx.now)
            )
            assert self.holder(tx, case["id"]) == {"unit": chosen.lead, "held": "sent"}
            stages = {
                row["stage"] for row in tx.rows("SELECT stage FROM case_clocks WHERE case_id = %(id)s", id=case["id"])
            }
            assert {"sign", "return", "handle"} <= stages
            assert verify(tx, [case["number"]]) == []

    def test_without_a_category_or_a_place_it_waits(self, pool: Pool) -> None:
        assert self.routed(pool, old("r2", arrived_at=ARRIVED, grid=town.LIYUAN))["state"] == "reported"
        assert self.routed(pool, old("r3", arrived_at=ARRIVED, category="0113", condition="01"))["state"] == "reported"


class TestWithoutAPrecisePlace:
    def test_kept_and_marked(self, pool: Pool) -> None:
        bring(pool, old("v1", arrived_at=ARRIVED, state=State.FILED, category="0113", condition="01", vague=True))
        bring(pool, old("v2", arrived_at=ARRIVED, lng=1.5, lat=1.5))
        with work(pool, DISTRICT) as tx:
            rows = [
                tx.row("SELECT state, unplaced, grid FROM cases WHERE id = %(id)s", id=found(pool, n)["id"])
                for n in ("v1", "v2")
            ]
        assert rows == [
            {"state": "accepted", "unplaced": "vague", "grid": None},
            {"state": "reported", "unplaced": "outside", "grid": None},
        ]
