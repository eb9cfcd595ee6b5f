"""What a matter is: time limits, standards and their drafts, as values without I/O."""

from wangge.catalogue.rules.drafts import UNSORTED, Draft, Problem, completed, problems, standard_of
from wangge.catalogue.rules.limits import Limit, TimeKind
from wangge.catalogue.rules.standards import (
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
    "DEFAULTS",
    "STAGES",
    "UNSORTED",
    "CallBack",
    "Check",
    "Draft",
    "Evidence",
    "Grade",
    "Limit",
    "Problem",
    "StagedLimit",
    "Standard",
    "TimeKind",
    "completed",
    "problems",
    "standard_of",
]
