"""Suspended: the clock stands still until a date, goes on by itself, and can say what it counted."""

from datetime import date, timedelta

import pytest

from tests.stories.telling import Story, Told
from tests.town import LIYUAN
from wangge.clock import Why

pytestmark = pytest.mark.db

FESTIVAL = date(2026, 2, 18)  # the second day of the year of the Horse


def test_suspended_over_spring_festival(story: Story) -> None:
    """A suspension over Spring Festival · 挂账过春节

    Asphalt does not hold in the frost and the crews go home. The order stands still from Wednesday to the first working
    day after the holiday, resumes by itself that morning, and its deadline explains every hour it counted.
    """
    liwei, zhengtao, zhanglei, zhaogang = story.cast("李伟 郑涛 张磊 赵刚")
    case = suspended_before_the_holiday(story)

    story.at("2026-02-18 12:00")
    zhanglei.does("note", note="初二看过，钢板没移位", evidence="photo")
    assert case.rang("handle", of="城管委") == []
    assert case.number not in liwei.queue(late=True)

    story.at("2026-02-24 09:05")
    case.is_now("handling", suspended_until=None)
    assert case.verbs()[-1] == "auto_resume"
    assert case.due("handle", of="城管委") == "2026-02-26 12:00"
    why = case.why("handle", of="城管委")
    assert (why.counted, why.left) == (timedelta(hours=40), timedelta(hours=18, minutes=55))
    columns = {column.date: column for column in why.days}
    assert ({s.why for s in columns[FESTIVAL].segments}, columns[FESTIVAL].name) == ({Why.HOLIDAY}, "春节")
    assert Why.PAUSED in {s.why for s in columns[date(2026, 2, 14)].segments}

    story.at("2026-02-26 11:30")
    assert case.rang("handle", of="城管委") == [80]
    zhengtao.does("feed_back", note="热料补平", evidence="before after", outcome="resolved")
    zhanglei.does("pass", evidence="photo")
    zhaogang.does("close")
    case.is_now("closed", suspensions=1)
    assert case.late() == set()
    story.ends()


def suspended_before_the_holiday(story: Story) -> Told:
    """Asked for and granted on the Wednesday, with 21 of 40 working hours used."""
    wangmin, liwei, zhengtao = story.cast("王敏 李伟 郑涛")
    story.at("2026-02-09 09:30")
    story.standard("道路破损", check="desk")
    case = wangmin.reports("枣园路口坑有脸盆大", matter="道路破损", grid=LIYUAN)
    story.at("10:00")
    liwei.does("dispatch", unit="城管委")
    assert case.due("handle", of="城管委") == "2026-02-14 10:00"  # a Saturday worked in exchange
    zhengtao.does("sign")
    story.at("2026-02-11 15:00")
    zhengtao.may_not("ask_suspend", "move.until_ahead", until="2027-03-01 09:00", reason="等明年大修")
    zhengtao.does("ask_suspend", until="2026-02-24 09:00", reason="气温零下，料站停到节后；坑已用钢板盖住")
    zhengtao.may_not("grant_suspend", "move.duty")
    story.at("16:00")
    liwei.does("grant_suspend", note="钢板每天看一次")
    case.is_now("suspended", suspensions=1)
    assert case.due("handle", of="城管委") is None
    return case


def test_refused_then_resumed_early(story: Story) -> None:
    """A suspension refused, then granted and ended early · 挂账不准，再准，提前恢复

    Bricks need no spring; for the bricks that must be delivered the clock may stand, and it goes on when they come.
    """
    wangmin, liwei, zhengtao = story.cast("王敏 李伟 郑涛")

    story.at("2026-12-07 09:00")
    case = wangmin.reports("人行道砖翘了一片", matter="道路破损", grid=LIYUAN)
    liwei.does("dispatch", unit="城管委")
    zhengtao.does("sign")
    zhengtao.does("ask_suspend", until="2027-03-15 09:00", reason="等开春")
    liwei.does("refuse_suspend", reason="铺砖不用等开春")
    case.is_now("handling", suspensions=0, asked=None)
    story.at("2026-12-08 10:00")
    zhengtao.does("ask_suspend", until="2026-12-21 09:00", reason="砖到货要十天")
    liwei.does("grant_suspend")
    story.at("2026-12-15 14:00")
    zhengtao.does("resume", note="砖提前到了")
    case.is_now("handling", suspended_until=None)
    assert case.due("handle", of="城管委") == "2026-12-21 12:00"
    story.at("2026-12-21 09:30")
    case.is_now("handling")
    assert "auto_resume" not in case.verbs()
    story.ends()
