"""The street passes an order down to its own team, with less time than it has itself."""

import pytest

from tests.stories.telling import Story
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_passed_down_with_a_limit_of_its_own(story: Story) -> None:
    """Passed down with a limit of its own · 交办，另定时限

    Passing down counts as the street's signing. The team signs for itself, is late by its own limit, and the street,
    which feeds back in time, is not.
    """
    wangmin, liwei, guoqiang, tangjun, songjia = story.cast("王敏 李伟 郭强 唐军 宋佳")

    story.at("2026-09-14 09:00")
    case = wangmin.reports("共享单车堆满盲道", phone="13911126666", matter="暴露生活垃圾", grid=LIYUAN)
    liwei.does("dispatch", unit="清源街道办")
    guoqiang.may_not("assign", "move.in_branch", unit="水务局")
    guoqiang.may_not("assign", "move.limit_inside", unit="清源执法队", limit="2wd")
    guoqiang.does("assign", unit="清源执法队", limit="3wh", note="午前清完")
    case.is_now("handling", lead="清源街道办")
    guoqiang.may_not("assign", "move.mine_to_pass", unit="清源平安办", of="清源街道办")
    songjia.may_not("sign", "case.unknown")
    tangjun.may_not("feed_back", "move.mine_signed", note="清完了", evidence="after")
    tangjun.does("sign")
    tangjun.does("contact", reached=True)

    story.at("14:40")
    assert case.rang("handle", of="清源执法队") == [80, 100, 150]
    guoqiang.may_not("feed_back", "move.others_done", note="清完了", evidence="after", of="清源街道办")
    tangjun.does("feed_back", note="拉走四十辆", evidence="after")
    case.is_now("handling")
    guoqiang.does("feed_back", note="盲道通了，和运营商约了定点", evidence="after", outcome="resolved")
    case.is_now("handled", lead="清源街道办")
    assert case.late() == {("handle", "清源执法队")}
    story.ends()
