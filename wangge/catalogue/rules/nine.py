"""The field's table of nine columns: majors and minors, filing and closing condition, one limit, who handles it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from wangge.catalogue.rules.categories import PREFIXES, CategoryDraft, Kind, category_problems
from wangge.catalogue.rules.cells import Bad, Spot, code_of, text_of
from wangge.catalogue.rules.changes import Key
from wangge.catalogue.rules.drafts import Draft, problems
from wangge.catalogue.rules.reading import Current, Wanted
from wangge.catalogue.rules.spoken import spoken

COLUMNS = ("大类代码", "大类名称", "小类代码", "小类名称", "处置单位", "主管部门", "立案条件", "结案条件", "处置时限")

#: Who handles what is said by ownership rules, not by the catalogue: counted and told, not stored.
LEFT_OUT = ("处置单位", "主管部门")


class NineRow(NamedTuple):
    row: int
    cells: Mapping[str, str]


def header_at(rows: Sequence[Sequence[Any]]) -> int | None:
    """Which of the first rows is the header."""
    for at, row in enumerate(rows[:10]):
        if {"小类代码", "立案条件", "处置时限"} <= {_head(cell) for cell in row}:
            return at
    return None


def nine_rows(rows: Sequence[Sequence[Any]], header: int) -> Iterator[NineRow]:
    """Below the header; a blank cell at the left (all but conditions and limit) means as above."""
    heads = [_head(cell) for cell in rows[header]]
    above: dict[str, str] = {}
    for at, row in enumerate(rows[header + 1 :], header + 2):
        cells = {head: text_of(cell) for head, cell in zip(heads, row, strict=False) if head in COLUMNS}
        if not any(cells.values()):
            continue
        if cells.get("大类代码") or cells.get("大类名称"):
            above = {}
        elif cells.get("小类代码") or cells.get("小类名称"):
            above = {name: above.get(name, "") for name in COLUMNS[:2]}
        above |= {name: text for name, text in cells.items() if name in COLUMNS[:6] and text}
        yield NineRow(at, cells | above)


def read_nine(rows: Sequence[NineRow], title: str, kind: Kind, current: Current) -> Wanted:
    """Conditions are known by their text; a new one takes the next number of its class."""
    out = Wanted()
    prefix = next((letter for letter, of in PREFIXES.items() if of is kind), "")
    for row in rows:
        _row(out, row, title, prefix, current)
    return out


def _row(out: Wanted, row: NineRow, title: str, prefix: str, current: Current) -> None:
    cells = row.cells
    for name in LEFT_OUT:
        if cells.get(name):
            out.left_out[name] = out.left_out.get(name, 0) + 1
    major = _code(cells.get("大类代码", ""), prefix)
    minor = _minor(cells.get("小类代码", ""), major, prefix)
    wrong = [*_category(out, current, major, cells, "大类"), *_category(out, current, minor, cells, "小类")]
    if (limit := spoken(cells.get("处置时限", ""))) is None:
        wrong.append(("处置时限", "limit"))
    filing, closing = cells.get("立案条件", ""), cells.get("结案条件", "")
    key = _key(minor, filing, out, current)
    base = current.standards.get(key, Draft(minor, cells.get("小类名称", ""), key.condition, filing, closing))
    draft = replace(base, condition_name=filing, closing=closing, limits=dict(base.limits) | {"handle": limit or "1wd"})
    found = {"condition_name": "立案条件", "closing": "结案条件"}
    wrong += [(found[p.field], p.rule) for p in problems(draft) if p.field in found]
    if key in out.standards:
        wrong.append(("立案条件", "twice"))
    out.bad += [Bad(title, row.row, column, rule) for column, rule in wrong]
    out.standards.setdefault(key, draft)
    for one in (Key(major), Key(minor), key):
        out.spots.setdefault(one, Spot(title, row.row))


def _category(
    out: Wanted, current: Current, code: str, cells: Mapping[str, str], head: str
) -> Iterator[tuple[str, str]]:
    """A major or minor class with the name it has here; what is wrong with it, by column."""
    name = cells.get(f"{head}名称", "")
    draft = replace(current.categories.get(code, CategoryDraft(code, name)), name=name)
    out.categories.setdefault(code, draft)
    for problem in category_problems(draft):
        yield f"{head}{'代码' if problem.field == 'code' else '名称'}", problem.rule


def _key(minor: str, filing: str, out: Wanted, current: Current) -> Key:
    there = {**current.standards, **out.standards}
    mine = {key: draft for key, draft in there.items() if key.category == minor}
    known = next((key for key, draft in mine.items() if draft.condition_name == filing), None)
    taken = [int(key.condition) for key in mine if key.condition.isdecimal()]
    return known or Key(minor, f"{max(taken, default=0) + 1:02d}")


def _code(text: str, prefix: str) -> str:
    code = code_of(text)
    return prefix + code if code.isdecimal() else code


def _minor(text: str, major: str, prefix: str) -> str:
    """Some tables write a minor class with its major, some without."""
    code = _code(text, prefix)
    return major + code.removeprefix(prefix) if len(code.removeprefix(prefix)) == 2 else code


def _head(cell: Any) -> str:
    return text_of(cell).replace(" ", "").replace("\n", "")
