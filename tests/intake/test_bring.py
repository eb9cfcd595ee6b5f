"""A batch goes in whole: new, known or wrong, numbered by its own days, sealed, encrypted, told once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from psycopg import Connection

from tests import town
from tests.database import DISTRICT
from tests.intake.bringing import ARRIVED, IDENTITY, NAME, PHONE, ROAD, WORDS, bring, found, old
from wangge import cases
from wangge.cases import Brought, Channel, Kind, NewReport, OldCase, Person, State
from wangge.cases.actions import system
from wangge.cases.actions.import_rows import numbers_of
from wangge.cases.rules import Outcome
from wangge.kit.config import settings
from wangge.kit.crypto import Keys
from wangge.kit.errors import say
from wangge.kit.tx import Pool, work

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("proven")]


def test_new_then_known(pool: Pool) -> None:
    assert bring(pool, old("a1"), old("a2")) == Brought(2, 0, [])
    assert bring(pool, old("a1"), old("a3"), old("a2")) == Brought(1, 2, [])
    assert bring(pool, old("a1"), source="other") == Brought(1, 0, [])


def test_twice_in_one_batch(pool: Pool) -> None:
    assert bring(pool, old("b1", text="first"), old("b1", text="second")) == Brought(1, 1, [])


def test_nothing_at_all(pool: Pool, owner: Connection[Any]) -> None:
    owner.execute("DELETE FROM outbox")
    assert bring(pool) == Brought(0, 0, [])
    assert bring(pool, old("c1", grid="nowhere")).new == 0
    assert owner.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


def test_the_times_of_the_source(pool: Pool) -> None:
    closed = ARRIVED + timedelta(days=3)
    row = old("d1", state=State.CLOSED, closed_at=closed, outcome=Outcome.EXPLAINED)
    bring(pool, row)
    case = found(pool, "d1")
    assert (case["opened_at"], case["closed_at"], case["arrived_at"]) == (ARRIVED, closed, ARRIVED)
    assert (case["state"], case["outcome"], case["answered_at"]) == ("closed", "explained", closed)


def test_numbered_by_its_own_day(pool: Pool) -> None:
    """Of Beijing: 16:30 in UTC is the next morning."""
    days = [datetime(2022, 3, 1, 2, tzinfo=UTC), datetime(2022, 3, 1, 16, 30, tzinfo=UTC)]
    bring(pool, *(old(f"e{i}", arrived_at=days[i % 2]) for i in range(4)))
    numbers = [found(pool, f"e{i}")["number"] for i in range(4)]
    assert numbers == ["20220301-0001", "20220302-0001", "20220301-0002", "20220302-0002"]
    bring(pool, old("e4", arrived_at=days[0]))
    later = found(pool, "e4")["number"]
    assert later.startswith("20220301-")
    assert later not in numbers
    assert found(pool, "e4")["report_number"] == f"R{later}"


def test_numbers_of_today_go_on(pool: Pool) -> None:
    with work(pool, DISTRICT, town.actor_of(pool, town.CLERK)) as tx:
        before = cases.report(tx, NewReport(Channel.HOTLINE, Kind.HELP, WORDS)).case
        today = tx.now
    bring(pool, old("f1", arrived_at=today))
    assert found(pool, "f1")["number"] > before


def test_a_day_that_somebody_else_has_begun_since() -> None:
    """Numbers drawn before its base was laid are drawn again."""

    class Scripted:
        drawn = iter([[41, 42, 43], [90, 91]])

        def value(self, sql: str, count: int) -> list[int]:
            numbers = next(self.drawn)
            assert len(numbers) == count
            return numbers

        def run(self, sql: str, **params: Any) -> int:
            return 0

        def rows(self, sql: str, days: list[date]) -> list[dict[str, Any]]:
            return [{"day": date(2022, 1, 1), "base": 40}, {"day": date(2022, 1, 2), "base": 85}]

    days = [date(2022, 1, 2), date(2022, 1, 1), date(2022, 1, 2)]
    assert numbers_of(Scripted(), days) == ["20220102-0005", "20220101-0001", "20220102-0006"]  # type: ignore[arg-type]


def test_one_row_of_the_outbox_for_the_batch(pool: Pool, owner: Connection[Any]) -> None:
    owner.execute("DELETE FROM outbox")
    bring(pool, *(old(f"g{i}") for i in range(5)))
    ids = [found(pool, f"g{i}")["id"] for i in range(5)]
    rows = owner.execute("SELECT kind, seq, verb, more FROM outbox").fetchall()
    assert rows == [("import", None, "import", {"first": min(ids), "last": max(ids), "count": 5})]


class TestPersons:
    def test_are_encrypted_and_found_by_hash(self, pool: Pool) -> None:
        bring(pool, old("h1", person=Person(NAME, "+86 138-1234-5678", IDENTITY.lower())))
        case = found(pool, "h1")
        keys = Keys.load(settings())
        with work(pool, DISTRICT) as tx:
            person = tx.row("SELECT * FROM report_persons WHERE report_id = %(id)s", id=case["report"])
        assert person is not None
        clear = {name: keys.decrypt(person[name], f"report_persons.{name}") for name in ("name", "phone", "identity")}
        assert clear == {"name": NAME, "phone": PHONE, "identity": IDENTITY}
        assert person["phone_hash"] == keys.hash(PHONE)
        assert case["reachable"]

    def test_may_be_missing(self, pool: Pool) -> None:
        bring(pool, old("h2"), old("h3", person=Person(name=NAME)))
        assert [found(pool, number)["reachable"] for number in ("h2", "h3")] == [False, False]
        with work(pool, DISTRICT) as tx:
            ids = [found(pool, number)["report"] for number in ("h2", "h3")]
            rows = tx.rows("SELECT report_id FROM report_persons WHERE report_id = ANY(%(ids)s)", ids=ids)
        assert [row["report_id"] for row in rows] == ids[1:]

    def test_and_words_are_in_no_history(self, pool: Pool) -> None:
        person = Person(NAME, PHONE, IDENTITY)
        bring(pool, old("h4", title=WORDS, address=WORDS, lng=116.34, lat=39.72, person=person))
        case = found(pool, "h4")
        with work(pool, DISTRICT) as tx:
            given = tx.value("SELECT given::text FROM case_events WHERE case_id = %(id)s", id=case["id"])
            bodies = tx.rows("SELECT kind, body, at FROM texts WHERE case_id = %(id)s ORDER BY id", id=case["id"])
        assert not [secret for secret in (WORDS, NAME, PHONE, IDENTITY, "116.34") if secret in given]
        assert [(row["kind"], row["body"]) for row in bodies] == [
            ("title", WORDS), ("text", WORDS), ("address", WORDS), ("point", "116.3400000,39.7200000"),
        ]  # fmt: skip
        assert {row["at"] for row in bodies} == {ARRIVED}

    def test_who_denounces_is_confidential(self, pool: Pool) -> None:
        row = old("h5")
        bring(pool, OldCase(NewReport(Channel.HOTLINE, Kind.DENOUNCE, WORDS, source_number="h5"), row.arrived_at))
        assert found(pool, "h5")["confidential"]


class TestWrongRows:
    @pytest.mark.parametrize(
        ("fields", "field", "code"),
        [
            ({"grid": "nowhere"}, "grid", "grid.unknown"),
            ({"category": "9999", "condition": "01"}, "category", "standard.unknown"),
            ({"category": "0113"}, "category", "standard.unknown"),
            ({"person": Person(phone="12")}, "phone", "crypto.phone"),
            ({"person": Person(phone="69240000")}, "phone", "crypto.phone_area"),
            ({"person": Person(identity="110105194912310021")}, "identity", "crypto.identity_check"),
            ({"state": State.FILED}, "category", "report.filed"),
            ({"state": State.HANDLING, "category": "0113", "condition": "01"}, "grid", "report.filed"),
        ],
    )
    def test_are_left_out_with_the_reason(self, pool: Pool, fields: dict[str, Any], field: str, code: str) -> None:
        good = f"i-{field}-{code}-{len(fields)}"
        done = bring(pool, old(f"{good}-bad", **fields), old(good))
        assert (done.new, done.known) == (1, 0)
        [wrong] = done.wrong
        assert (wrong.row, wrong.field, wrong.refused.code) == (0, field, code)
        assert "{" not in say(wrong.refused, "zh")

    def test_what_is_known_is_not_looked_at_again(self, pool: Pool) -> None:
        bring(pool, old("j1"))
        assert bring(pool, old("j1", grid="nowhere")) == Brought(0, 1, [])


@pytest.mark.parametrize("state", sorted(set(State) - {State.NONE, State.MERGED}))
def test_every_state(pool: Pool, state: State) -> None:
    ended = state in (State.CLOSED, State.VOID, State.DECLINED)
    bring(pool, old(f"k-{state}", state=state, filed_at=ARRIVED, closed_at=ARRIVED if ended else None, **ROAD))
    case = found(pool, f"k-{state}")
    assert (case["state"], case["category"], case["grid"] is not None) == (state, "0113", True)
    assert case["grid_at_filing"] == case["grid"]


def test_it_goes_on_from_there(pool: Pool) -> None:
    """A filed case is dispatched, one that was being handled elsewhere is redispatched, a closed one reopened."""
    closed = datetime.now(UTC) - timedelta(days=1)
    bring(
        pool,
        old("m1", state=State.FILED, **ROAD),
        old("m2", state=State.HANDLING, **ROAD),
        old("m3", state=State.CLOSED, filed_at=ARRIVED, closed_at=closed, **ROAD),
    )
    lead = town.actor_of(pool, town.SHIFT_LEAD)
    moves = [("m1", "dispatch", {"unit": "cgw"}), ("m2", "redispatch", {"unit": "cgw", "reason": WORDS})]
    for number, verb, said in [*moves, ("m3", "reopen", {"reason": WORDS})]:
        with work(pool, DISTRICT, lead) as tx:
            cases.move(tx, found(pool, number)["number"], cases.Verb(verb), said, 1)
    assert [found(pool, number)["state"] for number in ("m1", "m2", "m3")] == ["dispatched", "dispatched", "filed"]


def test_no_alarm_of_the_past_is_rung(pool: Pool) -> None:
    due = ARRIVED + timedelta(days=2)
    bring(pool, old("n1", state=State.FILED, due_at=due, **ROAD))
    number = found(pool, "n1")["id"]
    with work(pool, DISTRICT) as tx:
        while system.ring_due(tx):
            pass
        rang = tx.rows("SELECT verb FROM case_events WHERE case_id = %(id)s", id=number)
    assert [row["verb"] for row in rang] == ["import"]
    assert found(pool, "n1")["due_at"] == due
