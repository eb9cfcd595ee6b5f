"""What is done with the catalogue: read, changed as a whole, undone, brought from files."""

from wangge.catalogue.actions.categories import categories, stamp
from wangge.catalogue.actions.changing import Change, carry_out, publish, publish_category
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
    "stamp",
    "standard",
]
