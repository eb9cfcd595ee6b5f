"""The workbook as it came back: rows become drafts on top of what is in force, and every bad cell is named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from wangge.catalogue.rules import workbook as w
from wangge.catalogue.rules.categories import CategoryDraft, category_problems
from wangge.catalogue.rules.cells import Bad, Line, Spot, Table, Unreadable, value_of
from wangge.catalogue.rules.changes import Key
from wangge.catalogue.rules.drafts import Draft, problems


@dataclass(frozen=True)
class Current:
    """What is in force."""

    categories: Mapping[str, CategoryDraft]
    standards: Mapping[Key, Draft]

    def draft(self, key: Key) -> Draft | CategoryDraft | None:
        return self.standards.get(key) if key.condition else self.categories.get(key.category)


@dataclass
class Wanted:
    """What a file says: drafts by key, what is to end and when, where it says so, what could not be read."""

    categories: dict[str, CategoryDraft] = field(default_factory=dict)
    standards: dict[Key, Draft] = field(default_factory=dict)
    until: dict[Key, date] = field(default_factory=dict)
    spots: dict[Key, Spot] = field(default_factory=dict)
    bad: list[Bad] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)  # column that is not the catalogue's → cells


_CATEGORY_EMPTY = CategoryDraft("", "")
_DRAFT_EMPTY = Draft("", "", "", "", "")


def read_workbook(tables: Mapping[str, Table], current: Current) -> Wanted:
    """Sheets that are missing change nothing; columns that are missing keep what is in force."""
    return _Reading(tables, current).read()


class _Reading:
    def __init__(self, tables: Mapping[str, Table], current: Current) -> None:
        self.tables, self.current = tables, current
        self.out = Wanted()
        self._rows: dict[tuple[str, Key], int] = {}  # where something was said, for what is found wrong later

    def read(self) -> Wanted:
        for values, row in self._values(w.CATEGORIES):
            self._category(values, row)
        for values, row in self._values(w.CONDITIONS):
            self._condition(values, row)
        self._add_limits()
        self._add_stages()
        self._judge()
        for (sheet, key), row in self._rows.items():
            self.out.spots.setdefault(key, Spot(self.tables[sheet].title, row))
        return self.out

    # -- rows ---------------------------------------------------------------------------------------

    def _values(self, sheet: w.Sheet) -> Iterator[tuple[dict[str, Any], int]]:
        """Each row with its cells in stored form; one with a bad cell is left out and named."""
        table = self.tables.get(sheet.key)
        for line in table.lines if table else ():
            values = self._line(sheet, table.title if table else "", line)
            if values is not None:
                yield values, line.row

    def _line(self, sheet: w.Sheet, title: str, line: Line) -> dict[str, Any] | None:
        values: dict[str, Any] = {}
        wrong = False
        for column in sheet.columns:
            if column.info or column.key not in line.cells:
                continue
            try:
                values[column.key] = value_of(column, line.cells[column.key])
            except Unreadable as error:
                wrong = True
                self.out.bad.append(Bad(title, line.row, column.head, str(error)))
        return None if wrong else values

    def _say(self, sheet: w.Sheet, row: int, column: str, rule: str) -> None:
        heads = {c.key: c.head for c in sheet.columns}
        head = heads.get(column) or heads.get(column.rpartition(".")[2], column)
        self.out.bad.append(Bad(self.tables[sheet.key].title, row, head, rule))

    def _category(self, values: dict[str, Any], row: int) -> None:
        key = Key(values.get("code") or "")
        base = self.current.categories.get(key.category, replace(_CATEGORY_EMPTY, code=key.category))
        if key.category in self.out.categories:
            return self._say(w.CATEGORIES, row, "code", "twice")
        self._note(w.CATEGORIES, key, row, values.pop("until", None))
        self.out.categories[key.category] = replace(base, **_filled(values, _CATEGORY_EMPTY))
        return None

    def _condition(self, values: dict[str, Any], row: int) -> None:
        key = Key(values.get("category") or "", values.get("condition") or "")
        if not key.condition:
            return self._say(w.CONDITIONS, row, "condition", "code")
        if key in self.out.standards:
            return self._say(w.CONDITIONS, row, "condition", "twice")
        category = self.out.categories.get(key.category) or self.current.categories.get(key.category)
        if category is None:
            return self._say(w.CONDITIONS, row, "category", "no_category")
        self._note(w.CONDITIONS, key, row, values.pop("until", None))
        base = self.current.standards.get(key, replace(_DRAFT_EMPTY, category_name=category.name))
        shown = {name: values.pop(name) for name in list(values) if name.startswith("evidence.")}
        evidence = dict(base.evidence) | {name.removeprefix("evidence."): kinds for name, kinds in shown.items()}
        values["evidence"] = {verb: kinds for verb, kinds in evidence.items() if kinds}
        self.out.standards[key] = replace(base, category_name=category.name, **_filled(values, _DRAFT_EMPTY))
        return None

    def _note(self, sheet: w.Sheet, key: Key, row: int, until: date | None) -> None:
        self._rows[sheet.key, key] = row
        if until is not None:
            self.out.until[key] = until

    # -- limits and steps ---------------------------------------------------------------------------

    def _add_limits(self) -> None:
        found: dict[Key, dict[str, dict[str, str]]] = {}
        for values, row in self._values(w.LIMITS):
            key, area = _key(values), values.pop("area", None) or ""
            if self._known(w.LIMITS, key, row):
                if area in found.setdefault(key, {}):
                    self._say(w.LIMITS, row, "area", "twice")
                found[key][area] = {stage: text for stage, text in values.items() if text is not None}
                self._rows[w.LIMITS.key, key] = row
        for key, areas in found.items():
            draft = self._draft(key)
            general = areas.pop("", None)
            limits = draft.limits if general is None else general
            self.out.standards[key] = replace(draft, limits=limits, class_limits=areas)

    def _add_stages(self) -> None:
        if w.STAGES.key not in self.tables:
            return
        steps: dict[Key, list[dict[str, Any]]] = {}
        for values, row in self._values(w.STAGES):
            key = _key(values)
            if self._known(w.STAGES, key, row):
                classes = {area: values[area] for area in "ABC" if values.get(area)}
                step = {name: values.get(name) or "" for name in ("code", "name", "limit")}
                steps.setdefault(key, []).append(step | ({"classes": classes} if classes else {}))
                self._rows[w.STAGES.key, key] = row
        for key in {*steps, *self.out.standards}:
            self.out.standards[key] = replace(self._draft(key), stages=tuple(steps.get(key, ())))

    def _known(self, sheet: w.Sheet, key: Key, row: int) -> bool:
        there = key in self.out.standards or key in self.current.standards
        if not there:
            self._say(sheet, row, "condition", "no_condition")
        return there

    def _draft(self, key: Key) -> Draft:
        return self.out.standards.get(key) or self.current.standards[key]

    # -- the whole ----------------------------------------------------------------------------------

    def _judge(self) -> None:
        """Whatever the rules of a draft say, at the row that said it."""
        for code, category in self.out.categories.items():
            for problem in category_problems(category):
                self._say(w.CATEGORIES, self._rows[w.CATEGORIES.key, Key(code)], problem.field, problem.rule)
        for key, draft in self.out.standards.items():
            for problem in problems(draft):
                sheet = _SHEET_OF.get(problem.field.partition(".")[0], w.CONDITIONS)
                row = self._rows.get((sheet.key, key)) or self._rows.get((w.CONDITIONS.key, key), 0)
                sheet = sheet if (sheet.key, key) in self._rows else w.CONDITIONS
                self._say(sheet, row, problem.field, problem.rule)


_SHEET_OF = {"limits": w.LIMITS, "class_limits": w.LIMITS, "stages": w.STAGES}


def _key(values: dict[str, Any]) -> Key:
    return Key(values.pop("category", None) or "", values.pop("condition", None) or "")


def _filled(values: Mapping[str, Any], empty: Any) -> dict[str, Any]:
    """An empty cell means the default, not what was there before."""
    plain = {f.name: getattr(empty, f.name) for f in fields(empty)}
    return {name: plain[name] if value is None else value for name, value in values.items() if name in plain}
