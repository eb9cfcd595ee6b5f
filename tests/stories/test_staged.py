"""Staged limits: an illegal extension is stopped, fined and pulled down, each by its own time."""

import pytest

from tests.stories.telling import Story
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_stopped_fined_pulled_down(story: Story) -> None:
    """Stopped, fined, pulled down · 停工、处罚、拆除

    Three staged limits run in one case from the same dispatch. The fine is late, the rest is not; the lead cannot feed
    back before every stage is done.
    """
    zhanglei, wangmin, liwei, tangjun, zhaogang = story.cast("张磊 王敏 李伟 唐军 赵刚")

    story.at("2026-10-12 09:00")
    case = zhanglei.reports("五号楼顶在搭彩钢房", channel="patrol", grid=LIYUAN)
    zhanglei.may_not("file", "move.duty", matter="私搭乱建", grid=LIYUAN)
    wangmin.does("accept")
    wangmin.does("file", matter="私搭乱建", grid=LIYUAN, grade="large")
    liwei.does("dispatch", unit="清源执法队")
    assert case.due("staged", code="stop") == "2026-10-12 14:00"
    assert case.due("staged", code="fine") == "2026-10-20 18:00"
    assert case.due("staged", code="clear") == "2026-11-06 18:00"
    tangjun.does("sign")

    story.at("11:00")
    tangjun.may_not("stage_done", "move.evidence", stage="stop", evidence="photo")
    tangjun.does("stage_done", stage="stop", evidence="document", note="停工通知书贴上")
    tangjun.may_not("stage_done", "move.stage_open", stage="stop", evidence="document")
    story.at("2026-10-21 10:00")
    tangjun.does("stage_done", stage="fine", evidence="document", note="处罚决定书送达")
    tangjun.may_not("feed_back", "move.stages_done", note="拆完", evidence="before after document")
    story.at("2026-11-03 16:00")
    tangjun.does("stage_done", stage="clear", evidence="document")
    tangjun.does("feed_back", note="拆除清运完", evidence="before after document", outcome="resolved")
    wangmin.does("ask_check")
    story.at("2026-11-04 09:30")
    zhanglei.does("pass", evidence="photo")
    zhaogang.does("close")
    case.is_now("closed", grade="large")
    assert case.late() == {("staged", "清源执法队")}
    story.ends()
