"""The cases of the last months, sent again by a draft of the ownership rules: what would change, before it is true."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from psycopg.rows import dict_row

from wangge import catalogue, dispatch
from wangge.cases.actions.store import Doc, q, scope_of
from wangge.dispatch import Book
from wangge.kit.tx import Tx

MONTH = timedelta(days=365.25 / 12)
MOST = 500_000  # cases of one run
BATCH = 2000  # rows in hand at a time
SAMPLES = 5  # case numbers for each change
SHOWN = 200  # changes told, the most frequent first


@dataclass
class Tally:
    """Counts by class, street and unit; a few numbers of cases for each change. It does not grow with the cases."""

    cases: int = 0
    changed: int = 0
    right: Counter[str] = field(default_factory=Counter)  # before | after: sent to who had it in the end
    fallback: Counter[str] = field(default_factory=Counter)
    returns_saved: int = 0
    units: dict[str, Counter[int | None]] = field(default_factory=lambda: {"before": Counter(), "after": Counter()})
    moves: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    streets: Counter[int | None] = field(default_factory=Counter)
    samples: dict[tuple[Any, ...], list[str]] = field(default_factory=dict)


def simulate(tx: Tx, drafts: Sequence[int] | None = None, months: int = 6, most: int = MOST) -> Doc:
    """Every case first sent in the last months that the person may see, by the rules now and with the drafts.

    A case is taken as it turned out: by its class and place of today, at the hour at which it was sent. ``right``:
    the share that goes to the unit which had the case in the end. Drafts that begin later count as begun.
    """
    now_book, draft_book = dispatch.both(tx, drafts)
    since = tx.now - MONTH * months
    tally = Tally()
    for row in _sent(tx, since, address=now_book.asks_address or draft_book.asks_address, most=most):
        _count(tally, row, now_book, draft_book)
    return _told(tx, tally, since, draft_book) | {"months": months, "complete": tally.cases < most}


def _sent(tx: Tx, since: datetime, address: bool, most: int) -> Iterator[Doc]:
    """Through a cursor of the server: a batch of rows is in hand, however many there are."""
    params = {"since": since, "until": tx.now, "address": address, "most": most}
    with tx.conn.cursor(name="sent_in", row_factory=dict_row) as cursor:
        cursor.itersize = BATCH
        cursor.execute(q.sent_in.encode(), params | scope_of(tx.actor))
        while rows := cursor.fetchmany(BATCH):
            owners = dispatch.owners(tx, {row["component"] for row in rows if row["component"]})
            for row in rows:
                row["owner"], row["maintainer"] = owners.get(row["component"], (None, None))
                yield row


def _count(tally: Tally, row: Doc, now_book: Book, draft_book: Book) -> None:
    facts = dispatch.Facts(
        row["category"],
        row["condition"],
        row["path"],
        row["sent_at"],
        row["component"],
        row["owner"],
        row["maintainer"],
        row["address"] or "",
    )
    before, after = now_book.decide(facts), draft_book.decide(facts)
    tally.cases += 1
    for when, found in (("before", before), ("after", after)):
        tally.units[when][found.lead] += 1
        tally.right[when] += found.lead == row["last"]
        tally.fallback[when] += found.how == "fallback"
    if before.lead == after.lead:
        return
    street = draft_book.unit("@street", facts)
    tally.changed += 1
    tally.categories[row["category"]] += 1
    tally.streets[street] += 1
    tally.returns_saved += row["returns"] > 0 and after.lead == row["last"] and before.lead != row["last"]
    versions = tuple(found.rule.version if found.rule else None for found in (before, after))
    key = (row["category"], street, before.lead, after.lead, *versions)
    tally.moves[key] += 1
    if len(samples := tally.samples.setdefault(key, [])) < SAMPLES:
        samples.append(row["number"])


def _told(tx: Tx, tally: Tally, since: datetime, book: Book) -> Doc:
    """In words: units by name, rules by number, the most frequent changes first."""
    names = {standard.category: standard.category_name for standard in catalogue.catalogue(tx)}
    rules = dispatch.names(tx, {version for key in tally.moves for version in key[4:] if version is not None})
    class_of = partial(_class, names)
    units = {unit for counts in tally.units.values() for unit in counts}
    return {
        "since": since,
        "until": tx.now,
        "book": book.change,
        "cases": tally.cases,
        "changed": tally.changed,
        "right": {when: tally.right[when] for when in ("before", "after")},
        "fallback": {when: tally.fallback[when] for when in ("before", "after")},
        "returns_saved": tally.returns_saved,
        "units": sorted(
            (
                {"unit": book.naming(unit), **{when: counts[unit] for when, counts in tally.units.items()}}
                for unit in units
            ),
            key=lambda row: (-row["after"], row["unit"]["code"] if row["unit"] else ""),
        ),
        "categories": [class_of(key) | {"changed": n} for key, n in tally.categories.most_common()],
        "streets": [{"street": book.naming(key), "changed": n} for key, n in tally.streets.most_common()],
        "moves": [
            class_of(key[0])
            | {
                "street": book.naming(key[1]),
                "before": book.naming(key[2]),
                "after": book.naming(key[3]),
                "rule_before": rules.get(key[4]),
                "rule_after": rules.get(key[5]),
                "cases": n,
                "samples": tally.samples[key],
            }
            for key, n in tally.moves.most_common(SHOWN)
        ],
    }


def _class(names: dict[str, str], category: str) -> Doc:
    return {"category": category, "category_name": names.get(category)}
