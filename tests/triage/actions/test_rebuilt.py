"""wangge triage rebuild: what somebody has damaged is drawn again from the cases."""

import pytest

from tests import town
from tests.cases.histories import Teller
from tests.triage.actions.gathered import START, groups, take_words, tells, usual
from tests.triage.actions.gathered import catch_up as gather
from tests.triage.actions.test_tallies import catch_up as count
from tests.triage.actions.test_tallies import counted
from wangge.kit import commands
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, work
from wangge.triage.rebuild_command import rebuild

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def _chosen(urls: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setattr(commands, "urls", lambda _: urls)
    monkeypatch.setattr(commands, "embedded", lambda _: None)


@pytest.fixture(scope="module")
def told(pool: Pool) -> Teller:
    teller = Teller(pool, START)
    usual(teller, 20)
    tells(teller, "湖心岛的鸽子全飞走了")
    teller.sent("道路破损", "cgw")
    take_words(pool)
    gather(pool)
    count(pool)
    return teller


def test_units(pool: Pool, told: Teller, capsys: pytest.CaptureFixture[str]) -> None:
    before = counted(pool)
    with work(pool, town.DISTRICT) as tx:
        tx.run("UPDATE unit_tallies SET sent = sent + 1")
    rebuild("units", None)
    assert capsys.readouterr().out == "1 cases counted.\n"
    assert counted(pool) == before


def test_matters(pool: Pool, told: Teller, capsys: pytest.CaptureFixture[str]) -> None:
    before = groups(pool)
    rebuild("matters", town.DISTRICT)
    assert "gathers the matters again" in capsys.readouterr().out
    assert groups(pool) == set()
    gather(pool)
    assert groups(pool) == before
