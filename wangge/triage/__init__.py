"""Advice from text: category, urgency, the same matter, and a look at a draft answer; it never acts by itself.

What is here is rules and what is kept of advice, and loads at once. What is learned lies in ``triage.learning``,
``triage.topics`` … and brings numpy and scipy with it, so it is imported by its own name, and only where it is needed.
"""

from wangge.triage.actions.suggestions import Choice, chosen
from wangge.triage.rules.reply import Checked, Hint, check
from wangge.triage.rules.urgency import Danger, Hit, dangers, urgent

__all__ = ["Checked", "Choice", "Danger", "Hint", "Hit", "check", "chosen", "dangers", "urgent"]
