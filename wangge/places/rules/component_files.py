"""A CSV of components: which column means what, and a row as a component or what is wrong with it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from wangge.kit.errors import Invalid
from wangge.places.rules.datums import Datum
from wangge.places.rules.things import ComponentState, NewComponent, component_problem

#: Field → names of columns that mean it, where no mapping says so.
COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("code", "标识码", "部件标识码", "部件编码", "部件代码"),
    "category": ("category", "类别", "小类代码", "类别代码"),
    "name": ("name", "名称", "部件名称"),
    "lng": ("lng", "lon", "经度", "x"),
    "lat": ("lat", "纬度", "y"),
    "owner": ("owner", "权属单位", "权属单位代码"),
    "maintainer": ("maintainer", "养护单位", "养护单位代码"),
    "supervisor": ("supervisor", "主管部门", "主管部门代码"),
    "state": ("state", "状态", "部件状态"),
    "installed_on": ("installed_on", "初始日期", "安装日期"),
    "surveyed_on": ("surveyed_on", "变更日期", "普查日期"),
}
NEEDED = ("code", "name", "lng", "lat")
_WORDS = {"": "intact", "完好": "intact", "破损": "damaged", "丢失": "missing", "废弃": "retired"}
STATES: dict[str, str] = _WORDS | {state.value: state.value for state in ComponentState}


class ComponentMap(BaseModel):
    """``MAP.toml`` of ``wangge import components``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    datum: Datum = Datum.WGS84
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    columns: dict[str, str] = {}
    states: dict[str, ComponentState] = {}
    units: dict[str, str] = {}  # a unit as the file calls it → its code


class BadRow(NamedTuple):
    line: int
    refused: Invalid


def columns_in(header: Sequence[str], plan: ComponentMap) -> dict[str, str]:
    """Field → column of the file. Invalid for one that is named and not there, or needed and not found."""
    for field, column in plan.columns.items():
        if field not in COLUMNS or column not in header:
            raise Invalid("component.column", field=field, column=column)
    lower = {name.lower(): name for name in header}
    known = {field: next((lower[name] for name in names if name in lower), "") for field, names in COLUMNS.items()}
    found = {field: column for field, column in {**known, **plan.columns}.items() if column}
    for field in NEEDED:
        if field not in found:
            raise Invalid("component.column", field=field, column=COLUMNS[field][0])
    return found


class ComponentReader:
    """Rows of one file. ``units``: code, name and short name → code, as they stand."""

    def __init__(self, plan: ComponentMap, columns: Mapping[str, str], units: Mapping[str, str]) -> None:
        self.plan, self.columns, self.units = plan, columns, {**units, **plan.units}
        self.seen: set[str] = set()

    def read(self, line: int, cells: Mapping[str, str]) -> NewComponent | BadRow:
        try:
            return self._component({field: cells.get(column, "") for field, column in self.columns.items()})
        except Invalid as refused:
            return BadRow(line, refused)

    def _component(self, said: Mapping[str, str]) -> NewComponent:
        """Without a category of its own a component has that of its code: the digits 7 to 10."""
        code = said["code"]
        category = said.get("category") or code[6:10]
        new = NewComponent(
            code=code,
            category=category if category.startswith("b") else f"b{category}",
            name=said["name"],
            lng=_number("lng", said["lng"]),
            lat=_number("lat", said["lat"]),
            owner=self._unit("owner", said),
            maintainer=self._unit("maintainer", said),
            supervisor=self._unit("supervisor", said),
            state=self._state(said.get("state", "")),
            datum=self.plan.datum,
            installed_on=_date("installed_on", said),
            surveyed_on=_date("surveyed_on", said),
        )
        if field := component_problem(new):
            raise Invalid("component.bad", field=field)
        if code in self.seen:
            raise Invalid("component.twice", field="code", component=code)
        self.seen.add(code)
        return new

    def _unit(self, field: str, said: Mapping[str, str]) -> str | None:
        if not (named := said.get(field, "")):
            return None
        if named not in self.units:
            raise Invalid("component.unit", field=field, unit=named)
        return self.units[named]

    def _state(self, text: str) -> ComponentState:
        state = self.plan.states.get(text) or STATES.get(text)
        if state is None:
            raise Invalid("component.word", field="state", word=text)
        return ComponentState(state)


def _number(field: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Invalid("component.number", field=field, word=text) from None


def _date(field: str, said: Mapping[str, str]) -> date | None:
    """2026-10-09, 2026/10/9 or 20261009."""
    text = said.get(field, "").replace("/", "-")
    if not text:
        return None
    parts = text.split("-") if "-" in text else [text[:4], text[4:6], text[6:]]
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        raise Invalid("component.date", field=field, word=said[field]) from None
