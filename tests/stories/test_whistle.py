"""Too big for the street: the whistle, the report for duty and its marks; the level above; the hard case."""

import pytest

from tests.stories.telling import Story
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_the_street_blows_the_whistle(story: Story) -> None:
    """The street blows the whistle · 街道吹哨，部门报到

    After a storm an underpass stands under water. The street has the order and neither pumps nor the right to close
    the road; the grid lead calls two bureaus to report for duty within half an hour. One comes at once, one late; the
    street marks both, and neither marks itself.
    """
    wangmin, liwei, guoqiang, mafang, helin, zhengtao = story.cast("王敏 李伟 郭强 马芳 何琳 郑涛")

    story.at("2026-07-07 16:05")
    case = wangmin.reports("丽园地下通道积水到膝盖", phone="13911120000", matter="道路破损", grid=LIYUAN)
    liwei.does("dispatch", unit="清源街道办")
    guoqiang.does("sign")
    guoqiang.may_not("whistle", "move.duty", units="水务局", reason="没有泵")
    mafang.does("whistle", units="水务局 城管委", within="30um", reason="街道没有大泵，也不能封路")
    assert case.due("arrive", of="水务局") == "2026-07-07 16:35"
    mafang.may_not("whistle", "move.not_there_yet", units="水务局", reason="再催一次")

    story.at("16:25")
    helin.does("arrive", lng=116.3412, lat=39.7283, note="泵车到位")
    helin.may_not("arrive", "move.not_arrived")
    story.at("17:10")
    assert case.rang("arrive", of="城管委") == [80, 100, 150]
    zhengtao.does("arrive", note="堵在黄村")
    assert case.late() == {("arrive", "城管委")}

    story.at("18:40")
    guoqiang.does("contact", reached=True, note="水在抽，先绕行")
    guoqiang.may_not("feed_back", "move.others_done", note="水退了", evidence="before after")
    helin.does("feed_back", note="抽水四小时，通道见底", evidence="photo")
    zhengtao.does("feed_back", note="封路解除", evidence="photo")
    guoqiang.does("feed_back", note="清淤消毒，恢复通行", evidence="before after", outcome="resolved")
    guoqiang.does("appraise", of="水务局", score=5, note="来得快")
    guoqiang.does("appraise", of="城管委", score=3, note="晚了三十五分")
    zhengtao.may_not("appraise", "move.not_own_unit", of="城管委", score=5)
    case.is_now("handled", lead="清源街道办", level="street")
    assert [a.score for a in case.case.assignments] == [None, 5, 3]
    story.ends()


def test_escalated_and_listed_as_hard(story: Story) -> None:
    """Escalated, and listed as a hard case · 逐级上报，列为疑难

    A community cannot end a quarrel about a blocked passage, nor can the street; it goes up a level at a time, the
    district lists it as hard, and nothing is above the district.
    """
    wangmin, liwei, zhaogang, guoqiang, gaofeng = story.cast("王敏 李伟 赵刚 郭强 高峰")

    story.at("2026-07-13 09:00")
    case = wangmin.reports("两家争通道，天天吵", phone="13911121111", matter="矛盾纠纷", grid=LIYUAN)
    liwei.does("dispatch", unit="丽园社区")
    case.is_now("dispatched", level="community")
    guoqiang.does("sign", note="社区没有系统账号，街道代签")
    guoqiang.does("contact", reached=True)
    story.at("2026-07-15 10:00")
    guoqiang.may_not("escalate", "move.duty", reason="社区调解两次不成")
    zhaogang.does("escalate", reason="社区调解两次不成")
    case.is_now("filed", level="street", escalations=1)
    assert case.held("丽园社区") == "replaced"
    liwei.does("dispatch", unit="清源街道办")
    case.is_now("dispatched", level="street")
    zhaogang.does("escalate", reason="街道调解不成，要房屋测绘")
    liwei.does("dispatch", unit="住建委")
    case.is_now("dispatched", level="district", escalations=2)
    zhaogang.may_not("escalate", "move.below_top", reason="再往上")
    zhaogang.does("hard_case", reason="产权不清，涉及两栋楼")
    zhaogang.may_not("hard_case", "move.not_hard", reason="还是难")
    gaofeng.does("sign")
    case.is_now("handling", hard=True, returns=0, transfers=0)
    assert case.late() == set()
    story.ends()
