"""Erased words leave nothing behind: not in words, not as hashes, sketches, counts or fine figures; and soon."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from fastapi.testclient import TestClient
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tests import town
from tests.cases.histories import Teller
from tests.database import DISTRICT
from tests.triage.actions.gathered import START, catch_up, row_of, said, take_words, tells, usual
from tests.triage.actions.traces import Trace, found, trace_of
from wangge.cases.erasure import Reason, erase, erase_command
from wangge.cases.history import verify
from wangge.cases.rules import Verb
from wangge.kit import feed
from wangge.kit.config import Settings
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, work
from wangge.triage import forget_command
from wangge.triage.actions import forgetting, gathering, wording

pytestmark = pytest.mark.db

TITLE, TEXT = "琉璃瓦檐塌落砸伤鹦鹉", "鸳鸯湖畔蓑衣亭的琉璃瓦檐整片塌落，砸伤了我养的鹦鹉翡翠"


@pytest.fixture(scope="module")
def eraser(urls: Urls) -> Iterator[Pool]:
    """As wangge_erase."""
    with ConnectionPool(urls.erase, min_size=1, max_size=2, kwargs={"autocommit": True}) as pool:
        yield pool


@pytest.fixture(scope="module")
def teller(pool: Pool) -> Teller:
    told = Teller(pool, START)
    usual(told)
    take_words(pool)
    catch_up(pool)
    return told


def erased(eraser: Pool, *numbers: str) -> None:
    for number in numbers:
        with work(eraser, DISTRICT) as tx:
            erase(tx, f"R{number}", Reason.REQUEST)


@pytest.fixture(autouse=True)
def _nothing_of_it_stays(pool: Pool, eraser: Pool, teller: Teller) -> Iterator[None]:
    """Each test tells it for the first time."""
    yield
    with work(pool, DISTRICT) as tx:
        rows = tx.rows(
            "SELECT r.number FROM reports r JOIN texts t ON t.id = r.body WHERE t.body LIKE %(said)s",
            said=f"%{TITLE[:4]}%",
        )
    erased(eraser, *(row["number"][1:] for row in rows))
    catch_up(pool)


def others(pool: Pool) -> list[str]:
    with work(pool, DISTRICT) as tx:
        rows = tx.rows("SELECT body FROM texts WHERE body IS NOT NULL AND body NOT LIKE '%%琉璃瓦檐%%'")
    return [row["body"] for row in rows]


def trace(pool: Pool) -> Trace:
    known = others(pool)
    with work(pool, DISTRICT) as tx:
        return trace_of(tx, TITLE, TEXT, known)


class TestNothingIsLeft:
    """Alone in its matter, said three times over, merged into another case, advised on: wherever words lead."""

    @pytest.fixture
    def numbers(self, client: TestClient, pool: Pool, teller: Teller) -> list[str]:
        who = town.bearer(pool, town.CLERK)
        body = {"text": TEXT, "title": TITLE, "kind": "complain", "grid": town.LIYUAN}
        made = []
        for _ in range(3):
            advice = client.post("/api/v1/advice", json=body, headers=who).json()["advice"]
            answer = client.post("/api/v1/reports", json=body | {"channel": "hotline", "advice": advice}, headers=who)
            assert answer.status_code == 201, answer.json()
            made.append(answer.json()["case"])
        take_words(pool)
        catch_up(pool)
        return made

    def test_after_all_loops_have_been_round(
        self, pool: Pool, eraser: Pool, owner: Connection[Any], numbers: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        what = trace(pool)
        assert found(owner, what) == {
            "texts.body", "matters.title", "matters.middle", "matters.keys", "matter_reports.mark", "matter_words.seen",
        }  # fmt: skip
        erased(eraser, *numbers)
        catch_up(pool)
        assert found(owner, what) == {"matter_words.seen"}
        monkeypatch.setattr(wording, "ERASED", timedelta())
        assert wording.renew(pool, DISTRICT) == 1
        assert found(owner, what) == set()
        with work(pool, DISTRICT) as tx:
            assert verify(tx, numbers) == []

    def test_in_whatever_matter_a_merge_has_put_it(
        self, pool: Pool, eraser: Pool, owner: Connection[Any], teller: Teller, numbers: list[str]
    ) -> None:
        other = tells(teller, said("丽园", 1))
        catch_up(pool)
        what = trace(pool)
        for number in numbers[:2]:
            teller.say(town.CLERK, number, Verb.MERGE, into=other)
            catch_up(pool)
        erased(eraser, *numbers)
        catch_up(pool)
        assert found(owner, what) <= {"matter_words.seen"}
        assert row_of(pool, other)["reports"] == 3

    def test_nor_figures_as_good_as_a_hash(self, pool: Pool, eraser: Pool, numbers: list[str]) -> None:
        """Three categories to four digits say which text it was, to who has the model and a guess."""
        of_case = "FROM cases c JOIN {} s ON c.id = s.case_id WHERE c.number = %(number)s"
        fine = f"SELECT s.* {of_case.format('suggestions')} AND step = 'place'"
        with work(pool, DISTRICT) as tx:
            tx.run(
                "UPDATE suggestions SET (confidence, candidates) = (0.8765, '[[\"0401\", 0.8765]]')"
                " WHERE report_id IS NOT NULL"
            )
            tx.run(
                """INSERT INTO automatic_steps (case_id, seq, step, category, suggested, confidence, model, licence, at,
                                                sampled)
                   SELECT s.case_id, 1, 'category', '0401', '0401', 0.8765, 'm', 1, now(), false FROM suggestions s
                    WHERE s.report_id IS NOT NULL AND s.step = 'category'"""
            )
            tx.run("UPDATE suggestions SET auto = true WHERE report_id IS NOT NULL")
        erased(eraser, numbers[0])
        catch_up(pool)
        steps = f"SELECT s.confidence {of_case.format('automatic_steps')}"
        with work(pool, DISTRICT) as tx:
            gone, kept = (tx.row(fine, number=number) for number in numbers[:2])
            assert (gone["confidence"], gone["candidates"]) == (pytest.approx(0.88), [])  # type: ignore[index]
            assert (kept["confidence"], len(kept["candidates"])) == (pytest.approx(0.8765), 1)  # type: ignore[index]
            assert [tx.value(steps, number=number) for number in numbers[:2]] == [0.88, 0.8765]


class TestSoon:
    def test_before_what_still_waits_to_be_gathered(self, pool: Pool, eraser: Pool, teller: Teller) -> None:
        """An import that takes hours keeps no erasure waiting; gathered afterwards, an empty report leaves nothing."""
        number = tells(teller, TEXT, title=TITLE)
        catch_up(pool)
        tells(teller, "又一件要等很久才轮到的事")
        erased(eraser, number)
        while feed.move(pool, DISTRICT):
            pass
        assert forgetting.follow(pool, DISTRICT) > 0
        with work(pool, DISTRICT) as tx:
            assert feed.behind(tx)[gathering.READER] > 0
        row = row_of(pool, number)
        assert (row["title"], row["keys"], bytes(row["middle"])) == (None, [], b"")
        catch_up(pool)
        assert row_of(pool, number)["title"] is None

    def test_erased_before_it_was_gathered(self, pool: Pool, eraser: Pool, teller: Teller) -> None:
        number = tells(teller, TEXT, title=TITLE)
        erased(eraser, number)
        catch_up(pool)
        assert row_of(pool, number)["title"] is None
        with work(pool, DISTRICT) as tx:
            assert tx.value(
                "SELECT m.mark FROM matter_reports m JOIN cases c ON c.id = m.case_id WHERE c.number = %(n)s", n=number
            ) is None  # fmt: skip

    def test_it_waits_for_a_round_that_has_read_the_words(self, pool: Pool, eraser: Pool, teller: Teller) -> None:
        number = tells(teller, TEXT, title=TITLE)
        while feed.move(pool, DISTRICT):
            pass
        with work(pool, DISTRICT) as tx:
            rows = feed.follow(tx, gathering.READER, 1000)
            gathering.gather_new(tx, rows)  # has read, has not committed
            feed.advance(tx, gathering.READER, rows[-1].no)
            erased(eraser, number)
            feed.move(pool, DISTRICT)
            waiting = Thread(target=forgetting.follow, args=(pool, DISTRICT))
            waiting.start()
            waiting.join(0.5)
            assert waiting.is_alive()
        waiting.join(10)
        assert (row_of(pool, number)["title"], row_of(pool, number)["keys"]) == (None, [])

    def test_the_picture_of_words_ten_minutes_later(self, pool: Pool, eraser: Pool, teller: Teller) -> None:
        """And not once for each of many."""
        number = tells(teller, TEXT)
        take_words(pool)
        erased(eraser, number)
        catch_up(pool)
        assert wording.renew(pool, DISTRICT) == 0
        with work(pool, DISTRICT) as tx:
            tx.run("UPDATE matter_words SET taken_at = taken_at - %(ago)s", ago=timedelta(minutes=11))
        assert wording.renew(pool, DISTRICT) == 1
        with work(pool, DISTRICT) as tx:
            assert tx.value("SELECT erased_at FROM matter_words") is None

    def test_a_picture_that_was_being_taken_meanwhile_is_taken_again(
        self, pool: Pool, eraser: Pool, teller: Teller
    ) -> None:
        number = tells(teller, TEXT)
        with work(pool, DISTRICT, now=teller.now - timedelta(minutes=1)) as tx:  # began to read before
            erased(eraser, number)
            catch_up(pool)
            wording.take(tx)
        with work(pool, DISTRICT) as tx:
            assert tx.value("SELECT erased_at FROM matter_words") is not None

    def test_by_the_command_without_a_worker(self, pool: Pool, urls: Urls, teller: Teller) -> None:
        number = tells(teller, TEXT, title=TITLE)
        catch_up(pool)
        chosen = Settings(database_url=urls.app, erase_url=urls.erase)
        erase_command(chosen, f"R{number}")
        forget_command.forget(chosen, None)
        assert row_of(pool, number)["title"] is None


def test_the_picture_says_nothing_of_what_one_or_two_said(pool: Pool, teller: Teller, owner: Connection[Any]) -> None:
    for _ in range(2):
        tells(teller, f"{TITLE}。{TEXT}")
    take_words(pool)
    assert "matter_words.seen" not in found(owner, trace(pool))
