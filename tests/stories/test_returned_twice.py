"""Whose is it: returns, the ruling that ends them, and the dispute that the shift lead opens by himself."""

import pytest

from tests.stories.telling import Story
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_returned_twice_then_ruled(story: Story) -> None:
    """An order is returned twice, then ruled · 两退一裁

    A manhole cover rattles. The water bureau says it is a sewer's, the city bureau says the estate's; the second return
    opens a dispute, the shift lead rules, and the unit he names cannot return it again.
    """
    wangmin, liwei, helin, zhengtao, zhaogang, zhanglei = story.cast("王敏 李伟 何琳 郑涛 赵刚 张磊")

    story.at("2026-03-02 09:05")
    case = wangmin.reports("西门的井盖一压就响", phone="13911112222", matter=("上水井盖", "02"), grid=LIYUAN)
    case.is_now("filed", seq=2)
    liwei.does("dispatch", unit="水务局")
    assert case.due("return", of="水务局") == "2026-03-02 14:05"

    story.at("10:30")
    helin.does("return", reason="井盖上铸着“污”字，不是上水井", suggest="城管委")
    case.is_now("filed", returns=1)
    assert case.held("水务局") == "returned"
    liwei.does("dispatch", unit="城管委")
    story.at("11:15")
    zhengtao.does("return", reason="井在小区红线里，归物业", suggest="住建委")
    case.is_now("disputed", returns=2)
    liwei.may_not("dispatch", "move.state", unit="住建委")
    liwei.may_not("rule", "move.duty", unit="城管委", reason="我看是他们的")
    story.at("13:10")
    zhaogang.does("rule", unit="城管委", reason="红线在井东一米，井在公共路面上", as_rule=True)
    case.is_now("dispatched", lead="城管委", returns=2, transfers=0)
    assert case.due("handle", of="城管委") == "2026-03-04 13:10"
    story.at("14:20")
    zhengtao.may_not("return", "move.not_ruled", reason="还是认为归物业")
    zhengtao.does("sign")
    zhengtao.does("contact", reached=True)

    story.at("2026-03-03 10:00")
    zhengtao.does("feed_back", note="垫了胶圈，车压过不响", evidence="after", outcome="resolved")
    zhanglei.does("pass", note="到现场听过")
    zhaogang.does("close", answer="井盖已固定。")
    case.is_now("closed", lead="城管委")
    assert case.late() == set()
    story.ends()


def test_too_late_to_return(story: Story) -> None:
    """Too late to return, so disputed and ruled · 过了退回时限，提请裁定

    A unit that sits on an order loses the right to return it; the shift lead may still open a dispute and rule.
    """
    wangmin, liwei, gaofeng, linfang, zhaogang = story.cast("王敏 李伟 高峰 林芳 赵刚")

    story.at("2026-03-04 09:00")
    case = wangmin.reports("楼前热力井冒汽，路面塌了一块", phone="13911113333", matter="道路破损", grid=LIYUAN)
    liwei.does("dispatch", unit="住建委")
    story.at("15:10")
    gaofeng.may_not("return", "move.return_in_time", reason="热力井归热力公司")
    assert ("sign", "住建委") in case.late()
    zhaogang.does("dispute", reason="塌陷在热力井边，先定归谁")
    case.is_now("disputed", returns=0)
    assert case.held("住建委") == "replaced"
    story.at("15:30")
    zhaogang.does("rule", unit="热力公司", reason="热力井漏水淘空路基", assistants="城管委")
    linfang.does("sign")
    case.is_now("handling", lead="热力公司")
    assert case.held("城管委") == "sent"
    story.ends()
