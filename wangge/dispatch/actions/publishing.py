"""A set of drafts becomes one change of the rule book; a change can be undone by a further one."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any, NamedTuple

import orjson

from wangge import people
from wangge.dispatch.actions.books import OWNERSHIP, q, read, terms_of
from wangge.dispatch.actions.drafts import drafts, newest_by
from wangge.dispatch.rules import SYMBOLS, Book, Draft, Rule, name_of, revised, start_of, ties
from wangge.kit.errors import NotFound, Refused
from wangge.kit.stamps import touch
from wangge.kit.tx import Tx


class Published(NamedTuple):
    """The number of the change, and the version each rule has by it."""

    change: int
    versions: dict[int, int]


def publish(tx: Tx, ids: Sequence[int] | None = None, *, based_on: int | None = None, note: str = "") -> Published:
    """The drafts named, or all, as one change. Refused: which two rules tie, which unit has ended, what was changed.

    ``based_on``: the change the drafts were judged against; refused when another came after it.
    """
    tx.run(q.lock)
    chosen = drafts(tx, ids)
    if not chosen:
        raise Refused("ownership.nothing")
    now_at: int = tx.value(q.change)
    if based_on not in (None, now_at):
        raise Refused("ownership.changed", current=now_at)
    _up_to_date(tx, [draft.id for draft in chosen])
    sources = {row["id"]: row["case_number"] for row in tx.rows(q.draft_rows, ids=[d.id for d in chosen])}
    done = put_in_force(tx, chosen, note=note, sources=sources)
    tx.run(q.drop_drafts, ids=[draft.id for draft in chosen])
    return done


def put_in_force(
    tx: Tx, chosen: Sequence[Draft], *, note: str, sources: dict[int, str | None], undoes: int | None = None
) -> Published:
    """Checked against the rules in force under the lock, then written."""
    book = read(tx)
    _in_force(tx, chosen, book)
    refuse_ties(revised(book.rules, chosen, tx.now))
    change = book.change + 1
    tx.run(q.add_change, change=change, now=tx.now, by=tx.actor.id, note=note, undoes=undoes)
    fresh = iter(tx.value(q.draw_rules, count=sum(1 for draft in chosen if draft.rule is None)))
    rows = [_row(draft, next(fresh) if draft.rule is None else draft.rule, tx, sources) for draft in chosen]
    written = tx.rows(q.add_versions, change=change, rows=orjson.dumps(rows).decode())
    touch(tx, OWNERSHIP)
    versions = {row["rule"]: row["version"] for row in written}
    people.note_audit(tx, "publish_ownership", f"ownership_change:{change}", rules=sorted(versions), undoes=undoes)
    return Published(change, versions)


def refuse_ties(rules: Iterable[Rule]) -> None:
    """Of a draft with another rule; Refused names the first two, and all of them in ``pairs``."""
    if found := ties(rules, drafts_only=True):
        first, second = found[0]
        pairs = [{"first": a.name, "second": b.name, "versions": [a.version, b.version]} for a, b in found]
        raise Refused("ownership.tie", first=first.name, second=second.name, pairs=pairs)


def undo(tx: Tx, change: int, note: str = "") -> Published:
    """A further change that gives every rule of a change the version it had before; a rule it made is retired.

    Refused where a later change has altered one of those rules, naming them; where the former versions would tie
    with what came since; where a unit of theirs has ended.
    """
    tx.run(q.lock)
    rows = tx.rows(q.of_change, change=change)
    if not rows:
        raise NotFound("ownership.no_change", change=change)
    newest = newest_by(tx, [row["rule"] for row in rows])
    later = [newest[row["rule"]] for row in rows if newest[row["rule"]]["version"] != row["version"]]
    if later:
        names = [name_of(row["rule"], row["no"]) for row in later]
        raise Refused("ownership.later", change=change, rules=names, changes=sorted({row["change"] for row in later}))
    before = {row["rule"]: row for row in tx.rows(q.before_change, change=change)}
    restored = [_restored(row, before.get(row["rule"]), tx) for row in rows]
    return put_in_force(tx, restored, note=note, sources={}, undoes=change)


def _restored(row: dict[str, Any], former: dict[str, Any] | None, tx: Tx) -> Draft:
    """The former version's terms; a rule that was not there, was retired or has run out since, is retired."""
    over = former is not None and former["valid_to"] is not None and former["valid_to"] <= tx.now
    retires = former is None or former["retired"] or over
    source = row if former is None or retires else former
    terms = terms_of(source)
    if retires:
        terms = replace(terms, valid_from=None, valid_to=None)
    return Draft(row["rule"], row["rule"], row["no"] + 1, retires, terms, source["area"])


def _up_to_date(tx: Tx, ids: list[int]) -> None:
    """A draft was written from the newest version of its rule."""
    rows = [row for row in tx.rows(q.draft_rows, ids=ids) if row["rule"] is not None]
    newest = newest_by(tx, [row["rule"] for row in rows])
    for row in rows:
        if (last := newest[row["rule"]])["version"] != row["based_on"]:
            raise Refused("ownership.outdated", rules=[name_of(last["rule"], last["no"])], draft=row["id"])


def _in_force(tx: Tx, chosen: Sequence[Draft], book: Book) -> None:
    """The units and grids a rule names are there on the day it begins."""
    wanted = sorted({draft.terms.grid for draft in chosen if draft.terms.grid is not None})
    grids = {row["id"] for row in tx.rows(q.grid_paths, ids=wanted, now=tx.now)}
    for draft in chosen:
        if draft.retires:
            continue
        terms, name = draft.terms, name_of(draft.rule or -draft.id, draft.no)
        named = (terms.lead, *terms.assistants, terms.owner)
        for token in (token for token in named if token and token != "any" and token not in SYMBOLS):
            standing = book.units.get(int(token))
            start = start_of(terms, tx.now)
            if standing is None or (standing.until is not None and standing.until <= start):
                raise Refused("ownership.unit_ended", rules=[name], unit_id=int(token))
        if terms.grid is not None and terms.grid not in grids:
            raise Refused("ownership.grid_ended", rules=[name], grid_id=terms.grid)
        if terms.valid_to is not None and terms.valid_to <= start_of(terms, tx.now):
            raise Refused("ownership.over", rules=[name])


def _row(draft: Draft, rule: int, tx: Tx, sources: dict[int, str | None]) -> dict[str, Any]:
    terms = asdict(draft.terms) | {"valid_from": start_of(draft.terms, tx.now)}
    if draft.retires:
        terms["valid_to"] = None
    more = {"rule": rule, "no": draft.no, "retired": draft.retires, "case_number": sources.get(draft.id)}
    return terms | more
