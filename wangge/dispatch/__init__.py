"""Who should act, and why: ownership rules (权属) in force and as drafts, the choice they make, or a person's."""

from wangge.dispatch.actions.areas import areas, set_area
from wangge.dispatch.actions.books import current, forget
from wangge.dispatch.actions.choosing import Choice, Matter, advise, by_hand, choose, inside, owners, suggest
from wangge.dispatch.actions.drafts import Said, draft, draft_retirement, draft_ruling
from wangge.dispatch.actions.grounds import Following, following
from wangge.dispatch.actions.publishing import Published, publish, undo
from wangge.dispatch.actions.reading import both, names
from wangge.dispatch.rules import Book, Facts
from wangge.dispatch.rules.coverage import coverage
from wangge.dispatch.rules.induce import Done, Induced, induce

__all__ = [
    "Book",
    "Choice",
    "Done",
    "Facts",
    "Following",
    "Induced",
    "Matter",
    "Published",
    "Said",
    "advise",
    "areas",
    "both",
    "by_hand",
    "choose",
    "coverage",
    "current",
    "draft",
    "draft_retirement",
    "draft_ruling",
    "following",
    "forget",
    "induce",
    "inside",
    "names",
    "owners",
    "publish",
    "set_area",
    "suggest",
    "undo",
]
