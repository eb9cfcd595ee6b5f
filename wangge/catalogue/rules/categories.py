"""Categories: major and minor classes of events, components, matters and requests, known by their codes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wangge.catalogue.rules.drafts import Problem


class Kind(StrEnum):
    EVENT = "event"  # 事件: 0110
    COMPONENT = "component"  # 部件: b0137
    MATTER = "matter"  # 社区网格事项: m0101
    REQUEST = "request"  # 居民诉求: r0101


class Origin(StrEnum):
    NATIONAL = "national"  # a code that cities share (国标)
    EXTENSION = "extension"  # a code of the district's own (扩展)


PREFIXES = {"b": Kind.COMPONENT, "m": Kind.MATTER, "r": Kind.REQUEST}

_CODE = re.compile(r"[bmr]?[0-9]{2}(?:[0-9]{2})?")


@dataclass(frozen=True)
class CategoryDraft:
    """A category as somebody writes it. ``words``: how residents call it, for search and for triage's cold start."""

    code: str
    name: str
    origin: str = "extension"
    description: str = ""
    words: Sequence[str] = ()
    photo: str = ""  # what a picture of it must show


@dataclass(frozen=True)
class Category:
    """One version of a category."""

    version: int
    code: str
    kind: Kind
    name: str
    origin: Origin
    description: str
    words: tuple[str, ...]
    photo: str

    @property
    def major(self) -> str:
        """The code of the class above; of a major class its own."""
        return major_of(self.code)

    @property
    def is_major(self) -> bool:
        return self.code == self.major


def kind_of(code: str) -> Kind:
    return PREFIXES.get(code[:1], Kind.EVENT)


def major_of(code: str) -> str:
    """``0110`` → ``01``, ``b0137`` → ``b01``; of a major class itself."""
    digits = code.lstrip("bmr")
    return code if len(digits) <= 2 else code[:-2]


def category_problems(draft: CategoryDraft) -> Iterator[Problem]:
    """Every rule that a draft breaks."""
    if not _CODE.fullmatch(draft.code):
        yield Problem("code", "category_code")
    if not 1 <= len(draft.name.strip()) <= 60:
        yield Problem("name", "length")
    if draft.origin not in list(Origin):
        yield Problem("origin", "choice")
    if len(draft.description) > 500:
        yield Problem("description", "length")
    if len(draft.photo) > 500:
        yield Problem("photo", "length")
    if len(draft.words) > 60 or any(not 1 <= len(word) <= 30 for word in draft.words):
        yield Problem("words", "words")
