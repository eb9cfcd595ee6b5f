"""A small rule book by hand: rules of one line, facts of one line, without a database."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from wangge.dispatch.rules import Book, Decision, Facts, Rule, Standing, Terms, rule_of

START = datetime(2026, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)  # Monday 12:00 in Beijing
NIGHT = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)  # Monday 23:00

DISTRICT, STREET, COMMUNITY, GRID = "110115/", "110115/003/", "110115/003/006/", "110115/003/006/001/"
FAR = "110115/001/001/001/"
QY, LY, XF, CGW, SWJ, RL = 1, 2, 3, 4, 5, 6

UNITS = {
    QY: Standing("street"),
    LY: Standing("community"),
    XF: Standing("street"),
    CGW: Standing("district"),
    SWJ: Standing("district"),
    RL: Standing("district"),
}
HOMES = {("street", STREET): QY, ("community", COMMUNITY): LY, ("street", "110115/001/"): XF}


def rule(version: int, category: str = "", area: str = "", lead: Any = CGW, **more: Any) -> Rule:
    """In force since New Year unless it says otherwise."""
    until = more.pop("until", None)
    terms = Terms(category, lead=str(lead), **{"valid_from": START, **more})
    return rule_of((version, version, 1), terms, area, until)


def book(*rules: Rule, **changes: Any) -> Book:
    return Book(7, rules, **{"units": UNITS, "homes": HOMES, **changes})


def facts(category: str = "0110", condition: str = "01", path: str = GRID, **more: Any) -> Facts:
    return Facts(category, condition, path, **{"at": NOON, **more})


def decide(*rules: Rule, **asked: Any) -> Decision:
    return book(*rules).decide(facts(**asked))


def moved(one: Rule, **changes: Any) -> Rule:
    return replace(one, **changes)
