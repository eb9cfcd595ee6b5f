"""Ownership as values without I/O: rules and their order, the compiled book, ties, and the level of a unit."""

from wangge.dispatch.rules.book import Book, Decision, Facts, Homes, Lost, Standing
from wangge.dispatch.rules.drafts import Draft, revised, start_of
from wangge.dispatch.rules.levels import level_of
from wangge.dispatch.rules.terms import (
    EXACT,
    SYMBOLS,
    Problem,
    Rank,
    Rule,
    Terms,
    name_of,
    problems,
    rank_of,
    rule_of,
)
from wangge.dispatch.rules.ties import ties

__all__ = [
    "EXACT",
    "SYMBOLS",
    "Book",
    "Decision",
    "Draft",
    "Facts",
    "Homes",
    "Lost",
    "Problem",
    "Rank",
    "Rule",
    "Standing",
    "Terms",
    "level_of",
    "name_of",
    "problems",
    "rank_of",
    "revised",
    "rule_of",
    "start_of",
    "ties",
]
