"""A change of the catalogue and the cases: what would move, open cases that follow, what is in use, what stays."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests import town
from tests.cases.histories import Teller, one_case
from tests.database import DISTRICT
from wangge.cases.actions import standards
from wangge.cases.history import verify
from wangge.cases.rules import Stage, Verb
from wangge.catalogue import Draft
from wangge.catalogue.actions import changes
from wangge.catalogue.rules import Key
from wangge.kit.errors import Invalid, Refused
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db

NAME = "道路破损"


def pothole(limit: str, **more: Any) -> Draft:
    return Draft("0113", NAME, "01", "有坑", "修平", limits={"handle": limit}, **more)


LONGER = pothole("8wd", class_limits={"A": {"handle": "1wd"}})


@pytest.fixture
def told(pool: Pool) -> Iterator[Teller]:
    """Days go on from test to test; whatever happened is proven at the end."""
    with work(pool, DISTRICT) as tx:
        last = tx.value("SELECT max(at) FROM case_events")
    yield Teller(pool, last + timedelta(hours=1)) if last else Teller(pool)
    with work(pool, DISTRICT) as tx:
        assert verify(tx) == []


def handle(t: Teller, number: str) -> str:
    with work(t.pool, DISTRICT) as tx:
        return next(str(c.limit) for c in one_case(tx, number).clocks if c.stage is Stage.HANDLE and c.open)


def publish(t: Teller, draft: Draft = LONGER, *, open_cases: bool = False) -> int:
    return t.do(town.SHIFT_LEAD, lambda tx: standards.publish(tx, draft, None, open_cases=open_cases))


def last(tx: Tx) -> int:
    return changes.changes(tx)[0].number


def test_what_would_move_is_said_before(told: Teller) -> None:
    in_class_a = told.sent(NAME, "cgw", grid=town.LIYUAN)
    elsewhere = told.sent(NAME, "cgw", grid=town.COLLEGE)
    seen = told.do(town.SHIFT_LEAD, lambda tx: standards.under_standard(tx, LONGER))
    moved = {(one.number, one.stage): one for one in seen.shown}
    assert set(moved) == {(in_class_a, "handle"), (elsewhere, "handle")}
    assert (seen.moved, seen.cases) == (2, 2)
    sooner, later = moved[in_class_a, "handle"], moved[elsewhere, "handle"]
    assert sooner.then is not None
    assert later.then is not None
    assert sooner.then < sooner.due_at
    assert later.then > later.due_at
    assert handle(told, elsewhere) == "5wd"  # nothing has moved
    publish(told, open_cases=True)
    standards.relimit(told.pool, DISTRICT, wanted(told))
    with work(told.pool, DISTRICT) as tx:
        clocks = {number: one_case(tx, number).clocks for number in (in_class_a, elsewhere)}
    due = {n: next(c.due_at for c in of if c.stage is Stage.HANDLE) for n, of in clocks.items()}
    assert due == {in_class_a: sooner.then, elsewhere: later.then}


def test_a_clock_that_would_end(told: Teller) -> None:
    number = told.filed("燃气管道破裂", grid=town.COLLEGE)  # urgent: sent at once
    draft = Draft("0502", "燃气管道破裂", "01", "有味", "关断", urgent=True, limits={"handle": "1uh"})
    seen = told.do(town.SHIFT_LEAD, lambda tx: standards.under_standard(tx, draft))
    ending = {(one.number, one.stage) for one in seen.shown if one.then is None}
    assert ending == {(number, "staged"), (number, "whole")}


def test_only_in_the_readers_scope(told: Teller) -> None:
    told.sent(NAME, "cgw", grid=town.FUQIANG)
    draft = pothole("9wd")
    seen = told.do(town.LEAD, lambda tx: standards.under_standard(tx, draft))
    with work(told.pool, DISTRICT) as tx:
        assert all(one_case(tx, one.number).path.startswith("110115/003/") for one in seen.shown)


def wanted(t: Teller) -> list[list[object]]:
    """What the last deferred job was asked."""
    with work(t.pool, DISTRICT) as tx:
        row = tx.row("SELECT args FROM procrastinate_jobs WHERE task_name = 'cases.relimit' ORDER BY id DESC LIMIT 1")
    assert row is not None
    return list(row["args"]["wanted"])


def test_open_cases_keep_their_version_unless_asked(told: Teller) -> None:
    number = told.sent(NAME, "cgw", grid=town.COLLEGE)
    before = handle(told, number)
    publish(told, pothole("6wd"))
    assert handle(told, number) == before


def test_open_cases_of_every_former_version_follow_by_a_job(told: Teller) -> None:
    first = told.sent(NAME, "cgw", grid=town.COLLEGE)
    publish(told, pothole("6wd"))
    second = told.sent(NAME, "cgw", grid=town.COLLEGE)
    closed = told.filed(NAME, grid=town.COLLEGE)
    told.say(town.SHIFT_LEAD, closed, Verb.VOID)
    version = publish(told, pothole("7wd"), open_cases=True)
    asked = wanted(told)
    assert asked == [["0113", "01", version]]
    standards.relimit(told.pool, DISTRICT, asked)
    assert handle(told, first) == handle(told, second) == "7wd"
    with work(told.pool, DISTRICT) as tx:
        events = tx.value("SELECT count(*) FROM case_events")
        assert one_case(tx, closed).standard < version
    standards.relimit(told.pool, DISTRICT, asked)  # run again, it finds nothing left
    with work(told.pool, DISTRICT) as tx:
        assert tx.value("SELECT count(*) FROM case_events") == events


def test_an_older_job_does_not_take_newer_versions_back(told: Teller) -> None:
    number = told.sent(NAME, "cgw", grid=town.COLLEGE)
    old = publish(told, pothole("6wd"))
    publish(told, pothole("7wd"), open_cases=True)
    standards.relimit(told.pool, DISTRICT, wanted(told))
    standards.relimit(told.pool, DISTRICT, [["0113", "01", old]])
    assert handle(told, number) == "7wd"


def test_based_on_another_version(told: Teller) -> None:
    with pytest.raises(Refused, match=r"standard\.meanwhile"):
        told.do(town.SHIFT_LEAD, lambda tx: standards.publish(tx, LONGER, 1_000_000))


def test_in_use_is_named_and_may_be_retired_despite(told: Teller) -> None:
    publish(told, Draft("0778", "新类", "01", "有坑", "修平"))
    number = told.report(category="0778", condition="01", grid=town.COLLEGE)
    with pytest.raises(Refused) as refused:
        told.do(town.SHIFT_LEAD, lambda tx: standards.retire(tx, Key("0778"), None))
    assert (refused.value.code, refused.value.facts["named"]) == ("catalogue.in_use", ["0778/01 ×1"])
    told.do(town.SHIFT_LEAD, lambda tx: standards.retire(tx, Key("0778"), None, despite=True))
    with pytest.raises(Invalid, match=r"standard\.unknown"):
        told.report(category="0778", condition="01", grid=town.COLLEGE)
    told.say(town.DISPATCHER, number, Verb.DISPATCH, unit="cgw")  # a case of before goes on
    assert handle(told, number) == "5wd"


def test_an_ownership_rule_counts_as_use(told: Teller) -> None:
    publish(told, Draft("0779", "新类", "01", "有坑", "修平"))
    with work(told.pool, DISTRICT) as tx:
        tx.run(
            'INSERT INTO ownership_drafts (category, exact, named, owner, hours, season, lead, assistants, "limit",'
            " reason, retires, written_at) VALUES ('0779/01', '', '', '', '', '', '1', '{}', '', '', false, now())"
        )
    with pytest.raises(Refused) as refused:
        told.do(town.SHIFT_LEAD, lambda tx: standards.retire(tx, Key("0779"), None))
    assert [name.rstrip("0123456789") for name in refused.value.facts["named"]] == ["0779/01 D-"]


def test_what_a_change_added_stays_once_cases_are_filed_under_it(told: Teller) -> None:
    publish(told, Draft("0780", "新类", "01", "有坑", "修平"))
    number = told.do(town.SHIFT_LEAD, last)
    case = told.report(category="0780", condition="01", grid=town.COLLEGE)
    with pytest.raises(Refused) as refused:
        told.do(town.SHIFT_LEAD, lambda tx: standards.undo(tx, number))
    assert (refused.value.code, refused.value.facts["cases"]) == ("catalogue.filed", [case])


def test_undone_also_for_open_cases(told: Teller) -> None:
    draft = pothole("6wd")
    publish(told, draft)
    number = told.sent(NAME, "cgw", grid=town.COLLEGE)
    publish(told, pothole("9wd"), open_cases=True)
    standards.relimit(told.pool, DISTRICT, wanted(told))
    assert handle(told, number) == "9wd"
    told.do(town.SHIFT_LEAD, lambda tx: standards.undo(tx, last(tx), open_cases=True))
    standards.relimit(told.pool, DISTRICT, wanted(told))
    assert handle(told, number) == "6wd"
