"""Drafts against the rules in force: the rules as they will be once a set of drafts is published."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wangge.dispatch.rules.terms import Rule, Terms, rule_of


@dataclass(frozen=True, slots=True)
class Draft:
    """One change of one rule. ``rule`` is None for a rule to come; ``no`` is the number the version will have."""

    id: int
    rule: int | None
    no: int
    retires: bool
    terms: Terms
    area: str


def revised(rules: Iterable[Rule], drafts: Sequence[Draft], at: datetime) -> list[Rule]:
    """The rules after publication at a time. A draft's rule has the version ``-id`` until it has one of its own."""
    changed = {draft.rule: start_of(draft.terms, at) for draft in drafts if draft.rule is not None}
    kept = [_until(rule, changed[rule.rule]) if rule.rule in changed else rule for rule in rules]
    fresh = [_fresh(draft, at) for draft in drafts if not draft.retires]
    return [rule for rule in (*kept, *fresh) if rule.until is None or rule.since < rule.until]


def start_of(terms: Terms, at: datetime) -> datetime:
    """From when a version published at a time holds: never before it was published."""
    return max(terms.valid_from, at) if terms.valid_from else at


def _fresh(draft: Draft, at: datetime) -> Rule:
    rule = -draft.id if draft.rule is None else draft.rule
    terms = replace(draft.terms, valid_from=start_of(draft.terms, at))
    return rule_of((-draft.id, rule, draft.no), terms, draft.area, None)


def _until(rule: Rule, start: datetime) -> Rule:
    return replace(rule, until=start if rule.until is None else min(rule.until, start))
