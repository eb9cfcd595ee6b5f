"""A case told at once is what the same moves make one after another, and its history proves it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from psycopg import Rollback

from tests import town
from tests.cases.histories import MONDAY
from tests.database import DISTRICT
from wangge import cases, places
from wangge.cases import Channel, Kind, NewReport, Person, Verb
from wangge.cases.actions.reporting import draw
from wangge.cases.actions.staged import Staged
from wangge.cases.history import verify
from wangge.kit.errors import NotAllowed, Refused
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db

SAID = NewReport(Channel.HOTLINE, Kind.HELP, "垃圾没人清", person=Person("李大民", "13812345678"), address="3 号楼")


def by(tx: Tx, login: str, minutes: int) -> Tx:
    return replace(tx, actor=town.actor(tx, login), now=MONDAY + timedelta(minutes=minutes))


def text_ids() -> Iterator[int]:
    return count(900_000)


def begun(tx: Tx, ids: Iterator[int], minutes: int = 0) -> Staged:
    clerk = by(tx, town.CLERK, minutes)
    grid = places.grid(tx, town.LIYUAN)
    return Staged.report(clerk, SAID, draw(clerk, 0), {"grid": grid.id, "path": grid.path}, ids)


def filed(tx: Tx, staged: Staged) -> None:
    grid = places.grid(tx, town.LIYUAN)
    staged.move(by(tx, town.CLERK, 5), Verb.ACCEPT, {"note": "受理"})
    place = {"grid": grid.id, "path": grid.path}
    staged.move(by(tx, town.CLERK, 9), Verb.FILE, {}, {"category": "0110", "condition": "01", **place})


def test_it_is_the_case_that_is_read_again(pool: Pool) -> None:
    with work(pool, DISTRICT, now=MONDAY) as tx:
        staged = begun(tx, text_ids())
        filed(tx, staged)
        staged.save(tx)
        read, doc, _ = cases.load(by(tx, town.CLERK, 10), staged.case.number)
        assert read.case == staged.case
        assert [event["kind"] for event in doc["reports"]] == ["help"]
        assert verify(tx, [staged.case.number]) == []
        raise Rollback


def test_the_table_decides_as_ever(pool: Pool) -> None:
    with work(pool, DISTRICT, now=MONDAY) as tx:
        staged = begun(tx, text_ids())
        with pytest.raises(Refused, match=r"move\.state"):
            staged.move(by(tx, town.CLERK, 1), Verb.UNMERGE, {"reason": "不是一件事"})
        with pytest.raises(NotAllowed, match=r"move\.duty"):
            staged.move(by(tx, town.WORKER, 1), Verb.ACCEPT, {})
        raise Rollback


def test_alarms_ring_in_their_order(pool: Pool) -> None:
    with work(pool, DISTRICT, now=MONDAY) as tx:
        staged = begun(tx, text_ids())
        ring = min(clock.alarm_at for clock in staged.case.clocks if clock.alarm_at)
        staged.ring(replace(tx, now=ring))
        assert [event.verb for event, _ in staged.draft.events] == [Verb.REPORT, Verb.ALARM]
        assert staged.case.clocks[0].rung == 1
        raise Rollback


def test_reports_join_and_are_merged(pool: Pool) -> None:
    with work(pool, DISTRICT, now=MONDAY) as tx:
        ids = text_ids()
        first, second = begun(tx, ids), begun(tx, ids, 2)
        clerk = by(tx, town.CLERK, 3)
        first.join(clerk, SAID, draw(clerk, 0))
        second.merge(by(tx, town.CLERK, 4), first, "同一件事")
        filed(tx, first)
        for one in (first, second):
            one.save(tx)
        assert len(first.case.reports) == 3
        assert (second.case.state, second.case.merged_into) == ("merged", first.case.id)
        assert verify(tx, [first.case.number, second.case.number]) == []
        assert cases.load(by(tx, town.CLERK, 10), first.case.number)[0].case == first.case
        raise Rollback
