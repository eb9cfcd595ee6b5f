"""What still points to a class that is to end: open cases, ownership rules in force or to come, drafts of rules."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from wangge import catalogue, people
from wangge.cases.actions.store import q
from wangge.catalogue.rules import Edit, Key
from wangge.catalogue.rules.cells import Spot
from wangge.kit.errors import Refused
from wangge.kit.tx import Tx

NAMED = 20  # of what is in use, in one refusal


class Use(NamedTuple):
    """``cases``: open ones of the condition; they keep the version they were filed under. Rules ``R-0012``, drafts
    ``D-5``: with a condition those for just that one; without, those for a class of which nothing is left.
    """

    key: Key
    cases: int
    rules: tuple[str, ...]
    drafts: tuple[str, ...]

    def __str__(self) -> str:
        code = "/".join(filter(None, self.key))
        return " ".join((code, *([f"×{self.cases}"] if self.cases else ()), *self.rules, *self.drafts))


Spots = Mapping[Key, Spot | None]


def uses(tx: Tx, ending: Iterable[Key]) -> list[Use]:
    """By class and condition. Three statements, however much ends; open cases are counted in the whole district."""
    keys = list(ending)
    if not keys:
        return []
    wanted = [key for key in keys if key.condition]
    named: dict[str, Any] = {"categories": [k.category for k in wanted], "conditions": [k.condition for k in wanted]}
    counted = {Key(row["category"], row["condition"]): row["cases"] for row in tx.rows(q.open_of, **named)}
    branches = {"/".join(filter(None, key)): key for key in (*keys, *_emptied(tx, wanted))}
    pointing: dict[Key, list[str]] = {}
    for row in tx.rows(q.rules_of, branches=list(branches), now=tx.now):
        name = f"D-{row['draft']}" if row["draft"] else f"R-{row['rule']:04d}"
        pointing.setdefault(branches[row["category"]], []).append(name)
    return [
        Use(key, counted.get(key, 0), _of("R", pointing.get(key)), _of("D", pointing.get(key)))
        for key in sorted(counted.keys() | pointing.keys())
    ]


def judge(tx: Tx, edit: Edit, spots: Spots | None = None, *, despite: bool) -> list[Use]:
    """What still points to what the edit retires. Refused unless ``despite``; of a file, by the row that says so."""
    found = uses(tx, edit.retired)
    if found and not despite:
        spots = spots or {}
        lines = [f"{spot.sheet}!{spot.row}: {use}" if (spot := spots.get(use.key)) else str(use) for use in found]
        more = max(0, len(found) - NAMED)
        raise Refused("catalogue.in_use", named=lines[:NAMED], more=more, in_use=docs(found[:NAMED], spots))
    return found


def note_despite(tx: Tx, number: int, used: Iterable[Use]) -> None:
    """A line in the log for who has retired what was in use, by which change."""
    for use in used:
        (doc,) = docs([use], {})
        people.note_audit(tx, "retire_in_use", f"catalogue:{number}", **{name: doc[name] for name in _LOGGED})


_LOGGED = ("category", "condition", "cases", "rules", "drafts")


def docs(found: Iterable[Use], spots: Spots) -> list[dict[str, Any]]:
    """As JSON; ``sheet`` and ``row`` of the file where one says that it ends."""
    nowhere = {"sheet": None, "row": None}
    return [
        {**use.key._asdict(), "cases": use.cases, "rules": list(use.rules), "drafts": list(use.drafts)}
        | (spot._asdict() if (spot := spots.get(use.key)) else nowhere)
        for use in found
    ]


def _emptied(tx: Tx, ending: Iterable[Key]) -> list[Key]:
    """Classes that lose their last condition without ending themselves: nothing can be filed under them."""
    gone = set(ending)
    touched = {key.category for key in gone}
    left = {s.category for s in catalogue.catalogue(tx) if Key(s.category, s.condition) not in gone}
    return [Key(category) for category in sorted(touched - left)]


def _of(letter: str, names: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(name for name in names or () if name.startswith(letter))
