"""Rules as a workbook: out as they are, in as drafts, with a preview of what each line changes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from wangge import catalogue, people
from wangge.dispatch.actions.books import q, terms_of
from wangge.dispatch.actions.drafts import Said, newest_by, units_of
from wangge.dispatch.actions.reading import Filter, rules
from wangge.dispatch.rules import Problem, Terms, problems
from wangge.dispatch.rules.lines import COLUMNS, Read, read, written
from wangge.kit import sheets
from wangge.kit.errors import Refused, word
from wangge.kit.tx import Tx

_COLUMNS = tuple(sheets.Column(*column) for column in COLUMNS)
_MOST = 1_000_000


@dataclass(frozen=True)
class Change:
    """What one line does. ``what``: new, changed, retired, same. ``fields``: those that differ from before."""

    line: int
    rule: int | None
    what: str
    fields: tuple[str, ...]
    terms: Terms


@dataclass(frozen=True)
class Wrong:
    """A line that is left out, the field and the rule it breaks."""

    line: int
    field: str
    rule: str


@dataclass(frozen=True)
class Preview:
    changes: list[Change]
    wrong: list[Wrong]


def export(tx: Tx) -> bytes:
    """Every rule in force or to come, as a workbook."""
    names = {s.category: s.category_name for s in catalogue.catalogue(tx)}
    rows = rules(tx, Filter(), 0, _MOST)
    title = word("dispatch", "word.sheet.title", "zh")
    return sheets.workbook(title, _COLUMNS, (written(row, _name(names, row["category"])) for row in rows))


def _name(names: dict[str, str], branch: str) -> str:
    known = names.get(branch.partition("/")[0])
    return known or word("dispatch", f"word.branch.{branch or 'all'}", "zh").removeprefix("word.branch.")


def preview(tx: Tx, data: bytes) -> Preview:
    """Every line, judged by itself; Invalid for a file that is no such table."""
    found = [(line.no, read(line.cells)) for line in sheets.lines(data, _COLUMNS)]
    codes = [code for _, one in found for code in _codes(one)]
    units, grids = units_of(tx, codes), _grids(tx, {one.said["grid"] for _, one in found if one.said["grid"]})
    newest = newest_by(tx, [one.rule for _, one in found if one.rule is not None])
    former = {row["code"]: row["id"] for row in tx.rows(q.grids_of_rules, rules=list(newest))}
    done = Preview([], [])
    seen: set[int] = set()
    for no, one in found:
        terms, wrong = _terms(one, units, former | grids)
        wrong += _wrong_grid(one, terms, newest, grids)
        wrong += _wrong_rule(one, newest, seen)
        if wrong:
            done.wrong.extend(Wrong(no, problem.field, problem.rule) for problem in wrong)
        else:
            done.changes.append(_change(no, one, terms, newest))
        seen |= {one.rule} if one.rule is not None else set()
    return done


def bring(tx: Tx, data: bytes) -> dict[str, Any]:
    """Drafts of the lines that change something; how many, how many were left as they are, and what was wrong.

    Refused where a rule has a draft already: that is published or dropped first.
    """
    found = preview(tx, data)
    changing = [change for change in found.changes if change.what != "same"]
    newest = newest_by(tx, [change.rule for change in changing if change.rule is not None])
    taken = [row["rule"] for row in tx.rows(q.drafted, rules=[c.rule for c in changing if c.rule is not None])]
    if taken:
        raise Refused("ownership.draft_there", rule=taken[0])
    tx.run_many(q.add_draft, [_row(tx, change, newest) for change in changing])
    people.note_audit(tx, "import_ownership", "ownership_drafts", drafts=len(changing), wrong=len(found.wrong))
    counts = {"drafts": len(changing), "same": len(found.changes) - len(changing)}
    return counts | {"wrong": found.wrong}


def _row(tx: Tx, change: Change, newest: dict[int, dict[str, Any]]) -> dict[str, Any]:
    terms = asdict(change.terms) | {"assistants": list(change.terms.assistants)}
    based_on = newest[change.rule]["version"] if change.rule is not None else None
    more = {"rule": change.rule, "based_on": based_on, "retires": change.what == "retired", "case_number": None}
    return terms | more | {"now": tx.now, "by": tx.actor.id}


def _codes(one: Read) -> Sequence[str]:
    return [one.said["lead"], one.said["owner"], *one.said["assistants"]]


def _grids(tx: Tx, codes: set[str]) -> dict[str, int]:
    return {row["code"]: row["id"] for row in tx.rows(q.grids_by_code, codes=list(codes), now=tx.now)}


def _terms(one: Read, units: dict[str, str], grids: dict[str, int]) -> tuple[Terms, list[Problem]]:
    said = Said(**one.said)
    plain = {name: getattr(said, name) for name in Terms.__dataclass_fields__}
    ids = {
        "grid": grids.get(said.grid) if said.grid else None,
        "lead": units.get(said.lead, said.lead),
        "owner": units.get(said.owner, said.owner),
        "assistants": tuple(units.get(code, code) for code in said.assistants),
    }
    terms = Terms(**plain | ids)
    unknown = [Problem("grid", "grid")] if said.grid and said.grid not in grids else []
    return terms, [*one.problems, *unknown, *([] if one.retire else problems(terms))]


def _wrong_grid(one: Read, terms: Terms, newest: dict[int, dict[str, Any]], grids: dict[str, int]) -> list[Problem]:
    """A grid that is split or merged has its rules in its parts: such a line comes back as it went out, or retires."""
    if one.said["grid"] is None or one.said["grid"] in grids or terms.grid is None:
        return []
    kept = one.rule in newest and (one.retire or _change(0, one, terms, newest).what == "same")
    return [] if kept else [Problem("grid", "grid")]


def _wrong_rule(one: Read, newest: dict[int, dict[str, Any]], seen: set[int]) -> list[Problem]:
    if one.rule is None:
        return []
    if one.rule not in newest:
        return [Problem("rule", "unknown")]
    return [Problem("rule", "repeated")] if one.rule in seen else []


def _change(no: int, one: Read, terms: Terms, newest: dict[int, dict[str, Any]]) -> Change:
    if one.rule is None:
        return Change(no, None, "new", (), terms)
    former = terms_of(newest[one.rule])
    if one.retire:
        return Change(no, one.rule, "retired", (), replace(former, valid_from=terms.valid_from, valid_to=None))
    names = [name for name in Terms.__dataclass_fields__ if getattr(terms, name) != getattr(former, name)]
    if names in ([], ["valid_from"]) and terms.valid_from in (None, former.valid_from):
        return Change(no, one.rule, "same", (), terms)
    fresh = replace(terms, valid_from=None) if terms.valid_from == former.valid_from else terms
    return Change(no, one.rule, "changed", tuple(names), fresh)
