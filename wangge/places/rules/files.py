"""Files of grids: which property means what, by a mapping or by its name, and the grids that the features give."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field
from shapely import Geometry

from wangge.kit.errors import Invalid
from wangge.places.rules.datums import Datum
from wangge.places.rules.rings import BadShape, Flaw, read_shape
from wangge.places.rules.tree import LEVELS, GridKind, grid_problem

_CODE_ENDS = ("编码", "编号", "代码", "标识码", "code", "bm", "dm", "id")
_CODES, _NAMES = ("code", "网格编码", "编码", "代码"), ("name", "名称", "网格名称", "mc")
_PARENTS = ("parent", "parent_code", "上级编码", "上级代码", "上级", "父级编码")
_KINDS, _CLASSES, _LEVEL = ("kind", "网格类型", "类型"), ("area_class", "区域类别", "管理等级"), ("level", "层级")
_ENGLISH = {"区": "district", "街道": "street", "镇街": "town", "乡镇": "town", "社区": "community", "村居": "village",
            "网格": "grid", "单元网格": "unit grid", "微网格": "micro grid"}  # fmt: skip
_GIVEN_KINDS = {"综合": GridKind.GENERAL, "综合网格": GridKind.GENERAL, "专属": GridKind.DEDICATED,
                "专属网格": GridKind.DEDICATED}  # fmt: skip


class LevelMap(BaseModel):
    """One ``[[levels]]`` of a mapping; what is not said is found by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    level: int | None = Field(default=None, ge=LEVELS.start, le=LEVELS.stop - 1)
    name_zh: str | None = Field(default=None, min_length=1, max_length=20)
    name_en: str | None = Field(default=None, min_length=1, max_length=40)
    code_pattern: str | None = Field(default=None, max_length=200)
    code: str | None = None
    name: str | None = None
    parent: str | None = None
    kind: str | None = None
    area_class: str | None = None
    kinds: dict[str, GridKind] = {}


class GridMap(BaseModel):
    """``MAP.toml`` of ``wangge import grids``: levels from coarse to fine, one for each file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    datum: Datum = Datum.WGS84
    under: str | None = None
    same_code: Literal["number", "part", "refuse"] = "number"
    partial: bool = False
    boundary: str | None = None  # the column of a CSV
    levels: tuple[LevelMap, ...] = ()


class Feature(NamedTuple):
    """``number`` counts from 1, or is the line of a CSV. ``geometry``: a GeoJSON value."""

    file: str
    number: int
    properties: Mapping[str, Any]
    geometry: Any


class Columns(NamedTuple):
    """The properties of a file that give a grid's code, name and so on; None: not in the file."""

    code: str | None
    name: str | None
    parent: str | None
    kind: str | None
    area_class: str | None


@dataclass
class Draft:
    """A grid as a file gives it. ``given``: its code in the file, before grids of one code were numbered."""

    file: str
    number: int
    given: str
    name: str
    parent: str
    kind: GridKind
    area_class: str | None
    shape: Geometry
    flaws: tuple[Flaw, ...] = ()
    code: str = ""
    above: int = -1  # position among the parents, once found
    under: "Draft | None" = None  # that parent
    stands: "Draft | None" = None  # the grid in force with this code
    id: int | None = None  # in the database, there or just written
    path: str = ""
    level: int = 0

    @property
    def label(self) -> str:
        """As a person finds it again."""
        return self.code or f"{self.file}#{self.number}"


class Bad(NamedTuple):
    """A feature that cannot become a grid; ``field`` stands in the facts of ``refused``."""

    file: str
    number: int
    refused: Invalid


class LevelFile(NamedTuple):
    """The features of one level, coarse to fine."""

    level: int | None  # None: next below the one before
    features: Sequence[Feature]
    map: LevelMap


def by_level(files: Sequence[Sequence[Feature]], plan: GridMap) -> list[LevelFile]:
    """One level for each file, or the levels that the files' own level property names. Invalid."""
    if plan.levels and len(plan.levels) != len(files):
        raise Invalid("grid.map_levels", field="levels", levels=len(plan.levels), files=len(files))
    if plan.levels:
        return [LevelFile(m.level, features, m) for m, features in zip(plan.levels, files, strict=True)]
    found: list[LevelFile] = []
    for features in files:
        column = _named(_keys(features), _LEVEL)
        if column is None:
            found.append(LevelFile(None, features, LevelMap()))
            continue
        groups: dict[int, list[Feature]] = {}
        for one in features:
            groups.setdefault(_level(one, column), []).append(one)
        found += [LevelFile(level, groups[level], LevelMap()) for level in sorted(groups)]
    return found


def _level(one: Feature, column: str) -> int:
    text = str(one.properties.get(column, ""))
    if not text.isascii() or not text.isdigit() or int(text) not in LEVELS:
        raise Invalid("grid.file_level", field=column, file=one.file, feature=one.number)
    return int(text)


def columns_of(features: Sequence[Feature], chosen: LevelMap, above: str | None) -> Columns:
    """By the mapping, else by name; ``above``: the property that gave the codes of the level above.

    A code's property ends like one (编码, 编号, code …): of several, that with the most different values. A name's
    is called like the code's without that ending, or is the text with the most different values.
    """
    keys = _keys(features)
    for asked in (chosen.code, chosen.name, chosen.parent, chosen.kind, chosen.area_class):
        if asked is not None and asked not in keys:
            raise Invalid("grid.map_column", field=asked, file=features[0].file if features else "")
    spread = {key: len({str(one.properties.get(key)) for one in features}) for key in keys}
    like_codes = [key for key in keys if key.lower().endswith(_CODE_ENDS) and key.lower() not in _PARENTS]
    code = chosen.code or _named(keys, _CODES) or max(like_codes, key=lambda key: spread[key], default=None)
    parent = chosen.parent or _named(keys, _PARENTS) or (above if above in keys and above != code else None)
    stem = _stem(code) if code else ""
    name = chosen.name or _named(keys, (stem, f"{stem}名称", *_NAMES) if stem else _NAMES)
    taken = {code, parent, *like_codes}
    texts = [key for key in keys if key not in taken and all(_is_text(one.properties.get(key)) for one in features)]
    name = name or max(texts, key=lambda key: spread[key], default=None)
    return Columns(code, name, parent, chosen.kind or _named(keys, _KINDS), chosen.area_class or _named(keys, _CLASSES))


def names_of(level: int, columns: Columns, chosen: LevelMap) -> tuple[str, str]:
    """What a level is called in Chinese and English: by the mapping, else after the property of its code."""
    stem = _stem(columns.code) if columns.code else ""
    zh = chosen.name_zh or (stem if stem and not stem.isascii() else f"第 {level} 级")
    return zh, chosen.name_en or _ENGLISH.get(zh, f"level {level}")


def drafts_of(features: Sequence[Feature], columns: Columns, chosen: LevelMap, plan: GridMap) -> list[Draft | Bad]:
    """Each feature as a grid, or what is wrong with it."""
    return [_draft(one, columns, chosen, plan) for one in features]


def _draft(one: Feature, columns: Columns, chosen: LevelMap, plan: GridMap) -> Draft | Bad:
    code, parent = _text(one, columns.code), _text(one, columns.parent)
    name = _text(one, columns.name) or code or f"#{one.number}"
    kind_said, area_class = _text(one, columns.kind), _text(one, columns.area_class) or None
    kind = chosen.kinds.get(kind_said) or _GIVEN_KINDS.get(kind_said)
    if kind is None:
        kind = GridKind(kind_said) if kind_said in list(GridKind) else None
    problem = grid_problem(code or "0", name, 1)
    wrong = columns.code if problem == "code" else columns.name if problem else None
    if problem or (kind_said and kind is None):
        return Bad(one.file, one.number, Invalid("grid.bad", field=wrong or problem or columns.kind))
    if chosen.code_pattern and code and not re.fullmatch(chosen.code_pattern, code):
        return Bad(one.file, one.number, Invalid("grid.pattern", field=columns.code, grid=code))
    try:
        shape, flaws = read_shape(one.geometry, plan.datum)
    except BadShape as bad:
        return Bad(one.file, one.number, Invalid("grid.geometry", field="geometry", why=str(bad)))
    return Draft(one.file, one.number, code, name, parent, kind or GridKind.GENERAL, area_class, shape, flaws)


def _text(one: Feature, column: str | None) -> str:
    value = one.properties.get(column) if column else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a code that a spreadsheet made a number
    return "" if value is None else str(value).strip()


def _keys(features: Sequence[Feature]) -> list[str]:
    """In the order of the file, the most common first features' keys first."""
    return list(Counter(key for one in features for key in one.properties))


def _named(keys: Sequence[str], wanted: Sequence[str]) -> str | None:
    lower = {key.lower(): key for key in keys}
    return next((lower[name] for name in wanted if name in lower), None)


def _stem(code: str) -> str:
    ending = next((end for end in _CODE_ENDS if code.lower().endswith(end)), "")
    return code[: len(code) - len(ending)].rstrip("_ -")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not value.strip().replace(".", "").isdigit()
