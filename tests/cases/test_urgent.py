"""Urgent classes file and send themselves, whoever reports them and at whatever hour."""

from datetime import timedelta
from typing import Any

import pytest

from tests import town
from tests.cases.histories import MONDAY, Teller, one_case
from tests.database import DISTRICT
from wangge.cases.history import verify
from wangge.cases.rules import Case, Stage, State, Verb
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db

V = Verb
NIGHT = MONDAY + timedelta(hours=17)  # 02:00 in Beijing
GAS = "燃气管道破裂"


@pytest.fixture
def t(pool: Pool) -> Teller:
    return Teller(pool, NIGHT)


def case(t: Teller, number: str) -> Case:
    with work(t.pool, DISTRICT) as tx:
        assert verify(tx, [number]) == []
        return one_case(tx, number)


def events(t: Teller, number: str) -> list[tuple[str, bool, Any]]:
    """Verb, whether the system did it, and whether it says so."""
    with work(t.pool, DISTRICT) as tx:
        rows = tx.rows(
            "SELECT e.verb, e.actor, e.given FROM case_events e JOIN cases c ON c.id = e.case_id"
            " WHERE c.number = %(number)s ORDER BY e.seq",
            number=number,
        )
    return [(row["verb"], row["actor"] is None, row["given"].get("automatic")) for row in rows]


BY_ITSELF = [("dispatch", True, True), ("ask_verification", True, True)]


def test_a_worker_who_may_not_file(t: Teller) -> None:
    number = t.filed(GAS, login=town.WORKER, channel="portal")
    assert events(t, number) == [("report", False, None), ("file", True, True), *BY_ITSELF]
    found = case(t, number)
    sign = found.clock(Stage.SIGN, 1)
    assert (found.state, found.filed_at) == (State.DISPATCHED, t.now)
    assert sign is not None
    assert sign.due_at == t.now + timedelta(minutes=10)


def test_the_clerk_files_it_and_the_system_sends_it(t: Teller) -> None:
    assert events(t, t.filed(GAS)) == [("report", False, None), ("file", False, None), *BY_ITSELF]


def test_filed_later_it_is_sent_at_once(t: Teller) -> None:
    number = t.report()
    category, condition = town.matter(GAS)
    assert (
        t.say(town.CLERK, number, V.FILE, category=category, condition=condition, grid=town.LIYUAN).state
        == "dispatched"
    )
    other = t.filed("道路破损")
    assert t.say(town.CLERK, other, V.AMEND, category=category, condition=condition).state == "dispatched"


def test_who_found_it_on_patrol_need_not_be_asked_to_look(t: Teller) -> None:
    number = t.filed(GAS, login=town.WORKER, channel="patrol")
    assert [verb for verb, *_ in events(t, number)] == ["report", "file", "dispatch"]


def test_a_sensitive_report_does_not_wait(t: Teller) -> None:
    assert case(t, t.filed(GAS, sensitive=True)).state is State.DISPATCHED


def test_what_is_not_urgent_waits_for_who_may_file(t: Teller) -> None:
    assert case(t, t.filed("道路破损", login=town.WORKER, channel="portal")).state is State.REPORTED
    assert case(t, t.filed("道路破损")).state is State.FILED


def test_without_a_place_nobody_can_be_sent(t: Teller) -> None:
    assert case(t, t.filed(GAS, grid=None)).state is State.REPORTED


def test_where_nobody_is_known_it_waits_filed(t: Teller, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    from wangge import dispatch  # noqa: PLC0415
    from wangge.kit.errors import Refused  # noqa: PLC0415

    def nobody(*_: object) -> None:
        raise Refused("ownership.nobody", category="", path="")

    monkeypatch.setattr(dispatch, "choose", nobody)
    assert case(t, t.filed(GAS)).state is State.FILED
