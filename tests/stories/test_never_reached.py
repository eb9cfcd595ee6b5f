"""The caller is asked, or at least tried for; nobody closes over an unanswered phone in one afternoon."""

import pytest

from tests.stories.telling import Story
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_a_caller_is_never_reached(story: Story) -> None:
    """A caller is never reached · 回访三次没人接

    Three calls in one morning are one try too hasty: closing stays refused until a second half-day was tried as well.
    Then the case may be closed, and the follow-up counts as not valid rather than as a satisfied caller.
    """
    wangmin, liwei, linfang, sunjing, zhaogang = story.cast("王敏 李伟 林芳 孙静 赵刚")

    story.at("2026-01-19 08:30")
    case = wangmin.reports("家里只有 15 度", kind="help", phone="13911117777", matter="供热不热", grid=LIYUAN)
    liwei.does("dispatch", unit="热力公司")
    assert case.due("handle", of="热力公司") == "2026-01-20 08:30"  # round the clock
    story.at("09:10")
    linfang.does("sign")
    linfang.does("contact", reached=True, note="约好下午上门")
    story.at("15:20")
    linfang.may_not("feed_back", "move.evidence", note="排了气，测温 20 度", evidence="after")
    linfang.does("feed_back", note="排了气，测温 20 度", evidence="document", outcome="resolved")
    case.is_now("checked")  # nothing to check on the spot
    zhaogang.may_not("close", "move.called_back")

    story.at("2026-01-20 09:10")
    sunjing.does("ask_call_back")
    for time in ("09:15", "10:00", "11:30"):
        story.at(time)
        sunjing.does("call_back", reached=False)
    zhaogang.may_not("close", "move.called_back")
    assert case.due("call_back") == "2026-01-22 09:10"
    story.at("14:20")
    sunjing.may_not("call_back", "move.asked_three", reached=True, satisfied="satisfied")
    sunjing.does("call_back", reached=False, note="第四次，仍无人接")
    story.at("14:30")
    zhaogang.does("close", answer="已上门排气，室温 20 度；电话四次没接通，短信告知。")

    case.is_now("closed", outcome="resolved")
    (report,) = case.case.reports
    assert (report.reached, report.satisfied, len(report.tries)) == (False, None, 4)
    assert set(report.tries) == {"2026-01-20am", "2026-01-20pm"}
    assert case.late() == set()
    story.ends()
