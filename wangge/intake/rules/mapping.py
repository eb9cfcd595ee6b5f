"""The mapping of a file: which column means what, how times are written, which of its words are which of ours."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator
from pydantic import Field as Annotation

from wangge.cases import Channel, Kind, State
from wangge.cases.rules import Grade, Outcome
from wangge.kit.errors import Invalid
from wangge.places import Datum


class Field(StrEnum):
    """What a column may mean."""

    NUMBER = "number"  # of the source: the same number is the same report
    TITLE = "title"
    TEXT = "text"
    ARRIVED_AT = "arrived_at"
    FILED_AT = "filed_at"
    CLOSED_AT = "closed_at"
    DUE_AT = "due_at"
    SENT_AT = "sent_at"
    SIGNED_AT = "signed_at"
    DONE_AT = "done_at"
    STATE = "state"
    OUTCOME = "outcome"
    CHANNEL = "channel"
    KIND = "kind"
    CATEGORY = "category"  # 0113, or 0113/01 with its condition
    CONDITION = "condition"
    GRADE = "grade"
    UNIT = "unit"  # who has or had it, by our code: the table of values leads there
    GRID = "grid"
    ADDRESS = "address"
    LNG = "lng"
    LAT = "lat"
    SENSITIVE = "sensitive"
    NAME = "name"
    PHONE = "phone"
    IDENTITY = "identity"


#: A case cannot be brought in before its first event, nor without what it was merged into.
_STATES = frozenset(State) - {State.NONE, State.MERGED}

#: Words that are ours, by field: what a table of values may lead to.
CHOICES: dict[Field, frozenset[str]] = {
    Field.STATE: frozenset(_STATES),
    Field.OUTCOME: frozenset(Outcome),
    Field.CHANNEL: frozenset(Channel),
    Field.KIND: frozenset(Kind),
    Field.GRADE: frozenset(Grade),
    Field.SENSITIVE: frozenset({"true", "false"}),
}

#: What a mapping must say → where it may say it.
_WANTED = {
    "columns.number": {"columns.number"},
    "columns.arrived_at": {"columns.arrived_at"},
    "columns.text": {"columns.text", "columns.title"},
    "constants.channel": {"columns.channel", "constants.channel"},
    "constants.kind": {"columns.kind", "constants.kind"},
}

#: In a table of values: any other word. The empty word stands for an empty cell.
OTHER = "*"

_SAMPLE = datetime(2026, 10, 9, 13, 45, 58, tzinfo=UTC)
_SOURCE = re.compile(r"[0-9A-Za-z_-]{1,40}")


class Map(BaseModel):
    """One ``MAP.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    zone: str = "Asia/Shanghai"
    times: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")
    delimiter: str = ","
    sheet: str | None = None  # of a workbook; its first one
    datum: Datum = Datum.WGS84  # of lng and lat
    precise_decimals: Annotated[int, Annotation(ge=1, le=7)] | None = None  # with fewer a point is no precise place
    route: bool = False  # a matter without a unit gets the one that the ownership rules name
    columns: dict[Field, str]
    constants: dict[Field, str] = {}
    values: dict[Field, dict[str, str]] = {}

    @field_validator("source")
    @classmethod
    def _a_code(cls, source: str) -> str:
        if not _SOURCE.fullmatch(source):
            raise Invalid("intake.map_source", field="source")
        return source

    @field_validator("zone")
    @classmethod
    def _a_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise Invalid("intake.map_zone", field="zone", zone=zone) from None
        return zone

    @field_validator("times")
    @classmethod
    def _formats(cls, times: tuple[str, ...]) -> tuple[str, ...]:
        for form in times or ("",):
            if not _is_format(form):
                raise Invalid("intake.map_time", field="times", form=form)
        return times

    @field_validator("delimiter")
    @classmethod
    def _one_character(cls, delimiter: str) -> str:
        if delimiter not in (",", ";", "\t", "|"):
            raise Invalid("intake.map_delimiter", field="delimiter")
        return delimiter

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for trouble in (*self._missing(), *self._misplaced()):
            raise trouble
        return self

    def _missing(self) -> Iterator[Invalid]:
        said = {f"columns.{field}" for field in self.columns} | {f"constants.{field}" for field in self.constants}
        return (Invalid("intake.map_missing", field=place) for place, places in _WANTED.items() if not said & places)

    def _misplaced(self) -> Iterator[Invalid]:
        for field in self.constants.keys() & self.columns.keys():
            yield Invalid("intake.map_both", field=field)
        for field in self.values.keys() - self.columns.keys():
            yield Invalid("intake.map_values", field=field)
        table = [(field, word) for field, words in self.values.items() for word in words.values()]
        for field, word in (*self.constants.items(), *table):
            if field in CHOICES and word and word not in CHOICES[field]:
                yield Invalid("intake.map_word", field=field, word=word, choices=sorted(CHOICES[field]))


def _is_format(form: str) -> bool:
    try:
        return datetime.strptime(_SAMPLE.strftime(form), form).date() == _SAMPLE.date()  # noqa: DTZ007 - only a day
    except ValueError:
        return False


def read_map(tree: Mapping[str, Any]) -> Map:
    """Invalid names the first place that is wrong and says how."""
    try:
        return Map.model_validate(tree)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part != "[key]")
        if first["type"] == "missing":
            raise Invalid("intake.map_missing", field=place) from None
        raise Invalid("intake.map", field=place, place=place, rule=first["type"]) from None
