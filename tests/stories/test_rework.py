"""Closed is not resolved: work that fails goes back to the same unit, and what cannot be done is closed by force."""

import pytest

from tests.stories.telling import Story
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_failed_on_the_spot_and_on_the_phone(story: Story) -> None:
    """Failed on the spot, then on the phone · 核查不通过，回访不认

    The checker sends the work back with the time that was left; the caller does it a second time. Both count as rework
    of the same unit, never as a return.
    """
    wangmin, liwei, tangjun, zhanglei, sunjing, zhaogang = story.cast("王敏 李伟 唐军 张磊 孙静 赵刚")

    story.at("2026-10-19 09:00")
    case = wangmin.reports("商场外放喇叭", phone="13911129999", matter="商业噪音", grid=LIYUAN)
    liwei.does("dispatch", unit="清源执法队")
    tangjun.does("sign")
    tangjun.does("contact", reached=True)
    story.at("10:00")
    tangjun.does("feed_back", note="已告诫", evidence="photo", outcome="resolved")
    case.is_now("handled")
    story.at("11:00")
    tangjun.may_not("fail", "move.duty", reason="还在放")
    zhanglei.does("fail", reason="走后又开了", evidence="photo")
    case.is_now("handling", lead="清源执法队", reworks=1, returns=0, outcome=None)
    assert case.due("handle", of="清源执法队") == "2026-10-19 15:00"  # the hour of checking does not count

    story.at("14:00")
    tangjun.does("feed_back", note="喇叭拆下", evidence="photo", outcome="resolved")
    zhanglei.does("pass")
    wangmin.does("ask_call_back")
    story.at("15:00")
    sunjing.does("call_back", reached=True, contacted=True, resolved=False, satisfied="unsatisfied")
    sunjing.does("fail", reason="来电人说换了个小喇叭")
    case.is_now("handling", reworks=2)
    story.at("15:30")
    tangjun.does("feed_back", note="收走小喇叭，约谈店长", evidence="photo", outcome="resolved")
    zhanglei.does("pass")
    sunjing.does("ask_call_back")
    sunjing.does("call_back", reached=True, contacted=True, resolved=True, satisfied="basically")
    zhaogang.does("close")
    case.is_now("closed", reworks=2, returns=0, outcome="resolved")
    assert case.case.reports[0].satisfied == "basically"
    assert case.late() == set()
    story.ends()


def test_closed_by_force(story: Story) -> None:
    """Closed by force · 强制结案

    Nobody can do what is asked; the shift lead closes without the condition met, the case is marked for good.
    """
    wangmin, liwei, gaofeng, zhaogang = story.cast("王敏 李伟 高峰 赵刚")

    story.at("2026-11-02 09:00")
    case = wangmin.reports("对面楼挡了阳光，要求拆两层", phone="13911130000", matter="矛盾纠纷", grid=LIYUAN)
    liwei.does("dispatch", unit="住建委")
    gaofeng.does("sign")
    gaofeng.does("contact", reached=True, note="说明规划审批合法")
    story.at("2026-11-04 10:00")
    liwei.may_not("force_close", "move.duty", reason="规划合法")
    zhaogang.may_not("close", "move.state")
    zhaogang.does("force_close", reason="规划合法，诉求无法满足，已书面说明")
    case.is_now("closed", outcome="forced", forced=True)
    assert case.held("住建委") == "released"
    story.ends()
