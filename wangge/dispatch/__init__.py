"""Who should act, and why: ownership rules (权属) in force and as drafts, the choice they make, or a person's."""

from wangge.dispatch.actions.areas import areas, set_area
from wangge.dispatch.actions.books import book_by, current, forget
from wangge.dispatch.actions.choosing import Choice, Matter, by_hand, choose, inside
from wangge.dispatch.actions.drafts import Said, draft, draft_retirement
from wangge.dispatch.actions.publishing import Published, publish, undo

__all__ = [
    "Choice",
    "Matter",
    "Published",
    "Said",
    "areas",
    "book_by",
    "by_hand",
    "choose",
    "current",
    "draft",
    "draft_retirement",
    "forget",
    "inside",
    "publish",
    "set_area",
    "undo",
]
