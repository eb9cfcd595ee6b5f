"""A duplicate of a closed case: reopened within the window, a new case that repeats it afterwards."""

import pytest

from tests.stories.telling import Story, Told
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_a_duplicate_of_a_closed_case(story: Story) -> None:
    """A duplicate of a closed case · 结案后又来一单

    A café sets its tables on the pavement again, twelve days after its case was closed. Nothing is merged into a closed
    case: within thirty days it is reopened and takes the new report in; in July the window has passed, and the next
    report is a case of its own that names the one it repeats.
    """
    wangmin, zhaogang = story.cast("王敏 赵刚")

    story.at("2026-04-07 09:30")
    first = wangmin.reports("咖啡店占了人行道摆桌子", phone="13911115555", matter="店外经营", grid=LIYUAN)
    cleared(story, first, "11:00")
    first.is_now("closed", outcome="resolved", reopenings=0)

    story.at("2026-04-19 10:00")
    second = wangmin.reports("咖啡店又把桌子摆出来了", phone="13611116666", grid=LIYUAN)
    wangmin.may_not("merge", "move.merge_ended", into=first, on=second)
    wangmin.may_not("reopen", "move.duty", reason="又摆出来了", on=first)
    zhaogang.does("reopen", reason="同一家店，十二天后又摆", on=first)
    first.is_now("filed", outcome=None, reopenings=1)
    wangmin.does("merge", into=first, note="同一家店", on=second)
    second.is_now("merged", merged_into=first.case.id, reports=())
    story.at("2026-04-20 09:10")
    cleared(story, first, "10:30")
    assert [bool(report.answered_at) for report in first.case.reports] == [True, True]

    story.at("2026-07-06 09:00")
    zhaogang.may_not("reopen", "move.in_window", reason="又摆了", on=first)
    third = wangmin.reports("咖啡店占道，第三回了", phone="13611116666", grid=LIYUAN, repeat_of=first)
    wangmin.may_not("merge", "move.merge_ended", into=first, on=third)
    wangmin.does("file", matter="店外经营", grid=LIYUAN, grade="large", on=third)
    third.is_now("filed", grade="large", repeat_of=first.case.id)
    story.ends()


def cleared(story: Story, case: Told, by: str) -> None:
    """Dispatched, cleared, checked and closed by then."""
    wangmin, liwei, tangjun, zhanglei, zhaogang = story.cast("王敏 李伟 唐军 张磊 赵刚")
    liwei.does("dispatch", unit="清源执法队", on=case)
    tangjun.does("sign", on=case)
    story.at(by)
    tangjun.does("feed_back", note="桌椅收回，店主签了责任书", evidence="after", outcome="resolved", on=case)
    wangmin.does("ask_check", on=case)
    zhanglei.does("pass", evidence="photo", on=case)
    zhaogang.does("close", on=case)
