"""Ownership rules that returns and rulings suggest; a person makes a draft of one, or dismisses it."""

from typing import Any

import orjson

from wangge import cases, dispatch, people
from wangge.dispatch import Book, Facts, Said
from wangge.kit import sql
from wangge.kit.errors import NotFound, Refused, word
from wangge.kit.tx import Pool, Tx, work
from wangge.triage.actions.book import book as catalogue_book
from wangge.triage.actions.units import RECENT
from wangge.triage.units import period
from wangge.triage.units.hints import LEAST, Hint, Past, hints

q = sql.load("wangge.triage", "queries_hints.sql")

#: Further cases after which what was settled is suggested again.
MORE = 3
SHOWN = 200

Doc = dict[str, Any]


def renew(pool: Pool, district: str) -> int:
    """What the past suggests now. A loop of the worker; 0: the next round is not hurried."""
    with work(pool, district) as tx:
        find(tx)
    return 0


def find(tx: Tx) -> None:
    """Counts of who finished what; without units that have ended, and without what the rules say by now."""
    rows = tx.rows(q.past_turns, since=period(tx.now) - RECENT, least=LEAST)
    past = [Past(**row | {"samples": tuple(row["samples"])}) for row in rows]
    book = dispatch.current(tx)
    found = [hint._asdict() for hint in hints(past) if _is_news(tx, book, hint)]
    said = orjson.dumps(found).decode()
    tx.run(q.drop_hints, rows=said)
    tx.run(q.write_hints, rows=said, more=MORE, now=tx.now)


def shown(tx: Tx) -> list[Doc]:
    """Open suggestions, those with most cases first; ``cases``: numbers of some of them that the asker may see."""
    book, classes = dispatch.current(tx), catalogue_book(tx).entries
    rows = tx.rows(q.open_hints, limit=SHOWN, **cases.scope_of(tx.actor))
    for row in rows:
        entry = classes.get(row["category"])
        row |= {"category_name": entry.name if entry else None, "rule": _rule(tx, book, row)}
        row |= {name: book.naming(row[name]) for name in ("first", "unit")}
        del row["area"]
    return rows


def draft(tx: Tx, hint: int) -> int:
    """The draft it becomes: of the rule that says so for just this class and place, else of a rule to come.

    NotFound; Refused where it was settled, or where that rule has a draft already.
    """
    row, book = _open(tx, hint), dispatch.current(tx)
    facts = {"times": row["times"], "of": row["of"], "unit": book.units[row["unit"]].short_name}
    facts |= {"first": book.units[row["first"]].short_name}
    reason = word("triage", "word.hint.reason", "zh").format(**facts)
    grid = None if row["area"].count("/") <= 1 else row["grid"]
    said = Said(book.units[row["unit"]].code, row["category"], grid, reason=reason)
    made = dispatch.draft(tx, said, _same_scope(tx, book, row))
    _settle(tx, hint, "drafted", made)
    return made


def dismiss(tx: Tx, hint: int) -> None:
    """Not suggested again before there are more such cases. NotFound; Refused where it was settled."""
    _open(tx, hint)
    _settle(tx, hint, "dismissed", None)


def _is_news(tx: Tx, book: Book, hint: Hint) -> bool:
    """The unit is in force, and the rules of now do not name it there."""
    facts = _facts(tx, hint.category, hint.area)
    unit = book.unit(str(hint.unit), facts)
    return unit == hint.unit and book.decide(facts).lead != unit


def _facts(tx: Tx, category: str, area: str) -> Facts:
    return Facts(category, "", area or f"{tx.district}/", tx.now)


def _rule(tx: Tx, book: Book, row: Doc) -> str | None:
    rule = book.decide(_facts(tx, row["category"], row["area"])).rule
    return rule.name if rule else None


def _same_scope(tx: Tx, book: Book, row: Doc) -> int | None:
    """The rule whose next version it is: the one in force for just this class and place, at any time and component."""
    rule = book.decide(_facts(tx, row["category"], row["area"])).rule
    if rule is None or rule.terms.category != row["category"] or any(rule.rank[:2]) or rule.rank.window:
        return None
    depth = row["area"].count("/")
    same = rule.area == row["area"] or (depth <= 1 and rule.area.count("/") <= 1)
    return rule.rule if same else None


def _open(tx: Tx, hint: int) -> Doc:
    row = tx.row(q.lock_hint, id=hint)
    if row is None:
        raise NotFound("advice.no_hint", hint=hint)
    if row["state"] != "open":
        raise Refused("advice.hint_settled", hint=hint, now=row["state"])
    return row


def _settle(tx: Tx, hint: int, state: str, made: int | None) -> None:
    tx.run(q.settle_hint, id=hint, state=state, draft=made, by=tx.actor.id, now=tx.now)
    people.note_audit(tx, f"hint_{state}", f"rule_hint:{hint}", draft=made)
