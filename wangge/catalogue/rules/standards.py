"""A standard (立结案标准): what must hold to file, handle and close a matter of one kind, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from wangge.catalogue.rules.limits import Limit


class Grade(StrEnum):
    ORDINARY = "ordinary"  # 一般
    LARGE = "large"  # 较大
    MAJOR = "major"  # 重大


class Check(StrEnum):
    """How a result is looked at (核查)."""

    FIELD = "field"  # somebody goes there
    DESK = "desk"  # by the pictures
    NONE = "none"


class CallBack(StrEnum):
    """Whose reporter is asked (回访)."""

    ALL = "all"
    SAMPLE = "sample"
    NONE = "none"


class Evidence(StrEnum):
    PHOTO = "photo"
    BEFORE = "before"  # 处置前照片
    AFTER = "after"  # 处置后照片
    VIDEO = "video"
    DOCUMENT = "document"  # 文书
    ANSWER = "answer"  # 答复
    MEDIATION = "mediation"  # 调解记录


#: Limits of a stage where a standard names none; the second column for urgent ones. ``whole`` has no default.
_DEFAULTS: tuple[tuple[str, str, str], ...] = (
    # stage       ordinary   urgent
    ("accept",    "1wh",     "10um"),
    ("answer",    "5wd eod", "5wd eod"),
    ("file",      "2wh",     "10um"),
    ("verify",    "4wh",     "1uh"),
    ("dispatch",  "1wh",     "10um"),
    ("sign",      "2wh",     "10um"),
    ("return",    "4wh",     "30um"),
    ("contact",   "1wd",     "2uh"),
    ("handle",    "5wd",     "24uh"),
    ("arrive",    "30um",    "30um"),
    ("check",     "1wd",     "24uh"),
    ("call_back", "2wd",     "2wd"),
    ("close",     "1wd",     "1wd"),
    ("reply",     "1wd",     "2uh"),
)  # fmt: skip

STAGES = frozenset(stage for stage, *_ in _DEFAULTS) | {"whole"}
#: A question may have its own time for the answer, and so each kind of report; else ``answer`` holds.
ANSWERS = frozenset(
    {"answer_consult", "answer_help", "answer_complain", "answer_denounce", "answer_suggest", "answer_praise"}
)
LIMITED = STAGES | ANSWERS  # what a standard may limit
DEFAULTS = {
    False: {stage: Limit.parse(ordinary) for stage, ordinary, _ in _DEFAULTS},
    True: {stage: Limit.parse(urgent) for stage, _, urgent in _DEFAULTS},
}

#: The verbs that may ask for evidence.
SHOWN_BY = frozenset({"resolve", "verify", "stage_done", "arrive", "feed_back", "pass"})


#: Area classes of grids (管理等级): a limit may differ by them; a grid without one has the general limits.
AREA_CLASSES = ("A", "B", "C")

_NOTHING: Mapping[str, Limit] = MappingProxyType({})


class StagedLimit(NamedTuple):
    """One step of a handling that has its own limit: stop, fine, pull down. ``classes``: limits of area classes."""

    code: str
    name: str
    limit: Limit
    classes: Mapping[str, Limit] = _NOTHING

    def limit_of(self, area_class: str | None) -> Limit:
        return self.classes.get(area_class or "", self.limit)


@dataclass(frozen=True, slots=True)
class Standard:
    """One version of what holds for a category and filing condition (立结案标准)."""

    version: int
    category: str
    category_name: str
    condition: str
    condition_name: str  # 立案条件
    closing: str  # 结案条件
    grade: Grade
    urgent: bool
    sensitive: bool  # fewer readers
    answerable: bool  # a question: may be answered at once
    limits: Mapping[str, Limit]  # every stage but ``whole`` is there
    stages: tuple[StagedLimit, ...]
    evidence: Mapping[str, frozenset[Evidence]]  # verb → kinds that must be shown
    check: Check
    call_back: CallBack
    review_percent: int
    call_back_percent: int
    max_extensions: int
    reopen_days: int
    class_limits: Mapping[str, Mapping[str, Limit]] = field(default_factory=dict)  # area class → stage → limit
    kinds: frozenset[str] = frozenset()  # of reports that it fits (咨询 求助 …); none: all
    photo: str = ""  # what the picture must show
    law: str = ""  # legal basis, as text

    def limit_of(self, stage: str, area_class: str | None = None) -> Limit | None:
        """The limit of a stage in a grid of that class; None where there is none (only ``whole`` may have none)."""
        own = self.class_limits.get(area_class or "", _NOTHING).get(stage)
        return own or self.limits.get(stage)
