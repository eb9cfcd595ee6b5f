"""Rules, their versions and drafts as people read them: codes and names instead of ids."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from wangge import catalogue, people, places
from wangge.dispatch.actions.books import current, ground, ground_now, q, read
from wangge.dispatch.actions.drafts import drafts
from wangge.dispatch.actions.grounds import Ground
from wangge.dispatch.rules import SYMBOLS, Book, Rule, Terms, name_of, revised, start_of, ties
from wangge.dispatch.rules.branches import around, inside_pattern
from wangge.dispatch.rules.coverage import Hole, coverage
from wangge.kit.errors import NotFound
from wangge.kit.tx import Tx
from wangge.people.names import colleague

Shown = dict[str, Any]

_TERMS = tuple(Terms.__dataclass_fields__)


class Filter(NamedTuple):
    """Each may be left out. ``category`` takes what lies in it and what it lies in, ``grid`` likewise.

    Of a grid in force: where rules hold today, and what has lost its place there; of a former one: by what its cases
    are sent that are still on their way.
    """

    category: str | None = None
    grid: str | None = None
    unit: str | None = None
    text: str | None = None
    ended: bool = False


def rules(tx: Tx, wanted: Filter, after: int, limit: int) -> list[Shown]:
    """The newest version of each rule, by number, behind the one given."""
    there = _lying(tx, wanted.grid) if wanted.grid else None
    unit = str(people.unit_by_code(tx, wanted.unit).id) if wanted.unit and wanted.unit not in SYMBOLS else wanted.unit
    classes = (list(around(wanted.category)), inside_pattern(wanted.category)) if wanted.category else (None, None)
    params = {"there": there, "unit": unit, "around": classes[0], "inside": classes[1], "now": tx.now}
    rows = tx.rows(q.rules, text=wanted.text, ended=wanted.ended, after=after, limit=limit, **params)
    return _named(tx, rows)


def _lying(tx: Tx, code: str) -> list[int]:
    """Numbers of the rules that lie in a grid or around it, by the grids that routing has them in. NotFound."""
    known = ground(tx)
    row = tx.row(q.grid_ever, code=code, now=tx.now)
    if row is None:
        raise NotFound("grid.unknown", grid=code)
    newest = {rule.rule: rule.version for rule in known.rules}  # a version after those before it
    if row["in_force"]:
        told = [(rule, grid.path) for rule, version in newest.items() for grid in _grids_of(known, version)]
    else:
        told = [(rule.rule, rule.area) for rule in known.rules if newest[rule.rule] == rule.version]
    path = row["path"]
    return sorted({rule for rule, area in told if area.startswith(path) or path.startswith(area)})


def _grids_of(known: Ground, version: int) -> tuple[places.Grid, ...]:
    return (*known.held.get(version, ()), *known.lost.get(version, ()))


def versions(tx: Tx, rule: int) -> list[Shown]:
    """The newest first, each with the fields that it changed; NotFound."""
    rows = _named(tx, tx.rows(q.versions, rule=rule))
    if not rows:
        raise NotFound("ownership.no_rule", rule=rule)
    for row, former in zip(rows, [*rows[1:], None], strict=True):
        row["changed"] = [name for name in _TERMS if former and row[name] != former[name]]
    return rows


def changes(tx: Tx, before: int | None, limit: int) -> list[Shown]:
    """Editions of the rule book, the newest first."""
    return [row | {"by": colleague(row["by"])} for row in tx.rows(q.changes, before=before, limit=limit)]


def drafts_shown(tx: Tx, after: int, limit: int) -> list[Shown]:
    rows = tx.rows(q.drafts_shown, after=after, limit=limit)
    return [_words(current(tx), row | {"written_by": colleague(row["written_by"])}) for row in rows]


def draft_ties(book: Book) -> list[Shown]:
    """Which rules would tie if the book were published."""
    return [pair_of(a, b) for a, b in ties(book.rules)]


def names(tx: Tx, versions: Iterable[int]) -> dict[int, str]:
    """Version → the rule as people call it; drafts, whose versions are below zero, among them."""
    wanted = set(versions)
    found = {version: f"D-{-version}" for version in wanted if version < 0}
    rows = tx.rows(q.rule_names, versions=[version for version in wanted if version > 0])
    return found | {row["version"]: name_of(row["rule"], row["no"]) for row in rows}


def both(tx: Tx, ids: Sequence[int] | None = None) -> tuple[Book, Book]:
    """The book of now and the book with the drafts, each for asking it about matters of the past.

    Drafts that begin later count as begun.
    """
    chosen = drafts(tx, ids)
    start = max((start_of(draft.terms, tx.now) for draft in chosen), default=tx.now)
    book = current(tx)
    return book.as_of(tx.now), with_drafts(tx, ids).as_of(start)


def with_drafts(tx: Tx, ids: Sequence[int] | None = None) -> Book:
    """The book as it will be once the drafts named, or all, are published now."""
    book = read(tx)
    return Book(book.change, revised(book.rules, drafts(tx, ids), tx.now), book.units, book.homes)


def report(tx: Tx, at: datetime | None = None, *, with_all_drafts: bool = False) -> Shown:
    """The coverage of the rules in force, or of what they will be with the drafts, as of a time: by codes and names."""
    book = with_drafts(tx) if with_all_drafts else current(tx)
    tree = tx.rows(q.tree, now=tx.now)
    classes = [(s.category, s.condition) for s in catalogue.catalogue(tx)]
    names = {s.category: s.category_name for s in catalogue.catalogue(tx)}
    found = coverage(book, classes, [row["path"] for row in tree if row["leaf"]], at or tx.now)
    grids = {row["path"]: row for row in tree}
    by_version = {rule.version: rule.name for rule in book.rules}
    kinds = Counter(hole.kind for hole in found.holes)
    return {
        "at": at or tx.now,
        "book": book.change,
        "pairs": found.pairs,
        "covered": found.covered,
        "counts": {**dict.fromkeys(("gap", "partly", "nobody"), 0), **kinds, "tie": len(found.ties)},
        "holes": [_hole(hole, grids, names, by_version) for hole in found.holes],
        "ties": [pair_of(a, b) for a, b in found.ties],
        "idle": [rule.name for rule in found.idle],
        "ended": [rule.name for rule in found.ended],
        **_lost(tx, book, at or tx.now),
    }


def _lost(tx: Tx, book: Book, at: datetime) -> Shown:
    """Rules in force, and areas, that lost their place to a change of the tree; ``missed``: who took the ground."""
    ground = ground_now(tx)
    rules = {r.version: r for r in book.rules if r.version in ground.lost and r.in_force(at)}
    return {
        "lost": [{"rule": r.name, "missed": _codes(ground.lost[v])} for v, r in sorted(rules.items())],
        "lost_areas": [
            {
                "kind": row["kind"],
                "grid": {"code": row["code"], "name": row["name"]},
                "unit": book.naming(row["unit_id"]),
                "missed": _codes(missed),
            }
            for row, missed in ground.lost_homes
        ],
    }


def _codes(grids: Iterable[places.Grid]) -> list[Shown]:
    return [{"code": grid.code, "name": grid.name} for grid in grids]


def _hole(hole: Hole, grids: Mapping[str, Any], names: Mapping[str, str], rules: Mapping[int, str]) -> Shown:
    grid = grids.get(hole.area)
    return {
        "kind": hole.kind,
        "category": hole.category,
        "category_name": names[hole.category],
        "condition": hole.condition or None,
        "grid": {"code": grid["code"], "name": grid["name"]} if grid else None,
        "grids": hole.grids,
        "rules": [rules[version] for version in hole.rules],
    }


def pair_of(first: Rule, second: Rule) -> Shown:
    return {"first": first.name, "second": second.name, "category": first.terms.category, "area": first.area}


def _named(tx: Tx, rows: Iterable[Shown]) -> list[Shown]:
    """``holds``: where a rule with a grid holds today; ``missed``: who took its ground, and it does not hold there."""
    book, known = current(tx), ground(tx)
    return [
        _words(book, row)
        | {"name": name_of(row["rule"], row["no"]), "state": _state(row, tx.now)}
        | {
            name: _codes(grids.get(row["version"], ()))
            for name, grids in (("holds", known.held), ("missed", known.lost))
        }
        for row in rows
    ]


def _state(row: Shown, now: datetime) -> str:
    """in_force, coming, ended (its time is over) or retired; a version that a later one replaced is replaced."""
    if row["retired"]:
        return "retired" if row["valid_from"] <= now else "coming"
    if row["replaced_at"] is not None and row["replaced_at"] <= now:
        return "replaced"
    if row["valid_to"] is not None and row["valid_to"] <= now:
        return "ended"
    return "in_force" if row["valid_from"] <= now else "coming"


def _words(book: Book, row: Shown) -> Shown:
    """Units by their codes, as they are written, and the names that belong to them."""
    tokens = [row["lead"], *row["assistants"], row["owner"]]
    units = {token: book.naming(int(token)) for token in tokens if token.isdigit() and int(token) in book.units}
    codes = {token: unit["code"] for token, unit in units.items() if unit}
    shown = {name: value for name, value in row.items() if name not in ("grid", "grid_code")}
    return shown | {
        "grid": row["grid_code"],
        "lead": codes.get(row["lead"], row["lead"]),
        "owner": codes.get(row["owner"], row["owner"]),
        "assistants": [codes.get(token, token) for token in row["assistants"]],
        "units": {unit["code"]: unit["short_name"] for unit in units.values() if unit},
    }
