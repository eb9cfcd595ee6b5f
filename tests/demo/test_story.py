"""The cases of the demo: every one made by its moves, provable, the same again for the same seed and end."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import orjson
import pytest

from tests.database import DISTRICT, Databases
from tests.demo.conftest import CASES, UNTIL, told_district
from wangge import followup
from wangge.cases.history import verify
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.db


def column(pool: Pool, statement: str) -> list[Any]:
    with work(pool, DISTRICT) as tx:
        return [next(iter(row.values())) for row in tx.rows(statement)]


def without_salts(given: Any) -> Any:
    """What history says, but for the words' ids and seals: these hold random salts."""
    if isinstance(given, dict):
        return {key: without_salts(value) for key, value in given.items() if key not in ("text", "sha256")}
    return [without_salts(value) for value in given] if isinstance(given, list) else given


def digest(pool: Pool) -> str:
    """Of every event: number of the case, verb, time, and what was said."""
    with work(pool, DISTRICT) as tx:
        rows = tx.rows("SELECT c.number, e.verb, e.at, e.given FROM case_events e JOIN cases c ON c.id = e.case_id "
                       "ORDER BY c.number, e.seq")  # fmt: skip
    told = [[row["number"], row["verb"], row["at"].isoformat(), without_salts(row["given"])] for row in rows]
    return sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


def test_history_proves_every_case(story: Pool) -> None:
    with work(story, DISTRICT) as tx:
        assert verify(tx) == []


def test_as_many_cases_as_were_ordered(story: Pool) -> None:
    assert CASES <= column(story, "SELECT count(*) FROM cases")[0] <= CASES + 40


def test_many_states_and_verbs(story: Pool) -> None:
    states = set(column(story, "SELECT DISTINCT state FROM cases"))
    assert states >= {"closed", "merged", "declined", "handling", "calling"}
    verbs = set(column(story, "SELECT DISTINCT verb FROM case_events"))
    assert verbs >= {
        "report", "accept", "answer", "decline", "file", "dispatch", "sign", "contact", "feed_back", "ask_check",
        "pass", "fail", "ask_call_back", "call_back", "close", "return", "merge", "join", "resolve", "verify",
        "alarm", "urge",
    }  # fmt: skip


def test_nothing_lies_outside_the_ninety_days(story: Pool) -> None:
    first, last = column(story, "SELECT min(at) FROM case_events") + column(story, "SELECT max(at) FROM case_events")
    assert UNTIL - timedelta(days=90) < first
    assert last <= UNTIL


def test_times_of_a_case_go_on(story: Pool) -> None:
    steps = "SELECT at < lag(at) OVER (PARTITION BY case_id ORDER BY seq) AS back FROM case_events"
    assert column(story, f"SELECT count(*) FROM ({steps}) s WHERE back") == [0]


def test_the_rules_send_most_cases_and_people_some(story: Pool) -> None:
    how = column(story, "SELECT given ->> 'how' FROM case_events WHERE verb = 'dispatch'")
    assert how.count("rule") > 10 * how.count("fallback")
    assert how.count("rule") > 4 * how.count("by_hand") > 0


def test_a_hot_matter_is_one_case_told_by_many(story: Pool) -> None:
    assert max(column(story, "SELECT count(*) FROM reports GROUP BY case_id")) >= 8


def test_no_alarm_of_the_past_is_left_to_ring(story: Pool) -> None:
    with work(story, DISTRICT) as tx:
        assert tx.value("SELECT count(*) FROM case_clocks WHERE alarm_at <= %(at)s", at=UNTIL) == 0


def test_feed_and_tasks_have_followed(story: Pool) -> None:
    """Drawn again from the histories, the tasks are the same; the feed has every event."""
    rows = "SELECT case_id, seq, report_id, kind, settled_at FROM tasks"
    tasks = f"SELECT json_agg(t ORDER BY case_id, seq, report_id) FROM ({rows}) t"
    assert column(story, "SELECT count(*) FROM outbox") == [0]
    assert column(story, "SELECT count(*) FROM feed") == column(story, "SELECT count(*) FROM case_events")
    before = column(story, tasks)
    with work(story, DISTRICT) as tx:
        followup.rebuild(tx)
    assert column(story, tasks) == before


def test_pictures_are_files_of_the_district(story: Pool) -> None:
    assert column(story, "SELECT count(*) FROM case_files")[0] > CASES
    unknown = "SELECT count(*) FROM case_files WHERE sha256 NOT IN (SELECT sha256 FROM files)"
    assert column(story, unknown) == [0]


def test_numbers_count_up_by_day(story: Pool) -> None:
    """Of one day the later report has the higher number, and the first is 1."""
    by_day: dict[str, list[int]] = {}
    for number in column(story, "SELECT number FROM reports ORDER BY arrived_at"):
        by_day.setdefault(number[1:9], []).append(int(number[10:]))
    assert all(numbers == sorted(numbers) for numbers in by_day.values())
    assert sum(numbers[0] == 1 for numbers in by_day.values()) > 60


def test_the_same_seed_and_end_give_the_same_history(story: Pool, databases: Databases) -> None:
    with told_district(databases, 1) as again:
        assert digest(again) == digest(story)
