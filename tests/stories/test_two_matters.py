"""Reports and cases are two things: one call may hold two matters, several calls may mean one."""

import pytest

from tests.stories.telling import Story, Told
from tests.town import LIYUAN

pytestmark = pytest.mark.db


def test_two_matters_in_one_call(story: Story) -> None:
    """Two matters in one call · 一单两事，拆分

    A caller speaks of a loose cover and, in the same breath, of the noise at night. The clerk splits the call: each
    matter has its case, the caller stands behind both and is rung once for each.
    """
    wangmin, liwei, helin, tangjun = story.cast("王敏 李伟 何琳 唐军")

    story.at("2026-08-10 09:00")
    first = wangmin.reports("井盖松了，还有楼下饭店半夜放歌", phone="13911122222", grid=LIYUAN)
    wangmin.does("split", title="饭店夜间放歌", text="楼下饭店夜里十一点后放歌")
    second = story.split_from(first)
    second.is_now("reported", split_from=first.case.id)
    assert wangmin.reads(second)["reports"][0]["person"] == wangmin.reads(first)["reports"][0]["person"]

    wangmin.does("file", matter=("上水井盖", "02"), grid=LIYUAN, on=first)
    wangmin.does("file", matter="商业噪音", grid=LIYUAN, on=second)
    liwei.does("dispatch", unit="水务局", on=first)
    liwei.does("dispatch", unit="清源执法队", on=second)
    helin.does("sign", on=first)
    tangjun.does("sign", on=second)
    helin.may_not("sign", "case.unknown", on=second)
    first.is_now("handling", lead="水务局")
    second.is_now("handling", lead="清源执法队")
    story.ends()


def test_three_calls_one_matter(story: Story) -> None:
    """Three calls, one matter · 三单一事，并案与撤销

    Two callers and a third who joins straight away complain of the same hall. One of them turns out to mean another
    hall: the merge is undone and takes along just what it had brought. The last caller withdraws.
    """
    (wangmin,) = story.cast("王敏")

    story.at("2026-08-17 20:00")
    first = wangmin.reports("广场舞音响吵", phone="13911123333", matter="商业噪音", grid=LIYUAN)
    second = wangmin.reports("广场舞吵得孩子睡不着", phone="13911124444", grid=LIYUAN)
    third = wangmin.reports("也是广场舞", phone="13911125555", grid=LIYUAN, into=first)
    assert third is first
    wangmin.may_not("merge", "move.merge_self", into=second, on=second)
    wangmin.does("merge", into=first, note="同一个广场", on=second)
    second.is_now("merged", merged_into=first.case.id)
    assert len(first.case.reports) == 3

    story.at("20:30")
    wangmin.does("unmerge", reason="是另一个广场", on=second)
    second.is_now("accepted", merged_into=None)
    assert (len(first.case.reports), len(second.case.reports)) == (2, 1)
    wangmin.does("withdraw", withdrawn_for="solved", reason="来电人说已经散了", on=second)
    second.is_now("closed", outcome="withdrawn")
    both_callers_are_asked(story, first, second)
    first.is_now("closed", outcome="resolved")
    assert [r.satisfied for r in first.case.reports] == ["satisfied", "unsatisfied"]
    story.ends()


def both_callers_are_asked(story: Story, first: Told, second: Told) -> None:
    """Handled as one matter; closed when each of its two callers was asked, and nobody else's."""
    liwei, tangjun, zhanglei, sunjing, zhaogang = story.cast("李伟 唐军 张磊 孙静 赵刚")
    liwei.does("dispatch", unit="清源执法队", on=first)
    tangjun.does("sign", on=first)
    tangjun.does("contact", reached=True, on=first)
    story.at("2026-08-18 09:30")
    tangjun.does("feed_back", note="九点前收，音量定了线", evidence="photo", outcome="resolved", on=first)
    zhanglei.does("pass", on=first)
    sunjing.does("ask_call_back", on=first)
    asked = {"reached": True, "contacted": True, "resolved": True}
    sunjing.does("call_back", **asked, satisfied="satisfied", on=first)
    zhaogang.may_not("close", "move.called_back", on=first)
    sunjing.may_not("call_back", "report.unknown", report=second.report, **asked, satisfied="satisfied", on=first)
    other = next(r["number"] for r in sunjing.reads(first)["reports"] if r["number"] != first.report)
    sunjing.does("call_back", report=other, **asked, satisfied="unsatisfied", note="还是有点吵", on=first)
    zhaogang.does("close", on=first)
