"""The shipped catalogue comes into a district: what is missing there, in one change; what the district has stays."""

from wangge.catalogue.actions.categories import categories
from wangge.catalogue.actions.changing import Change, carry_out
from wangge.catalogue.actions.standards import drafts
from wangge.catalogue.rules import Edit
from wangge.catalogue.shipped import shipped
from wangge.kit.tx import Tx


def ship(tx: Tx) -> Change | None:
    """The change, or None where nothing was missing. A category that only has its name gets its description."""
    told, conditions = shipped()
    known = {c.code for c in categories(tx) if c.description or c.words}
    there = {(draft.category, draft.condition) for draft in drafts(tx)}
    edit = Edit(
        [category for category in told if category.code not in known],
        [draft for draft in conditions if (draft.category, draft.condition) not in there],
    )
    return carry_out(tx, edit, "ship") if edit else None
