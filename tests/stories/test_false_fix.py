"""On the spot: a worker's own fix, and the review that looks at a sample of them."""

import pytest

from tests.stories.telling import Story
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_a_fix_found_false(story: Story) -> None:
    """An on-the-spot fix is found false by review · 即时解，复核不实

    A worker reports rubbish and the pictures of its removal; the grid lead goes there, and it is still there. What was
    called solved becomes an ordinary case, and the false fix stays on its record.
    """
    zhanglei, mafang, wangmin, liwei, tangjun, liuyang, zhaogang = story.cast("张磊 马芳 王敏 李伟 唐军 刘洋 赵刚")
    fixed = {"matter": "暴露生活垃圾", "note": "喊保洁清走了"}

    story.at("2026-03-09 09:20")
    story.standard("暴露生活垃圾", review_percent=100)
    case = zhanglei.reports("三号楼后堆着三袋装修垃圾", channel="patrol", grid=LIYUAN)
    zhanglei.may_not("resolve", "move.evidence", **fixed, evidence="after")
    zhanglei.does("resolve", **fixed, evidence="before after")
    case.is_now("reviewing", outcome="resolved", level="grid")

    story.at("10:40")
    zhanglei.may_not("review_pass", "move.duty")
    mafang.does("review_fail", reason="垃圾还在，照片是隔壁楼的", evidence="photo")
    case.is_now("accepted", outcome=None, false_fixes=1, closed_at=None)

    wangmin.does("file", matter="暴露生活垃圾", grid=LIYUAN)
    liwei.does("dispatch", unit="清源执法队")
    story.at("11:10")
    tangjun.does("sign")
    story.at("15:00")
    tangjun.does("feed_back", note="清走并罚了装修公司", evidence="after", outcome="resolved")
    wangmin.does("ask_check")
    story.at("16:00")
    liuyang.may_not("pass", "case.unknown", evidence="photo")
    zhanglei.does("pass", evidence="photo")
    zhaogang.does("close")
    case.is_now("closed", outcome="resolved", false_fixes=1)
    assert case.late() == set()
    story.ends()


def test_a_fix_that_stands(story: Story) -> None:
    """An on-the-spot fix stands · 即时解，复核属实

    Drawn for review as well, looked at the next morning, and closed as it was: solved in the grid.
    """
    zhanglei, mafang, zhaogang = story.cast("张磊 马芳 赵刚")

    story.at("2026-03-10 17:20")
    story.standard("店外经营", review_percent=100)
    case = zhanglei.reports("水果店把货摊摆到盲道上", channel="patrol", grid=LIYUAN)
    zhanglei.does("resolve", matter="店外经营", note="店主当场收回", evidence="before after")
    story.at("2026-03-11 09:30")
    mafang.does("review_pass", note="早上又去看过，没再摆")
    case.is_now("closed", outcome="resolved", level="grid", false_fixes=0)
    zhaogang.may_not("note", "move.state", note="已经结了")
    story.ends()
