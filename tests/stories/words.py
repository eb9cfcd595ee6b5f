"""What was said in an event, in a few words of Chinese: a table of the fields, and the words of their values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wangge.clock import LADDER

LONGEST = 36  # characters of a quotation

ROLES = {
    "grid_worker": "网格员",
    "grid_lead": "网格长",
    "clerk": "受理员",
    "dispatcher": "派遣员",
    "shift_lead": "值班长",
    "handler": "处置人员",
    "follow_up": "回访员",
    "supervisor": "督查员",
}

VERBS = {
    "report": "上报",
    "accept": "受理",
    "answer": "答复",
    "decline": "不予受理",
    "withdraw": "撤单",
    "void": "作废",
    "merge": "并案",
    "unmerge": "撤销并案",
    "join": "并入",
    "leave": "分出",
    "split": "拆分",
    "resolve": "即时解",
    "review_pass": "复核通过",
    "review_fail": "复核不通过",
    "ask_verification": "派核实",
    "verify": "核实",
    "file": "立案",
    "amend": "更正",
    "dispatch": "派遣",
    "assign": "交办",
    "redispatch": "改派",
    "release": "解除协办",
    "take_back": "撤回",
    "sign": "签收",
    "return": "退回",
    "dispute": "提请裁定",
    "rule": "权属裁定",
    "contact": "首次联系",
    "stage_done": "阶段完成",
    "ask_extension": "申请延期",
    "grant_extension": "准予延期",
    "refuse_extension": "不准延期",
    "ask_suspend": "申请挂账",
    "grant_suspend": "准予挂账",
    "refuse_suspend": "不准挂账",
    "resume": "恢复",
    "feed_back": "反馈",
    "whistle": "吹哨",
    "arrive": "报到",
    "appraise": "评价",
    "escalate": "上报上级",
    "hard_case": "列为疑难",
    "ask_check": "派核查",
    "pass": "核查通过",
    "fail": "不通过，返工",
    "ask_call_back": "转回访",
    "call_back": "回访",
    "close": "结案",
    "force_close": "强制结案",
    "reopen": "重开",
    "urge": "催办",
    "supervise": "督办",
    "reply": "督办回复",
    "note": "备注",
    "alarm": "时限提醒",
    "recalculate": "重算时限",
    "regrid": "网格变更",
    "succeed": "机构承接",
    "auto_resume": "到期恢复",
}

STATES = {
    "reported": "已上报",
    "verifying": "核实中",
    "accepted": "已受理",
    "reviewing": "复核中",
    "filed": "已立案",
    "dispatched": "已派遣",
    "handling": "处置中",
    "disputed": "待裁定",
    "suspended": "挂账",
    "handled": "已处置",
    "checking": "核查中",
    "checked": "已核查",
    "calling": "回访中",
    "closed": "已结案",
    "void": "作废",
    "declined": "不予受理",
    "merged": "已并案",
}

STAGES = {
    "accept": "受理",
    "file": "立案",
    "verify": "核实",
    "dispatch": "派遣",
    "sign": "签收",
    "return": "退回",
    "contact": "联系",
    "handle": "处置",
    "staged": "分段",
    "arrive": "报到",
    "check": "核查",
    "call_back": "回访",
    "reply": "督办回复",
    "whole": "全程",
}

VALUES = {
    "hotline": "热线",
    "patrol": "巡查",
    "portal": "门户",
    "volunteer": "网格粉丝",
    "consult": "咨询",
    "help": "求助",
    "complain": "投诉",
    "denounce": "举报",
    "suggest": "建议",
    "praise": "表扬",
    "ordinary": "一般",
    "large": "较大",
    "major": "重大",
    "resolved": "已解决",
    "explained": "已解释",
    "satisfied": "满意",
    "basically": "基本满意",
    "unsatisfied": "不满意",
    "photo": "照片",
    "before": "处置前照片",
    "after": "处置后照片",
    "document": "文书",
}


@dataclass(frozen=True)
class Book:
    """What the ids in a history stand for. Case numbers are those of a district in which nothing else happened."""

    units: Mapping[int, str]
    grids: Mapping[int, str]
    texts: Mapping[int, str]
    categories: Mapping[str, str]
    cases: Mapping[int, str]
    people: Mapping[int, str]
    clocks: Mapping[int, str]  # no → stage and unit
    assignments: Mapping[int, str]  # no → unit

    def quote(self, said: Mapping[str, Any]) -> str:
        body = " ".join(self.texts[said["text"]].split()).replace("|", "/")
        return f"“{body if len(body) <= LONGEST else body[: LONGEST - 1] + '…'}”"

    def names(self, units: list[int]) -> str:
        return "、".join(self.units[unit] for unit in units)


Shown = Callable[[Any, Book], str]


def _word(value: Any, _: Book) -> str:
    return VALUES.get(value, str(value))


def _yes(yes: str, no: str) -> Shown:
    return lambda value, _: yes if value else no


def _before(text: str) -> Shown:
    return lambda value, _: f"{text} {value}"


def _quote(value: Any, book: Book) -> str:
    return book.quote(value)


def _evidence(items: list[dict[str, Any]], book: Book) -> str:
    return "、".join(book.quote(item) if "text" in item else VALUES.get(item["kind"], item["kind"]) for item in items)


def _until(value: str, _: Book) -> str:
    return f"到 {datetime.fromisoformat(value).astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"


#: Field of ``given`` → how it reads. The order is the order of reading; what is missing here is not shown.
SHOWN: dict[str, Shown] = {
    "channel": _word,
    "category": lambda value, book: book.categories[value],
    "grade": _word,
    "sensitive": _yes("敏感", "不再敏感"),
    "grid": lambda value, book: book.grids[value],
    "address": _quote,
    "unit": lambda value, book: f"→ {book.units[value]}",
    "assistants": lambda value, book: f"协办 {book.names(value)}" if value else "",
    "units": lambda value, book: f"→ {book.names(value)}",
    "successor": lambda value, book: f"承接 {book.units[value]}",
    "person": lambda value, book: f"→ {book.people[value]}",
    "into": lambda value, book: f"→ {book.cases[value]}",
    "from": lambda value, book: f"来自 {book.cases[value]}",
    "to": lambda value, book: f"回到 {book.cases[value]}",
    "case": lambda value, book: f"另立 {book.cases[value]}",
    "repeat_of": lambda value, book: f"重复 {book.cases[value]}",
    "split_from": lambda value, book: f"拆自 {book.cases[value]}",
    "clock": lambda value, book: book.clocks[value],
    "rung": lambda value, _: f"{LADDER[value - 1]} %",
    "found": _yes("属实", "不属实"),
    "reached": _yes("接通", "没接通"),
    "contacted": _yes("联系过", "没联系过"),
    "resolved": _yes("已解决", "没解决"),
    "satisfied": _word,
    "outcome": _word,
    "by": _before("延"),
    "limit": _before("限"),
    "within": _before("限"),
    "until": _until,
    "score": _before("评分"),
    "stage": lambda value, _: "" if value in STAGES else f"阶段 {value}",
    "suggest": lambda value, _: f"建议 {value}",
    "as_rule": _yes("定为规则", ""),
    **dict.fromkeys(("reason", "turn_to", "demand", "reply", "answer", "note"), _quote),
    "evidence": _evidence,
}


def said(given: Mapping[str, Any], verb: str, book: Book) -> str:
    parts = [f"{book.assignments[given['assignment']]}"] if verb in ("release", "appraise") else []
    parts += [show(given[name], book) for name, show in SHOWN.items() if given.get(name) is not None]
    return " ".join(part for part in parts if part)
