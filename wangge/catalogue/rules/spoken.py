"""Time limits as clerks write them in a table: 4小时, 2天, 1紧急工作时; and the words for choices, both ways."""

import re
import unicodedata
from collections.abc import Mapping

from wangge.catalogue.rules.limits import Limit, TimeKind, is_limit

#: A plain 小时 or 天 in a table of limits is working time.
_UNITS: Mapping[str, tuple[TimeKind, int]] = {
    "小时": (TimeKind.WORKING_HOURS, 1),
    "时": (TimeKind.WORKING_HOURS, 1),
    "工作时": (TimeKind.WORKING_HOURS, 1),
    "工作小时": (TimeKind.WORKING_HOURS, 1),
    "天": (TimeKind.WORKING_DAYS, 1),
    "日": (TimeKind.WORKING_DAYS, 1),
    "工作日": (TimeKind.WORKING_DAYS, 1),
    "工作天": (TimeKind.WORKING_DAYS, 1),
    "自然日": (TimeKind.CALENDAR_DAYS, 1),
    "自然天": (TimeKind.CALENDAR_DAYS, 1),
    "日历日": (TimeKind.CALENDAR_DAYS, 1),
    "紧急工作时": (TimeKind.URGENT_HOURS, 1),
    "紧急时": (TimeKind.URGENT_HOURS, 1),
    "紧急小时": (TimeKind.URGENT_HOURS, 1),
    "紧急工作日": (TimeKind.URGENT_HOURS, 24),
    "分钟": (TimeKind.URGENT_MINUTES, 1),
}
_NAMES = {"wh": "工作时", "wd": "工作日", "cd": "自然日", "uh": "紧急工作时", "um": "分钟"}
_SPOKEN = re.compile(r"([0-9]{1,4})\s*个?\s*([\u4e00-\u9fff]+?)(\(下班止\))?")
_END = "(下班止)"


def spoken(text: str) -> str | None:
    """A limit as it is stored, ``4wh``, from how somebody wrote it; None where it is none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if is_limit(plain):
        return plain
    found = _SPOKEN.fullmatch(plain)
    if not found or found[2] not in _UNITS:
        return None
    kind, times = _UNITS[found[2]]
    limit = f"{int(found[1]) * times}{kind}{' eod' if found[3] else ''}"
    return limit if is_limit(limit) else None


def said_limit(text: str) -> str:
    """``5wd eod`` → ``5工作日(下班止)``; what ``spoken`` reads again."""
    limit = Limit.parse(text)
    return f"{limit.amount}{_NAMES[limit.kind]}{_END if limit.end_of_day else ''}"


#: Choices by field: stored → said.
CHOICES: Mapping[str, Mapping[str, str]] = {
    "origin": {"national": "国标", "extension": "扩展"},
    "kind": {"event": "事件", "component": "部件", "matter": "网格事项", "request": "居民诉求"},
    "grade": {"ordinary": "一般", "large": "较大", "major": "重大"},
    "check": {"field": "现场", "desk": "看图", "none": "不核查"},
    "call_back": {"all": "全部", "sample": "抽样", "none": "不回访"},
    "flag": {"true": "是", "false": "否"},
    "area": {"": "通用", "A": "A", "B": "B", "C": "C"},
    "kinds": {
        "consult": "咨询",
        "help": "求助",
        "complain": "投诉",
        "denounce": "举报",
        "suggest": "建议",
        "praise": "表扬",
    },
    "evidence": {
        "photo": "照片",
        "before": "处置前照片",
        "after": "处置后照片",
        "video": "视频",
        "document": "文书",
        "answer": "答复",
        "mediation": "调解记录",
    },
}


def chosen(field: str, text: str) -> str | None:
    """The stored form of a choice, from its word or its code; None for another word."""
    words = CHOICES[field]
    return next((code for code, word in words.items() if text in (code, word)), None)
