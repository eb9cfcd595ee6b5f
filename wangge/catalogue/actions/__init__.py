"""What is done with the catalogue: read, changed as a whole, undone, brought from files."""

from wangge.catalogue.actions.categories import categories, stamp, state
from wangge.catalogue.actions.changing import Change, carry_out, publish, publish_category
from wangge.catalogue.actions.shipping import ship
from wangge.catalogue.actions.standards import by_version, catalogue, drafts, standard

__all__ = [
    "Change",
    "by_version",
    "carry_out",
    "catalogue",
    "categories",
    "drafts",
    "publish",
    "publish_category",
    "ship",
    "stamp",
    "standard",
    "state",
]
