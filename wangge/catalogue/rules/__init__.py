"""What a matter is: categories, time limits, standards, drafts and what differs between them, as values without I/O."""

from wangge.catalogue.rules.categories import (
    Category,
    CategoryDraft,
    Kind,
    Origin,
    category_problems,
    kind_of,
    major_of,
)
from wangge.catalogue.rules.changes import Difference, Edit, Key, differences, flat
from wangge.catalogue.rules.drafts import UNSORTED, Draft, Problem, completed, problems, standard_of
from wangge.catalogue.rules.limits import Limit, TimeKind
from wangge.catalogue.rules.standards import (
    AREA_CLASSES,
    DEFAULTS,
    STAGES,
    CallBack,
    Check,
    Evidence,
    Grade,
    StagedLimit,
    Standard,
)

__all__ = [
    "AREA_CLASSES",
    "DEFAULTS",
    "STAGES",
    "UNSORTED",
    "CallBack",
    "Category",
    "CategoryDraft",
    "Check",
    "Difference",
    "Draft",
    "Edit",
    "Evidence",
    "Grade",
    "Key",
    "Kind",
    "Limit",
    "Origin",
    "Problem",
    "StagedLimit",
    "Standard",
    "TimeKind",
    "category_problems",
    "completed",
    "differences",
    "flat",
    "kind_of",
    "major_of",
    "problems",
    "standard_of",
]
