"""Histories that are as they should be: every verb told, proven, and free of results, words and persons."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from tests.cases.every_verb import tell_all
from tests.cases.histories import MONDAY, SAID, WORDS, Teller, dumped
from tests.database import DISTRICT
from tests.town import CLERK
from wangge.cases.history import command, verify, verify_command, verify_tile
from wangge.cases.history.proof import END, TILE, Span, tiles
from wangge.cases.rules import Verb
from wangge.kit.config import Settings
from wangge.kit.postgres import CannotRun, Urls
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db

#: What an event may not hold, for it is what the event led to.
RESULTS = {"state", "due_at", "next_due_at", "hash", "alarm_at", "closed_at", "seq", "held", "returns", "transfers"}


@pytest.fixture(scope="module", autouse=True)
def told(pool: Pool) -> Teller:
    return tell_all(pool)


@pytest.fixture
def events(tx: Tx) -> list[dict[str, Any]]:
    return tx.rows("SELECT case_id, seq, verb, actor, given FROM case_events ORDER BY case_id, seq")


def keys_in(value: Any) -> Iterator[str]:
    """Every key at any depth."""
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from keys_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_in(inner)


class TestWhatIsTold:
    def test_every_verb_there_is(self, events: list[dict[str, Any]]) -> None:
        assert {event["verb"] for event in events} == set(Verb)

    def test_all_of_it_is_proven(self, tx: Tx) -> None:
        assert verify(tx) == []

    def test_no_event_holds_what_it_led_to(self, events: list[dict[str, Any]]) -> None:
        held = {(e["verb"], key) for e in events for key in keys_in(e["given"]) if key in RESULTS}
        assert held == {("import", "state"), ("import", "closed_at")}

    @pytest.mark.parametrize("said", SAID)
    def test_no_event_holds_words_or_persons(self, events: list[dict[str, Any]], said: str) -> None:
        assert [e for e in events if said in dumped(e["given"])] == []

    def test_the_words_are_kept_apart(self, tx: Tx) -> None:
        bodies = [row["body"] for row in tx.rows("SELECT body FROM texts")]
        assert bodies.count(WORDS) > 50
        assert "116.3401234,39.7281234" in bodies

    def test_nobody_stands_in_the_clear(self, tx: Tx) -> None:
        persons = tx.rows("SELECT * FROM report_persons")
        assert persons
        assert [p for p in persons if any(said in str(p) for said in SAID)] == []

    def test_an_actor_of_the_system_has_no_id(self, events: list[dict[str, Any]]) -> None:
        at_once = {"file", "dispatch", "ask_verification"}  # of an urgent matter
        by_nobody = {e["verb"] for e in events if e["actor"] is None}
        assert by_nobody == {"import", "alarm", "recalculate", "regrid", "succeed", "auto_resume"} | at_once


class TestTiles:
    def test_one_tile_holds_every_id_there_can_be(self, tx: Tx) -> None:
        assert tiles(tx) == [Span(-END, END)]

    def test_tiles_meet_and_lose_nothing(self, tx: Tx, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("wangge.cases.history.proof.TILE", 4)
        spans = tiles(tx)
        assert len(spans) > 3
        assert [a.hi for a in spans[:-1]] == [b.lo for b in spans[1:]]
        whole, parts = verify_tile(tx, Span(-END, END)), [verify_tile(tx, span) for span in spans]
        assert (sum(p.cases for p in parts), sum(p.events for p in parts)) == (whole.cases, whole.events)
        assert max(p.cases for p in parts) == 4
        assert verify(tx) == []

    def test_a_tile_is_one_statement(self, tx: Tx, monkeypatch: pytest.MonkeyPatch) -> None:
        verify(tx)  # the versions are read once in a process
        ran: list[str] = []
        execute = type(tx.conn).execute
        monkeypatch.setattr(type(tx.conn), "execute", lambda c, s, *a, **k: ran.append(s) or execute(c, s, *a, **k))
        verify_tile(tx, Span(-END, END))
        assert len(ran) == 1
        assert TILE >= 100

    def test_only_the_cases_named(self, tx: Tx, owner: Connection[Any]) -> None:
        one, other = (r["number"] for r in tx.rows("SELECT number FROM cases ORDER BY id LIMIT 2"))
        with owner.transaction():
            owner.execute("UPDATE cases SET urges = urges + 1 WHERE number = %s", (one,))
            seen = Tx(owner, DISTRICT, tx.now, tx.actor)
            assert {f.case for f in verify(seen, [one, other])} == {one}
            assert verify(seen, [other]) == []
            assert verify(seen, []) == []
            owner.execute("ROLLBACK AND CHAIN")


class TestMergesAndBack:
    def test_what_was_merged_comes_back_from_wherever_it_is(self, told: Teller) -> None:
        """一并二、二并三；二撤销时带回一的，一再从二撤回."""
        first, second, third = (told.report() for _ in range(3))
        told.say(CLERK, first, Verb.MERGE, into=second)
        told.say(CLERK, second, Verb.MERGE, into=third)
        assert [self.reports(told, n) for n in (first, second, third)] == [[], [], [first, second, third]]
        told.say(CLERK, second, Verb.UNMERGE)
        assert [self.reports(told, n) for n in (first, second, third)] == [[], [first, second], [third]]
        told.say(CLERK, first, Verb.UNMERGE)
        assert [self.reports(told, n) for n in (first, second, third)] == [[first], [second], [third]]
        with work(told.pool, DISTRICT) as tx:
            assert verify(tx) == []

    @staticmethod
    def reports(told: Teller, number: str) -> list[str]:
        with work(told.pool, DISTRICT) as tx:
            rows = tx.rows(
                "SELECT r.number FROM reports r JOIN cases c ON c.id = r.case_id WHERE c.number = %(n)s ORDER BY r.id",
                n=number,
            )
        return [row["number"].removeprefix("R") for row in rows]

    def test_a_further_report_keeps_its_words_about_the_place(self, told: Teller) -> None:
        number = told.report()
        joined = told.tell(into=number, address="新源大街 9 号", lng=116.3, lat=39.7, title=WORDS)
        with work(told.pool, DISTRICT) as tx:
            kept = tx.rows(
                "SELECT t.kind FROM texts t JOIN reports r ON r.id = t.report_id WHERE r.number = %(n)s ORDER BY 1",
                n=joined.report,
            )
            assert [row["kind"] for row in kept] == ["address", "point", "text", "title"]
            assert verify(tx, [number]) == []


class TestTheCommand:
    @pytest.fixture
    def settings(self, urls: Urls) -> Settings:
        return Settings(database_url=urls.app)

    def test_it_counts(self, settings: Settings, tx: Tx, capsys: pytest.CaptureFixture[str]) -> None:
        counts = tx.row("SELECT (SELECT count(*) FROM cases) AS c, (SELECT count(*) FROM case_events) AS e")
        assert counts
        verify_command(settings)
        assert capsys.readouterr().out == f"{counts['c']} cases, {counts['e']} events verified, 0 findings\n"

    def test_several_processes_find_the_same(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        verify_command(settings)
        once = capsys.readouterr().out
        monkeypatch.setattr("wangge.cases.history.proof.TILE", 7)
        verify_command(settings, DISTRICT, jobs=2)
        assert capsys.readouterr().out == once

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_it_names_what_it_finds_and_ends_with_1(
        self, jobs: int, settings: Settings, owner: Connection[Any], capsys: pytest.CaptureFixture[str]
    ) -> None:
        owner.execute("UPDATE cases SET urges = urges + 1 WHERE id = 1")
        try:
            with pytest.raises(SystemExit) as left:
                verify_command(settings, jobs=jobs)
        finally:
            owner.execute("UPDATE cases SET urges = urges - 1 WHERE id = 1")
        assert left.value.code == 1
        found, last = capsys.readouterr().out.splitlines()
        assert found == f"{DISTRICT} {MONDAY:%Y%m%d}-0001: urges is 2, the history says 1"
        assert last.endswith(" 1 findings")

    def test_a_district_that_is_not_there(self, settings: Settings) -> None:
        with pytest.raises(CannotRun, match="no district 110999"):
            verify_command(settings, "110999")

    def test_a_bar_for_who_looks_on(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        shown: list[str] = []

        def track(_: object, made: Iterator[Any], total: int, description: str) -> Iterator[Any]:
            shown.append(f"{description} {total}")
            return made

        monkeypatch.setattr(command.Progress, "track", track)
        verify_command(settings)
        assert shown == [f"{DISTRICT} 1"]
