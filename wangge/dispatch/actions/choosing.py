"""The choice of who acts, with what was looked at; noted with the event of the case."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from wangge import people
from wangge.dispatch.actions.books import current, q
from wangge.dispatch.rules import Book, Decision, Facts, Rule, level_of
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Tx


class Matter(NamedTuple):
    """What is to be dispatched, as ids and codes. ``address`` is looked at for the names of compounds, not kept."""

    category: str
    condition: str
    path: str
    grid_id: int | None
    at: datetime
    component_code: str | None = None
    address: str = ""


class Choice(NamedTuple):
    """Unit ids, the level the lead works on, and how it was chosen. ``rule``: the version, as history keeps it.

    ``limit`` replaces the handling limit of the standard. ``trace``: the edition of the rule book and every candidate
    that lost, by version and reason; ids and codes only.
    """

    lead: int
    assistants: tuple[int, ...]
    level: str
    how: str = "by_hand"
    rule: int | None = None
    limit: str | None = None
    trace: Mapping[str, Any] = {}


def choose(tx: Tx, matter: Matter, book: Book | None = None) -> Choice:
    """Who should act by the rules in force, or of a book in hand. Refused where no rule holds and no street is known.

    Costs no statement but one for the component if it is named.
    """
    book = book or current(tx)
    decision = book.decide(facts_of(tx, matter))
    if decision.lead is None:
        raise Refused("ownership.nobody", category=matter.category, path=matter.path)
    return choice_of(book, decision)


def choice_of(book: Book, decision: Decision) -> Choice:
    assert decision.lead is not None
    rule = decision.rule
    return Choice(
        decision.lead,
        decision.assistants,
        decision.level,
        decision.how,
        rule.version if rule else None,
        (rule.terms.limit or None) if rule else None,
        trace_of(book, decision),
    )


def advise(tx: Tx, matter: Matter, book: Book | None = None) -> dict[str, Any]:
    """What the rules say beside a person's choice, for the trace: ids and codes only; ``unit`` None where nobody."""
    book = book or current(tx)
    decision = book.decide(facts_of(tx, matter))
    version = decision.rule.version if decision.rule else None
    return trace_of(book, decision) | {"unit": decision.lead, "rule": version, "how": decision.how}


def suggest(tx: Tx, matter: Matter, book: Book | None = None) -> dict[str, Any]:
    """The choice in words for a screen: units by name, the rule, and each candidate that lost, with why."""
    book = book or current(tx)
    decision = book.decide(facts_of(tx, matter))
    rules = {rule.version: rule for rule in book.rules}
    limit = decision.rule.terms.limit if decision.rule else ""
    return {
        "unit": book.naming(decision.lead),
        "assistants": [book.naming(unit) for unit in decision.assistants],
        "level": decision.level,
        "how": decision.how,
        "rule": told(decision.rule) if decision.rule else None,
        "limit": limit or None,
        "book": book.change,
        "near": [told(rules[lost.version]) | {"why": lost.why} for lost in decision.lost],
    }


def told(rule: Rule) -> dict[str, Any]:
    """A rule in short: its number, version, name, and why it was made."""
    return {"rule": rule.rule, "no": rule.no, "version": rule.version, "name": rule.name, "reason": rule.terms.reason}


def trace_of(book: Book, decision: Decision) -> dict[str, Any]:
    return {"book": book.change, "lost": [list(lost) for lost in decision.lost]}


def facts_of(tx: Tx, matter: Matter) -> Facts:
    """What the rules look at, with the owner and maintainer of the component where one is named and registered."""
    code = matter.component_code
    owner, maintainer = owners(tx, [code]).get(code, (None, None)) if code is not None else (None, None)
    return Facts(matter.category, matter.condition, matter.path, matter.at, code, owner, maintainer, matter.address)


def owners(tx: Tx, codes: Collection[str]) -> dict[str, tuple[int | None, int | None]]:
    """Code → owner and maintainer of components, as unit ids; one statement, none for no code."""
    rows = tx.rows(q.component_owners, codes=list(codes)) if codes else []
    return {row["code"]: (row["owner_id"], row["maintainer_id"]) for row in rows}


def by_hand(tx: Tx, lead: str, assistants: Sequence[str] = ()) -> Choice:
    """The units a person names by their codes. NotFound for one that is not in force, Invalid for one named twice."""
    codes = [lead, *assistants]
    found = {unit.code: unit for unit in people.units_by_code(tx, codes)}
    for code in codes:
        if code not in found:
            raise NotFound("unit.unknown", unit=code)
    if len(set(codes)) < len(codes):
        raise Invalid("unit.twice", field="assistants")
    return Choice(found[lead].id, tuple(found[c].id for c in assistants), _level(tx, found[lead]))


def _level(tx: Tx, unit: people.Unit) -> str:
    """The level of the unit, or of the street or community it belongs to."""
    if unit.kind is not people.UnitKind.OFFICE:
        return level_of([unit.kind])
    return level_of([above.kind for above in people.units_by_code(tx, unit.path.strip("/").split("/"))])


def inside(tx: Tx, code: str, above: int) -> bool:
    """Whether the unit lies below another one in the tree of units."""
    child, parent = people.unit_by_code(tx, code), people.unit(tx, above)
    return child.id != parent.id and child.path.startswith(parent.path)
