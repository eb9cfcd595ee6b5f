"""A wrong category is found after dispatch: amended, limits counted anew, and the right unit takes it."""

import pytest

from tests.stories.telling import Story
from tests.town import LIYUAN, matter

pytestmark = pytest.mark.db


def test_a_wrong_category_after_dispatch(story: Story) -> None:
    """A wrong category is found after dispatch · 派遣后更正类别

    Filed as cars on the pavement, two hours to clear; the team finds a kerb that the cars have broken. The category is
    amended: the limits are those of a broken road from the same start, the team keeps the order until the dispatcher
    moves it, and the history keeps both.
    """
    wangmin, liwei, tangjun, zhengtao = story.cast("王敏 李伟 唐军 郑涛")

    story.at("2026-05-06 10:00")
    case = wangmin.reports("三辆车长期压在路沿上", phone="13911119999", matter="机动车乱停放", grid=LIYUAN)
    liwei.does("dispatch", unit="清源执法队")
    assert case.due("handle", of="清源执法队") == "2026-05-06 12:00"
    story.at("10:40")
    tangjun.does("sign")
    tangjun.does("note", note="车已劝走；路沿石压断五米，不归我们修", evidence="photo")

    story.at("11:20")
    tangjun.may_not("amend", "move.duty", matter="道路破损", reason="是路坏了")
    wangmin.may_not("amend", "move.something", reason="类别错了")
    wangmin.does("amend", matter="道路破损", reason="主要是路沿石断裂")
    case.is_now("handling", lead="清源执法队", category=matter("道路破损")[0], transfers=0)
    assert case.due("handle", of="清源执法队") == "2026-05-12 10:00"  # 9 May is a Saturday worked in exchange

    story.at("11:30")
    liwei.may_not("redispatch", "move.other_unit", unit="清源执法队", reason="路沿石归城管委")
    liwei.does("redispatch", unit="城管委", reason="路沿石归城管委")
    case.is_now("dispatched", lead="城管委", transfers=1, returns=0)
    assert case.held("清源执法队") == "replaced"
    assert case.due("handle", of="城管委") == "2026-05-12 11:30"
    assert tangjun.sees(case)
    tangjun.may_not("feed_back", "move.mine_signed", note="车走了", evidence="after")
    zhengtao.does("sign")
    case.is_now("handling", lead="城管委")
    assert case.late() == set()
    story.ends()
