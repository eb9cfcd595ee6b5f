"""The changes of the catalogue as they are read: who, when, what, before and after; retirement; and undoing one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from wangge.catalogue.actions.categories import categories_by_versions
from wangge.catalogue.actions.changing import Change, carry_out
from wangge.catalogue.actions.importing import current
from wangge.catalogue.actions.standards import draft_of, drafts_by_version, q
from wangge.catalogue.rules import CategoryDraft, Difference, Draft, Edit, Key, differences
from wangge.kit.errors import NotFound, Refused
from wangge.kit.tx import Tx

SHOWN = 100


class ChangeRow(NamedTuple):
    """One category or condition in a change: its versions before and after, and each field that differs."""

    key: Key
    before: int | None
    after: int | None
    until: datetime | None
    differences: list[Difference]


@dataclass(frozen=True)
class Noted:
    """One change. ``what``: publish, retire, import, ship or undo."""

    number: int
    at: datetime
    by: int | None
    by_name: str | None
    what: str
    file: str | None
    undoes: int | None
    counts: dict[str, int]
    undone_by: int | None


def changes(tx: Tx, before: int | None = None) -> list[Noted]:
    """The newest first, those before a number."""
    return tx.all(Noted, q.changes, number=None, before=before, limit=SHOWN)


def change(tx: Tx, number: int) -> Noted:
    """NotFound."""
    found = tx.one(Noted, q.changes, number=number, before=None, limit=1)
    if found is None:
        raise NotFound("catalogue.change", number=number)
    return found


def change_rows(tx: Tx, number: int) -> list[ChangeRow]:
    """What a change did, with before and after of every field; also of one that touched the whole catalogue."""
    rows = tx.rows(q.change_rows, change=number)
    drafts = _drafts(tx, rows)
    return [
        ChangeRow(
            key := Key(row["category"], row["condition"]),
            row["before"],
            row["after"],
            row["until"],
            differences(drafts.get((key, row["before"])), drafts.get((key, row["after"]))),
        )
        for row in rows
    ]


def versions(tx: Tx, key: Key) -> list[dict[str, Any]]:
    """Every version of a condition (or, with an empty one, of a category), newest first: who, when, what differed."""
    statement = q.versions if key.condition else q.category_versions
    rows = tx.rows(statement, category=key.category, condition=key.condition, limit=SHOWN)
    if not rows:
        raise NotFound("catalogue.no_such", category=key.category, condition=key.condition)
    drafts = [_draft(key, row) for row in rows]
    before: list[Draft | CategoryDraft | None] = [*drafts[1:], None]
    return [
        {name: row[name] for name in _HEAD} | {"differences": [one._asdict() for one in differences(old, new)]}
        for row, old, new in zip(rows, before, drafts, strict=True)
    ]


_HEAD = ("version", "valid_from", "valid_to", "published_by", "published_by_name", "change")


def retire(tx: Tx, key: Key, since: datetime | None = None) -> Change:
    """A condition, or a category with all its conditions, ends at a moment, or now. Cases filed under it keep it.

    Invalid where it is not in force. Whether rules or drafts still point there is asked by who calls.
    """
    keys = with_conditions(tx, key)
    until = since if since and since > tx.now else None
    return carry_out(tx, Edit(retired=dict.fromkeys(keys, until)), "retire")


def with_conditions(tx: Tx, key: Key) -> list[Key]:
    """A condition alone; a category with every condition it has."""
    if key.condition:
        return [key]
    rows = tx.rows(q.conditions_of, category=key.category, now=tx.now)
    return [key, *(Key(key.category, row["condition"]) for row in rows)]


def undoing(tx: Tx, number: int) -> Edit:
    """What would restore the state before a change. Refused, naming them, where later changes touched the same.

    ``retired`` of the answer holds what the change had added; whether cases are filed under it is asked by who calls.
    """
    noted = change(tx, number)
    if noted.undone_by is not None:
        raise Refused("catalogue.undone", number=number)
    rows = tx.rows(q.change_rows, change=number)
    drafts, now = _drafts(tx, rows), current(tx)
    keys = {Key(row["category"], row["condition"]): row for row in rows}
    moved = [key for key, row in keys.items() if differences(now.draft(key), _after(key, row, drafts, tx.now))]
    gone = {key.category for key, row in keys.items() if not key.condition and row["before"] is None}
    moved += [key for key in now.standards if key.category in gone and key not in keys]
    if moved:
        later = {(row["category"], row["condition"]): row["change"] for row in tx.rows(q.changed_since, change=number)}
        named = [f"{key.category}/{key.condition}".rstrip("/") for key in moved]
        raise Refused("catalogue.later", number=number, named=named[:20], changes=sorted(set(later.values()))[:20])
    restored = [drafts[key, row["before"]] for key, row in keys.items() if row["before"] is not None]
    return Edit(
        [draft for draft in restored if isinstance(draft, CategoryDraft)],
        [draft for draft in restored if isinstance(draft, Draft)],
        {key: None for key, row in keys.items() if row["before"] is None},
    )


def undo(tx: Tx, number: int) -> Change:
    """A new change that restores what was there before; Refused as ``undoing``."""
    return carry_out(tx, undoing(tx, number), "undo", undoes=number)


Versions = dict[tuple[Key, int | None], Draft | CategoryDraft]


def _after(key: Key, row: Mapping[str, Any], drafts: Versions, now: datetime) -> Draft | CategoryDraft | None:
    """What should be in force if nothing was changed since; a retirement to come leaves the former one until then."""
    waits = row["after"] is None and row["until"] and row["until"] > now
    return drafts.get((key, row["before"] if waits else row["after"]))


def _drafts(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> Versions:
    """Every version that the rows name, in two statements."""
    wanted: dict[bool, list[int]] = {True: [], False: []}
    for row in rows:
        wanted[bool(row["condition"])] += [row[name] for name in ("before", "after") if row[name] is not None]
    standards = drafts_by_version(tx, wanted[True])
    told = categories_by_versions(tx, wanted[False])
    found: Versions = {(Key(d.category, d.condition), version): d for version, d in standards.items()}
    return found | {(Key(d.code), version): d for version, d in told.items()}


def _draft(key: Key, row: dict[str, Any]) -> Draft | CategoryDraft:
    if key.condition:
        return draft_of(row)
    return CategoryDraft(**{name: row[name] for name in CategoryDraft.__dataclass_fields__})
