"""The chain of a history, link by link, and the words in which a difference is told; without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.cases.rules import Assignment, Case, Event, Held, Kind, Report, Role, State, Verb
from wangge.cases.rules.history import START, Kept, begun, chain, differences, reported, seal, spoken
from wangge.cases.rules.values import replace

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def event(seq: int = 1, verb: Verb = Verb.NOTE, **more: Any) -> Event:
    fields: dict[str, Any] = {"actor": 3, "at": AT, "given": {}, "workflow": 1, "calendar": 1, "standard": 0}
    return Event(seq, verb, **fields | more)


def chained(*events: Event, case_id: int = 7) -> list[Kept]:
    before, kept = START, []
    for one in events:
        before = seal(before, case_id, one)
        kept.append(Kept(one, before))
    return kept


THREE = chained(event(1, Verb.REPORT), event(2, Verb.ACCEPT), event(3))
LAST = THREE[-1].hash


class TestSeal:
    def test_of_the_order_of_fields_nothing_depends(self) -> None:
        one, two = {"a": 1, "b": {"c": [1, 2], "d": None}}, {"b": {"d": None, "c": [1, 2]}, "a": 1}
        assert seal(START, 7, event(given=one)) == seal(START, 7, event(given=two))

    def test_of_the_zone_of_a_time_neither(self) -> None:
        beijing = AT.astimezone(ZoneInfo("Asia/Shanghai"))
        assert seal(START, 7, event(at=beijing)) == seal(START, 7, event())

    @pytest.mark.parametrize(
        "change",
        [
            {"seq": 2},
            {"verb": Verb.URGE},
            {"actor": None},
            {"actor": 4},
            {"at": AT + timedelta(microseconds=1)},
            {"given": {"x": None}},
            {"workflow": 2},
            {"calendar": 2},
            {"standard": 1},
            {"rule": 1},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_of_everything_else_it_does(self, change: dict[str, Any]) -> None:
        assert seal(START, 7, replace(event(), **change)) != seal(START, 7, event())

    def test_of_the_case_and_of_what_was_before(self) -> None:
        assert len({seal(START, 7, event()), seal(START, 8, event()), seal(b"\x01" * 32, 7, event())}) == 3

    def test_what_it_is_today(self) -> None:
        """Sealed histories must hold for ever: this value never changes."""
        one = event(given={"report": {"id": 1, "kind": "help"}, "path": "110115/"}, verb=Verb.REPORT)
        assert seal(START, 7, one).hex() == ("2bda064e69e31e53989a6d6571f299b9fc023b9a7647a665ca22e11d18ca98e8")


class TestChain:
    def test_whole(self) -> None:
        assert chain(7, 3, LAST, THREE) == []

    def test_of_another_case(self) -> None:
        assert len(chain(8, 3, LAST, THREE)) == 3

    @pytest.mark.parametrize("gone", [0, 1])
    def test_one_is_missing(self, gone: int) -> None:
        assert chain(7, 3, LAST, [*THREE[:gone], *THREE[gone + 1 :]]) == [f"event {gone + 1} is missing"]

    def test_the_last_is_missing(self) -> None:
        assert chain(7, 3, LAST, THREE[:2]) == ["the case knows 3 events, the history has 2"]

    def test_one_more_than_the_case_knows(self) -> None:
        more = chained(*(kept.event for kept in THREE), event(4))
        assert chain(7, 3, LAST, more) == ["the case knows 3 events, the history has 4"]

    def test_the_same_event_twice(self) -> None:
        assert chain(7, 3, LAST, [THREE[0], THREE[0], *THREE[1:]]) == ["event 2 is missing"]

    @given(st.integers(0, 2), st.sampled_from(["actor", "standard", "calendar"]), st.integers(5, 99))
    def test_any_change_is_named_where_it_is(self, place: int, field: str, value: int) -> None:
        changed = [*THREE]
        changed[place] = Kept(replace(THREE[place].event, **{field: value}), THREE[place].hash)
        (said,) = chain(7, 3, LAST, changed)
        assert said == f"event {place + 1} ({THREE[place].event.verb}) is not what was sealed"

    @given(st.integers(0, 2))
    def test_who_seals_anew_breaks_the_next_link_or_the_case(self, place: int) -> None:
        forged = [*THREE]
        other = replace(THREE[place].event, actor=99)
        forged[place] = Kept(other, seal(THREE[place - 1].hash if place else START, 7, other))
        (said,) = chain(7, 3, LAST, forged)
        assert said.startswith("the last event (3)" if place == 2 else f"event {place + 2} (")


class TestDifferences:
    CASE = Case(
        7,
        "20260302-0007",
        state=State.FILED,
        reports=(Report(1, Kind.HELP, reachable=True),),
        assignments=(Assignment(1, Role.LEAD, unit=4, held=Held.SIGNED), Assignment(2, Role.ASSIST, unit=5)),
    )

    def test_none(self) -> None:
        assert differences(self.CASE, replace(self.CASE, hash=b"not compared: the chain looks at it")) == []

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"state": State.CLOSED}, ["state is closed, the history says filed"]),
            ({"closed_at": AT}, ["closed_at is 2026-03-02 01:00:00+00:00, the history says empty"]),
            ({"urges": 2, "returns": 1}, ["returns is 1, the history says 0", "urges is 2, the history says 0"]),
            ({"reports": ()}, ["report 1 is missing"]),
            ({"assignments": CASE.assignments[:1]}, ["assignment 2 is missing"]),
            (
                {"assignments": (replace(CASE.assignments[0], unit=9, score=5), CASE.assignments[1])},
                [
                    "assignment 1: unit is 9, the history says 4",
                    "assignment 1: score is 5, the history says empty",
                ],
            ),
            (
                {"assignments": (*CASE.assignments, Assignment(3, Role.ASSIST, 6))},
                ["assignment 3 is not in the history"],
            ),
        ],
    )
    def test_in_words(self, change: dict[str, Any], said: list[str]) -> None:
        assert differences(self.CASE, replace(self.CASE, **change)) == said


REF = {"text": 12, "sha256": "ab"}


class TestWhatAnEventSays:
    @pytest.mark.parametrize(
        ("fields", "texts"),
        [
            ({}, []),
            ({"note": REF}, [(12, "ab")]),
            ({"unit": 3, "assistants": [4, 5], "level": "street"}, []),
            ({"evidence": [{"kind": "photo", "file": "cd"}, {"kind": "answer", **REF}]}, [(12, "ab")]),
            ({"report": {"id": 1, "text": REF, "title": {"text": 13, "sha256": "ac"}}}, [(12, "ab"), (13, "ac")]),
            ({"reports": [{"id": 1, "text": REF}, {"id": 2}]}, [(12, "ab")]),
        ],
    )
    def test_texts(self, fields: dict[str, Any], texts: list[tuple[int, str]]) -> None:
        assert list(spoken(fields)) == texts

    @pytest.mark.parametrize(
        ("fields", "ids"),
        [
            ({}, []),
            ({"report": 5, "reached": True}, []),  # about a report, not bringing one
            ({"report": {"id": 1, "text": REF}}, [1]),
            ({"reports": [{"id": 1, "text": REF}, {"id": 2, "text": REF}]}, [1, 2]),
            ({"reports": [{"id": 1}], "from": 4}, []),  # of a merge: sealed where they came first
            ({"reports": [1, 2], "into": 4}, []),
        ],
    )
    def test_reports(self, fields: dict[str, Any], ids: list[int]) -> None:
        assert [brief["id"] for brief in reported(fields)] == ids

    def test_a_case_begins_with_the_number_it_was_given(self) -> None:
        first = event(verb=Verb.REPORT, given={"number": "20260302-0007"})
        assert begun(7, "110115", first) == Case(7, "20260302-0007", path="110115/")
