"""Drafts of ownership rules: written, changed, dropped; nothing of them is in force."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from wangge import people, places
from wangge.dispatch.actions.books import q, terms_of
from wangge.dispatch.actions.choosing import Matter
from wangge.dispatch.rules import SYMBOLS, Draft, Problem, Terms, problems
from wangge.kit.errors import Invalid, NotFound, Refused, word
from wangge.kit.tx import Tx


@dataclass(frozen=True)
class Said:
    """A rule as people write it: codes of units and grids, or a symbol for who acts."""

    lead: str
    category: str = ""
    grid: str | None = None
    exact: str = ""
    named: str = ""
    owner: str = ""  # a unit's code, or ``any``
    hours: str = ""
    season: str = ""
    assistants: Sequence[str] = ()
    limit: str = ""
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    reason: str = ""


def understood(tx: Tx, said: Said) -> Terms:
    """Codes as ids. Invalid names the first field that is wrong and the rule it breaks, and all of them."""
    unit_of = units_of(tx, [said.lead, said.owner, *said.assistants])
    plain = {name: getattr(said, name) for name in Terms.__dataclass_fields__}
    terms = Terms(
        **plain
        | {
            "grid": places.grid(tx, said.grid).id if said.grid else None,
            "lead": unit_of.get(said.lead, said.lead),
            "owner": unit_of.get(said.owner, said.owner),
            "assistants": tuple(unit_of.get(code, code) for code in said.assistants),
        }
    )
    check(terms)
    return terms


def units_of(tx: Tx, codes: Sequence[str]) -> dict[str, str]:
    """Code → id as digits, of units in force. A code that names none is left as it is written, marked as none."""
    wanted = sorted({code for code in codes if code and code not in SYMBOLS and code != "any"})
    found = {unit.code: str(unit.id) for unit in people.units_by_code(tx, wanted)} if wanted else {}
    return {code: found.get(code, f"?{code}") for code in wanted}


def check(terms: Terms) -> None:
    if wrong := problems(terms):
        listed: list[Problem] = [wrong[0], *wrong[1:]]
        raise Invalid("ownership.bad", field=wrong[0].field, rule=wrong[0].rule, problems=[p._asdict() for p in listed])


def draft(tx: Tx, said: Said, rule: int | None = None, case_number: str | None = None) -> int:
    """The id of a new draft, of a rule to come or of the next version of one. Refused where that one has a draft."""
    return add(tx, understood(tx, said), rule, case_number=case_number)


def draft_retirement(tx: Tx, rule: int, at: datetime | None = None, reason: str = "") -> int:
    """The draft that ends a rule, at a time or with its publication."""
    newest = newest_of(tx, rule)
    terms = replace(terms_of(newest), valid_from=at, valid_to=None, reason=reason)
    check(terms)
    return add(tx, terms, rule, retires=True)


def draft_ruling(tx: Tx, matter: Matter, case_number: str, units: Sequence[int]) -> int:
    """A ruling (权属裁定) as a draft for the narrowest scope, its case the source. The first unit leads."""
    lead, *assistants = map(str, units)
    exact = "component" if matter.component_code else ""
    terms = Terms(
        matter.category,
        matter.grid_id,
        exact,
        matter.component_code or "",
        lead=lead,
        assistants=tuple(assistants),
        reason=word("dispatch", "word.source.ruling", "zh").format(number=case_number),
    )
    check(terms)
    return add(tx, terms, case_number=case_number)


def add(tx: Tx, terms: Terms, rule: int | None = None, *, retires: bool = False, case_number: str | None = None) -> int:
    """A draft from terms that were checked."""
    based_on = newest_of(tx, rule)["version"] if rule is not None else None
    row = asdict(terms) | {"rule": rule, "based_on": based_on, "retires": retires, "case_number": case_number}
    added: int | None = tx.value(
        q.add_draft, **row | {"assistants": list(terms.assistants)}, now=tx.now, by=tx.actor.id
    )
    if added is None:
        raise Refused("ownership.draft_there", rule=rule)
    people.note_audit(tx, "draft_ownership", f"ownership_draft:{added}", rule=rule, retires=retires)
    return added


def change(tx: Tx, draft_id: int, said: Said, edition: int) -> int:
    """The next edition of a draft, and its number. Refused when somebody else has changed it since ``edition``."""
    terms = understood(tx, said)
    row = asdict(terms) | {"assistants": list(terms.assistants), "id": draft_id, "edition": edition}
    after: int | None = tx.value(q.change_draft, **row, now=tx.now, by=tx.actor.id)
    if after is None:
        raise Refused("ownership.draft_changed", edition=draft_row(tx, draft_id)["edition"])
    people.note_audit(tx, "draft_ownership", f"ownership_draft:{draft_id}", edition=after)
    return after


def drop(tx: Tx, draft_id: int) -> None:
    """NotFound where it is not there."""
    if not tx.run(q.drop_drafts, ids=[draft_id]):
        raise NotFound("ownership.no_draft", draft=draft_id)
    people.note_audit(tx, "drop_ownership_draft", f"ownership_draft:{draft_id}")


def draft_row(tx: Tx, draft_id: int) -> dict[str, Any]:
    row = tx.row(q.draft_rows, ids=[draft_id])
    if row is None:
        raise NotFound("ownership.no_draft", draft=draft_id)
    return row


def drafts(tx: Tx, ids: Sequence[int] | None = None) -> list[Draft]:
    """The drafts named, or all; NotFound for one that is not there."""
    rows = tx.rows(q.draft_rows, ids=list(ids) if ids is not None else None)
    if ids is not None and (missing := set(ids) - {row["id"] for row in rows}):
        raise NotFound("ownership.no_draft", draft=min(missing))
    newest = newest_by(tx, [row["rule"] for row in rows if row["rule"] is not None])
    return [_draft(row, newest.get(row["rule"])) for row in rows]


def newest_of(tx: Tx, rule: int) -> dict[str, Any]:
    """The newest version of a rule, which may be its retirement; NotFound."""
    found = newest_by(tx, [rule])
    if rule not in found:
        raise NotFound("ownership.no_rule", rule=rule)
    return found[rule]


def newest_by(tx: Tx, rules: Sequence[int]) -> dict[int, dict[str, Any]]:
    return {row["rule"]: row for row in tx.rows(q.newest, rules=list(rules))} if rules else {}


def _draft(row: dict[str, Any], newest: dict[str, Any] | None) -> Draft:
    no = newest["no"] + 1 if newest else 1
    return Draft(row["id"], row["rule"], no, row["retires"], terms_of(row), row["area"])
