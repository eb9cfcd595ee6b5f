"""A standard as somebody writes it, every rule it may break, and the standard it becomes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from wangge.catalogue.rules.limits import Limit, is_limit
from wangge.catalogue.rules.standards import (
    AREA_CLASSES,
    DEFAULTS,
    LIMITED,
    SHOWN_BY,
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
    stages: Sequence[Mapping[str, Any]] = ()  # code, name, limit, and classes: area class → limit
    evidence: Mapping[str, Sequence[str]] = field(default_factory=dict)
    check: str = "field"
    call_back: str = "sample"
    review_percent: int = 20
    call_back_percent: int = 30
    max_extensions: int = 2
    reopen_days: int = 30
    class_limits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # area class → stage → limit
    kinds: Sequence[str] = ()
    photo: str = ""
    law: str = ""


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
        _limits(draft.limits),
        tuple(map(_step, draft.stages)),
        MappingProxyType({verb: frozenset(map(Evidence, kinds)) for verb, kinds in draft.evidence.items()}),
        Check(draft.check),
        CallBack(draft.call_back),
        draft.review_percent,
        draft.call_back_percent,
        draft.max_extensions,
        draft.reopen_days,
        MappingProxyType({area: _limits(limits) for area, limits in draft.class_limits.items()}),
        frozenset(draft.kinds),
        draft.photo,
        draft.law,
    )


def _step(step: Mapping[str, Any]) -> StagedLimit:
    return StagedLimit(step["code"], step["name"], Limit.parse(step["limit"]), _limits(step.get("classes")))


def _limits(texts: Mapping[str, str] | None) -> Mapping[str, Limit]:
    return MappingProxyType({name: Limit.parse(text) for name, text in (texts or {}).items()})


#: What holds before a category is known. Reports were decided under it: it never changes.
UNSORTED = standard_of(0, completed(Draft("", "", "", "", "", call_back="none", check="none")))


#: What somebody may want with a report (诉求类型); the words are those of `cases`.
REPORT_KINDS = ("consult", "help", "complain", "denounce", "suggest", "praise")


class Problem(NamedTuple):
    """A field of a draft and the rule it breaks."""

    field: str
    rule: str


_CODE = re.compile(r"[0-9A-Za-z_-]{1,20}")
_LENGTHS = (("category_name", 60), ("condition_name", 500), ("closing", 500))
_MAY_BE_EMPTY = (("photo", 500), ("law", 500))
_CHOICES = (("grade", Grade), ("check", Check), ("call_back", CallBack))
_RANGES = (("review_percent", 100), ("call_back_percent", 100), ("max_extensions", 9), ("reopen_days", 366))


def problems(draft: Draft) -> list[Problem]:
    """Every rule that a draft breaks, in the order of its fields; none: it is sound."""
    return [
        *_wrong_words(draft),
        *_wrong_choices(draft),
        *_wrong_limits(draft),
        *_wrong_evidence(draft),
        *_wrong_numbers(draft),
    ]


def _wrong_words(draft: Draft) -> Iterator[Problem]:
    for name in ("category", "condition"):
        if not _CODE.fullmatch(getattr(draft, name)):
            yield Problem(name, "code")
    for name, most in _LENGTHS:
        if not 1 <= len(getattr(draft, name).strip()) <= most:
            yield Problem(name, "length")
    for name, most in _MAY_BE_EMPTY:
        if len(getattr(draft, name)) > most:
            yield Problem(name, "length")


def _wrong_choices(draft: Draft) -> Iterator[Problem]:
    for name, choices in _CHOICES:
        if getattr(draft, name) not in list(choices):
            yield Problem(name, "choice")
    if any(kind not in REPORT_KINDS for kind in draft.kinds):
        yield Problem("kinds", "choice")


def _wrong_limits(draft: Draft) -> Iterator[Problem]:
    for stage, text in draft.limits.items():
        if stage not in LIMITED:
            yield Problem(f"limits.{stage}", "stage")
        elif not is_limit(text):
            yield Problem(f"limits.{stage}", "limit")
    for area, limits in draft.class_limits.items():
        if area not in AREA_CLASSES:
            yield Problem(f"class_limits.{area}", "area_class")
        for stage, text in limits.items():
            if stage not in LIMITED or not is_limit(text):
                yield Problem(f"class_limits.{area}.{stage}", "limit" if stage in LIMITED else "stage")
    yield from _wrong_stages(draft)


def _wrong_stages(draft: Draft) -> Iterator[Problem]:
    codes = [stage.get("code", "") for stage in draft.stages]
    for at, staged in enumerate(draft.stages):
        if not _CODE.fullmatch(staged.get("code", "")) or codes.index(codes[at]) != at:
            yield Problem(f"stages.{at}.code", "code")
        if not staged.get("name", "").strip():
            yield Problem(f"stages.{at}.name", "length")
        if not is_limit(staged.get("limit", "")):
            yield Problem(f"stages.{at}.limit", "limit")
        for area, text in (staged.get("classes") or {}).items():
            if area not in AREA_CLASSES or not is_limit(text):
                yield Problem(f"stages.{at}.classes.{area}", "limit" if area in AREA_CLASSES else "area_class")


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
