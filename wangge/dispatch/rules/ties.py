"""Ties: two rules between which the order of precedence cannot decide. They are never published together."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations, islice

from wangge.dispatch.rules.terms import Rule

#: Pairs named at most.
SHOWN = 100


def ties(rules: Iterable[Rule], *, drafts_only: bool = False) -> list[tuple[Rule, Rule]]:
    """Pairs equal in all five criteria whose scopes and times in force overlap, by rule.

    ``drafts_only``: with a draft among the two; published rules may have met since, when grids were merged.
    Branches of equal depth overlap only where they are the same branch, so only rules of one key are compared.
    """
    alike: dict[tuple[object, ...], list[Rule]] = defaultdict(list)
    for rule in rules:
        terms = rule.terms
        alike[rule.rank, terms.category, rule.area, terms.exact, terms.named, _owner(rule)].append(rule)
    pairs = (
        (first, second)
        for group in alike.values()
        for first, second in combinations(sorted(group, key=lambda r: (r.rule, r.no)), 2)
        if first.window.overlaps(second.window)
        and at_once(first, second)
        and (not drafts_only or _draft(first, second))
    )
    return sorted(islice(pairs, SHOWN), key=lambda pair: (pair[0].rule, pair[1].rule))


def at_once(first: Rule, second: Rule) -> bool:
    """Whether there is a moment at which both are in force."""
    start = max(first.since, second.since)
    return all(rule.until is None or start < rule.until for rule in (first, second))


def _draft(first: Rule, second: Rule) -> bool:
    return min(first.version, second.version) < 0


def _owner(rule: Rule) -> str:
    """A rule that names no owner but needs one speaks of any."""
    return rule.terms.owner or ("any" if rule.rank.component else "")
