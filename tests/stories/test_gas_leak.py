"""An urgent class: sent at once, signed within ten minutes at any hour, verified beside the handling."""

import pytest

from tests.stories.telling import Story
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_a_gas_leak_at_two_in_the_morning(story: Story) -> None:
    """A gas leak at 02:00 · 凌晨两点燃气泄漏

    A resident smells gas at two. What the operator types is filed and sent to the unit on duty by itself, the gas
    service and the fire brigade are called in by one press, and a worker is asked to look while the unit is on its way:
    nothing waits for the office to open.
    """
    wangmin, zhanglei, zhengtao, sunjing, zhaogang, guoqiang = story.cast("王敏 张磊 郑涛 孙静 赵刚 郭强")

    story.at("2026-11-14 02:00")
    case = wangmin.reports("楼道里燃气味很重", matter="燃气管道破裂", grid=LIYUAN, phone="13911125555")
    wangmin.does("hand_over", service="gas", note="燃气抢修已出车")
    wangmin.does("hand_over", service="119")
    case.is_now("dispatched", lead="城管委", urgent=True, handovers=2, verified=None)
    assert case.verbs() == ["report", "file", "dispatch", "ask_verification", "hand_over", "hand_over"]
    assert case.due("sign") == "2026-11-14 02:10"
    assert case.due("staged", code="safe") == "2026-11-14 03:00"
    assert case.due("verify") == "2026-11-14 03:00"

    story.at("02:08")
    zhengtao.does("sign")
    zhanglei.does("verify", found=True, note="三单元二层表箱漏气")
    case.is_now("handling", verified=True)
    wangmin.may_not("ask_verification", "move.not_looked_at")
    story.at("02:50")
    zhengtao.does("stage_done", stage="safe", note="已关断围护")
    story.at("2026-11-16 15:00")
    zhengtao.does("stage_done", stage="repair", note="换了表前阀")
    guoqiang.does("sign")
    guoqiang.does("feed_back", note="围护到抢修结束", evidence="photo")
    zhengtao.does("feed_back", note="检测没有燃气", evidence="after document", outcome="resolved")
    wangmin.does("ask_check")
    zhanglei.does("pass", evidence="photo")
    sunjing.does("ask_call_back")
    sunjing.does("call_back", reached=True, contacted=True, resolved=True, satisfied="satisfied")
    zhaogang.does("close")
    case.is_now("closed", outcome="resolved", handovers=2)
    story.ends()
