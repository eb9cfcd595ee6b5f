"""The plain walk: from a call to the hotline to the closed case."""

import pytest

from tests.stories.telling import Story, Told
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_eight_roles_close_a_case(story: Story) -> None:
    """The plain walk · 一件案子走完全程

    A resident calls about rubbish at the gate. A worker looks first, the street passes the order down to its own team,
    the grid lead urges and may not check what her own street did, the worker checks, the caller is asked, the case is
    closed: all eight roles have had it in hand.
    """
    story.at("2026-01-05 09:12")
    story.standard("暴露生活垃圾", call_back="all")
    case = reported_and_filed(story)
    handled_by_the_streets_team(story, case)
    checked_and_closed(story, case)
    case.is_now("closed", outcome="resolved", returns=0, reworks=0, level="street")
    assert case.late() == set()
    story.ends()


def reported_and_filed(story: Story) -> Told:
    wangmin, zhanglei = story.cast("王敏 张磊")
    case = wangmin.reports("丽园小区北门堆了一车垃圾，三天没人清", phone="13800005678", grid=LIYUAN)
    case.is_now("reported")
    assert case.due("accept") == "2026-01-05 10:12"
    wangmin.does("accept")
    wangmin.does("ask_verification", person="张磊", note="看看量有多大，是谁家倒的")
    story.at("10:05")
    zhanglei.does("verify", found=True, note="约两方，装修垃圾混着菜叶", evidence="photo")
    story.at("10:20")
    wangmin.does("file", matter="暴露生活垃圾", grid=LIYUAN)
    case.is_now("filed", verified=True)
    return case


def handled_by_the_streets_team(story: Story, case: Told) -> None:
    liwei, zhouzheng, guoqiang, tangjun, mafang = story.cast("李伟 周正 郭强 唐军 马芳")
    story.at("10:30")
    liwei.does("dispatch", unit="清源街道办", note="北门只能停一辆车")
    assert case.due("handle", of="清源街道办") == "2026-01-06 10:30"
    story.at("10:50")
    guoqiang.does("assign", unit="清源执法队", limit="6wh", note="先清后查")
    case.is_now("handling", lead="清源街道办")
    assert case.held("清源街道办") == "signed"
    assert case.due("handle", of="清源执法队") == "2026-01-05 17:50"
    story.at("11:05")
    tangjun.does("sign")
    tangjun.does("contact", reached=True, note="今天下午清，来电人知道")
    zhouzheng.does("note", note="同一小区本月第三次，清完和物业谈")
    story.at("14:20")
    mafang.does("urge", note="居民在群里问几点来")
    story.at("15:40")
    tangjun.does("feed_back", note="清走两车，地面冲洗", evidence="before after")
    story.at("16:00")
    guoqiang.does("feed_back", note="垃圾清走，已约物业", evidence="after", outcome="resolved")
    case.is_now("handled")


def checked_and_closed(story: Story, case: Told) -> None:
    wangmin, mafang, zhanglei, sunjing, zhaogang = story.cast("王敏 马芳 张磊 孙静 赵刚")
    wangmin.does("ask_check", person="张磊")
    mafang.may_not("pass", "move.not_own_work", evidence="photo")
    story.at("2026-01-06 09:30")
    zhanglei.does("pass", note="干净了", evidence="photo")
    wangmin.does("ask_call_back", person="孙静")
    story.at("10:10")
    sunjing.does("call_back", reached=True, contacted=True, resolved=True, satisfied="satisfied")
    story.at("10:30")
    zhaogang.does("close", outcome="resolved", answer="垃圾已清走，物业加了一只桶。")
