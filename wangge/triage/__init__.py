"""Advice from text: category, urgency, the same matter, and a look at a draft answer; it never acts by itself."""

from wangge.triage.learning.cold import Cold
from wangge.triage.learning.model import Adviser, ColdModel, Model, Suggestion
from wangge.triage.learning.store import load, save
from wangge.triage.rules.reply import Checked, Hint, check
from wangge.triage.rules.urgency import Danger, Hit, dangers, urgent

__all__ = [
    "Adviser",
    "Checked",
    "Cold",
    "ColdModel",
    "Danger",
    "Hint",
    "Hit",
    "Model",
    "Suggestion",
    "check",
    "dangers",
    "load",
    "save",
    "urgent",
]
