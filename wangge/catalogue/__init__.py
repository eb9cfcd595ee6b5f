"""What: categories, filing and closing conditions, evidence and time limits, as versioned standards."""

from wangge.catalogue.actions import by_version, catalogue, publish, standard
from wangge.catalogue.rules import (
    UNSORTED,
    CallBack,
    Check,
    Draft,
    Evidence,
    Grade,
    Limit,
    StagedLimit,
    Standard,
    TimeKind,
)

__all__ = [
    "UNSORTED",
    "CallBack",
    "Check",
    "Draft",
    "Evidence",
    "Grade",
    "Limit",
    "StagedLimit",
    "Standard",
    "TimeKind",
    "by_version",
    "catalogue",
    "publish",
    "standard",
]
