"""Pressed: urged as often as anybody likes, supervised with a demand that must be answered before closing."""

import pytest

from tests.stories.telling import Story
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_urged_then_supervised(story: Story) -> None:
    """Urged, then supervised · 催办，再督办

    The dispatcher urges twice. The supervisor demands an explanation within a working day; the unit does the work and
    forgets the explanation, and the case cannot be closed before the demand has its reply.
    """
    wangmin, liwei, zhouzheng, tangjun, zhanglei, zhaogang = story.cast("王敏 李伟 周正 唐军 张磊 赵刚")

    story.at("2026-08-03 09:00")
    case = wangmin.reports("夜市音响到凌晨", matter="商业噪音", grid=LIYUAN)
    liwei.does("dispatch", unit="清源执法队")
    story.at("11:30")
    liwei.does("urge", note="两小时半没签收")
    liwei.does("urge")
    case.is_now("dispatched", urges=2)
    tangjun.does("sign")
    story.at("2026-08-04 09:30")
    tangjun.may_not("supervise", "move.duty", demand="说明")
    zhouzheng.does("supervise", demand="为何一天没有动作，今天下班前书面说明", within="1wd")
    case.is_now("handling", demands=1)
    assert case.due("reply") == "2026-08-05 09:30"
    story.at("15:00")
    tangjun.does("feed_back", note="音响收缴", evidence="photo", outcome="resolved")
    zhanglei.does("pass", note="夜里去听过")
    zhaogang.may_not("close", "move.replied")

    story.at("2026-08-05 10:00")
    assert case.rang("reply") == [80, 100]
    tangjun.does("reply", reply="当晚两人值守三条街，已调班")
    tangjun.may_not("reply", "move.demanded", reply="再说一次")
    zhaogang.does("close")
    case.is_now("closed", demands=0, urges=2)
    assert case.late() == {("sign", "清源执法队"), ("handle", "清源执法队"), ("reply", "")}
    story.ends()
