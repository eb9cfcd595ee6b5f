"""The sheets of the workbook: which columns there are, and how a category or standard is written in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from wangge.catalogue.rules.categories import CategoryDraft, kind_of
from wangge.catalogue.rules.drafts import Draft, completed
from wangge.catalogue.rules.spoken import CHOICES, said_limit
from wangge.catalogue.rules.standards import AREA_CLASSES


class Column(NamedTuple):
    """``kind``: text, code, number, date, limit, list, or the name of a choice in ``CHOICES``."""

    key: str
    head: str
    width: int
    kind: str = "text"
    info: bool = False  # written for the reader, not read again


class Sheet(NamedTuple):
    key: str
    title: str
    columns: tuple[Column, ...]


_CATEGORY = Column("category", "类别代码", 10, "code")
_CONDITION = Column("condition", "条件代码", 10, "code")
_UNTIL = Column("until", "停用日期", 12, "date")
_STAGES = {
    "accept": "受理",
    "answer": "答复诉求人",
    "file": "立案",
    "verify": "核实",
    "dispatch": "派遣",
    "sign": "签收",
    "return": "退回",
    "contact": "首次联系",
    "handle": "处置",
    "arrive": "到场",
    "check": "核查",
    "call_back": "回访",
    "close": "结案",
    "reply": "督办回复",
    "whole": "全程",
    "answer_consult": "答复咨询",
    "answer_help": "答复求助",
    "answer_complain": "答复投诉",
    "answer_denounce": "答复举报",
    "answer_suggest": "答复建议",
    "answer_praise": "答复表扬",
}
_SHOWN = {
    "resolve": "即时解证据",
    "verify": "核实证据",
    "stage_done": "阶段证据",
    "arrive": "到场证据",
    "feed_back": "反馈证据",
    "pass": "核查证据",
}

CATEGORIES = Sheet(
    "categories",
    "类别",
    (
        Column("code", "类别代码", 10, "code"),
        Column("kind", "类型", 10, "kind", info=True),
        Column("name", "名称", 24),
        Column("origin", "来源", 8, "origin"),
        Column("description", "说明", 50),
        Column("words", "近义词", 50, "list"),
        Column("photo", "采集要求", 36),
        _UNTIL,
    ),
)
CONDITIONS = Sheet(
    "conditions",
    "立案条件",
    (
        _CATEGORY,
        Column("category_name", "类别名称", 20, info=True),
        _CONDITION,
        Column("condition_name", "立案条件", 46),
        Column("closing", "结案条件", 46),
        Column("grade", "等级", 8, "grade"),
        *(Column(key, head, 8, "flag") for key, head in
          (("urgent", "紧急"), ("sensitive", "敏感"), ("answerable", "可当场答复"))),
        Column("check", "核查", 8, "check"),
        Column("call_back", "回访", 8, "call_back"),
        *(Column(key, head, 10, "number") for key, head in
          (("review_percent", "复核比例"), ("call_back_percent", "回访比例"), ("max_extensions", "最多延期"),
           ("reopen_days", "重开天数"))),
        Column("kinds", "适用诉求", 24, "kinds"),
        Column("photo", "采集要求", 36),
        Column("law", "法律依据", 36),
        *(Column(f"evidence.{verb}", head, 20, "evidence") for verb, head in _SHOWN.items()),
        _UNTIL,
    ),
)  # fmt: skip
LIMITS = Sheet(
    "limits",
    "时限",
    (
        _CATEGORY,
        _CONDITION,
        Column("area", "区域", 8, "area"),
        *(Column(stage, head, 14, "limit") for stage, head in _STAGES.items()),
    ),
)
STAGES = Sheet(
    "stages",
    "阶段时限",
    (
        _CATEGORY,
        _CONDITION,
        Column("code", "阶段代码", 10, "code"),
        Column("name", "阶段名称", 20),
        Column("limit", "时限", 14, "limit"),
        *(Column(area, f"{area}类区域", 14, "limit") for area in AREA_CLASSES),
    ),
)
SHEETS = (CATEGORIES, CONDITIONS, LIMITS, STAGES)

Cell = str | int | None
Row = dict[str, Cell]


def rows_of(categories: Iterable[CategoryDraft], drafts: Sequence[Draft]) -> dict[str, list[Row]]:
    """Sheet → rows of column → cell, as the workbook shows them."""
    names = {category.code: category.name for category in categories}
    return {
        "categories": [_category(category) for category in categories],
        "conditions": [_condition(draft, names) for draft in drafts],
        "limits": [row for draft in drafts for row in _limits(completed(draft))],
        "stages": [row for draft in drafts for row in _stages(draft)],
    }


def _category(draft: CategoryDraft) -> Row:
    return {
        "code": draft.code,
        "kind": CHOICES["kind"][kind_of(draft.code)],
        "name": draft.name,
        "origin": CHOICES["origin"][draft.origin],
        "description": draft.description,
        "words": "、".join(draft.words),
        "photo": draft.photo,
    }


def _condition(draft: Draft, names: Mapping[str, str]) -> Row:
    row: Row = {"category_name": names.get(draft.category, draft.category_name)}
    for column in CONDITIONS.columns:
        if column.info or column.kind == "date":
            continue
        verb = column.key.removeprefix("evidence.")
        value: Any = draft.evidence.get(verb, ()) if column.kind == "evidence" else getattr(draft, column.key)
        row[column.key] = _said(column.kind, value)
    return row


def _said(kind: str, value: Any) -> Cell:
    if kind in ("kinds", "evidence"):
        return "、".join(CHOICES[kind][one] for one in value)
    if kind == "flag":
        return CHOICES["flag"]["true" if value else "false"]
    if kind in CHOICES:
        return CHOICES[kind][value]
    return int(value) if kind == "number" else str(value)


def _limits(draft: Draft) -> Iterator[Row]:
    head: Row = {"category": draft.category, "condition": draft.condition}
    for area, limits in ({"": draft.limits} | dict(draft.class_limits)).items():
        said: Row = {stage: said_limit(text) for stage, text in limits.items()}
        yield head | {"area": CHOICES["area"][area]} | said


def _stages(draft: Draft) -> Iterator[Row]:
    for step in draft.stages:
        row: Row = {"category": draft.category, "condition": draft.condition, "code": step["code"]}
        classes: Row = {area: said_limit(text) for area, text in (step.get("classes") or {}).items()}
        named: Row = {"name": step["name"], "limit": said_limit(step["limit"])}
        yield row | named | classes
