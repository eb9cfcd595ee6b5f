"""The compiled rule book of a district, kept in the process until what it stands on has changed."""

from collections.abc import Mapping
from typing import Any

from wangge import people, places
from wangge.dispatch.actions.grounds import Ground, ground_of
from wangge.dispatch.rules import Book, Rule, Standing, Terms, level_of, rule_of
from wangge.kit import sql
from wangge.kit.stamps import Kept
from wangge.kit.tx import Tx
from wangge.people import UnitKind

q = sql.load("wangge.dispatch")

#: The stamp of rules and of the units of streets and communities.
OWNERSHIP = "ownership"

_books = Kept[Book](OWNERSHIP, places.PLACES, people.PEOPLE, most=64)

_grounds = Kept[Ground](OWNERSHIP, places.PLACES, most=64)

_TERMS = tuple(Terms.__dataclass_fields__)


def current(tx: Tx) -> Book:
    """The book in force; without a statement once this process has compiled it."""
    book = _books.get(tx, "", lambda: (read(tx), None))
    assert book is not None
    return book


def forget() -> None:
    """After a database was replaced under the running process."""
    _books.forget()
    _grounds.forget()


def read(tx: Tx) -> Book:
    """The book as the tables have it: rules and areas follow the grids they are tied to."""
    ground = ground_now(tx)
    return Book(tx.value(q.change), ground.rules, _standings(tx.rows(q.units)), ground.homes)


def ground_now(tx: Tx) -> Ground:
    """Where what is published holds on the tree of today."""
    return ground_of(tx, [(of_row(row), row["published_at"]) for row in tx.rows(q.book)], tx.rows(q.homes))


def ground(tx: Tx) -> Ground:
    """As ``ground_now``; without a statement once this process has worked it out."""
    found = _grounds.get(tx, "", lambda: (ground_now(tx), None))
    assert found is not None
    return found


def of_row(row: Mapping[str, Any]) -> Rule:
    return rule_of((row["version"], row["rule"], row["no"]), terms_of(row), row["area"], row["replaced_at"])


def terms_of(row: Mapping[str, Any]) -> Terms:
    plain = {name: row[name] for name in _TERMS}
    return Terms(**plain | {"assistants": tuple(row["assistants"])})


def _standings(rows: list[dict[str, Any]]) -> dict[int, Standing]:
    """Parents come before children; a unit works on the level of the lowest street or community above it."""
    kinds = {row["code"]: UnitKind(row["kind"]) for row in rows}
    return {row["id"]: _standing(row, kinds) for row in rows}


def _standing(row: dict[str, Any], kinds: Mapping[str, UnitKind]) -> Standing:
    level = _level(row["path"], kinds)
    return Standing(level, row["valid_to"], row["successor_id"], row["code"], row["short_name"])


def _level(path: str, kinds: Mapping[str, UnitKind]) -> str:
    *above, own = path.strip("/").split("/")
    if kinds[own] is not UnitKind.OFFICE:
        return level_of([kinds[own]])
    return level_of([kinds[code] for code in (*above, own) if code in kinds])
