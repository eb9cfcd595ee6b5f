"""Who may not: what is out of sight is not found, what is not one's duty is refused and written down."""

import pytest

from tests.stories.telling import Story
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_the_wrong_people(story: Story) -> None:
    """The wrong people · 不该的人

    The other street's worker and another bureau's handler do not find the case. Those who see it and lack the duty are
    told so, and the audit log has a line of it. Who is not signed in is asked to sign in.
    """
    wangmin, liwei, zhengtao, helin, zhanglei, chenjing, hanbing = story.cast("王敏 李伟 郑涛 何琳 张磊 陈静 韩冰")

    story.at("2026-09-21 10:00")
    case = wangmin.reports("丽园路井盖松动", phone="13911127777", grid=LIYUAN)
    story.stranger.may_not("note", "session.none", note="我路过")
    chenjing.may_not("note", "case.unknown", note="不是我的街道")
    zhengtao.may_not("sign", "case.unknown")
    liwei.may_not("file", "move.duty", matter="道路破损", grid=LIYUAN)
    zhanglei.may_not("accept", "move.duty")
    hanbing.may_not("note", "case.unknown", note="没有岗位")
    wangmin.may_not("note", "request.field", note="")
    wangmin.does("file", matter=("上水井盖", "02"), grid=LIYUAN)
    wangmin.may_not("amend", "request.field", reason="没看就改", grade="large", seen=None)

    liwei.does("dispatch", unit="水务局")
    zhengtao.may_not("sign", "case.unknown")
    helin.may_not("note", "move.seen_ahead", note="看到以后的事", seen=99)
    news = helin.may_not("sign", "move.news", seen=2)
    assert [event["verb"] for event in news["facts"]["events"]] == ["dispatch"]
    helin.does("sign")
    for login, sees in ((zhengtao, False), (chenjing, False), (helin, True), (zhanglei, True)):
        assert login.sees(case) is sees
        assert (case.number in login.queue()) is sees
    story.ends()


def test_what_is_sensitive(story: Story) -> None:
    """What is sensitive · 敏感举报

    A denunciation is read by few. This district lets its grid leads and its call-back agents read what is sensitive;
    the clerk who wrote it down and the worker of the grid do not find it again. It is verified before it is filed, and
    the bureau that handles it never learns who spoke.
    """
    wangmin, zhanglei, zhaogang, mafang, helin, sunjing = story.cast("王敏 张磊 赵刚 马芳 何琳 孙静")

    story.at("2026-09-22 09:00")
    story.scene.grant("read_sensitive", "grid_lead", "follow_up")
    case = wangmin.reports("有人夜里往雨水口倒油漆", kind="denounce", phone="13911128888", grid=LIYUAN, sensitive=True)
    for person in (wangmin, zhanglei):
        person.may_not("note", "case.unknown", note="打听一下")
    zhaogang.may_not("file", "move.verified", matter="举报违规", grid=LIYUAN)
    zhaogang.does("ask_verification", person="马芳")
    mafang.does("verify", found=True, evidence="photo", note="雨水口有新漆")
    zhaogang.does("file", matter="举报违规", grid=LIYUAN)
    zhaogang.does("dispatch", unit="水务局")

    story.at("10:00")
    helin.does("sign")
    assert zhaogang.reads(case)["reports"][0]["person"]["phone"] == "139****8888"
    assert helin.reads(case)["reports"][0]["person"] is None
    story.at("2026-09-24 15:00")
    helin.does("feed_back", note="查到两家装修队，移交处罚", evidence="document", outcome="resolved")
    mafang.does("pass")
    sunjing.does("ask_call_back")
    sunjing.does("call_back", reached=True, contacted=False, resolved=True, satisfied="satisfied")
    zhaogang.does("close")
    case.is_now("closed", sensitive=True, outcome="resolved")
    story.ends()
