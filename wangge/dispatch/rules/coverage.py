"""What the rules leave open: every class and area that falls through, has nobody, is covered in part, or ties.

Classes times grids are a million pairs; the rules tell few of them apart. For each class only the branches that a
rule of that class names are looked at, each standing for the grids that have it as their nearest one.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from wangge.dispatch.rules.book import Book, Facts
from wangge.dispatch.rules.branches import areas, categories
from wangge.dispatch.rules.terms import STREET, SYMBOLS, Rule
from wangge.dispatch.rules.ties import ties
from wangge.dispatch.rules.windows import WEEK, merged


class Hole(NamedTuple):
    """``kind``: gap, no rule; partly, rules for some hours or components only; nobody, no street takes it either.

    ``grids``: how many unit grids lie there and have no nearer branch. ``condition`` is empty where all are alike.
    """

    kind: str
    category: str
    condition: str
    area: str
    grids: int
    rules: tuple[int, ...] = ()  # versions that cover it in part, or whose unit was not found


class Coverage(NamedTuple):
    """``pairs``: classes × unit grids; ``covered``: how many of them a rule decides at any time.

    ``idle``: rules for classes that the catalogue does not have. ``ended``: rules whose unit has ended.
    """

    pairs: int
    covered: int
    holes: tuple[Hole, ...]
    ties: tuple[tuple[Rule, Rule], ...]
    idle: tuple[Rule, ...]
    ended: tuple[Rule, ...]


def coverage(book: Book, classes: Sequence[tuple[str, str]], leaves: Iterable[str], at: datetime) -> Coverage:
    """Over every filing condition of the catalogue and every unit grid, by their paths, as of a time."""
    rules = [rule for rule in book.rules if rule.in_force(at)]
    ground = _Ground(book, sorted(leaves))
    found = [hole for one in sorted(classes) for hole in _holes(ground, one, at)]
    once = list({rule.version: rule for rule in rules}.values())  # one that followed a split holds in several places
    known = {branch for one in classes for branch in categories(*one)}
    pairs = len(classes) * len(ground.paths)
    return Coverage(
        pairs,
        pairs - sum(hole.grids for hole in found),
        tuple(_joined(found, classes)),
        tuple(ties(rules)),
        tuple(rule for rule in once if rule.terms.category not in known),
        tuple(rule for rule in once if _ended(book, rule, at)),
    )


class _Ground:
    """The unit grids in order, and the branches in which no grid has a street, or a community."""

    def __init__(self, book: Book, paths: list[str]) -> None:
        self.book, self.paths = book, paths
        self.bare = {kind: self._bare(kind) for kind in ("street", "community")}

    def below(self, area: str) -> tuple[int, int]:
        """The first grid of a branch and the first behind it."""
        if not area:
            return 0, len(self.paths)
        return bisect_left(self.paths, area), bisect_left(self.paths, area[:-1] + "0")

    def parts(self, named: Iterable[str]) -> Iterator[tuple[str, int, str]]:
        """Named branches, each with the number of grids that have no nearer one, and the first of those."""
        inner = sorted({"", *named})
        span = {area: self.below(area) for area in inner}
        own, first = {area: end - start for area, (start, end) in span.items()}, dict(span)
        for area in inner[1:]:
            above = next(up for up in areas(area)[1:] if up in span)
            start, end = span[area]
            own[above] -= end - start
            if first[above][0] == start:
                first[above] = end, first[above][1]
        return ((area, own[area], self.paths[first[area][0]]) for area in inner if own[area] > 0)

    def _bare(self, kind: str) -> set[str]:
        """As few branches as hold exactly the grids without a unit of the kind."""
        homes = self.book.homes
        without = [path for path in self.paths if not any((kind, area) in homes for area in areas(path))]
        count: dict[str, int] = {}
        for path in without:
            for area in areas(path):
                count[area] = count.get(area, 0) + 1
        whole = {area for area, grids in count.items() if grids == self.below(area)[1] - self.below(area)[0]}
        return {area for area in whole if area and not any(up in whole for up in areas(area)[1:])}


def _holes(ground: _Ground, one: tuple[str, str], at: datetime) -> Iterator[Hole]:
    book, named = ground.book, ground.book.areas_of(one) | ground.bare["street"]
    if book.asks_community(one):
        named |= ground.bare["community"]
    for area, grids, leaf in ground.parts(named):
        facts = Facts(*one, leaf, at)
        held = [rule for rule in book.candidates(facts) if rule.in_force(at)]
        able = [rule for rule in held if _may_act(book, rule, facts)]
        if not any(map(_always, able)) and not _all_week(able):
            kind = "nobody" if book.unit(STREET, facts) is None else "partly" if held else "gap"
            yield Hole(kind, *one, area, grids, tuple(rule.version for rule in held))


def _may_act(book: Book, rule: Rule, facts: Facts) -> bool:
    """It asks for no component and no name, and somebody is there to act by it."""
    plain = not rule.rank.component and rule.terms.exact in ("", "grid")
    return plain and book.unit(rule.terms.lead, facts) is not None


def _always(rule: Rule) -> bool:
    return not rule.rank.window


def _all_week(rules: Iterable[Rule]) -> bool:
    """Rules by hours that share out the whole week."""
    spans = (span for rule in rules if not rule.terms.season for span in rule.window.hours)
    return merged(spans) == ((0, WEEK),)


def _joined(holes: list[Hole], classes: Sequence[tuple[str, str]]) -> Iterator[Hole]:
    """One line for a class whose conditions all have the same hole."""
    conditions: dict[str, int] = {}
    for category, _ in classes:
        conditions[category] = conditions.get(category, 0) + 1
    alike: dict[Hole, int] = {}
    for hole in holes:
        general = hole._replace(condition="")
        alike[general] = alike.get(general, 0) + 1
    for hole in holes:
        general = hole._replace(condition="")
        if alike.get(general) == conditions[hole.category]:
            if alike.pop(general):
                yield general._replace(grids=hole.grids)
        elif general in alike:
            yield hole


def _ended(book: Book, rule: Rule, at: datetime) -> bool:
    for token in (rule.terms.lead, *rule.terms.assistants):
        if token not in SYMBOLS:
            standing = book.units.get(int(token))
            if standing is None or (standing.until is not None and standing.until <= at):
                return True
    return False
