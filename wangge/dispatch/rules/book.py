"""The rule book of a district, compiled: who should act in a matter, by which rule, and why by no other."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from wangge.clock.rules import SHANGHAI
from wangge.dispatch.rules.branches import areas, categories
from wangge.dispatch.rules.terms import COMMUNITY, MAINTAINER, STREET, Rank, Rule

#: Classes in grids whose candidates are kept in order: some 10 MB.
KEPT = 20_000

#: Before any matter.
_ALWAYS = datetime.min.replace(tzinfo=UTC)

#: Candidates told with a decision; a matter has rarely more than ten.
TOLD = 20


class Facts(NamedTuple):
    """What a rule may look at. ``owner`` and ``maintainer`` are units of the component, where it is known."""

    category: str
    condition: str
    path: str
    at: datetime
    component: str | None = None
    owner: int | None = None
    maintainer: int | None = None
    address: str = ""  # looked at for the names of compounds, kept nowhere


class Standing(NamedTuple):
    """A unit as far as a choice needs it."""

    level: str  # community | street | district
    until: datetime | None = None
    successor: int | None = None
    code: str = ""
    short_name: str = ""


class Lost(NamedTuple):
    """A candidate that did not win: a criterion by which another was narrower, or why it does not hold here."""

    version: int
    why: str


class Decision(NamedTuple):
    """``lead`` is None where nobody could be found. ``how``: rule | fallback | nobody."""

    lead: int | None
    assistants: tuple[int, ...]
    level: str
    how: str
    rule: Rule | None
    lost: tuple[Lost, ...]


#: Kind of place, path → the unit of that street or community.
Homes = Mapping[tuple[str, str], int]


class Book:
    """The rules of one change, indexed by category and area. Never altered: a new change is a new book."""

    def __init__(self, change: int, rules: Iterable[Rule], units: Mapping[int, Standing], homes: Homes) -> None:
        self.change, self.rules, self.units, self.homes = change, tuple(rules), units, homes
        self.asks_address = any(rule.terms.exact == "compound" for rule in self.rules)
        self._known: dict[tuple[str, str, str], list[Rule]] = {}
        self._by: dict[str, dict[str, list[Rule]]] = {}
        for rule in self.rules:
            self._by.setdefault(rule.terms.category, {}).setdefault(rule.area, []).append(rule)

    def as_of(self, at: datetime) -> "Book":
        """What is in force at a time, as if it had always been: for asking it about matters of the past."""
        rules = (replace(rule, since=_ALWAYS, until=None) for rule in self.rules if rule.in_force(at))
        units = {
            key: unit._replace(until=_ALWAYS if unit.until is not None and unit.until <= at else None)
            for key, unit in self.units.items()
        }
        return Book(self.change, rules, units, self.homes)

    def decide(self, facts: Facts) -> Decision:
        """The narrowest rule that holds; the street of the grid where none does (属地兜底)."""
        best, lead, lost = None, None, []
        for rule in self.candidates(facts):
            if why := unfit(rule, facts):
                lost.append(Lost(rule.version, why))
            elif best is not None:
                lost.append(Lost(rule.version, narrower(best.rank, rule.rank)))
            elif (lead := self.unit(rule.terms.lead, facts)) is None:
                lost.append(Lost(rule.version, "nobody"))
            else:
                best = rule
        how = "rule" if best else "fallback"
        if best is None:
            lead = self.unit(STREET, facts)
        if lead is None:
            return Decision(None, (), "district", "nobody", None, tuple(lost[:TOLD]))
        found = (self.unit(token, facts) for token in best.terms.assistants) if best else ()
        others = tuple(dict.fromkeys(unit for unit in found if unit is not None and unit != lead))
        return Decision(lead, others, self.units[lead].level, how, best, tuple(lost[:TOLD]))

    def candidates(self, facts: Facts) -> list[Rule]:
        """The rules whose category and area hold the matter, in the order of precedence; kept for the next matter."""
        key = facts.category, facts.condition, facts.path
        if (known := self._known.get(key)) is not None:
            return known
        if len(self._known) >= KEPT:
            self._known.clear()
        found = self._known[key] = self._sorted(facts)
        return found

    def _sorted(self, facts: Facts) -> list[Rule]:
        found: list[Rule] = []
        for category in categories(facts.category, facts.condition):
            if there := self._by.get(category):
                for area in areas(facts.path):
                    found += there.get(area, ())
        found.sort(key=precedence)
        return found

    def areas_of(self, one: tuple[str, str]) -> set[str]:
        """The branches of the tree that rules for a class (category and condition) name."""
        return {area for category in categories(*one) for area in self._by.get(category, ())}

    def asks_community(self, one: tuple[str, str]) -> bool:
        """Whether a rule for a class sends it to the community of the grid."""
        there = (rules for category in categories(*one) for rules in self._by.get(category, {}).values())
        return any(rule.terms.lead == COMMUNITY for rules in there for rule in rules)

    def naming(self, unit: int | None) -> dict[str, Any] | None:
        """A unit as a screen names it."""
        if unit is None:
            return None
        standing = self.units[unit]
        return {"id": unit, "code": standing.code, "short_name": standing.short_name}

    def unit(self, token: str, facts: Facts) -> int | None:
        """The unit in force that a rule means, or the one that succeeded it."""
        match token:
            case "@street" | "@community":
                unit = next((u for a in areas(facts.path) if (u := self.homes.get((token[1:], a)))), None)
            case "@owner":
                unit = facts.owner
            case "@maintainer":
                unit = facts.maintainer
            case _:
                unit = int(token)
        return self._in_force(unit, facts.at)

    def _in_force(self, unit: int | None, at: datetime) -> int | None:
        for _ in range(len(self.units) + 1):
            if unit is None or (standing := self.units.get(unit)) is None:
                return None
            if standing.until is None or at < standing.until:
                return unit
            unit = standing.successor
        return None


def precedence(rule: Rule) -> tuple[int, ...]:
    """Sorts the first in precedence first; what ties all the same (two compounds in one address) by name and age."""
    return (*(-grade for grade in rule.rank), -len(rule.terms.named), rule.version)


def unfit(rule: Rule, facts: Facts) -> str:
    """Why a rule of the right category and area does not hold; empty where it does."""
    if not rule.in_force(facts.at):
        return "not_in_force"
    if rule.terms.exact == "component" and rule.terms.named != facts.component:
        return "other_component"
    if rule.terms.exact == "compound" and rule.terms.named not in facts.address:
        return "other_compound"
    if rule.rank.component and not _of_owner(rule, facts):
        return "other_owner"
    if rule.rank.window and not rule.window.holds(facts.at.astimezone(SHANGHAI)):
        return "outside_window"
    return ""


def _of_owner(rule: Rule, facts: Facts) -> bool:
    if rule.terms.owner not in ("", "any"):
        return facts.owner == int(rule.terms.owner)
    return (facts.maintainer if rule.terms.lead == MAINTAINER else facts.owner) is not None


def narrower(best: Rank, other: Rank) -> str:
    """The first criterion by which one rule goes before another; ``tie`` where there is none."""
    return next((name for name, a, b in zip(Rank._fields, best, other, strict=True) if a != b), "tie")
