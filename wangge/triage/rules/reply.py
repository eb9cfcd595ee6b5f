"""A draft answer to a resident, read against what was asked (答复核对): hints for the person who signs it.

Nothing is sent, held back or changed by these rules. Each hint has a code, whose sentence stands in the language files,
and the span of the answer it speaks of; a hint about something missing has the span (0, 0).
"""

import re
from enum import StrEnum
from typing import NamedTuple

from wangge.triage.rules.masking import Private, Span, personal
from wangge.triage.rules.questions import DATE, UNIT, Question, items, met, questions


class Severity(StrEnum):
    STOP = "stop"  # not to be sent like this
    CHECK = "check"  # look at it again
    POLISH = "polish"  # could be better


class Hint(NamedTuple):
    """``words`` is ``answer[start:end]``; of something missing a quotation of the request, or empty."""

    code: str
    words: str = ""
    start: int = 0
    end: int = 0

    @property
    def severity(self) -> Severity:
        return SEVERITY[self.code]


class Checked(NamedTuple):
    """``shared``: the subject words of the request that the answer takes up, longest first.

    ``asked``: each question of the request, and whether the answer has what such a question asks for.
    """

    hints: tuple[Hint, ...]
    shared: tuple[str, ...]
    asked: tuple[tuple[Question, bool], ...] = ()


SEVERITY: dict[str, Severity] = {
    "reply.empty": Severity.STOP,
    "reply.personal": Severity.STOP,
    "reply.off_subject": Severity.CHECK,
    "reply.question": Severity.CHECK,
    "reply.item": Severity.CHECK,
    "reply.no_date": Severity.CHECK,
    "reply.no_unit": Severity.CHECK,
    "reply.no_step": Severity.CHECK,
    "reply.tone": Severity.CHECK,
    "reply.short": Severity.CHECK,
    "reply.vague": Severity.POLISH,
    "reply.no_contact": Severity.POLISH,
}

SHORTEST = 20  # characters of an answer that can say what was done, by whom and when
READ = 5_000  # characters of each text that are read

_TEXT = re.compile(r"[\u4e00-\u9fff]+")
_GENERIC = re.compile(
    "您好|你好|尊敬的?|领导|网友|市民|居民|群众|反映|投诉|举报|咨询|建议|诉求|来信|留言|收到|感谢|谢谢|支持|理解|关注|监督|"
    "情况|问题|事项|相关|有关|部门|单位|政府|我们|你们|他们|我市|我区|我县|进行|已经|目前|现在|希望|要求|解决|处理|回复|答复|"
    "严重|影响|生活|工作|一直|多次|没有|不能|可以|什么|为什么|是否|如何|这个|那个|因为|所以|但是|如果|以及|或者|的|了|是|在|和|"
    "我|你|您|他|她|请|给|对|就|也|都|还|并|及|与|或|等|被|把|将|于|为|从|到|有|不"
)

_MISSING: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("reply.no_date", re.compile(DATE)),
    ("reply.no_unit", re.compile(UNIT)),
    ("reply.no_step", re.compile(
        r"已(?:经|于|由|将|对|责令|要求|联系|安排|组织|完成|修复|更换|清理|拆除|立案|督促|整改|恢复|清除|处罚|退)|完成|修复|整改|清理|更换"
        r"|计划|将(?:于|在|会|对|由|继续|安排|组织|加强|进一步)|拟|预计|下一步|安排|责令|经(?:核实|调查|查|了解)|按照|根据|依据|规定")),
    ("reply.no_contact", re.compile(
        r"(?:电话|热线|联系(?:人|方式)?|咨询|拨打|致电)[^。；\n]{0,12}?\d{3,}|0\d{2,3}[-—－ ]?\d{7,8}"
        r"|(?<!\d)1[3-9]\d{9}(?!\d)|12345|地址[:：]|窗口")),
)  # fmt: skip

_SPOTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("reply.vague", re.compile(
        r"尽快(?:处理|解决|落实|办理)?|抓紧(?:处理|解决|落实)|有关(?:部门|单位|人员)|相关(?:部门|单位|人员)|适时|酌情|视情况|条件成熟|研究研究"
        r"|高度重视|认真(?:研究|对待)|予以考虑|择机|逐步解决|待(?:时机|条件)成熟")),
    ("reply.tone", re.compile(
        r"无理取闹|胡搅蛮缠|刁民|闹事|不归我们|不是我们(?:的)?(?:事|管|职责)|与我们无关|与我(?:局|单位|街道)无关|没办法|无能为力|爱莫能助"
        r"|你(?:自己|应该|必须|不要再?|别再?)|不要再(?:反映|投诉|来电)|不予理睬|自行解决|说过多少次|早就说过")),
    ("reply.personal", re.compile(
        r"(?:投诉人|举报人|反映人|来电人|诉求人|报料人)(?:是|为|：|:|姓名)[^，。；\s〔]{2,8}")),
)  # fmt: skip

#: Numbers and names of the office itself, and how the reader is addressed.
_OFFICIAL = re.compile(
    r"(?:联系|承办|经办|负责|责任)人|工作人员|网格[员长]|民警|客服|热线|值班|办公|咨询|监督|服务|拨打|致电"
    r"|书记|主任|队长|所长|科长|经理"
)
_PRIVATE = re.compile(r"[车业户房店]主|住户|租[客户]|邻居|当事人|(?:投诉|举报|反映|来电|诉求)人")
_NEAR = 12  # characters before, in which such a word stands
_ADDRESSED = 15  # first characters of an answer: 尊敬的王先生
_ALWAYS = frozenset({Private.IDENTITY, Private.CARD, Private.BIRTH, Private.PLATE})
_UNLESS_OFFICIAL = frozenset({Private.PHONE, Private.NAME, Private.HOUSE})


def check(request: str, answer: str) -> Checked:
    """What the answer lacks and which of its words to look at again; the first 5 000 characters of each are read."""
    request, answer = request[:READ], answer[:READ]
    asked = tuple((question, met(question, answer)) for question in questions(request))
    bare = answer.strip()
    if not bare:
        return Checked((Hint("reply.empty"),), (), asked)
    shared = subjects_shared(request, answer)
    hints = [Hint("reply.short")] if len(bare) < SHORTEST else []
    if request.strip() and not shared:
        hints.append(Hint("reply.off_subject"))
    else:
        hints += [Hint("reply.item", item[:30]) for item in items(request) if not subjects_shared(item, answer)]
    hints += [Hint("reply.question", question.words) for question, well in asked if not well]
    hints += [Hint(code) for code, pattern in _MISSING if not pattern.search(answer)]
    return Checked((*hints, *_spots(request, answer)), shared, asked)


def _spots(request: str, answer: str) -> list[Hint]:
    """By place; of two on one place the first code counts."""
    found = [Hint(code, m[0], m.start(), m.end()) for code, pattern in _SPOTS for m in pattern.finditer(answer)]
    found += [
        Hint("reply.personal", answer[span.start : span.end], span.start, span.end)
        for span in personal(answer)
        if _of_others(span, request, answer) and not any(h.start < span.end and span.start < h.end for h in found)
    ]
    return sorted(found, key=lambda hint: hint.start)


def _of_others(span: Span, request: str, answer: str) -> bool:
    """Not the office's own, nor what the reader is called or wrote about the place themselves."""
    if span.kind in _ALWAYS:
        return True
    words, before = answer[span.start : span.end], answer[max(0, span.start - _NEAR) : span.start]
    if span.kind not in _UNLESS_OFFICIAL or (_OFFICIAL.search(before) and not _PRIVATE.search(before)):
        return False
    if span.kind is Private.PHONE:
        return re.match(r"(?:\+?86)?[ -]?1[3-9]", words) is not None
    if span.kind is Private.NAME:
        return span.start > _ADDRESSED
    return words not in request and re.search(r"室|户|单元|[-—]\d", words) is not None


def subjects_shared(request: str, answer: str) -> tuple[str, ...]:
    """Runs of at least two characters that stand in both texts and say more than politeness; at most ten."""
    said = [run for run in _runs(answer) if len(run) > 1]
    pairs = {run[at : at + 2] for run in said for at in range(len(run) - 1)}
    found: set[str] = set()
    for run in _runs(request):
        at = 0
        while at < len(run) - 1:
            end = at
            while run[end : end + 2] in pairs and end < len(run) - 1:
                end += 1
            if end > at:
                found.add(run[at : end + 1])
            at = max(end, at + 1)
    return tuple(sorted(found, key=lambda words: (-len(words), words))[:10])


def _runs(text: str) -> list[str]:
    """Stretches of Chinese characters between generic words, punctuation and everything else."""
    return [piece for run in _TEXT.findall(text) for piece in _GENERIC.split(run) if piece]
