"""Who should act, and why: ownership rules (权属) in force and as drafts, the choice they make, or a person's."""

from wangge.dispatch.actions.areas import areas, set_area
from wangge.dispatch.actions.books import book_by, current, forget
from wangge.dispatch.actions.choosing import Choice, Matter, advise, by_hand, choose, inside, suggest
from wangge.dispatch.actions.drafts import Said, draft, draft_retirement, draft_ruling
from wangge.dispatch.actions.publishing import Published, publish, undo
from wangge.dispatch.rules import Book

__all__ = [
    "Book",
    "Choice",
    "Matter",
    "Published",
    "Said",
    "advise",
    "areas",
    "book_by",
    "by_hand",
    "choose",
    "current",
    "draft",
    "draft_retirement",
    "draft_ruling",
    "forget",
    "inside",
    "publish",
    "set_area",
    "suggest",
    "undo",
]
