"""Anonymous reports: one that is only abuse, one that is not a case, and one that is right."""

import pytest

from tests.stories.telling import Story
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_an_abusive_anonymous_report(story: Story) -> None:
    """An abusive anonymous report · 匿名谩骂

    Somebody who leaves no name insults the neighbours. The clerk declines with where to turn, the second time the shift
    lead voids it; there is no person to ask and no call-back that could be due.
    """
    wangmin, zhaogang, sunjing = story.cast("王敏 赵刚 孙静")

    story.at("2026-05-11 22:10")
    first = wangmin.reports("这楼里的人都该滚出去，你们也是", grid=LIYUAN)
    wangmin.does("decline", declined_for="unlawful", reason="没有具体事项，全是谩骂")
    first.is_now("declined", outcome="referred", ended_for="unlawful")
    assert wangmin.reads(first)["reports"][0]["person"] is None

    story.at("22:25")
    second = wangmin.reports("滚出去，听见没有", grid=LIYUAN)
    wangmin.may_not("answer", "move.answerable", answer="请说具体事情。")
    wangmin.may_not("void", "move.duty", reason="骚扰来电")
    zhaogang.does("void", reason="十五分钟内第二次，仍无具体事项")
    second.is_now("void", outcome=None)
    for case in (first, second):
        assert case.case.next_due_at is None
        wangmin.may_not("ask_call_back", "move.state", on=case)
        sunjing.may_not("call_back", "move.state", reached=False, on=case)
    assert first.number not in wangmin.queue()
    story.ends()


def test_an_anonymous_report_that_is_right(story: Story) -> None:
    """An anonymous report that is right · 匿名，但属实

    No number was left: no time runs to ring the caller, nobody is asked back, and the case is closed on its result.
    """
    wangmin, liwei, tangjun, zhanglei, zhaogang = story.cast("王敏 李伟 唐军 张磊 赵刚")

    story.at("2026-05-12 09:00")
    case = wangmin.reports("烧烤店音响吵到半夜", matter="商业噪音", grid=LIYUAN)
    liwei.does("dispatch", unit="清源执法队")
    assert not [c for c in case.case.clocks if c.stage == "contact"]
    tangjun.does("sign")
    story.at("11:00")
    tangjun.does("feed_back", note="音响撤走，店主写了保证", evidence="photo", outcome="resolved")
    zhanglei.does("pass", note="晚上去听过，没有声音")
    wangmin.may_not("ask_call_back", "move.somebody_to_call")
    zhaogang.does("close")
    case.is_now("closed", outcome="resolved")
    assert case.late() == set()
    story.ends()
