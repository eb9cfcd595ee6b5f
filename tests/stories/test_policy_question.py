"""Questions: answered on the doorstep by the worker, or at once by the clerk; never a complaint."""

import pytest

from tests.stories.telling import Story
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_a_policy_question_answered_by_the_worker(story: Story) -> None:
    """A policy question answered by the worker · 网格员答复政策咨询

    Asked on the doorstep, answered there and then: the answer is the evidence, and the case ends in the grid.
    """
    (zhanglei,) = story.cast("张磊")

    story.at("2026-05-18 10:10")
    story.standard("政策咨询", review_percent=0)
    case = zhanglei.reports("孩子转来上学要哪些材料", channel="patrol", kind="consult", grid=LIYUAN)
    zhanglei.may_not("answer", "move.duty", answer="五证。")
    zhanglei.may_not("resolve", "move.evidence", matter="政策咨询", evidence="photo")
    zhanglei.does("resolve", matter="政策咨询", evidence={"answer": "务工、居住、户口、监护、学籍五证"})
    case.is_now("closed", outcome="resolved", level="grid")
    assert case.case.reports[0].answered_at is not None
    assert case.late() == set()
    story.ends()


def test_a_question_answered_by_the_clerk(story: Story) -> None:
    """A question answered by the clerk · 受理员当场答复

    A question is answered and closed in one step. A complaint in the same words is not: it goes its way.
    """
    (wangmin,) = story.cast("王敏")

    story.at("2026-05-18 14:00")
    question = wangmin.reports("居住证到期怎么续", kind="consult", phone="13711110001")
    wangmin.does("answer", answer="到期前一个月，在派出所或手机上续签。")
    question.is_now("closed", outcome="answered")

    complaint = wangmin.reports("续居住证跑了三趟都没办成", kind="complain", phone="13711110001")
    wangmin.does("accept")
    wangmin.may_not("answer", "move.answerable", answer="到期前一个月续签。")
    wangmin.may_not("decline", "move.where_to_turn", declined_for="beyond_duty")
    police = "清源派出所综合窗口，周六上午也办"
    wangmin.does("decline", declined_for="beyond_duty", reason="归公安派出所", turn_to=police)
    complaint.is_now("declined", outcome="referred")
    story.ends()
