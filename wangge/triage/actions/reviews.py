"""Reviews of automatic steps: those drawn, and what a person found; too much wrong ends the licence."""

from typing import Any, NamedTuple

from wangge import cases, catalogue, people
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Tx
from wangge.triage.actions.licence import q, switch_off_if_worn

Doc = dict[str, Any]


class Verdict(NamedTuple):
    """``should``: what would have been right, by its code; putting it right is a move of the case."""

    verdict: str
    should: str | None = None


def waiting(tx: Tx, after: int, limit: int) -> tuple[list[Doc], int | None]:
    """The oldest steps drawn and not looked at, of cases the person may see; and where to go on."""
    rows = tx.rows(q.to_review, after=after, limit=limit + 1, **cases.scope_of(tx.actor))
    shown = rows[:limit]
    names = _names(tx, shown)
    found = [row | {"name": names.get((row["step"], row["suggested"]))} for row in shown]
    return found, shown[-1]["id"] if len(rows) > limit else None


def review(tx: Tx, step_id: int, said: Verdict) -> bool:
    """Whether the licence has ended by it. NotFound where it was not drawn or is not visible; Refused a second time."""
    row = tx.row(q.reviewed_step, id=step_id, **cases.scope_of(tx.actor))
    if row is None:
        raise NotFound("advice.review", review=step_id)
    if row["step"] == "category" and said.should is not None:
        _known(tx, said.should)
    now = {"now": tx.now, "by": tx.actor.id}
    if not tx.run(q.review, id=step_id, verdict=said.verdict, should=said.should, **now):
        raise Refused("advice.reviewed", review=step_id)
    if said.verdict == "right":
        tx.run(q.confirm, case_id=row["case_id"], step=row["step"], **now)
        tx.run(q.label, cases=[row["case_id"]], now=tx.now)  # the feed tells nothing of a review
    people.note_audit(tx, f"review:{said.verdict}", f"case:{row['number']}", step=row["step"], licence=row["licence"])
    return said.verdict == "wrong" and switch_off_if_worn(tx, row["licence"])


def _known(tx: Tx, code: str) -> None:
    if code not in {each.code for each in catalogue.categories(tx)}:
        raise Invalid("advice.branch", field="should", branch=code)


def _names(tx: Tx, rows: list[Doc]) -> dict[tuple[str, str], str]:
    grids = [row["suggested"] for row in rows if row["step"] == "place"]
    units = [int(row["suggested"]) for row in rows if row["step"] == "unit"]
    found = tx.rows(q.names_of_suggested, grids=grids, units=units) if grids or units else []
    named = {(each["step"], each["suggested"]): each["name"] for each in found}
    if any(row["step"] == "category" for row in rows):
        named |= {("category", each.code): each.name for each in catalogue.categories(tx)}
    return named
