"""Categories as they are read: the tree in force, and what is found in it by a word."""

from collections.abc import Iterable
from typing import Any

from wangge.catalogue.actions.standards import q
from wangge.catalogue.rules import Category, CategoryDraft, Kind, Origin
from wangge.kit.tx import Tx


def categories(tx: Tx) -> list[Category]:
    """Every category in force, by code: a major class before those below it."""
    return [category_of(row) for row in tx.rows(q.categories, now=tx.now)]


def stamp(tx: Tx) -> int:
    """Rises with every change of the catalogue; 0 in an empty one."""
    return int(tx.value(q.stamp))


def state(tx: Tx) -> str:
    """Another text when anything in force may be another."""
    return str(tx.value(q.state, now=tx.now))


def categories_by_versions(tx: Tx, versions: Iterable[int]) -> dict[int, CategoryDraft]:
    return {row["version"]: draft_of(row) for row in tx.rows(q.categories_by_versions, versions=list(versions))}


def category_of(row: dict[str, Any]) -> Category:
    return Category(
        version=row["version"],
        code=row["code"],
        kind=Kind(row["kind"]),
        name=row["name"],
        origin=Origin(row["origin"]),
        description=row["description"],
        words=tuple(row["words"]),
        photo=row["photo"],
    )


def draft_of(row: dict[str, Any]) -> CategoryDraft:
    """From a row with the columns of the fragment ``category``, whatever else it holds."""
    return CategoryDraft(**{name: row[name] for name in CategoryDraft.__dataclass_fields__})
