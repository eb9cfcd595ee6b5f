"""An ownership rule (权属规则): what it says, what may be wrong with that, and how narrow it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from wangge.catalogue.rules.limits import is_limit
from wangge.dispatch.rules.branches import area_depth, category_depth, is_branch
from wangge.dispatch.rules.windows import Window, window

#: Who acts, where it is no fixed unit: found by the place or by the component of the matter.
STREET, COMMUNITY, OWNER, MAINTAINER = SYMBOLS = ("@street", "@community", "@owner", "@maintainer")

#: A named exception (具名例外), by how little it covers: one grid, one compound by its name, one component by its code.
EXACT = ("", "grid", "compound", "component")

REASON, NAME, ASSISTANTS = 500, 60, 20  # characters, characters, units


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule says. Units are ids as digits, or one of ``SYMBOLS``.

    ``owner``: whose component it must be; ``any``: of any known one. ``limit`` takes the place of the category's.
    """

    category: str = ""
    grid: int | None = None  # None: everywhere
    exact: str = ""
    named: str = ""  # the compound's name or the component's code
    owner: str = ""
    hours: str = ""
    season: str = ""
    lead: str = STREET
    assistants: tuple[str, ...] = ()
    limit: str = ""
    valid_from: datetime | None = None  # None: from publication
    valid_to: datetime | None = None
    reason: str = ""


class Rank(NamedTuple):
    """How narrow a rule is, in the order in which it counts (DESIGN §8)."""

    exception: int
    component: int  # 0 any matter, 1 a component whose owner is known, 2 a component of this owner
    category: int
    area: int
    window: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One published version, as far as it may be in force: ``[since, until)``."""

    version: int
    rule: int
    no: int
    terms: Terms
    area: str  # path of the grid, "" everywhere
    since: datetime
    until: datetime | None
    rank: Rank
    window: Window

    @property
    def name(self) -> str:
        return name_of(self.rule, self.no)

    def in_force(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


def name_of(rule: int, no: int) -> str:
    """As people call it: ``R-0418 v3``; a draft of a rule to come is ``D-12``."""
    return f"R-{rule:04d} v{no}" if rule > 0 else f"D-{-rule}"


def rule_of(key: tuple[int, int, int], terms: Terms, area: str, until: datetime | None) -> Rule:
    """A version (its number, its rule, its number within the rule) with what follows from its terms."""
    assert terms.valid_from is not None
    ends = [end for end in (until, terms.valid_to) if end is not None]
    return Rule(
        *key,
        terms,
        area,
        terms.valid_from,
        min(ends, default=None),
        rank_of(terms, area),
        window(terms.hours, terms.season),
    )


def rank_of(terms: Terms, area: str) -> Rank:
    component = 0 if not terms.owner else 1 if terms.owner == "any" else 2
    if not component and terms.lead in (OWNER, MAINTAINER):
        component = 1
    windows = bool(terms.hours) + bool(terms.season)
    return Rank(EXACT.index(terms.exact), component, category_depth(terms.category), area_depth(area), windows)


class Problem(NamedTuple):
    """A field of a rule and what it breaks."""

    field: str
    rule: str


_UNIT = re.compile(r"[0-9]{1,18}")
_CONTROL = re.compile(r"[\x00-\x1f\ud800-\udfff]")


def problems(terms: Terms) -> list[Problem]:
    """Everything that is wrong in itself, in the order of the fields; none: it may be published if nothing ties."""
    return [*_wrong_what(terms), *_wrong_where(terms), *_wrong_when(terms), *_wrong_who(terms), *_wrong_words(terms)]


def _wrong_what(terms: Terms) -> Iterator[Problem]:
    if not is_branch(terms.category):
        yield Problem("category", "branch")


def _wrong_where(terms: Terms) -> Iterator[Problem]:
    if terms.exact not in EXACT:
        yield Problem("exact", "choice")
    elif terms.exact == "grid" and terms.grid is None:
        yield Problem("grid", "exact_grid")
    elif bool(terms.named.strip()) != (terms.exact in ("compound", "component")) or len(terms.named) > NAME:
        yield Problem("named", "name")
    if terms.owner not in ("", "any") and not _UNIT.fullmatch(terms.owner):
        yield Problem("owner", "unit")


def _wrong_when(terms: Terms) -> Iterator[Problem]:
    for name in ("hours", "season"):
        try:
            window(**{"hours": "", "season": "", name: getattr(terms, name)})
        except ValueError:
            yield Problem(name, name)
    if terms.valid_from and terms.valid_to and terms.valid_to <= terms.valid_from:
        yield Problem("valid_to", "order")


def _wrong_who(terms: Terms) -> Iterator[Problem]:
    if not _is_unit(terms.lead):
        yield Problem("lead", "unit")
    if not all(map(_is_unit, terms.assistants)) or len(terms.assistants) > ASSISTANTS:
        yield Problem("assistants", "unit")
    if len({terms.lead, *terms.assistants}) <= len(terms.assistants):
        yield Problem("assistants", "twice")
    if terms.limit and not is_limit(terms.limit):
        yield Problem("limit", "limit")


def _wrong_words(terms: Terms) -> Iterator[Problem]:
    if len(terms.reason) > REASON:
        yield Problem("reason", "length")
    for name in ("named", "reason"):
        if _CONTROL.search(getattr(terms, name)):
            yield Problem(name, "control")


def _is_unit(token: str) -> bool:
    return token in SYMBOLS or _UNIT.fullmatch(token) is not None
