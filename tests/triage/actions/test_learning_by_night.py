"""Learning without anybody asking: when it is due, in a process of its own; and by command."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import town
from tests.cases.histories import Teller
from tests.triage.actions.telling import some
from wangge.kit import commands
from wangge.kit.config import settings
from wangge.kit.postgres import CannotRun, Urls
from wangge.kit.tx import Pool, work
from wangge.triage import jobs
from wangge.triage.actions.models import is_training
from wangge.triage.actions.retraining import alone
from wangge.triage.models_command import list_models, restore_model, retrain_model

pytestmark = pytest.mark.db

NIGHT = datetime(2026, 11, 24, 19, tzinfo=UTC)  # 03:00 in Beijing
Said = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def told(pool: Pool) -> Teller:
    told = Teller(pool, NIGHT - timedelta(days=10))
    some(told, 20)
    return told


@pytest.mark.parametrize(
    ("hours", "facts", "due"),
    [
        (0, {}, True),
        (12, {}, False),  # by day
        (0, {"restored_at": NIGHT - timedelta(days=3)}, False),  # somebody has just brought it back
        (0, {"restored_at": NIGHT - timedelta(days=15)}, True),
        (0, {"trained_at": NIGHT - timedelta(hours=2)}, False),  # tried this night
        (0, {"upto": 2**40}, False),  # nothing new
    ],
)
def test_when_it_is_due(pool: Pool, told: Teller, hours: int, facts: dict[str, Any], due: bool) -> None:
    with work(pool, town.DISTRICT, now=NIGHT + timedelta(hours=hours)) as tx:
        for name, value in facts.items():
            tx.run(f"UPDATE advice_models SET {name} = %(value)s", value=value)
        assert jobs.is_due(tx) is due
        tx.conn.execute("ROLLBACK")
        tx.conn.execute("BEGIN")


def test_few_reports_but_many_corrections(pool: Pool, told: Teller) -> None:
    with work(pool, town.DISTRICT, now=NIGHT) as tx:
        tx.run("UPDATE advice_models SET upto = %(upto)s", upto=2**40)
        tx.run(
            """INSERT INTO suggestions (advice, step, at, model, action, candidates, report_id, label, label_at)
               SELECT n, 'category', %(now)s, 'cold', 'ask', '[]', n, '0110', %(now)s FROM generate_series(1, 60) n""",
            now=NIGHT,
        )
        assert jobs.is_due(tx)
        tx.conn.execute("ROLLBACK")
        tx.conn.execute("BEGIN")


class TestCommands:
    @pytest.fixture(autouse=True)
    def chosen(self, urls: Urls, monkeypatch: pytest.MonkeyPatch, told: Teller) -> None:
        monkeypatch.setenv("LANG", "en_GB.UTF-8")
        monkeypatch.setattr(commands, "urls", lambda _: urls)
        monkeypatch.setattr(commands, "embedded", lambda _: None)

    def test_trained_listed_brought_back(self, pool: Pool, capsys: Said) -> None:
        retrain_model(town.DISTRICT)
        said = capsys.readouterr().out
        assert "it is in use now." in said
        assert "cold 0." in said
        version = said.split(": ", maxsplit=1)[0]
        restore_model("cold", None)
        assert capsys.readouterr().out == "cold advises now.\n"
        list_models(None)
        listed = capsys.readouterr().out
        assert version in listed
        assert "former" in listed

    def test_refusals_in_words(self) -> None:
        with pytest.raises(CannotRun, match="There is no model 2020"):
            restore_model("2020", None)
        with pytest.raises(CannotRun, match="--district"):
            list_models("999999")


def test_in_a_process_of_its_own(
    pool: Pool, urls: Urls, told: Teller, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way: the loop finds that it is due, starts a process, and a model lives when that has ended."""
    monkeypatch.setenv("WANGGE_DATABASE_URL", urls.app)
    settings.cache_clear()
    monkeypatch.setattr(jobs, "is_due", lambda _: True)
    monkeypatch.setattr(jobs, "_tried", {})
    with work(pool, town.DISTRICT) as tx:
        before = tx.value("SELECT count(*) FROM advice_models")
    assert jobs.learn(pool, town.DISTRICT) == 0
    assert jobs.learn(pool, town.DISTRICT) == 0  # not again this night
    with work(pool, town.DISTRICT) as tx:
        assert tx.value("SELECT count(*) FROM advice_models") == before + 1
    settings.cache_clear()


def test_its_threads_are_bounded_before_anything_counts() -> None:
    """What loads numpy before the process has said how many threads it may have takes as many as there are cores."""
    said = "import sys, wangge.triage.beside; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_whether_one_is_being_trained(pool: Pool, told: Teller) -> None:
    def says() -> bool:
        with work(pool, town.DISTRICT) as tx:
            return is_training(tx)

    with alone(pool, "110101"):
        assert not says()
    with alone(pool, town.DISTRICT):
        assert says()
    assert not says()
