"""Advice from text: category, urgency, the same matter, and a look at a draft answer; it never acts by itself.

The rules are here and load at once. What was chosen is kept in the database, so ``chosen`` is fetched when it is first
asked for: the command line starts without the cases. What is learned lies in ``triage.learning``, ``triage.topics`` …
and brings numpy and scipy with it, so it is imported by its own name, and only where it is needed.
"""

from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from wangge.triage.rules.reply import Checked, Hint, check
from wangge.triage.rules.urgency import Danger, Hit, dangers, urgent

if TYPE_CHECKING:
    from wangge.triage.actions.suggestions import Choice, chosen, suggest_duplicate

__all__ = ["Checked", "Choice", "Danger", "Hint", "Hit", "check", "chosen", "dangers", "suggest_duplicate", "urgent"]


def __getattr__(name: str) -> Any:
    if name in {"Choice", "chosen", "suggest_duplicate"}:
        return resolve_name(f"wangge.triage.actions.suggestions:{name}")
    raise AttributeError(name)
