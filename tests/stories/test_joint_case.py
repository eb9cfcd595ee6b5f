"""A joint case: the lead waits for every assistant, and each answers for its own time."""

import pytest

from tests.stories.telling import Story, Told
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_one_assistant_is_late(story: Story) -> None:
    """A joint case with one assistant late · 联合处置，一家协办逾期

    A road sinks over a leaking pipe. The lead has done its part and must wait for the water bureau: it asks for more
    time, which is its own, and the alarms and the lateness are the water bureau's alone.
    """
    liwei, zhengtao, helin, gaofeng, zhanglei, zhaogang = story.cast("李伟 郑涛 何琳 高峰 张磊 赵刚")
    case = dispatched_to_three(story)

    story.at("2026-03-18 16:00")
    gaofeng.does("feed_back", note="周边楼基没有沉降", evidence="document")
    story.at("2026-03-19 15:00")
    zhengtao.may_not("feed_back", "move.others_done", note="路基已夯实", evidence="before after")
    zhengtao.does("ask_extension", by=5, reason="管没修好，路面不能封")
    liwei.does("grant_extension", note="只延主办，水务局不延")
    assert case.due("handle", of="城管委") == "2026-03-30 10:00"
    assert case.due("handle", of="水务局") == "2026-03-23 10:00"

    story.at("2026-03-25 16:10")
    assert case.rang("handle", of="水务局") == [80, 100, 150]
    assert case.rang("handle", of="城管委") == []
    assert case.number in liwei.queue(late=True)
    helin.does("feed_back", note="换了六米铸铁管", evidence="before after")
    assert case.number not in liwei.queue(late=True)

    story.at("2026-03-26 09:40")
    zhengtao.does("feed_back", note="路面封好放行", evidence="before after", outcome="resolved")
    story.at("15:30")
    zhanglei.does("pass", evidence="photo")
    zhaogang.does("close")
    case.is_now("closed", lead="城管委")
    assert case.late() == {("handle", "水务局")}
    story.ends()


def dispatched_to_three(story: Story) -> Told:
    """One leads, two assist; each signs, and each has the same five working days."""
    wangmin, liwei, zhengtao, helin, gaofeng = story.cast("王敏 李伟 郑涛 何琳 高峰")
    story.at("2026-03-16 09:40")
    story.standard("道路破损", check="desk", call_back="none")
    case = wangmin.reports("丽园路中间陷下去一块，旁边在渗水", phone="13911114444", matter="道路破损", grid=LIYUAN)
    story.at("10:00")
    liwei.does("dispatch", unit="城管委", assistants="水务局 住建委")
    story.at("10:20")
    for handler in (zhengtao, helin, gaofeng):
        handler.does("sign")
    zhengtao.does("contact", reached=True, note="围挡已设，修管后填路")
    assert {case.due("handle", of=unit) for unit in ("城管委", "水务局", "住建委")} == {"2026-03-23 10:00"}
    return case
