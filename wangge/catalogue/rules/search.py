"""A category found by its code, its name, how residents call it, or the first letters of its pinyin."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from pypinyin import Style, lazy_pinyin

from wangge.catalogue.rules.categories import Category


class Found(NamedTuple):
    """``by``: code, name, word, pinyin or description; ``match``: what fitted."""

    category: Category
    by: str
    match: str
    rank: int


def search(categories: Iterable[Category], text: str, limit: int = 20) -> list[Found]:
    """Best first: the code, the name, a word of residents, pinyin, the description. Minor classes only."""
    wanted = text.strip().lower()
    if not wanted:
        return []
    found = [hit for category in categories if not category.is_major and (hit := _fits(category, wanted))]
    return sorted(found, key=lambda hit: (hit.rank, hit.category.code))[:limit]


def _fits(category: Category, wanted: str) -> Found | None:
    name, code = category.name.lower(), category.code
    if code.startswith(wanted):
        return Found(category, "code", code, 0 if code == wanted else 2)
    if wanted in name:
        return Found(category, "name", category.name, 0 if wanted == name else 1 if name.startswith(wanted) else 2)
    if hit := _word(category, wanted):
        return hit
    if wanted.isascii() and (spelt := _spelt(category, wanted)):
        return Found(category, "pinyin", spelt, 5)
    return Found(category, "description", category.description, 6) if wanted in category.description.lower() else None


def _word(category: Category, wanted: str) -> Found | None:
    """A word is what was typed, begins with it, holds it, or stands in a whole sentence of somebody's."""
    ranked = ((0 if word == wanted else 3 if wanted in word else 4, word) for word in map(str.lower, category.words))
    fitting = [(rank, word) for rank, word in ranked if rank < 4 or (len(word) > 1 and word in wanted)]
    if not fitting:
        return None
    rank, word = min(fitting, key=lambda hit: (hit[0], -len(hit[1])))
    return Found(category, "word", word, rank + (rank == 0))


def _spelt(category: Category, wanted: str) -> str | None:
    plain = wanted.replace(" ", "").replace("'", "")
    return next((word for word in (category.name, *category.words) if any(plain in s for s in spellings(word))), None)


@lru_cache(maxsize=8192)
def spellings(word: str) -> tuple[str, str]:
    """First letters and whole pinyin: 井盖 → ``jg``, ``jinggai``."""
    first = lazy_pinyin(word, style=Style.FIRST_LETTER)
    return "".join(first).lower(), "".join(lazy_pinyin(word)).lower()
