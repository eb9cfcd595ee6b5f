"""What the catalogue says and takes over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from wangge.catalogue.rules import (
    CallBack,
    Category,
    CategoryDraft,
    Check,
    Draft,
    Evidence,
    Grade,
    Kind,
    Origin,
    Standard,
)

Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Code = Annotated[str, Field(max_length=20)]
Text = Annotated[str, Field(max_length=500)]
LimitText = Annotated[str, Field(max_length=20, examples=["5wd"])]
Limits = Annotated[dict[Annotated[str, Field(max_length=20)], LimitText], Field(max_length=20)]


class StagedRow(BaseModel):
    code: str
    name: str
    limit: str
    classes: dict[str, str] = {}


class StandardRow(BaseModel):
    """``limits``: stage → limit, such as ``5wd``, with the defaults filled in; ``class_limits``: area class → stage →
    limit where it differs. ``evidence``: verb → kinds. ``kinds``: of reports it fits; none: all."""

    version: int
    category: str
    category_name: str
    condition: str
    condition_name: str
    closing: str
    grade: Grade
    urgent: bool
    sensitive: bool
    answerable: bool
    limits: dict[str, str]
    stages: list[StagedRow]
    evidence: dict[str, list[Evidence]]
    check: Check
    call_back: CallBack
    review_percent: int
    call_back_percent: int
    max_extensions: int
    reopen_days: int
    class_limits: dict[str, dict[str, str]]
    kinds: list[str]
    photo: str
    law: str


def standard_row(standard: Standard) -> dict[str, Any]:
    plain = {name: getattr(standard, name) for name in StandardRow.model_fields}
    return plain | {
        "limits": {stage: str(limit) for stage, limit in standard.limits.items()},
        "class_limits": {
            area: {stage: str(limit) for stage, limit in limits.items()}
            for area, limits in standard.class_limits.items()
        },
        "stages": [
            {"code": s.code, "name": s.name, "limit": str(s.limit)}
            | {"classes": {area: str(limit) for area, limit in s.classes.items()}}
            for s in standard.stages
        ],
        "evidence": {verb: sorted(kinds) for verb, kinds in standard.evidence.items()},
        "kinds": sorted(standard.kinds),
    }


class CategoryRow(BaseModel):
    """``major``: the code of the class above, of a major class its own. ``by`` and ``match`` only where searched."""

    version: int
    code: str
    kind: Kind
    major: str
    name: str
    origin: Origin
    description: str
    words: list[str]
    photo: str
    by: str | None = None
    match: str | None = None


class Categories(BaseModel):
    items: list[CategoryRow]


def category_row(category: Category) -> dict[str, Any]:
    plain = {name: getattr(category, name) for name in category.__dataclass_fields__}
    return plain | {"major": category.major, "words": list(category.words)}


class CategoryBody(BaseModel):
    """``words``: how residents call it."""

    model_config = ConfigDict(extra="forbid")
    code: Code
    name: Annotated[str, Field(max_length=60)]
    origin: Origin = Origin.EXTENSION
    description: Text = ""
    words: Annotated[list[Annotated[str, Field(max_length=30)]], Field(max_length=60)] = []
    photo: Text = ""

    def draft(self) -> CategoryDraft:
        return CategoryDraft(**self.model_dump())


class StepBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: Code
    name: Annotated[str, Field(max_length=60)]
    limit: LimitText
    classes: Annotated[dict[str, LimitText], Field(max_length=3)] = {}


class StandardBody(BaseModel):
    """A filing condition as it shall be from now on: what is left out has its default, not what was there before.

    ``based_on``: the version it was written from; 409 where another came after it.
    """

    model_config = ConfigDict(extra="forbid")
    category: Code
    category_name: Annotated[str, Field(max_length=60)]
    condition: Code
    condition_name: Text
    closing: Text
    grade: Grade = Grade.ORDINARY
    urgent: bool = False
    sensitive: bool = False
    answerable: bool = False
    limits: Limits = {}
    stages: Annotated[list[StepBody], Field(max_length=20)] = []
    evidence: Annotated[dict[str, Annotated[list[Evidence], Field(max_length=7)]], Field(max_length=6)] = {}
    check: Check = Check.FIELD
    call_back: CallBack = CallBack.SAMPLE
    review_percent: Annotated[int, Field(ge=0, le=100)] = 20
    call_back_percent: Annotated[int, Field(ge=0, le=100)] = 30
    max_extensions: Annotated[int, Field(ge=0, le=9)] = 2
    reopen_days: Annotated[int, Field(ge=0, le=366)] = 30
    class_limits: Annotated[dict[str, Limits], Field(max_length=3)] = {}
    kinds: Annotated[list[str], Field(max_length=6)] = []
    photo: Text = ""
    law: Text = ""
    based_on: Number | None = None

    def draft(self) -> Draft:
        return Draft(**{name: value for name, value in self.model_dump().items() if name in Draft.__dataclass_fields__})


class DifferenceRow(BaseModel):
    field: str
    before: str | None
    after: str | None


class ChangeRow(BaseModel):
    category: str
    condition: str
    before: int | None
    after: int | None
    until: datetime | None
    differences: list[DifferenceRow]


class ChangeHead(BaseModel):
    number: int
    at: datetime
    by: int | None
    by_name: str | None
    what: str
    file: str | None
    undoes: int | None
    counts: dict[str, int]
    undone_by: int | None


class ChangeDetail(ChangeHead):
    rows: list[ChangeRow]


class Changes(BaseModel):
    items: list[ChangeHead]
