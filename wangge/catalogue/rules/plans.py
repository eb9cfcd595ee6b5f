"""What a file would change, row by row with each field before and after: looked at first, applied as it was seen."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import NamedTuple

from wangge.catalogue.rules.cells import Bad, Spot
from wangge.catalogue.rules.changes import Difference, Edit, Key, differences
from wangge.catalogue.rules.drafts import Draft
from wangge.catalogue.rules.reading import Current, Wanted

BEIJING = timezone(timedelta(hours=8))


class PlanRow(NamedTuple):
    """``spot``: the row of the file that says so; of a condition that ends with its category, the category's."""

    what: str  # added, changed, retired
    key: Key
    name: str
    differences: list[Difference]
    until: date | None = None
    spot: Spot | None = None


@dataclass(frozen=True)
class Plan:
    """``unchanged``: rows of the file that say what is in force. With anything bad nothing can be applied."""

    rows: list[PlanRow]
    unchanged: int
    bad: list[Bad]
    edit: Edit
    left_out: dict[str, int] = field(default_factory=dict)

    def count(self, what: str) -> int:
        return sum(1 for row in self.rows if row.what == what)


def plan(wanted: Wanted, current: Current, today: date) -> Plan:
    """What is retired is not changed besides; a category that ends takes its conditions along."""
    ends = dict(_ends(wanted, current))
    drafts = {Key(code): draft for code, draft in wanted.categories.items()} | dict(wanted.standards)
    rows: list[PlanRow] = []
    for key, draft in drafts.items():
        if key not in ends.keys() | wanted.until.keys() and (found := differences(current.draft(key), draft)):
            what = "added" if current.draft(key) is None else "changed"
            rows.append(PlanRow(what, key, _name(key, wanted, current), found, None, wanted.spots.get(key)))
    rows += [
        PlanRow("retired", key, _name(key, wanted, current), [], until, _said(key, wanted))
        for key, until in ends.items()
    ]
    written = {row.key for row in rows if row.what != "retired"}
    edit = Edit(
        [draft for code, draft in wanted.categories.items() if Key(code) in written],
        [draft for key, draft in wanted.standards.items() if key in written],
        {key: _from(until, today) for key, until in ends.items()},
    )
    rows.sort(key=lambda row: row.key)
    unchanged = len(drafts.keys() - written - ends.keys())
    return Plan(rows, unchanged, wanted.bad, edit, wanted.left_out)


def _ends(wanted: Wanted, current: Current) -> Iterator[tuple[Key, date]]:
    for key, until in wanted.until.items():
        if current.draft(key) is not None:
            yield key, until
        if not key.condition:
            yield from ((below, until) for below in current.standards if below.category == key.category)


def _said(key: Key, wanted: Wanted) -> Spot | None:
    """Where it is said that this ends."""
    return wanted.spots.get(key if key in wanted.until else Key(key.category))


def _from(until: date, today: date) -> datetime | None:
    """The beginning of that day; at once where it has come."""
    return datetime.combine(until, time(), BEIJING) if until > today else None


def _name(key: Key, wanted: Wanted, current: Current) -> str:
    category = wanted.categories.get(key.category) or current.categories.get(key.category)
    draft = wanted.standards.get(key) or current.standards.get(key)
    name = category.name if category else ""
    return f"{name}：{draft.condition_name}" if isinstance(draft, Draft) else name
