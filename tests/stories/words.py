"""What was said in an event, in a few words of Chinese: a table of the fields, and the words of their values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wangge.cases.rules import Stage
from wangge.clock import LADDER
from wangge.kit.errors import word

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

#: Words that no sentence of the product needs yet.
OTHERS = {
    "satisfied": "满意",
    "basically": "基本满意",
    "unsatisfied": "不满意",
    "photo": "照片",
    "before": "处置前照片",
    "after": "处置后照片",
    "document": "文书",
}

#: Steps of advice that a district may let act alone.
STEPS = {"category": "类别", "place": "地点", "unit": "承办单位"}


def zh(kind: str, value: str) -> str:
    """The word of the product for a verb, a state, a stage, a channel …"""
    return word("cases", f"word.{kind}.{value}", "zh")


@dataclass(frozen=True)
class Book:
    """What the ids in a history stand for. Case numbers are those of a district in which nothing else happened."""

    units: Mapping[int, str]
    codes: Mapping[str, str]  # of units
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


def _word(kind: str) -> Shown:
    return lambda value, _: zh(kind, value)


def _yes(yes: str, no: str) -> Shown:
    return lambda value, _: yes if value else no


def _before(text: str) -> Shown:
    return lambda value, _: f"{text} {value}"


def _quote(value: Any, book: Book) -> str:
    return book.quote(value)


def _evidence(items: list[dict[str, Any]], book: Book) -> str:
    return "、".join(book.quote(item) if "text" in item else OTHERS[item["kind"]] for item in items)


def _new_words(reports: list[Any], book: Book) -> str:
    """Of a further report; reports that only change hands are ids."""
    return "".join(book.quote(report["text"]) for report in reports if isinstance(report, dict) and "text" in report)


def _until(value: str, _: Book) -> str:
    return f"到 {datetime.fromisoformat(value).astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"


#: Field of ``given`` → how it reads. The order is the order of reading; what is missing here is not shown.
SHOWN: dict[str, Shown] = {
    "channel": _word("channel"),
    "category": lambda value, book: book.categories[value],
    "grade": _word("grade"),
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
    "satisfied": lambda value, _: OTHERS[value],
    "outcome": _word("outcome"),
    "by": _before("延"),
    "limit": _before("限"),
    "within": _before("限"),
    "until": _until,
    "score": _before("评分"),
    "stage": lambda value, _: "" if value in list(Stage) else f"阶段 {value}",
    "suggest": lambda value, book: f"建议 {book.codes[value]}",
    "as_rule": _yes("定为规则", ""),
    **dict.fromkeys(("reason", "turn_to", "demand", "reply", "answer", "note"), _quote),
    "evidence": _evidence,
    "reports": _new_words,
    "auto": lambda value, _: f"依授权自动：{'、'.join(STEPS[each['step']] for each in value)}",
}


def said(given: Mapping[str, Any], verb: str, book: Book) -> str:
    parts = [f"{book.assignments[given['assignment']]}"] if verb in ("release", "appraise") else []
    parts += [show(given[name], book) for name, show in SHOWN.items() if given.get(name) is not None]
    return " ".join(part for part in parts if part)
