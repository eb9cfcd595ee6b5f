"""What: categories, filing and closing conditions, evidence and time limits, as versioned standards."""

from wangge.catalogue.actions import by_version, catalogue, categories, publish, publish_category, ship, stamp, standard
from wangge.catalogue.rules import (
    UNSORTED,
    CallBack,
    Category,
    CategoryDraft,
    Check,
    Draft,
    Evidence,
    Grade,
    Kind,
    Limit,
    Origin,
    StagedLimit,
    Standard,
    TimeKind,
)

__all__ = [
    "UNSORTED",
    "CallBack",
    "Category",
    "CategoryDraft",
    "Check",
    "Draft",
    "Evidence",
    "Grade",
    "Kind",
    "Limit",
    "Origin",
    "StagedLimit",
    "Standard",
    "TimeKind",
    "by_version",
    "catalogue",
    "categories",
    "publish",
    "publish_category",
    "ship",
    "stamp",
    "standard",
]
