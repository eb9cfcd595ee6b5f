"""The picture is the same however the feed reaches the reader: late, in parts, twice, killed in between."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from typing import Any

import orjson
import psycopg
import pytest
from psycopg import Connection

from tests import town
from tests.cases.every_verb import tell_all
from tests.cases.histories import MONDAY, Teller
from tests.database import DISTRICT
from tests.followup.picture import catch_up, picture, sequence, task_id, tasks_of
from tests.waiting import until
from wangge import followup
from wangge.cases.rules import Verb
from wangge.followup import TaskKind
from wangge.followup.actions import READER, draw_new, q
from wangge.kit import feed
from wangge.kit.feed import FeedRow
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db

V = Verb
ANSWERS = {"contacted": True, "resolved": True, "satisfied": "satisfied"}


@pytest.fixture
def teller(pool: Pool) -> Teller:
    return Teller(pool)


@pytest.fixture(autouse=True)
def _caught_up(pool: Pool) -> Iterator[None]:
    """Each test finds the reader at the end of the feed."""
    catch_up(pool)
    yield
    catch_up(pool)


def verifying(teller: Teller, **said: Any) -> str:
    number = teller.report()
    teller.say(town.CLERK, number, V.ASK_VERIFICATION, **said)
    return number


def calling(teller: Teller) -> str:
    """A matter whose reporter is to be called."""
    category, condition = town.matter("供热不热")
    told = teller.tell(category=category, condition=condition)
    teller.say(town.DISPATCHER, told.case, V.DISPATCH, unit="rl")
    teller.say(town.HEAT_HANDLER, told.case, V.SIGN)
    teller.say(town.HEAT_HANDLER, told.case, V.CONTACT, report=told.report, reached=True)
    teller.say(town.HEAT_HANDLER, told.case, V.FEED_BACK, shown=["document"], outcome="resolved")
    teller.say(town.CALLER, told.case, V.ASK_CALL_BACK)
    return told.case


def test_asked_and_answered(pool: Pool, teller: Teller) -> None:
    number = verifying(teller, person=town.WORKER)
    asked_at = teller.now
    catch_up(pool)
    worker = teller.actor(town.WORKER).id
    with work(pool, DISTRICT) as tx:
        path = town.grid(tx, town.LIYUAN).path
    [task] = tasks_of(pool, number)
    due = asked_at + timedelta(hours=5)  # four working hours, lunch between
    assert task == {
        "kind": "verify", "case_number": number, "report_id": None, "seq": 2, "person": worker, "path": path,
        "asked_at": asked_at, "due_at": due, "settled_at": None, "answer": None, "attempts": 0, "by": None,
    }  # fmt: skip
    teller.say(town.WORKER, number, V.VERIFY, found=False, shown=["photo"])
    catch_up(pool)
    done = {"settled_at": teller.now, "answer": {"found": False}, "attempts": 1, "by": worker}
    assert tasks_of(pool, number) == [task | done]


def test_late_is_as_good_as_at_once(pool: Pool, teller: Teller) -> None:
    """The reader stands still while a case is verified, filed and asked for a call-back."""
    number = verifying(teller)
    teller.say(town.WORKER, number, V.VERIFY, found=True)
    teller.say(town.CLERK, number, V.ASK_VERIFICATION)
    assert tasks_of(pool, number) == []
    catch_up(pool)
    assert [(t["seq"], t["answer"]) for t in tasks_of(pool, number)] == [(2, {"found": True}), (4, None)]


def test_every_history_there_is_in_one_batch_row_by_row_and_rebuilt(pool: Pool, owner: Connection[Any]) -> None:
    tell_all(pool)
    catch_up(pool)
    at_once = picture(pool)
    assert {row["kind"] for row in at_once} == set(TaskKind)

    owner.execute("DELETE FROM tasks")
    owner.execute("UPDATE feed_readers SET last_no = 0 WHERE name = %s", [READER])
    while feed.consume(pool, DISTRICT, READER, draw_new, limit=1):
        pass
    assert picture(pool) == at_once

    owner.execute("DELETE FROM tasks WHERE seq %% 2 = 0", [])
    with work(pool, DISTRICT) as tx:
        followup.rebuild(tx)
    assert picture(pool) == at_once


class TestRebuilding:
    def test_keeps_the_numbers_that_people_hold(self, pool: Pool, teller: Teller) -> None:
        number = verifying(teller)
        catch_up(pool)
        before = task_id(pool, number)
        with work(pool, DISTRICT) as tx:
            followup.rebuild(tx)
        assert task_id(pool, number) == before

    def test_takes_away_what_no_history_asked_for_and_mends_the_rest(
        self, pool: Pool, teller: Teller, owner: Connection[Any]
    ) -> None:
        number = verifying(teller)
        catch_up(pool)
        truth = tasks_of(pool, number)
        owner.execute("UPDATE tasks SET attempts = 7, path = 'x/', upto = 999 WHERE case_number = %s", [number])
        owner.execute(
            "INSERT INTO tasks (kind, case_id, case_number, seq, path, asked_at, attempts, upto)"
            " VALUES ('check', -1, 'nothing', 1, 'x/', now(), 0, 1)"
        )
        with work(pool, DISTRICT) as tx:
            followup.rebuild(tx)
        assert tasks_of(pool, number) == truth
        assert tasks_of(pool, "nothing") == []


class TestReading:
    def test_a_worker_killed_in_the_middle_of_a_batch_loses_nothing(self, pool: Pool, teller: Teller) -> None:
        numbers = [verifying(teller) for _ in range(3)]
        sequence(pool)

        def killed(tx: Tx, rows: list[FeedRow]) -> None:
            draw_new(tx, rows)
            tx.conn.close()

        with pytest.raises(psycopg.OperationalError):
            feed.consume(pool, DISTRICT, READER, killed)
        assert [tasks_of(pool, number) for number in numbers] == [[], [], []]
        until(lambda: catch_up(pool))  # the server may take a moment to see that the session is gone
        assert [len(tasks_of(pool, number)) for number in numbers] == [1, 1, 1]

    def test_rows_that_come_twice_change_nothing(self, pool: Pool, teller: Teller, owner: Connection[Any]) -> None:
        number = verifying(teller)
        teller.say(town.WORKER, number, V.VERIFY, found=True)
        catch_up(pool)
        before, marks = picture(pool), owner.execute("SELECT ctid, xmin FROM tasks").fetchall()
        owner.execute("UPDATE feed_readers SET last_no = 0 WHERE name = %s", [READER])
        assert catch_up(pool) > 0
        assert picture(pool) == before
        assert owner.execute("SELECT ctid, xmin FROM tasks").fetchall() == marks

    def test_two_readers_at_once(self, pool: Pool, teller: Teller) -> None:
        numbers = [verifying(teller) for _ in range(20)]
        sequence(pool)
        threads = [Thread(target=lambda: [followup.follow(pool, DISTRICT) for _ in range(20)]) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        catch_up(pool)
        assert [len(tasks_of(pool, number)) for number in numbers] == [1] * 20

    def test_what_was_read_before_an_answer_does_not_undo_it(self, pool: Pool, teller: Teller) -> None:
        """The reader has read the case, then somebody answers, then the reader writes."""
        number = verifying(teller)
        catch_up(pool)
        with work(pool, DISTRICT) as slow:
            stale = slow.rows("SELECT * FROM tasks WHERE case_number = %(n)s", n=number)
        teller.do(town.WORKER, lambda tx: answer(tx, pool, number, TaskKind.VERIFY, found=True))
        with work(pool, DISTRICT) as tx:
            rewrite(tx, stale[0])
        assert tasks_of(pool, number)[0]["answer"] == {"found": True}

    def test_of_other_news_it_takes_no_notice(self, pool: Pool, teller: Teller) -> None:
        teller.say(town.SUPERVISOR, teller.report(), V.URGE)
        before = picture(pool)
        assert catch_up(pool) == 2
        assert picture(pool) == before


class TestAnswering:
    def test_settles_the_task_in_the_same_transaction(self, pool: Pool, teller: Teller) -> None:
        number = verifying(teller)
        catch_up(pool)
        done = teller.do(town.WORKER, lambda tx: answer(tx, pool, number, TaskKind.VERIFY, found=True))
        assert (done.case.state, done.case.verified) == ("accepted", True)
        settled = tasks_of(pool, number)
        assert (settled[0]["answer"], settled[0]["settled_at"]) == ({"found": True}, teller.now)
        catch_up(pool)
        assert tasks_of(pool, number) == settled

    def test_that_is_rolled_back_settles_nothing(self, pool: Pool, teller: Teller) -> None:
        number = verifying(teller)
        catch_up(pool)

        def broken(tx: Tx) -> None:
            answer(tx, pool, number, TaskKind.VERIFY, found=True)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            teller.do(town.WORKER, broken)
        assert tasks_of(pool, number)[0]["settled_at"] is None
        assert teller.seq(number) == 2

    def test_one_caller_of_two(self, pool: Pool, teller: Teller) -> None:
        number = calling(teller)
        second = teller.tell(into=number).report
        catch_up(pool)
        assert len(tasks_of(pool, number)) == 2
        teller.say(town.CALLER, number, V.CALL_BACK, report=second, reached=True, **ANSWERS)
        catch_up(pool)
        assert [t["answer"] for t in tasks_of(pool, number)] == [None, {"reached": True, **ANSWERS}]


def test_a_new_grid_takes_the_open_tasks_along(pool: Pool, teller: Teller) -> None:
    number = verifying(teller)
    catch_up(pool)
    teller.say(town.CLERK, number, V.AMEND, grid=town.ZAOYUAN)
    catch_up(pool)
    with work(pool, DISTRICT) as tx:
        assert tasks_of(pool, number)[0]["path"] == town.grid(tx, town.ZAOYUAN).path


def test_another_limit_moves_the_due_time(pool: Pool, teller: Teller) -> None:
    """The clock that the asking started says by when, whatever was asked before."""
    number = verifying(teller)
    teller.say(town.WORKER, number, V.VERIFY, found=True)
    teller.wait(days=1)
    teller.say(town.CLERK, number, V.ASK_VERIFICATION)
    category, condition = town.matter("燃气管道破裂")
    catch_up(pool)
    first, second = (t["due_at"] for t in tasks_of(pool, number))
    assert first < MONDAY + timedelta(days=1) < second
    asked = teller.now
    teller.say(town.CLERK, number, V.AMEND, category=category, condition=condition)
    catch_up(pool)
    assert [t["due_at"] for t in tasks_of(pool, number)] == [first, asked + timedelta(hours=1)]


def test_an_import_that_arrives_waiting(pool: Pool, teller: Teller, owner: Connection[Any]) -> None:
    """One row of the feed for a whole batch: a range of ids."""
    numbers = [teller.bring(state) for state in ("verifying", "closed", "checking")]
    owner.execute("DELETE FROM outbox")
    ids = [row[0] for row in owner.execute("SELECT id FROM cases WHERE number = ANY(%s) ORDER BY id", [numbers])]
    with work(pool, DISTRICT) as tx:
        tx.run(
            "INSERT INTO outbox (kind, subject, verb, at, more) VALUES ('import', 0, 'import', now(), %(more)s::jsonb)",
            more=f'{{"first": {ids[0]}, "last": {ids[-1]}, "count": 3}}',
        )
    catch_up(pool)
    assert [[t["kind"] for t in tasks_of(pool, n)] for n in numbers] == [["verify"], [], ["check"]]


def answer(tx: Tx, pool: Pool, number: str, kind: TaskKind, **said: Any) -> followup.Answered:
    seen = int(tx.value("SELECT seq FROM cases WHERE number = %(number)s", number=number))
    return followup.answer(tx, task_id(pool, number), kind, said, seen)


def rewrite(tx: Tx, stale: dict[str, Any]) -> None:
    """The last statement of a reader that has read the case before it moved."""
    tx.run(q.write, rows=orjson.dumps([stale | {"path": "stale/"}]).decode())
