"""Real messages come in as cases; a day of people brings five hundred of them to their end over HTTP."""

import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.database import DISTRICT
from tests.shared.day import Day
from tests.shared.messages import HOWTO, ROWS, messages, there, with_numbers
from tests.shared.plans import WAYS, plan_all
from tests.shared.serving import served, wangge
from wangge.cases.rules import ENDED
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, work

pytestmark = pytest.mark.shared

CASES = 500
COUNTS = """
SELECT count(*) AS reports, count(DISTINCT r.case_id) AS cases, count(DISTINCT c.number) AS numbers
  FROM reports r JOIN cases c ON c.id = r.home WHERE r.source = %(source)s
"""
NUMBERS = "SELECT r.source_number, c.number FROM reports r JOIN cases c ON c.id = r.case_id WHERE r.source = 'day'"
Say = Callable[[str], None]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Past the capture: these figures are what the run is for."""

    def line(text: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{text}")

    return line


def counts(pool: Pool, source: str) -> dict[str, int]:
    with work(pool, DISTRICT) as tx:
        return tx.rows(COUNTS, source=source)[0]


def brought(urls: Urls, file: Path, mapping: Path) -> tuple[list[int], int]:
    """Rows read, new, known and bad; and how many a second."""
    done = wangge(urls, "import", "cases", str(file), "--mapping", str(mapping))
    found = re.fullmatch(r"(\d+) rows read: (\d+) new, (\d+) known, (\d+) not .*, (\d+) rows/s\.\n", done.stdout)
    assert found, (done.stdout, done.stderr)
    assert done.returncode == (0 if found[4] == "0" else 1)
    return [int(found[n]) for n in range(1, 5)], int(found[5])


def proven(urls: Urls) -> str:
    done = wangge(urls, "history", "verify")
    assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout.strip().splitlines()[-1]


def test_every_message_becomes_a_case_once(urls: Urls, pool: Pool, say: Say) -> None:
    mapping = HOWTO / "messages_stream.toml"
    rows, rate = brought(urls, there(), mapping)
    assert rows == [ROWS, ROWS, 0, 0]
    assert counts(pool, "messages") == {"reports": ROWS, "cases": ROWS, "numbers": ROWS}
    assert brought(urls, there(), mapping)[0] == [ROWS, 0, ROWS, 0]
    assert counts(pool, "messages") == {"reports": ROWS, "cases": ROWS, "numbers": ROWS}
    say(f"import: {rate} rows/s; {proven(urls)}")


def test_a_day_of_people(urls: Urls, pool: Pool, tmp_path: Path, say: Say) -> None:
    rows, rate = brought(urls, *with_numbers(tmp_path))
    assert rows == [ROWS, ROWS, 0, 0]
    with work(pool, DISTRICT) as tx:
        found = tx.rows(NUMBERS)
        last = tx.value("SELECT max(no) FROM feed")
    told = plan_all(messages(), {row["source_number"]: row["number"] for row in found}, CASES)
    with served(urls, tmp_path) as port:
        day = Day(port, told)
        day.run()
    used = verbs_since(pool, last or 0)
    assert {one.plan for one in told} == {*WAYS, "merged", "answered"}
    numbers = [number for one in told for number in (one.number, *one.others)]
    assert len(numbers) == CASES
    assert states(pool, numbers) <= ENDED
    assert open_tasks(pool) == 0
    proof = proven(urls)
    calls = sum(day.calls.values())
    say(f"import: {rate} rows/s, with persons")
    say(f"day: {len(numbers)} cases in {day.seconds:.0f} s, {calls} calls, {calls / day.seconds:.0f} calls/s")
    say(f"day: {sum(used.values())} events, {len(used)} verbs: {', '.join(f'{v} {n}' for v, n in used.most_common())}")
    say(proof)


def verbs_since(pool: Pool, no: int) -> Counter[str]:
    with work(pool, DISTRICT) as tx:
        rows = tx.rows("SELECT verb, count(*) FROM feed WHERE no > %(no)s AND kind = 'case' GROUP BY verb", no=no)
    return Counter({row["verb"]: row["count"] for row in rows})


def states(pool: Pool, numbers: list[str]) -> set[str]:
    with work(pool, DISTRICT) as tx:
        rows = tx.rows("SELECT DISTINCT state FROM cases WHERE number = ANY(%(numbers)s)", numbers=numbers)
    return {row["state"] for row in rows}


def open_tasks(pool: Pool) -> int:
    with work(pool, DISTRICT) as tx:
        return int(tx.value("SELECT count(*) FROM tasks WHERE settled_at IS NULL"))
