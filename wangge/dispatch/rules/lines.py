"""A rule as a line of a table: the columns, and a line read as what somebody says."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from wangge.clock.rules import SHANGHAI
from wangge.dispatch.rules.terms import Problem, name_of

#: Key, head, width; what is only shown has no key of a rule and is passed over when it comes back.
COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("rule", "规则号", 12),
    ("category", "类别", 12),
    ("category_name", "类别名称", 18),
    ("grid", "网格", 20),
    ("grid_name", "网格名称", 18),
    ("exact", "例外", 12),
    ("named", "例外名称", 20),
    ("owner", "产权单位", 12),
    ("hours", "时段", 26),
    ("season", "季节", 14),
    ("lead", "主办", 14),
    ("lead_name", "主办名称", 14),
    ("assistants", "协办", 20),
    ("limit", "时限", 10),
    ("valid_from", "生效", 14),
    ("valid_to", "失效", 14),
    ("reason", "依据", 50),
    ("retire", "停用", 8),
)

_NUMBER = re.compile(r"(?:R-)?0*([0-9]{1,9})(?: v[0-9]+)?")
_BARE = re.compile(r"([0-9]|[0-9]{3})")  # a code that lost its leading zero
_BETWEEN = re.compile(r"[、,，;；\s]+")
_YES = {"是", "y", "yes", "1", "true"}
_PLAIN = ("category", "grid", "exact", "named", "owner", "hours", "season", "lead", "limit", "reason")


class Read(NamedTuple):
    """``rule`` None: a rule to come. ``said``: the fields of a rule as people write them."""

    rule: int | None
    retire: bool
    said: Mapping[str, Any]
    problems: tuple[Problem, ...]


def read(cells: Mapping[str, str]) -> Read:
    """One line. Codes are not looked up here."""
    wrong: list[Problem] = []
    rule = None
    if number := cells.get("rule", ""):
        found = _NUMBER.fullmatch(number)
        rule = int(found[1]) if found else None
        if rule is None:
            wrong.append(Problem("rule", "number"))
    said: dict[str, Any] = {name: cells.get(name, "") for name in _PLAIN}
    if _BARE.fullmatch(said["category"]):
        said["category"] = "0" + said["category"]
    said["grid"] = said["grid"] or None
    said["assistants"] = tuple(part for part in _BETWEEN.split(cells.get("assistants", "")) if part)
    for name in ("valid_from", "valid_to"):
        try:
            said[name] = _day(cells.get(name, ""))
        except ValueError:
            said[name] = None
            wrong.append(Problem(name, "day"))
    retire = cells.get("retire", "").lower() in _YES
    if retire and rule is None:
        wrong.append(Problem("retire", "number"))
    return Read(rule, retire, said, tuple(wrong))


def written(row: Mapping[str, Any], category_name: str) -> dict[str, str]:
    """The line of a rule as it is shown to people: by codes, with the names beside them."""
    line = {name: str(row[name] or "") for name in _PLAIN}
    days = {name: _as_day(row[name]) for name in ("valid_from", "valid_to")}
    names = {"grid_name": row["grid_name"] or "", "lead_name": row["units"].get(row["lead"], "")}
    number = name_of(row["rule"], row["no"]).partition(" ")[0]
    return line | days | names | {
        "rule": number, "category_name": category_name, "assistants": "、".join(row["assistants"]), "retire": "",
    }  # fmt: skip


def _day(text: str) -> datetime | None:
    """A day begins at midnight of the district; with an hour, as it says."""
    if not text:
        return None
    moment = datetime.fromisoformat(text.replace("/", "-"))
    if not 2000 <= moment.year <= 2999:
        raise ValueError(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _as_day(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(SHANGHAI)
    whole = (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    return local.date().isoformat() if whole else local.replace(tzinfo=None).isoformat(" ")
