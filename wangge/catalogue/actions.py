"""Standards: publish one, find the one in force, read one by its version."""

from dataclasses import asdict
from typing import Any

from psycopg.types.json import Jsonb

from wangge import people
from wangge.catalogue.rules import UNSORTED, Draft, Standard, completed, problems, standard_of
from wangge.kit import sql
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Tx

q = sql.load("wangge.catalogue")

#: (database, district, version) → standard. A version never changes, so nothing is ever dropped or refreshed.
_known: dict[tuple[str, str, int], Standard] = {}


def publish(tx: Tx, draft: Draft) -> int:
    """A new version, in force from now; the former one of the same condition ends. Cases filed under it keep it.

    Invalid names the first field and the rule it breaks, and all of them in ``problems``.
    """
    if wrong := problems(draft):
        raise Invalid("standard.bad", field=wrong[0].field, rule=wrong[0].rule, problems=[p._asdict() for p in wrong])
    draft = completed(draft)
    tx.run(q.retire, category=draft.category, condition=draft.condition, now=tx.now)
    written = {name: Jsonb(value) if name in _NESTED else value for name, value in asdict(draft).items()}
    version: int | None = tx.value(q.publish, **written, now=tx.now, by=tx.actor.id)
    if version is None:
        raise Refused("standard.meanwhile", category=draft.category_name)
    people.note_audit(tx, "publish_standard", f"standard:{version}", category=draft.category, condition=draft.condition)
    _known[_key(tx, version)] = standard_of(version, draft)
    return version


_NESTED = frozenset({"limits", "stages", "evidence"})


def standard(tx: Tx, category: str, condition: str) -> Standard:
    """The standard in force; Invalid for a category and condition that the catalogue does not have."""
    version: int | None = tx.value(q.current, category=category, condition=condition)
    if version is None:
        raise Invalid("standard.unknown", field="category", category=category, condition=condition)
    return by_version(tx, version)


def by_version(tx: Tx, version: int) -> Standard:
    """The standard of an event; version 0 is what holds before a category is known. NotFound."""
    if version == UNSORTED.version:
        return UNSORTED
    key = _key(tx, version)
    known = _known.get(key)
    if known is None:
        row = tx.row(q.by_version, version=version)
        if row is None:
            raise NotFound("standard.version", version=version)
        known = _known[key] = _parsed(row)
    return known


def catalogue(tx: Tx) -> list[Standard]:
    """Every standard in force, by category and condition."""
    return [_parsed(row) for row in tx.rows(q.catalogue)]


def _parsed(row: dict[str, Any]) -> Standard:
    version = row.pop("version")
    return standard_of(version, Draft(**row))


def _key(tx: Tx, version: int) -> tuple[str, str, int]:
    return tx.conn.info.dbname, tx.district, version
