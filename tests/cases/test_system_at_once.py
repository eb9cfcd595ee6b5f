"""What the system does beside people: every alarm once, no case left out, none moved that somebody else has moved."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Event as Signal
from typing import Any

import pytest

from tests import town
from tests.cases.histories import MONDAY, WORDS, Teller, units
from tests.cases.racing import LONGEST, at_once
from tests.database import DISTRICT
from wangge import clock
from wangge.cases.actions import system
from wangge.cases.actions.store import q
from wangge.cases.history import verify
from wangge.cases.rules import Verb
from wangge.clock.rules.forms import written
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db

TWICE = """
    SELECT case_id, given -> 'clock', given -> 'rung' FROM case_events WHERE verb = 'alarm'
     GROUP BY 1, 2, 3 HAVING count(*) > 1
"""


@pytest.fixture
def told(pool: Pool) -> Iterator[Teller]:
    """Days go on from test to test; whatever happened is proven at the end."""
    with work(pool, DISTRICT) as tx:
        last: datetime | None = tx.value("SELECT max(at) FROM case_events")
    yield Teller(pool, last + timedelta(hours=1) if last else MONDAY)
    with work(pool, DISTRICT) as tx:
        assert verify(tx) == []


@pytest.fixture
def stale(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, list[dict[str, Any]]], None]:
    """A statement gives rows that were right a moment ago, as it does when others commit before it has its locks."""

    def give(statement: str, rows: list[dict[str, Any]]) -> None:
        fresh = Tx.rows
        monkeypatch.setattr(Tx, "rows", lambda tx, sql, **p: rows if sql == statement else fresh(tx, sql, **p))

    return give


def ring(told: Teller) -> list[float]:
    with work(told.pool, DISTRICT, now=told.now) as tx:
        return system.ring_due(tx)


def due(told: Teller) -> list[dict[str, Any]]:
    with work(told.pool, DISTRICT, now=told.now) as tx:
        return tx.rows("SELECT case_id, no, alarm_at FROM case_clocks WHERE alarm_at <= %(now)s", now=tx.now)


def events(told: Teller, number: str) -> list[str]:
    statement = "SELECT verb FROM case_events e JOIN cases c ON c.id = e.case_id WHERE c.number = %(n)s ORDER BY e.seq"
    with work(told.pool, DISTRICT) as tx:
        return [row["verb"] for row in tx.rows(statement, n=number)]


class TestAlarms:
    def test_four_workers_ring_each_once(self, told: Teller) -> None:
        for _ in range(30):
            told.sent("道路破损", "cgw", person=False)
        told.wait(days=3)
        wanted = len(due(told))
        assert wanted >= 30
        rung = 0
        while due(told):
            rung += sum(len(one) for one in at_once([partial(ring, told)] * 4) if isinstance(one, list))
        with work(told.pool, DISTRICT) as tx:
            assert tx.rows(TWICE) == []
            assert rung == tx.value("SELECT count(*) FROM case_events WHERE verb = 'alarm'") >= wanted

    @pytest.fixture
    def number(self, told: Teller) -> str:
        """A case whose first alarm has come: 80 % of two working hours, for signing."""
        told.now += timedelta(days=7 - told.now.weekday())
        told.now = told.now.replace(hour=1, minute=30)  # 9:30 in Beijing
        number = told.sent("道路破损", "cgw", person=False)
        told.wait(minutes=100)
        return number

    def test_another_worker_was_quicker(self, told: Teller, number: str, stale: Any) -> None:
        seen = due(told)
        ring(told)
        assert events(told, number) == ["report", "file", "dispatch", "alarm"]
        stale(q.due_alarms, seen)
        ring(told)
        assert events(told, number) == ["report", "file", "dispatch", "alarm"]

    @pytest.mark.parametrize(("login", "verb"), [(town.CITY_HANDLER, Verb.SIGN), (town.SHIFT_LEAD, Verb.FORCE_CLOSE)])
    def test_a_person_was_quicker(self, login: str, verb: Verb, told: Teller, number: str, stale: Any) -> None:
        seen = due(told)
        told.say(login, number, verb)
        stale(q.due_alarms, seen)
        ring(told)
        assert events(told, number) == ["report", "file", "dispatch", verb]


def test_a_case_that_was_closed_is_not_handed_over(told: Teller, stale: Any) -> None:
    number, other = (told.sent("道路破损", "swj", person=False) for _ in range(2))
    with work(told.pool, DISTRICT) as tx:
        ids = units(tx)
        seen = tx.rows("SELECT id FROM cases WHERE number = ANY(%(n)s)", n=[number, other])
    told.say(town.SHIFT_LEAD, number, Verb.FORCE_CLOSE)
    stale(q.held_by, seen)
    assert told.do(None, lambda tx: system.succeed(tx, ids["swj"], ids["rl"])) == 2
    assert events(told, number)[-1] == "force_close"
    assert events(told, other)[-1] == "succeed"


def test_a_case_that_somebody_holds_is_waited_for(told: Teller) -> None:
    """A new calendar leaves none out; the case is moved as it stands after the person has moved it."""
    number = told.sent("道路破损", "cgw", person=False)
    told.do(None, publish)
    holding, go_on = Signal(), Signal()

    def hold(tx: Tx) -> None:
        tx.run(q.hold, ids=[tx.value("SELECT id FROM cases WHERE number = %(n)s", n=number)])
        holding.set()
        assert go_on.wait(LONGEST)

    def recount() -> int:
        with work(told.pool, DISTRICT, now=told.now) as tx:
            return system.recalculate(tx, clock.current(tx).version)

    with ThreadPoolExecutor(2) as threads:
        held = threads.submit(told.do, town.CITY_HANDLER, hold)
        assert holding.wait(LONGEST)
        counted = threads.submit(recount)
        with pytest.raises(TimeoutError):
            counted.result(0.2)
        go_on.set()
        held.result(LONGEST)
        assert counted.result(LONGEST) > 0
    assert events(told, number)[-1] == "recalculate"
    while recount():
        pass
    with work(told.pool, DISTRICT) as tx:
        assert system_left(tx) == 0


def test_people_and_the_system_at_once(told: Teller) -> None:
    """Alarms, suspensions that end and a new calendar, while people sign and note."""
    numbers = [told.sent("道路破损", "cgw", person=False) for _ in range(12)]
    told.wait(hours=4)
    told.do(None, publish)
    tellers = [Teller(told.pool, told.now) for _ in numbers]

    def handle(teller: Teller, number: str) -> None:
        teller.say(town.SUPERVISOR, number, Verb.URGE)
        teller.say(town.SUPERVISOR, number, Verb.NOTE, note=WORDS)

    def all_of(act: Callable[[], Any]) -> None:
        while act():
            pass

    def recount() -> int:
        with work(told.pool, DISTRICT, now=told.now) as tx:
            return system.recalculate(tx, clock.current(tx).version)

    came = at_once([
        *(partial(handle, teller, number) for teller, number in zip(tellers[:4], numbers, strict=False)),
        *[partial(all_of, partial(ring, told))] * 2,
        *[partial(all_of, recount)] * 2,
    ])  # fmt: skip
    assert came == [None] * 8
    with work(told.pool, DISTRICT) as tx:
        assert system_left(tx) == 0
        assert tx.rows(TWICE) == []


def publish(tx: Tx) -> None:
    """The next version of the calendar: one more day off."""
    calendar = clock.current(tx)
    day = f"2026-06-{calendar.version:02}"
    clock.publish(
        tx, clock.CalendarDraft(written(calendar)["weekly"], exceptions={day: {"shifts": [], "name": "停电"}})
    )


def system_left(tx: Tx) -> int:
    """Open cases that still count by an older calendar."""
    left = "SELECT count(*) FROM case_clocks WHERE ended_at IS NULL AND calendar < (SELECT max(version) FROM calendars)"
    return int(tx.value(left))
