"""Changes of the grid tree: what may be asked, what it does, and how it is taken back."""

from wangge.places.rules.changes.carrying import Carried, Claim, Step, carried
from wangge.places.rules.changes.drafts import ANY_DRAFT, AnyDraft, Holder, LayerItem, TreeDraft
from wangge.places.rules.changes.plans import plan
from wangge.places.rules.changes.undoing import undone
from wangge.places.rules.changes.values import GridState, Heir, Plan, Tree

__all__ = [
    "ANY_DRAFT",
    "AnyDraft",
    "Carried",
    "Claim",
    "GridState",
    "Heir",
    "Holder",
    "LayerItem",
    "Plan",
    "Step",
    "Tree",
    "TreeDraft",
    "carried",
    "plan",
    "undone",
]
