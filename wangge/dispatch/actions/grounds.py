"""Ownership on a tree that changes: where rules and the units of streets and communities hold today, and where not."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from wangge import places
from wangge.dispatch.rules import Book, Homes, Rule, rank_of
from wangge.kit.tx import Tx
from wangge.places import Claim, Grid, Outlook, Step

#: Rules and areas named in a preview, of each sort.
NAMED = 20


class Ground(NamedTuple):
    """``rules``: each once for every branch where it holds; at its former path too, for cases still on their way.

    ``held``: version of a rule with a grid → grids of today where it holds. ``lost``: version → grids that took its
    ground and where it does not hold; none: its grid is gone without any.
    ``lost_homes``: rows of areas, each with such grids.
    """

    rules: list[Rule]
    homes: Homes
    held: dict[int, tuple[Grid, ...]]
    lost: dict[int, tuple[Grid, ...]]
    lost_homes: list[tuple[Mapping[str, Any], tuple[Grid, ...]]]


def ground_of(tx: Tx, rules: Sequence[tuple[Rule, datetime]], homes: Sequence[Mapping[str, Any]]) -> Ground:
    """Published rules, each with when it was published, and rows of areas, on the tree of today."""
    local = [(rule, at) for rule, at in rules if rule.terms.grid is not None]
    claims = [Claim(rule.terms.grid, _said(rule, tx.now), since=at) for rule, at in local]
    claims += [Claim(row["grid_id"], row["kind"], row["unit_id"]) for row in homes]
    found = places.successors(tx, claims) if claims else []
    placed = [rule for rule, _ in rules]
    lost: dict[int, tuple[Grid, ...]] = {}
    for (rule, _), now in zip(local, found, strict=False):
        placed += [_at(rule, grid.path) for grid in now.grids if grid.path != rule.area]
        if now.missed or not now.grids:
            lost[rule.version] = now.missed
    rest = list(zip(homes, found[len(local) :], strict=True))
    where = {(row["kind"], row["path"]): row["unit_id"] for row in homes}
    where |= {(row["kind"], grid.path): row["unit_id"] for row, now in rest for grid in now.grids}
    held = {rule.version: now.grids for (rule, _), now in zip(local, found, strict=False)}
    return Ground(placed, where, held, lost, [(row, now.missed) for row, now in rest if now.missed])


def _at(rule: Rule, area: str) -> Rule:
    return replace(rule, area=area, rank=rank_of(rule.terms, area))


def _said(rule: Rule, now: datetime) -> Hashable:
    """Rules of which one may stand for the other say the same and end together; all of them have begun."""
    terms = replace(rule.terms, grid=None, valid_from=None, valid_to=None, reason="")
    return terms, rule.until, max(rule.since, now)


# -- before a change is made ------------------------------------------------------------------------------


@dataclass
class Share:
    """How many rules and areas, and the first of them; ``areas`` by the code of the grid, kind and unit."""

    rules: int = 0
    areas: int = 0
    named_rules: list[str] = field(default_factory=list)
    named_areas: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Following:
    """What is tied to grids that would change. ``widen``: stays with a grid that takes others in."""

    follow: Share = field(default_factory=Share)
    widen: Share = field(default_factory=Share)
    lose: Share = field(default_factory=Share)


def following(tx: Tx, book: Book, found: Sequence[Outlook]) -> Following:
    """Which rules and areas of a book would follow a change of the tree, and which would lose their place."""
    going = [one for one in found if one.spreads]
    came = frozenset(path for one in going for path in one.came)
    step = Step(0, tx.now, {one.old_path: [path for _, path in one.targets] for one in going}, came)
    codes = {path: code for one in going for code, path in ((one.code, one.old_path), *one.targets)}
    rules = [r for r in book.rules if r.area in codes and (r.until is None or r.until > tx.now)]
    homes = [(key, unit) for key, unit in book.homes.items() if key[1] in codes]
    claims = [Claim(rule.area, _said(rule, tx.now)) for rule in rules]
    claims += [Claim(path, kind, unit) for (kind, path), unit in homes]
    ends = [_end(claim, one, step) for claim, one in zip(claims, places.carried(claims, [step]), strict=True)]
    result = Following()
    named = {(rule.version, end): rule.name for rule, end in zip(rules, ends, strict=False)}
    _count(result, "rules", [(end, name) for (_, end), name in sorted(named.items())])
    rows = [{"grid": codes[path], "kind": kind, "unit": book.units[unit].short_name} for (kind, path), unit in homes]
    _count(result, "areas", list(zip(ends[len(rules) :], rows, strict=True)))
    return result


def _end(claim: Claim, one: places.Carried, step: Step) -> str:
    if one.missed:
        return "lose"
    return "follow" if claim.grid in step.ways else "widen"


def _count(result: Following, what: str, rows: Collection[tuple[str, Any]]) -> None:
    for end, shown in rows:
        share: Share = getattr(result, end)
        setattr(share, what, getattr(share, what) + 1)
        named: list[Any] = getattr(share, f"named_{what}")
        if len(named) < NAMED:
            named.append(shown)
