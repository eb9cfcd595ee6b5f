"""Standards as they are read: the one in force, one by its version, all of them."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from wangge.catalogue.rules import UNSORTED, Draft, Standard, standard_of
from wangge.kit import sql
from wangge.kit.errors import Invalid, NotFound
from wangge.kit.stamps import Kept
from wangge.kit.tx import Tx

q = sql.load("wangge.catalogue")

#: The stamp of the catalogue.
CATALOGUE = "catalogue"

#: (category, condition) → the version in force.
_in_force = Kept[int](CATALOGUE)

#: (database, district, version) → standard. A version never changes, so nothing is ever dropped or refreshed.
_known: dict[tuple[str, str, int], Standard] = {}


def standard(tx: Tx, category: str, condition: str) -> Standard:
    """The standard in force; Invalid for a category and condition that the catalogue does not have."""
    version = _in_force.get(tx, (category, condition), partial(_read, tx, category, condition))
    if version is None:
        raise Invalid("standard.unknown", field="category", category=category, condition=condition)
    return by_version(tx, version)


def _read(tx: Tx, category: str, condition: str) -> tuple[int, datetime | None] | None:
    row = tx.row(q.current, category=category, condition=condition, now=tx.now)
    return (row["version"], row["valid_to"]) if row else None


def by_version(tx: Tx, version: int) -> Standard:
    """The standard of an event; version 0 is what holds before a category is known. NotFound."""
    if version == UNSORTED.version:
        return UNSORTED
    known = _known.get(_key(tx, version))
    if known is None:
        row = tx.row(q.by_version, version=version)
        if row is None:
            raise NotFound("standard.version", version=version)
        known = remember(tx, version, draft_of(row))
    return known


def remember(tx: Tx, version: int, draft: Draft) -> Standard:
    """Kept in the process: asked for again, it costs no statement."""
    kept = _known[_key(tx, version)] = standard_of(version, draft)
    return kept


def catalogue(tx: Tx) -> list[Standard]:
    """Every standard in force, by category and condition."""
    return [standard_of(row["version"], draft_of(row)) for row in tx.rows(q.catalogue, now=tx.now)]


def drafts(tx: Tx) -> list[Draft]:
    """Every standard in force as it was written, by category and condition."""
    return [draft_of(row) for row in tx.rows(q.catalogue, now=tx.now)]


def drafts_by_version(tx: Tx, versions: Iterable[int]) -> dict[int, Draft]:
    return {row["version"]: draft_of(row) for row in tx.rows(q.by_versions, versions=list(versions))}


def draft_of(row: dict[str, Any]) -> Draft:
    """From a row with the columns of the fragment ``columns``, whatever else it holds."""
    return Draft(**{name: row[name] for name in Draft.__dataclass_fields__})


def _key(tx: Tx, version: int) -> tuple[str, str, int]:
    return tx.conn.info.dbname, tx.district, version
