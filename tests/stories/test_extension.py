"""More time: asked for before the limit, at most the limit once more, twice; a refusal does not count."""

import pytest

from tests.stories.telling import Story
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_extended_twice_and_no_more(story: Story) -> None:
    """Extended twice and no more · 延期两次为限

    More time is asked for before the limit, one limit's worth at most; a refusal does not count, a third grant is not
    to be had.
    """
    wangmin, liwei, zhengtao, zhaogang = story.cast("王敏 李伟 郑涛 赵刚")

    story.at("2026-04-13 09:00")
    case = wangmin.reports("人行道塌了两处，要换基层", matter="道路破损", grid=LIYUAN)
    liwei.does("dispatch", unit="城管委")
    zhengtao.may_not("ask_extension", "move.state", by=3, reason="量大")
    zhengtao.does("sign")
    assert case.due("handle", of="城管委") == "2026-04-17 18:00"

    story.at("2026-04-15 10:00")
    zhengtao.may_not("ask_extension", "move.by_inside", by=6, reason="量大")
    zhengtao.does("ask_extension", by=5, reason="量大，要等料")
    zhengtao.may_not("ask_extension", "move.nothing_asked", by=2, reason="再问一次")
    zhengtao.may_not("grant_extension", "move.duty")
    liwei.does("grant_extension")
    case.is_now("handling", extensions=1)
    assert case.due("handle", of="城管委") == "2026-04-24 18:00"

    story.at("2026-04-22 09:00")
    zhengtao.does("ask_extension", by=5, reason="雨")
    liwei.does("refuse_extension", reason="这周没有雨")
    case.is_now("handling", extensions=1, asked=None)
    liwei.may_not("grant_extension", "move.extension_asked")
    zhengtao.does("ask_extension", by=2, reason="发现一处老管要绕")
    zhaogang.does("grant_extension", note="看过现场")
    case.is_now("handling", extensions=2)
    assert case.due("handle", of="城管委") == "2026-04-28 18:00"
    zhengtao.may_not("ask_extension", "move.extensions_left", by=1, reason="再一天")

    story.at("2026-04-28 17:30")
    zhengtao.does("feed_back", note="两处修平", evidence="before after", outcome="resolved")
    assert case.late() == set()
    assert case.rang("handle", of="城管委") == [80]
    story.ends()


def test_too_late_to_ask(story: Story) -> None:
    """Too late to ask for more time · 超期不再延期

    One minute past the limit the extension is refused: what is late stays late.
    """
    wangmin, liwei, tangjun = story.cast("王敏 李伟 唐军")

    story.at("2026-04-14 09:00")
    case = wangmin.reports("水果摊占道", matter="店外经营", grid=LIYUAN)
    liwei.does("dispatch", unit="清源执法队")
    tangjun.does("sign")
    story.at("14:01")
    tangjun.may_not("ask_extension", "move.handle_in_time", by=2, reason="摊主不在")
    assert case.late() == {("handle", "清源执法队")}
    story.ends()
