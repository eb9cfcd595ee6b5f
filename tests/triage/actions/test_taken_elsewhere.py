"""A report that people move: with a merge, back by an unmerge, by filing it; each gathered once, its matter kept."""

from typing import Any

import pytest

from tests import town
from tests.cases.histories import Teller
from tests.database import DISTRICT
from tests.triage.actions.gathered import START, catch_up, groups, row_of, said, take_words, tells, usual
from wangge.cases.rules import Verb
from wangge.kit import feed
from wangge.kit.tx import Pool, work
from wangge.triage.actions import gathering
from wangge.triage.topics import unpacked

pytestmark = pytest.mark.db

V = Verb


@pytest.fixture(scope="module")
def teller(pool: Pool) -> Teller:
    told = Teller(pool, START)
    usual(told)
    for way in range(4):
        tells(told, said("丽园", way), f"1390000000{way}", title="丽园小区旁边搅拌站太吵")
    take_words(pool)
    catch_up(pool)
    return told


@pytest.fixture
def mixer(teller: Teller, pool: Pool) -> str:
    """One of the cases of a matter of its own words."""
    number = tells(teller, said("丽园", 2), title="丽园小区旁边搅拌站太吵")
    catch_up(pool)
    return number


def weight(row: dict[str, Any]) -> float:
    """Of the middle: of a single report, 1."""
    middle = unpacked(bytes(row["middle"]), row["step"])
    return float((middle @ middle) ** 0.5)


def settled(pool: Pool) -> tuple[Any, ...]:
    with work(pool, DISTRICT) as tx:
        kept = 'SELECT id, "into", middle, keys, reports, title FROM matters ORDER BY id'
        return tuple(tuple(row.values()) for row in tx.rows(kept))


class TestAMergeThatIsTakenBack:
    def test_it_goes_back_to_its_own_matter(self, pool: Pool, teller: Teller, mixer: str) -> None:
        """With the number, the words and the title it had, even if the words of both are alike by now."""
        other = tells(teller, "院里那棵枯树的枝子砸下来了", title="枯树枝砸下来")
        catch_up(pool)
        before, there = row_of(pool, other), row_of(pool, mixer)
        teller.say(town.CLERK, other, V.MERGE, into=mixer)
        catch_up(pool)
        assert row_of(pool, mixer)["reports"] == there["reports"] + 1
        teller.say(town.CLERK, other, V.UNMERGE)
        catch_up(pool)
        after, left = row_of(pool, other), row_of(pool, mixer)
        assert (after["id"], after["title"], after["reports"]) == (before["id"], "枯树枝砸下来", 1)
        assert weight(after) == pytest.approx(1, abs=0.02)
        assert (left["id"], left["reports"]) == (there["id"], there["reports"])
        assert weight(left) == pytest.approx(weight(there), rel=0.05)

    def test_after_two_merges_too(self, pool: Pool, teller: Teller, mixer: str) -> None:
        first, second = (tells(teller, words) for words in ("澡堂锅炉房冒黑烟呛人", "游泳池的水发绿长苔藓"))
        catch_up(pool)
        before = row_of(pool, first)["id"]
        teller.say(town.CLERK, first, V.MERGE, into=second)
        catch_up(pool)
        teller.say(town.CLERK, second, V.MERGE, into=mixer)
        catch_up(pool)
        teller.say(town.CLERK, second, V.UNMERGE)
        catch_up(pool)
        teller.say(town.CLERK, first, V.UNMERGE)
        catch_up(pool)
        assert row_of(pool, first)["id"] == before

    def test_two_of_one_matter_stay_in_it(self, pool: Pool, teller: Teller, mixer: str) -> None:
        """That two are not one case does not make them two matters: their own words had put them together."""
        other = tells(teller, said("丽园", 3))
        catch_up(pool)
        before = row_of(pool, mixer)
        assert row_of(pool, other)["id"] == before["id"]
        for verb, fields in ((V.MERGE, {"into": mixer}), (V.UNMERGE, {})):
            teller.say(town.CLERK, other, verb, **fields)
            catch_up(pool)
        after = row_of(pool, other)
        assert (after["id"], after["reports"]) == (before["id"], before["reports"])
        assert weight(after) == pytest.approx(weight(before), rel=0.05)

    def test_the_words_go_along(self, pool: Pool, teller: Teller, mixer: str) -> None:
        """What a merge brings is found by its words where it is, and no more where it was."""
        other = tells(teller, "钢琴店门口的台阶塌了一角")
        catch_up(pool)
        gone = row_of(pool, other)["id"]
        teller.say(town.CLERK, other, V.MERGE, into=mixer)
        catch_up(pool)
        with work(pool, DISTRICT) as tx:
            row = tx.row("SELECT middle, keys, reports FROM matters WHERE id = %(id)s", id=gone)
        assert row is not None
        assert (bytes(row["middle"]), row["keys"], row["reports"]) == (b"", [], 0)
        again = tells(teller, "钢琴店门口的台阶塌了一角，还没人修")
        catch_up(pool)
        assert row_of(pool, again)["id"] != gone

    def test_those_it_leaves_behind_are_as_if_it_had_never_been_there(
        self, pool: Pool, teller: Teller, mixer: str
    ) -> None:
        """Else its words would stay in a middle that no erasure of it looks for."""
        stays, goes = (tells(teller, f"体育馆顶棚漏雨{at}") for at in range(2))
        catch_up(pool)
        before, there = row_of(pool, stays), row_of(pool, mixer)
        assert (row_of(pool, goes)["id"], before["reports"]) == (before["id"], 2)
        teller.say(town.CLERK, goes, V.MERGE, into=mixer)
        catch_up(pool)
        assert (row_of(pool, stays)["reports"], weight(row_of(pool, stays))) == (1, pytest.approx(1, abs=0.02))
        assert weight(row_of(pool, mixer)) > weight(there)


class TestFiling:
    def test_one_alone_keeps_its_matter_and_weighs_once(self, pool: Pool, teller: Teller) -> None:
        number = tells(teller, "花圃里埋的电线露在外面")
        catch_up(pool)
        before = row_of(pool, number)
        category, condition = town.matter("道路破损")
        teller.say(town.CLERK, number, V.FILE, category=category, condition=condition)
        catch_up(pool)
        after = row_of(pool, number)
        assert (after["id"], after["title"], after["category"]) == (before["id"], before["title"], category)
        assert (after["reports"], weight(after)) == (1, pytest.approx(1, abs=0.02))

    def test_what_it_was_alone_in_leads_to_where_it_joins(self, pool: Pool, teller: Teller, mixer: str) -> None:
        """An address that was kept is still one."""
        number = tells(teller, said("丽园", 1), grid=town.KANGJU)
        catch_up(pool)
        alone, there = row_of(pool, number)["id"], row_of(pool, mixer)["id"]
        assert alone != there
        teller.say(town.CLERK, number, V.AMEND, grid=town.LIYUAN)
        catch_up(pool)
        assert row_of(pool, number)["id"] == there
        with work(pool, DISTRICT) as tx:
            assert tx.value('SELECT "into" FROM matters WHERE id = %(id)s', id=alone) == there

    def test_told_twice_it_changes_nothing_more(self, pool: Pool, teller: Teller, mixer: str) -> None:
        number = tells(teller, "电话亭玻璃碎了一地没人扫")
        category, condition = town.matter("暴露生活垃圾")
        teller.say(town.CLERK, number, V.FILE, category=category, condition=condition)
        teller.say(town.CLERK, number, V.MERGE, into=mixer)
        catch_up(pool)
        once, together = settled(pool), groups(pool)
        for _ in range(2):
            with work(pool, DISTRICT) as tx:
                gathering.gather_new(tx, list(reversed(feed.since(tx, 0, 10_000))))
            assert (settled(pool), groups(pool)) == (once, together)
