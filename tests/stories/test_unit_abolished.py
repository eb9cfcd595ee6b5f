"""A unit is abolished: what it holds passes to its successor, and nobody is blamed for it."""

import pytest

from tests.stories.telling import Story, Told
from tests.town import LIYUAN, ZAOYUAN
from wangge import people
from wangge.cases.actions import system

pytestmark = pytest.mark.db


def test_a_unit_is_abolished(story: Story) -> None:
    """A unit is abolished · 机构撤并

    The heating company goes into the city bureau while it holds three orders: one it has not signed, one it is working
    on, and one whose result is being checked. All three go on with the successor, counted as neither return nor
    transfer, with the time that was left.
    """
    liwei, linfang, zhengtao, liuyang = story.cast("李伟 林芳 郑涛 刘洋")
    checked, working, unsigned = three_orders(story)

    story.at("18:00")
    retire(story, "热力公司", "城管委")
    for case in (checked, working, unsigned):
        case.is_now(case.case.state, lead="城管委", returns=0, transfers=0)
        assert (linfang.sees(case), zhengtao.sees(case)) == (False, True)
    assert working.due("handle", of="城管委") == "2026-06-09 16:00"
    linfang.may_not("feed_back", "case.unknown", note="做完了", evidence={"after": "照片丢了"}, on=working)
    liwei.may_not("redispatch", "unit.unknown", unit="热力公司", reason="还是他们熟", on=working)

    story.at("2026-06-04 09:20")
    zhengtao.does("sign", on=unsigned)
    zhengtao.does("feed_back", note="回填夯实", evidence="before after", on=working)
    story.at("10:00")
    liuyang.does("fail", reason="新盖板高出路面两指", evidence="photo", on=checked)
    checked.is_now("handling", lead="城管委", reworks=1)
    zhengtao.does("feed_back", note="磨平了", evidence="before after", on=checked)
    zhengtao.does("feed_back", note="灌缝", evidence="before after", on=unsigned)
    for case in (checked, working, unsigned):
        case.is_now("handled", lead="城管委", returns=0, transfers=0)
        assert case.late() == set()
    story.ends()


def three_orders(story: Story) -> tuple[Told, Told, Told]:
    """One being checked, one being worked on, one not signed: all with the heating company."""
    wangmin, liwei, linfang = story.cast("王敏 李伟 林芳")
    story.at("2026-06-01 09:00")
    checked = wangmin.reports("热力管沟盖板断了", matter="道路破损", grid=ZAOYUAN)
    liwei.does("dispatch", unit="热力公司")
    linfang.does("sign")
    story.at("2026-06-02 16:00")
    working = wangmin.reports("热力井旁人行道下沉", phone="13911118888", matter="道路破损", grid=LIYUAN)
    liwei.does("dispatch", unit="热力公司")
    linfang.does("sign")
    linfang.does("contact", reached=True, note="周四来修")
    story.at("2026-06-03 17:00")
    linfang.does("feed_back", note="换了盖板", evidence="before after", on=checked)
    wangmin.does("ask_check", on=checked)
    unsigned = wangmin.reports("检查井周边开裂", matter="道路破损", grid=LIYUAN)
    liwei.does("dispatch", unit="热力公司")
    return checked, working, unsigned


def retire(story: Story, name: str, successor: str) -> None:
    """By the two actions that the desk's page of units will call."""
    old, heir = story.scene.unit(name), story.scene.unit(successor)
    with story.scene.work() as tx:
        people.retire_unit(tx, old, heir, tx.now)
        assert system.succeed(tx, old, heir) == 3
    with story.scene.work() as tx:
        assert system.succeed(tx, old, heir) == 0
