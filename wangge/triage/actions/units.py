"""Whose is it: the ownership rules first; where they are silent or often wrong, who handled such cases."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from wangge import cases, dispatch
from wangge.cases import State
from wangge.dispatch import Book, Choice, Facts, Matter
from wangge.kit.errors import NotFound, Refused, word
from wangge.kit.tx import Tx
from wangge.triage.actions.tallies import q
from wangge.triage.units import Cell, Learned, at_home, cells, learned, often, period

#: Quarters of a year that count.
RECENT = 8
#: From this confidence history speaks where the rules are silent or often wrong.
SPEAKS = 0.5
#: Cases from which the share kept is told as a confidence in a rule.
ENOUGH = 5


class UnitAdvice(NamedTuple):
    """``how``: rule, history, fallback (the street of the grid) or none. ``confidence`` 0 to 1, None: not known.

    ``reason``: a code with the numbers and names its sentence takes. ``returned``: how many of the cases like this that
    were sent to the unit the rules name did not stay there.
    """

    how: str
    unit: int | None
    unit_name: str | None
    confidence: float | None
    assistants: tuple[tuple[int, str], ...]
    reason: str
    facts: Mapping[str, Any]
    rule: int | None = None
    returned: tuple[int, int] | None = None  # of, times

    def shown(self, language: str) -> dict[str, Any]:
        """As the contract of advice has it."""
        words = word("triage", f"word.unit.{self.reason}", language).format(**self.facts)
        returned = {"of": self.returned[0], "times": self.returned[1]} if self.returned else None
        return {
            "how": self.how,
            "unit": self.unit,
            "unit_name": self.unit_name,
            "confidence": self.confidence,
            "assistants": [{"unit": unit, "unit_name": name} for unit, name in self.assistants],
            "reason": {"code": f"unit.{self.reason}", "words": words},
            "rule": self.rule,
            "returned": returned,
        }


#: States in which somebody has to say whose a case is.
WAITING = (State.FILED, State.DISPUTED)

NONE = UnitAdvice("none", None, None, None, (), "none", {})


def unit_advice(tx: Tx, matter: Matter) -> UnitAdvice:
    """Who should act. Two statements at most, whatever lies behind them; units that ended count as their successors."""
    book = dispatch.current(tx)
    known = _Known.of(tx, book, matter)
    try:
        choice = dispatch.choose(tx, matter, book)
    except Refused:
        return _from_history(tx, book, known, None) or NONE
    ruled = _from_rules(tx, book, known, choice)
    if choice.how == "rule" and not (ruled.returned and often(ruled.returned[1], ruled.returned[0])):
        return ruled
    return _from_history(tx, book, known, ruled) or ruled


def advice_on_case(tx: Tx, number: str) -> UnitAdvice:
    """For a case that waits for dispatch or a ruling; NONE for another. NotFound where it is not visible."""
    row = tx.row(q.waiting_matter, number=number, **cases.scope_of(tx.actor))
    if row is None:
        raise NotFound("case.unknown", number=number)
    if row["state"] not in WAITING:
        return NONE
    place = (row["path"], row["grid"], tx.now, row["component"], row["address"] or "")
    return unit_advice(tx, Matter(row["category"], row["condition"], *place))


class _Known(NamedTuple):
    """Units in force by cell, from the broadest: cases finished; sent first; of these, gone again."""

    done: list[tuple[Cell, dict[int, int]]]
    sent: list[dict[int, int]]
    gone: list[dict[int, int]]

    @classmethod
    def of(cls, tx: Tx, book: Book, matter: Matter) -> "_Known":
        wanted = cells(matter.category, matter.condition, matter.path)
        branches, areas = [cell.branch for cell in wanted], [cell.area for cell in wanted]
        since = period(matter.at) - RECENT
        rows = tx.rows(q.tallied, branches=branches, areas=areas, since=since)
        facts = Facts(matter.category, matter.condition, matter.path, matter.at)
        by_cell: dict[Cell, list[dict[str, Any]]] = {cell: [] for cell in wanted}
        for row in rows:
            if (unit := book.unit(str(row["unit"]), facts)) is not None:
                by_cell[Cell(row["branch"], row["area"])].append(row | {"unit": unit})
        found = [(cell, by_cell[cell]) for cell in wanted]
        done = [(cell, _summed(rows, "done")) for cell, rows in found]
        return cls(done, [_summed(r, "sent") for _, r in found], [_summed(r, "gone") for _, r in found])

    def kept(self, unit: int) -> tuple[int, int] | None:
        """Of how many sent to the unit how many were gone again: in the narrowest cell that has enough of them."""
        for sent, gone in zip(reversed(self.sent), reversed(self.gone), strict=True):
            if (of := sent.get(unit, 0)) >= ENOUGH:
                return of, gone.get(unit, 0)
        return None


def _from_rules(tx: Tx, book: Book, known: _Known, choice: Choice) -> UnitAdvice:
    returned = known.kept(choice.lead)
    confidence = round((returned[0] - returned[1] + 1) / (returned[0] + 2), 3) if returned else None
    name = _name(book, choice.lead)
    assistants = tuple((unit, _name(book, unit)) for unit in choice.assistants)
    facts = {"unit": name, "rule": _rule_name(tx, choice.rule)}
    return UnitAdvice(
        choice.how, choice.lead, name, confidence, assistants, choice.how, facts, choice.rule, returned
    )  # fmt: skip


def _from_history(tx: Tx, book: Book, known: _Known, ruled: UnitAdvice | None) -> UnitAdvice | None:
    """None where history does not say anything better."""
    found = learned(at_home(known.done, lambda unit: book.units[unit].level))
    if found is None or found.confidence < SPEAKS:
        return None
    name, facts = _name(book, found.unit), _facts(tx, book, found)
    plain = UnitAdvice("history", found.unit, name, found.confidence, (), "history", facts)
    if ruled is None:
        return plain
    if ruled.unit == found.unit:  # the rules name it too: told with what speaks for it, unless they name it for sure
        return None if ruled.how == "rule" else plain._replace(how=ruled.how, returned=ruled.returned)
    if ruled.how == "fallback" or ruled.returned is None:
        return plain
    of, times = ruled.returned
    more = {"rule": ruled.facts["rule"], "ruled": ruled.unit_name, "sent": of, "gone": times}
    return plain._replace(reason="returned", facts=facts | more, returned=ruled.returned)


def _facts(tx: Tx, book: Book, found: Learned) -> dict[str, Any]:
    cell, times, of = found.evidence
    place = tx.value(q.name_of_area, area=cell.area) or ""
    return {"unit": _name(book, found.unit), "times": times, "of": of, "place": place}


def _name(book: Book, unit: int) -> str:
    return book.units[unit].short_name


def _rule_name(tx: Tx, version: int | None) -> str:
    if version is None:
        return ""
    found = dispatch.names(tx, {version})[version]
    return str(found)


def _summed(rows: Iterable[Mapping[str, Any]], column: str) -> dict[int, int]:
    """Two units of which one succeeded the other count as one."""
    found: dict[int, int] = {}
    for row in rows:
        if row[column] > 0:
            found[row["unit"]] = found.get(row["unit"], 0) + row[column]
    return found
