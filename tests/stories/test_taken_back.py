"""Second thoughts of the dispatcher: taken back before signing, an assistant released, the lead changed."""

import pytest

from tests.stories.telling import Story
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_taken_back_released_redispatched(story: Story) -> None:
    """Taken back, released, redispatched · 撤回、解除协办、改派

    The wrong unit was clicked and the order taken back before anybody signed. Of two assistants one is released, one
    returns its part, which is no return of the case; then the lead itself changes.
    """
    wangmin, liwei, gaofeng, zhengtao, helin = story.cast("王敏 李伟 高峰 郑涛 何琳")

    story.at("2026-09-07 09:00")
    case = wangmin.reports("小区围墙外的路塌边", matter="道路破损", grid=LIYUAN)
    liwei.does("dispatch", unit="住建委")
    liwei.does("take_back", reason="点错单位")
    case.is_now("filed", returns=0, transfers=0)
    assert case.held("住建委") == "taken_back"
    gaofeng.may_not("sign", "move.state")

    liwei.does("dispatch", unit="城管委", assistants="水务局 住建委")
    zhengtao.does("sign")
    liwei.may_not("take_back", "move.state", reason="再想想")
    helin.does("sign")
    story.at("10:00")
    liwei.may_not("release", "move.open_assistant", of="城管委", reason="主办不能解除")
    liwei.does("release", of="住建委", reason="围墙没有动")
    assert case.held("住建委") == "released"
    gaofeng.may_not("sign", "move.mine_to_sign")
    helin.does("return", reason="没有管线经过")
    assert case.held("水务局") == "returned"
    case.is_now("handling", lead="城管委", returns=0)

    liwei.does("redispatch", unit="清源街道办", reason="路是街道的支路", assistants="城管委")
    case.is_now("dispatched", lead="清源街道办", transfers=1, level="district")
    assert case.held("城管委") == "sent"
    assert case.late() == set()
    story.ends()
