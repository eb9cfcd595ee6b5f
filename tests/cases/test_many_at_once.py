"""What the system does to many cases costs a few statements, however many they are, and is all or nothing."""

from dataclasses import replace

import pytest

from tests.cases.histories import MONDAY, Teller
from tests.database import DISTRICT, counted
from wangge.cases.actions import system
from wangge.cases.actions.store import Draft, load_all, save_all
from wangge.cases.history import verify
from wangge.cases.rules import Verb
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db


@pytest.fixture
def told(pool: Pool) -> Teller:
    return Teller(pool, MONDAY)


def due(told: Teller, many: int) -> list[int]:
    """Cases whose first alarms have come."""
    numbers = [told.sent("道路破损", "cgw", person=False) for _ in range(many)]
    told.wait(days=2)
    with work(told.pool, DISTRICT) as tx:
        return [row["id"] for row in tx.rows("SELECT id FROM cases WHERE number = ANY(%(n)s) ORDER BY id", n=numbers)]


def noted(tx: Tx, drafts: list[Draft]) -> list[Draft]:
    for draft in drafts:
        draft.note(tx, Verb.NOTE, {}, draft.world(tx))
    return drafts


def seqs(told: Teller, ids: list[int]) -> list[int]:
    with work(told.pool, DISTRICT) as tx:
        return [draft.case.seq for draft in load_all(tx, ids)]


@pytest.mark.parametrize("many", [1, 12])
def test_a_round_of_alarms_takes_as_many_statements_for_one_case_as_for_twelve(told: Teller, many: int) -> None:
    ids = due(told, many)
    with (
        work(told.pool, DISTRICT, now=told.now) as tx,
        counted() as executed,
    ):
        rung = system.ring_due(tx)
    assert len(rung) >= many
    assert executed.call_count <= 5, [str(call.args[2])[:80] for call in executed.call_args_list]
    with work(told.pool, DISTRICT) as tx:
        assert {row["case_id"] for row in tx.rows("SELECT case_id FROM case_events WHERE verb = 'alarm'")} >= set(ids)
        assert verify(tx) == []


def test_what_did_not_move_is_not_written(told: Teller) -> None:
    ids = due(told, 3)
    before = seqs(told, ids)
    with work(told.pool, DISTRICT, now=told.now) as tx:
        first, *others = load_all(tx, ids)
        noted(tx, others)
        save_all(tx, [first, *others])
        save_all(tx, [first])
    assert [now - then for now, then in zip(seqs(told, ids), before, strict=True)] == [0, 1, 1]


def test_one_that_somebody_moved_stops_all(told: Teller) -> None:
    ids = due(told, 2)
    before = seqs(told, ids)
    with pytest.raises(RuntimeError), work(told.pool, DISTRICT, now=told.now) as tx:  # noqa: PT012 - at its end
        drafts = noted(tx, load_all(tx, ids))
        drafts[1].start = replace(drafts[1].start, seq=drafts[1].start.seq - 1)
        save_all(tx, drafts)
    assert seqs(told, ids) == before
