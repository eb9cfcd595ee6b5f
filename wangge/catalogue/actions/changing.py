"""The one way the catalogue changes: an edit is checked, carried out as a whole, and noted with before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from psycopg.types.json import Jsonb

from wangge import people
from wangge.catalogue.actions.standards import CATALOGUE, q, remember
from wangge.catalogue.rules import (
    CategoryDraft,
    Draft,
    Edit,
    Key,
    category_problems,
    completed,
    kind_of,
    problems,
)
from wangge.kit.errors import Invalid, Refused
from wangge.kit.stamps import touch
from wangge.kit.tx import Tx


class Change(NamedTuple):
    """What was carried out: its number, and the new version of each filing condition and category."""

    number: int
    versions: dict[Key, int]


def publish(tx: Tx, draft: Draft) -> int:
    """A new version, in force from now; the former one of the same condition ends. Cases filed under it keep it.

    Invalid names the first field and the rule it breaks, and all of them in ``problems``.
    """
    done = carry_out(tx, Edit(standards=[draft]), "publish")
    return done.versions[Key(draft.category, draft.condition)]


def publish_category(tx: Tx, draft: CategoryDraft) -> int:
    """A new version of a category; its conditions stay as they are."""
    return carry_out(tx, Edit(categories=[draft]), "publish").versions[Key(draft.code)]


def carry_out(tx: Tx, edit: Edit, what: str, file: str | None = None, undoes: int | None = None) -> Change:
    """All of an edit or nothing. Invalid for a bad draft; Refused where somebody publishes the same meanwhile."""
    _check(edit)
    edit, there = _with_categories(tx, edit)
    before = _before(tx, edit, there)
    _end(tx, edit)
    versions = _publish_categories(tx, edit.categories) | _publish_standards(tx, edit.standards)
    touch(tx, CATALOGUE)  # last: it waits for another change, which these may have to be refused for
    counts: dict[str, Any] = {
        "added": sum(1 for key in versions if key not in before),
        "changed": sum(1 for key in versions if key in before),
        "retired": len(edit.retired),
    }
    facts = {"now": tx.now, "by": tx.actor.id, "what": what, "file": file, "undoes": undoes}
    number: int | None = tx.value(q.note_change, counts=Jsonb(counts), **facts)
    if number is None:
        raise Refused("catalogue.undone", number=undoes)
    rows = [
        {"category": key.category, "condition": key.condition, "before": before.get(key), "after": versions.get(key)}
        | {"until": (edit.retired[key] or tx.now) if key in edit.retired else None}
        for key in (*versions, *edit.retired)
    ]
    tx.run(q.note_change_rows, change=number, rows=_json(rows))
    for key, version in _single(versions):
        named = {"category": key.category, "condition": key.condition}
        people.note_audit(tx, "publish_standard", f"standard:{version}", **named)
    people.note_audit(tx, f"catalogue_{what}", f"catalogue:{number}", **counts)
    return Change(number, versions)


def _single(versions: Mapping[Key, int]) -> list[tuple[Key, int]]:
    """One publication is named in the log; of a whole file the change has the rows."""
    conditions = [(key, version) for key, version in versions.items() if key.condition]
    return conditions if len(conditions) == 1 else []


def _check(edit: Edit) -> None:
    for category in edit.categories:
        if wrong := list(category_problems(category)):
            facts = [p._asdict() for p in wrong]
            raise Invalid("category.bad", field=wrong[0].field, rule=wrong[0].rule, code=category.code, problems=facts)
    for draft in edit.standards:
        if found := problems(draft):
            facts = [p._asdict() for p in found]
            raise Invalid("standard.bad", field=found[0].field, rule=found[0].rule, problems=facts)


def _with_categories(tx: Tx, edit: Edit) -> tuple[Edit, dict[str, dict[str, Any]]]:
    """A condition of a category that is not there brings it; the rows in force of all that is touched."""
    mine = {category.code for category in edit.categories}
    touched = mine | {draft.category for draft in edit.standards} | {key.category for key in edit.retired}
    there = {row["code"]: row for row in tx.rows(q.categories_of, codes=sorted(touched), now=tx.now)}
    missing = {d.category: d.category_name for d in edit.standards if d.category not in mine | there.keys()}
    brought = [CategoryDraft(code, name) for code, name in missing.items()]
    return Edit([*edit.categories, *brought], edit.standards, edit.retired), there


def _before(tx: Tx, edit: Edit, there: Mapping[str, Mapping[str, Any]]) -> dict[Key, int]:
    """The versions in force. Invalid for what is to be retired and is not there."""
    keys = [Key(draft.category, draft.condition) for draft in edit.standards]
    keys += [key for key in edit.retired if key.condition]
    named: dict[str, Any] = {"categories": [k.category for k in keys], "conditions": [k.condition for k in keys]}
    rows = tx.rows(q.current_of, now=tx.now, **named) if keys else []
    found = {Key(row["category"], row["condition"]): row["version"] for row in rows}
    found |= {Key(code): row["version"] for code, row in there.items()}
    for key in edit.retired:
        if key not in found:
            raise Invalid("standard.unknown", field="category", category=key.category, condition=key.condition)
    return found


def _end(tx: Tx, edit: Edit) -> None:
    ends: dict[Key, datetime] = {Key(d.category, d.condition): tx.now for d in edit.standards}
    ends |= {Key(c.code): tx.now for c in edit.categories}
    ends |= {key: until or tx.now for key, until in edit.retired.items()}
    for statement, wanted in ((q.end_standards, True), (q.end_categories, False)):
        rows = [key._asdict() | {"until": until} for key, until in ends.items() if bool(key.condition) is wanted]
        if rows:
            tx.run(statement, rows=_json(rows), now=tx.now)


def _publish_standards(tx: Tx, drafts: Iterable[Draft]) -> dict[Key, int]:
    whole = {Key(draft.category, draft.condition): completed(draft) for draft in drafts}
    if not whole:
        return {}
    rows = tx.rows(q.publish_standards, rows=_json([asdict(d) for d in whole.values()]), now=tx.now, by=tx.actor.id)
    versions = {Key(row["category"], row["condition"]): row["version"] for row in rows}
    for key, draft in whole.items():
        if key not in versions:
            raise Refused("standard.meanwhile", category=draft.category_name)
        remember(tx, versions[key], draft)
    return versions


def _publish_categories(tx: Tx, drafts: Iterable[CategoryDraft]) -> dict[Key, int]:
    whole = {draft.code: asdict(draft) | {"kind": kind_of(draft.code)} for draft in drafts}
    if not whole:
        return {}
    rows = tx.rows(q.publish_categories, rows=_json(list(whole.values())), now=tx.now, by=tx.actor.id)
    versions = {Key(row["code"]): row["version"] for row in rows}
    for code, row in whole.items():
        if Key(code) not in versions:
            raise Refused("standard.meanwhile", category=row["name"])
    return versions


def _json(rows: list[dict[str, Any]]) -> str:
    return orjson.dumps(rows).decode()
