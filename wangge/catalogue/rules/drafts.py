"""A standard as somebody writes it, every rule it may break, and the standard it becomes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from wangge.catalogue.rules.limits import Limit, is_limit
from wangge.catalogue.rules.standards import (
    DEFAULTS,
    SHOWN_BY,
    STAGES,
    CallBack,
    Check,
    Evidence,
    Grade,
    StagedLimit,
    Standard,
)


@dataclass(frozen=True)
class Draft:
    """A standard as somebody writes it: limits as text, only what differs from the defaults."""

    category: str
    category_name: str
    condition: str
    condition_name: str
    closing: str
    grade: str = "ordinary"
    urgent: bool = False
    sensitive: bool = False
    answerable: bool = False
    limits: Mapping[str, str] = field(default_factory=dict)
    stages: Sequence[Mapping[str, str]] = ()  # code, name, limit
    evidence: Mapping[str, Sequence[str]] = field(default_factory=dict)
    check: str = "field"
    call_back: str = "sample"
    review_percent: int = 20
    call_back_percent: int = 30
    max_extensions: int = 2
    reopen_days: int = 30


def completed(draft: Draft) -> Draft:
    """The draft with a limit for every stage, as it is stored: later defaults never change a published version."""
    defaults = {stage: str(limit) for stage, limit in DEFAULTS[draft.urgent].items()}
    return replace(draft, limits=defaults | dict(draft.limits))


def standard_of(version: int, draft: Draft) -> Standard:
    """A sound draft as a standard; ValueError where it is not sound."""
    return Standard(
        version,
        draft.category,
        draft.category_name,
        draft.condition,
        draft.condition_name,
        draft.closing,
        Grade(draft.grade),
        draft.urgent,
        draft.sensitive,
        draft.answerable,
        MappingProxyType({stage: Limit.parse(text) for stage, text in draft.limits.items()}),
        tuple(StagedLimit(s["code"], s["name"], Limit.parse(s["limit"])) for s in draft.stages),
        MappingProxyType({verb: frozenset(map(Evidence, kinds)) for verb, kinds in draft.evidence.items()}),
        Check(draft.check),
        CallBack(draft.call_back),
        draft.review_percent,
        draft.call_back_percent,
        draft.max_extensions,
        draft.reopen_days,
    )


#: What holds before a category is known. Reports were decided under it: it never changes.
UNSORTED = standard_of(0, completed(Draft("", "", "", "", "", call_back="none", check="none")))


class Problem(NamedTuple):
    """A field of a draft and the rule it breaks."""

    field: str
    rule: str


_CODE = re.compile(r"[0-9A-Za-z_-]{1,20}")
_LENGTHS = (("category_name", 60), ("condition_name", 500), ("closing", 500))
_CHOICES = (("grade", Grade), ("check", Check), ("call_back", CallBack))
_RANGES = (("review_percent", 100), ("call_back_percent", 100), ("max_extensions", 9), ("reopen_days", 366))


def problems(draft: Draft) -> list[Problem]:
    """Every rule that a draft breaks, in the order of its fields; none: it is sound."""
    return [*_wrong_words(draft), *_wrong_limits(draft), *_wrong_evidence(draft), *_wrong_numbers(draft)]


def _wrong_words(draft: Draft) -> Iterator[Problem]:
    for name in ("category", "condition"):
        if not _CODE.fullmatch(getattr(draft, name)):
            yield Problem(name, "code")
    for name, most in _LENGTHS:
        if not 1 <= len(getattr(draft, name).strip()) <= most:
            yield Problem(name, "length")
    for name, choices in _CHOICES:
        if getattr(draft, name) not in list(choices):
            yield Problem(name, "choice")


def _wrong_limits(draft: Draft) -> Iterator[Problem]:
    for stage, text in draft.limits.items():
        if stage not in STAGES:
            yield Problem(f"limits.{stage}", "stage")
        elif not is_limit(text):
            yield Problem(f"limits.{stage}", "limit")
    codes = [stage.get("code", "") for stage in draft.stages]
    for at, staged in enumerate(draft.stages):
        if not _CODE.fullmatch(staged.get("code", "")) or codes.index(codes[at]) != at:
            yield Problem(f"stages.{at}.code", "code")
        if not staged.get("name", "").strip():
            yield Problem(f"stages.{at}.name", "length")
        if not is_limit(staged.get("limit", "")):
            yield Problem(f"stages.{at}.limit", "limit")


def _wrong_evidence(draft: Draft) -> Iterator[Problem]:
    for verb, kinds in draft.evidence.items():
        if verb not in SHOWN_BY:
            yield Problem(f"evidence.{verb}", "verb")
        if any(kind not in list(Evidence) for kind in kinds):
            yield Problem(f"evidence.{verb}", "choice")


def _wrong_numbers(draft: Draft) -> Iterator[Problem]:
    for name, most in _RANGES:
        if not 0 <= getattr(draft, name) <= most:
            yield Problem(name, "range")
