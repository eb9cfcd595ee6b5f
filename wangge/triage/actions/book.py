"""The district's catalogue as advice reads it: by code, with every word that may stand for a category."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from wangge import catalogue
from wangge.catalogue import Category, Standard
from wangge.catalogue.rules.categories import major_of
from wangge.kit.stamps import Kept
from wangge.kit.tx import Tx

_RENEWED = timedelta(minutes=10)  # what is retired at a set moment leaves without a stamp
_CUT = re.compile(r"[，。；、,;（）()/\s]|或者?|以及|[和与及]")
_WORD = range(2, 9)  # characters of a condition's clause that somebody may say in just these words


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
    """``words``: what stands for a category in a text, before anything was learned."""

    entries: Mapping[str, Entry]
    words: Mapping[str, tuple[str, ...]]


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
    words = {code: _words(entry, categories) for code, entry in entries.items()}
    return Book(entries, words), tx.now + _RENEWED


def _entry(code: str, found: list[Standard], categories: Mapping[str, Category]) -> Entry:
    major = categories.get(major_of(code))
    return Entry(code, found[0].category_name, major.name if major else "", tuple(found))


def _words(entry: Entry, categories: Mapping[str, Category]) -> tuple[str, ...]:
    category = categories.get(entry.code)
    said: list[str] = [entry.name, *_parts(entry.name)]
    if category:
        said += [*category.words, *_clauses([category.description])]
    said += _clauses(each.condition_name for each in entry.standards)
    return tuple(dict.fromkeys(said))


def _parts(name: str) -> list[str]:
    return [part for part in _CUT.split(name) if len(part) > 1]


def _clauses(texts: Iterable[str]) -> list[str]:
    return [part for text in texts for part in _CUT.split(text) if len(part) in _WORD]
