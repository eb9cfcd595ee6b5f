"""Reports gather into matters: once each, however the feed reaches the loop; and what is kept of them can be erased."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from psycopg_pool import ConnectionPool

from tests import town
from tests.cases.histories import Teller
from tests.database import DISTRICT
from tests.triage.actions.gathered import START, catch_up, groups, row_of, said, take_words, tells, usual
from wangge.cases.erasure import Reason, erase
from wangge.cases.rules import Kind, Verb
from wangge.kit import feed
from wangge.kit.feed import FeedRow
from wangge.kit.postgres import Urls
from wangge.kit.tx import Pool, Tx, work
from wangge.triage.actions import gathering, wording
from wangge.triage.topics.matters import LIVE

pytestmark = pytest.mark.db

V = Verb


@pytest.fixture(scope="module")
def eraser(urls: Urls) -> Iterator[Pool]:
    """As wangge_erase."""
    with ConnectionPool(urls.erase, min_size=1, max_size=2, kwargs={"autocommit": True}) as pool:
        yield pool


@pytest.fixture(scope="module")
def teller(pool: Pool) -> Teller:
    """Sixty voices about nothing that returns, then two matters of four reports each, mixed."""
    told = Teller(pool, START)
    usual(told)
    for way in range(4):
        tells(told, said("丽园", way), f"1390000000{way}", title="丽园小区旁边搅拌站太吵")
        tells(told, said("茶场", way), grid=town.FUQIANG)
    take_words(pool)
    catch_up(pool)
    return told


@pytest.fixture
def first(pool: Pool, teller: Teller) -> str:
    with work(pool, DISTRICT) as tx:
        return str(
            tx.value(
                "SELECT c.number FROM cases c JOIN reports r ON r.case_id = c.id JOIN texts t ON t.id = r.body"
                " WHERE t.body LIKE '%%搅拌站%%' ORDER BY c.id LIMIT 1"
            )
        )


def test_two_matters_and_everything_else_alone(pool: Pool, teller: Teller) -> None:
    sizes = sorted(map(len, groups(pool)))
    assert sizes[-2:] == [4, 4]
    assert sizes.count(1) > 0.9 * len(sizes)


def test_the_figures_of_a_matter(pool: Pool, first: str) -> None:
    row = row_of(pool, first)
    assert (row["cases"], row["reports"], row["people"], row["title"]) == (4, 4, 4, "丽园小区旁边搅拌站太吵")
    with work(pool, DISTRICT) as tx:
        assert row["path_lo"] == row["path_hi"] == town.grid(tx, town.LIYUAN).path


@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_the_same_in_rounds_of_any_length(pool: Pool, teller: Teller, limit: int) -> None:
    before = groups(pool)
    with work(pool, DISTRICT) as tx:
        gathering.rebuild(tx)
    assert groups(pool) == set()
    catch_up(pool, limit)
    assert groups(pool) == before


def test_rows_that_come_again_change_nothing(pool: Pool, teller: Teller, first: str) -> None:
    before, row = groups(pool), row_of(pool, first)
    with work(pool, DISTRICT) as tx:
        gathering.gather_new(tx, list(reversed(feed.since(tx, 0, 10_000))))
    assert groups(pool) == before
    assert row_of(pool, first) == row


def test_a_round_that_is_cut_off_leaves_nothing(pool: Pool, teller: Teller) -> None:
    number = tells(teller, "这件事只有我一个人说起过")
    while feed.move(pool, DISTRICT):
        pass

    def cut_off(tx: Tx, rows: list[FeedRow]) -> None:
        gathering.gather_new(tx, rows)
        raise ConnectionError

    before = groups(pool)
    with pytest.raises(ConnectionError):
        feed.consume(pool, DISTRICT, gathering.READER, cut_off)
    assert groups(pool) == before
    catch_up(pool)
    assert row_of(pool, number)["reports"] == 1


def test_the_loop_waits_for_the_first_picture_of_words(pool: Pool, teller: Teller) -> None:
    with work(pool, DISTRICT) as tx:
        kept = tx.row("SELECT * FROM matter_words")
        assert kept is not None
        tx.run("DELETE FROM matter_words")
        wording.forget()
    assert gathering.follow(pool, DISTRICT) == 0
    assert wording.renew(pool, DISTRICT) == 0  # too few messages
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wording, "LEAST", 10)
        assert wording.renew(pool, DISTRICT) == 1
        assert wording.renew(pool, DISTRICT) == 0  # nothing new
    tells(teller, "又有一件别人没有说过的事情")
    while feed.move(pool, DISTRICT):
        pass
    assert gathering.follow(pool, DISTRICT) > 0


class TestPeopleSay:
    def test_that_a_report_is_of_a_case(self, pool: Pool, teller: Teller, first: str) -> None:
        """Whatever its words are."""
        before = row_of(pool, first)["reports"]
        tells(teller, "我也是为这个打的电话", into=first)
        catch_up(pool)
        assert row_of(pool, first)["reports"] == before + 1
        assert row_of(pool, first)["cases"] == row_of(pool, first)["reports"] - 1

    def test_that_two_cases_are_one(self, pool: Pool, teller: Teller, first: str) -> None:
        other = tells(teller, "门口那家店半夜还在施工")
        catch_up(pool)
        before, gone = row_of(pool, first), row_of(pool, other)
        assert gone["id"] != before["id"]
        teller.say(town.CLERK, other, V.MERGE, into=first)
        catch_up(pool)
        assert row_of(pool, first)["reports"] == before["reports"] + 1
        with work(pool, DISTRICT) as tx:
            assert tx.value("SELECT reports FROM matters WHERE id = %(id)s", id=gone["id"]) == 0

    def test_that_they_are_two_after_all(self, pool: Pool, teller: Teller, first: str) -> None:
        """What an unmerge gives back goes where its words belong."""
        other = tells(teller, "院里那棵枯树的枝子砸下来了")
        catch_up(pool)
        before = row_of(pool, first)
        teller.say(town.CLERK, other, V.MERGE, into=first)
        catch_up(pool)
        teller.say(town.CLERK, other, V.UNMERGE)
        catch_up(pool)
        assert row_of(pool, other)["id"] != before["id"]
        assert (row_of(pool, other)["reports"], row_of(pool, first)["reports"]) == (1, before["reports"])

    def test_that_it_is_somewhere_else(self, pool: Pool, teller: Teller) -> None:
        pair = [tells(teller, f"体育馆顶棚漏雨{at}") for at in range(2)]
        catch_up(pool)
        assert row_of(pool, pair[0])["id"] == row_of(pool, pair[1])["id"]
        teller.say(town.CLERK, pair[1], V.AMEND, grid=town.FUQIANG)
        catch_up(pool)
        one, other = (row_of(pool, number) for number in pair)
        assert one["id"] != other["id"]
        assert (one["reports"], other["reports"]) == (1, 1)
        with work(pool, DISTRICT) as tx:
            assert other["path_lo"] == town.grid(tx, town.FUQIANG).path

    def test_of_what_class_it_is(self, pool: Pool, teller: Teller) -> None:
        """Alone, few words are shared; filed under one class they are one matter."""
        pair = [
            tells(teller, f"{words}大棚里那条水渠") for words in ("天天漏水流到路上的是", "谁也不来修它真气人说的是")
        ]
        catch_up(pool)
        category, condition = town.matter("道路破损")
        for number in pair:
            teller.say(town.CLERK, number, V.FILE, category=category, condition=condition)
        catch_up(pool)
        assert row_of(pool, pair[0])["id"] == row_of(pool, pair[1])["id"]

    def test_that_it_was_no_case(self, pool: Pool, teller: Teller, first: str) -> None:
        number = tells(teller, said("丽园", 1))
        catch_up(pool)
        before = row_of(pool, first)["reports"]
        teller.say(town.SHIFT_LEAD, number, V.VOID)
        catch_up(pool)
        assert row_of(pool, first)["reports"] == before - 1

    def test_where_it_is(self, pool: Pool, teller: Teller) -> None:
        number = tells(teller, "铁路桥下积水半米深", grid=None)
        catch_up(pool)
        assert row_of(pool, number)["path_lo"] == f"{DISTRICT}/"
        category, condition = town.matter("道路破损")
        teller.say(town.CLERK, number, V.FILE, category=category, condition=condition, grid=town.LIYUAN)
        catch_up(pool)
        with work(pool, DISTRICT) as tx:
            assert row_of(pool, number)["path_lo"] == town.grid(tx, town.LIYUAN).path
        assert row_of(pool, number)["category"] == category


class TestHeat:
    def test_one_voice_warms_once(self, pool: Pool, teller: Teller, first: str) -> None:
        """The same number again, or the same words without a number: the newest counts."""
        before = row_of(pool, first)
        tells(teller, said("丽园", 2), "13900000002")
        catch_up(pool)
        again = row_of(pool, first)
        assert (again["reports"], again["people"]) == (before["reports"] + 1, before["people"])
        assert again["warmth"] == pytest.approx(before["warmth"], rel=0.02)
        tells(teller, said("丽园", 2))
        tells(teller, said("丽园", 2))
        catch_up(pool)
        assert row_of(pool, first)["people"] == before["people"] + 1

    def test_by_the_stated_formula(self, pool: Pool, teller: Teller) -> None:
        """Σ 2^(−age / 90 days), as of the start of 2026."""
        number = tells(teller, "湖心岛的鸽子全飞走了")
        catch_up(pool)
        row = row_of(pool, number)
        days = (
            row["last_at"] - START.replace(year=2026, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
        ).days
        assert row["warmth"] == pytest.approx(2 ** (days / 90), rel=0.01)


class TestErasure:
    def test_the_title_and_the_mark_go(self, pool: Pool, eraser: Pool, teller: Teller) -> None:
        number = tells(teller, "滨江花园的音乐喷泉夜里十二点还在响", title="滨江花园喷泉太吵")
        catch_up(pool)
        assert row_of(pool, number)["title"] == "滨江花园喷泉太吵"
        with work(eraser, DISTRICT) as tx:
            erase(tx, f"R{number}", Reason.REQUEST)
        catch_up(pool)
        row = row_of(pool, number)
        assert (row["title"], row["title_report"], row["keys"], bytes(row["middle"])) == (None, None, [], b"")
        with work(pool, DISTRICT) as tx:
            marks = "SELECT mark FROM matter_reports m JOIN cases c ON c.id = m.case_id WHERE c.number = %(number)s"
            assert tx.value(marks, number=number) is None

    def test_the_others_stay_together(self, pool: Pool, eraser: Pool, teller: Teller, first: str) -> None:
        before = row_of(pool, first)
        with work(pool, DISTRICT) as tx:
            title = tx.value("SELECT number FROM reports WHERE id = %(id)s", id=before["title_report"])
        with work(eraser, DISTRICT) as tx:
            erase(tx, title, Reason.REQUEST)
        catch_up(pool)
        after = row_of(pool, first)
        assert (after["title"], after["reports"], after["people"]) == (None, before["reports"], before["people"])
        assert after["keys"]
        number = tells(teller, said("丽园", 3), "13900000009")
        catch_up(pool)
        assert row_of(pool, number)["id"] == before["id"]
        assert row_of(pool, number)["title"] is not None


class TestTitles:
    def test_none_from_what_is_confidential(self, pool: Pool, teller: Teller) -> None:
        number = tells(teller, "举报某单位的某件事情属实", kind=Kind.DENOUNCE)
        catch_up(pool)
        assert row_of(pool, number)["title"] is None

    def test_none_any_more_once_its_case_is_sensitive(self, pool: Pool, teller: Teller) -> None:
        number = tells(teller, "西门外的桥墩裂了一道缝")
        catch_up(pool)
        assert row_of(pool, number)["title"] is not None
        teller.say(town.CLERK, number, V.AMEND, sensitive=True)
        catch_up(pool)
        assert (row_of(pool, number)["title"], row_of(pool, number)["closed"]) == (None, True)

    def test_masked(self, pool: Pool, teller: Teller) -> None:
        number = tells(teller, "东墙倒了，联系张先生13812345678，车牌京A12345")
        catch_up(pool)
        title = row_of(pool, number)["title"]
        assert "东墙倒了" in title
        assert not {"13812345678", "A12345", "张先生"} & {
            title[at : at + n] for n in (3, 6, 11) for at in range(len(title))
        }


def test_what_has_been_silent_is_compared_with_nothing(pool: Pool, teller: Teller) -> None:
    number = tells(teller, "很久以前说过一次的事情")
    catch_up(pool)
    matter = row_of(pool, number)["id"]
    with work(pool, DISTRICT) as tx:
        tx.run("UPDATE matters SET last_at = %(at)s WHERE id = %(id)s", at=tx.now - timedelta(days=LIVE + 1), id=matter)
    assert gathering.seal(pool, DISTRICT) == 1
    assert row_of(pool, number)["keys"] == []
