"""The mapping of a file: which column means what, how times are written, which of its words are which of ours."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from wangge.cases import Channel, Kind, State
from wangge.cases.rules import Grade, Outcome
from wangge.kit.errors import Invalid


class Field(StrEnum):
    """What a column may mean."""

    NUMBER = "number"  # of the source: the same number is the same report
    TITLE = "title"
    TEXT = "text"
    ARRIVED_AT = "arrived_at"
    FILED_AT = "filed_at"
    CLOSED_AT = "closed_at"
    DUE_AT = "due_at"
    STATE = "state"
    OUTCOME = "outcome"
    CHANNEL = "channel"
    KIND = "kind"
    CATEGORY = "category"  # 0113, or 0113/01 with its condition
    CONDITION = "condition"
    GRADE = "grade"
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

NEEDED = (Field.NUMBER, Field.ARRIVED_AT)

#: In a table of values: any other word. The empty word stands for an empty cell.
OTHER = "*"

_SAMPLE = datetime(2026, 10, 9, 13, 45, 58)  # noqa: DTZ001 - told apart in every part of a format
_SOURCE = re.compile(r"[0-9A-Za-z_-]{1,40}")


class Map(BaseModel):
    """One ``MAP.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    zone: str = "Asia/Shanghai"
    times: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")
    delimiter: str = ","
    columns: dict[Field, str]
    constants: dict[Field, str] = {}
    values: dict[Field, dict[str, str]] = {}

    @field_validator("source")
    @classmethod
    def _a_code(cls, source: str) -> str:
        if not _SOURCE.fullmatch(source):
            raise ValueError("1 to 40 of 0-9 A-Z a-z _ -")
        return source

    @field_validator("zone")
    @classmethod
    def _a_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{zone!r} is no time zone") from None
        return zone

    @field_validator("times")
    @classmethod
    def _formats(cls, times: tuple[str, ...]) -> tuple[str, ...]:
        if not times:
            raise ValueError("at least one format")
        for form in times:
            if not _is_format(form):
                raise ValueError(f"{form!r} does not read a day of a year")
        return times

    @field_validator("delimiter")
    @classmethod
    def _one_character(cls, delimiter: str) -> str:
        if delimiter not in (",", ";", "\t", "|"):
            raise ValueError("one of , ; | and tab")
        return delimiter

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for trouble in (*self._missing(), *self._misplaced()):
            raise ValueError(trouble)
        return self

    def _missing(self) -> Iterator[str]:
        yield from (f"columns.{field} is missing" for field in NEEDED if field not in self.columns)
        if not self.columns.keys() & {Field.TEXT, Field.TITLE}:
            yield "columns.text is missing"
        said = self.columns.keys() | self.constants.keys()
        yield from (f"constants.{field} is missing" for field in (Field.CHANNEL, Field.KIND) if field not in said)

    def _misplaced(self) -> Iterator[str]:
        yield from (f"{field} is both a column and a constant" for field in self.constants if field in self.columns)
        yield from (f"values.{field} has no column" for field in self.values if field not in self.columns)
        table = [(field, word) for field, words in self.values.items() for word in words.values()]
        for field, word in (*self.constants.items(), *table):
            if field in CHOICES and word and word not in CHOICES[field]:
                yield f"{field}: {word!r} is none of {', '.join(sorted(CHOICES[field]))}"


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
        place = ".".join(str(part) for part in first["loc"] if part != "[key]") or "MAP"
        problem = str(first.get("ctx", {}).get("error") or first["msg"])
        raise Invalid("intake.map", place=place, problem=problem) from None
