"""The district's catalogue as advice reads it: by code, with every word that may stand for a category."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from wangge import catalogue
from wangge.catalogue import Category, Standard
from wangge.catalogue.rules.categories import major_of
from wangge.kit.stamps import Kept
from wangge.kit.tx import Tx
from wangge.triage.learning.lexical import Document

RENEWED = timedelta(minutes=10)  # what is retired at a set moment leaves without a stamp
_CUT = re.compile(r"[，、,（）()/\s]|以及|[和与及或]")
_NAME, _SAID, _DESCRIPTION, _CONDITION, _CLOSING, _MAJOR = 3.0, 4.0, 1.0, 1.0, 0.3, 0.3


@dataclass(frozen=True)
class Entry:
    """A minor class with its filing conditions, by code."""

    code: str
    name: str
    major_name: str
    standards: tuple[Standard, ...]

    def fits(self, kind: str | None) -> bool:
        """Whether a report of this kind may be of it."""
        return kind is None or any(not each.kinds or kind in each.kinds for each in self.standards)

    def of(self, kind: str | None) -> tuple[Standard, ...]:
        fitting = tuple(each for each in self.standards if kind is None or not each.kinds or kind in each.kinds)
        return fitting or self.standards


@dataclass(frozen=True)
class Book:
    """``words``: how a category is called. ``documents``: all that is written of it, by what each word is worth."""

    entries: Mapping[str, Entry]
    words: Mapping[str, tuple[str, ...]]
    documents: Mapping[str, Document]


_kept = Kept[Book]("catalogue")


def book(tx: Tx) -> Book:
    found = _kept.get(tx, "book", lambda: _read(tx))
    assert found is not None
    return found


def _read(tx: Tx) -> tuple[Book, datetime]:
    categories = {each.code: each for each in catalogue.categories(tx)}
    standards: defaultdict[str, list[Standard]] = defaultdict(list)
    for standard in catalogue.catalogue(tx):
        standards[standard.category].append(standard)
    entries = {code: _entry(code, found, categories) for code, found in standards.items()}
    words = {code: _words(entry, categories.get(code)) for code, entry in entries.items()}
    documents = {code: _document(entry, categories.get(code)) for code, entry in entries.items()}
    return Book(entries, words, documents), tx.now + RENEWED


def _entry(code: str, found: list[Standard], categories: Mapping[str, Category]) -> Entry:
    major = categories.get(major_of(code))
    return Entry(code, found[0].category_name, major.name if major else "", tuple(found))


def _words(entry: Entry, category: Category | None) -> tuple[str, ...]:
    parts = [part for part in _CUT.split(entry.name) if len(part) > 1]
    return tuple(dict.fromkeys([entry.name, *parts, *(category.words if category else ())]))


def _document(entry: Entry, category: Category | None) -> Document:
    """The worths were chosen on the demo's texts; between 0.5 and 4 each they matter little, but the words."""
    worth: defaultdict[str, float] = defaultdict(float)
    for standard in entry.standards:
        worth[standard.condition_name] += _CONDITION / len(entry.standards)
        worth[standard.closing] += _CLOSING / len(entry.standards)
    worth[entry.name] += _NAME
    worth[entry.major_name] += _MAJOR
    if category:
        worth[category.description] += _DESCRIPTION
        for word in category.words:
            worth[word] += _SAID
    return worth
