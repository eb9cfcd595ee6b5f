"""What is said and answered about ownership rules over HTTP."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from wangge.dispatch.actions.drafts import Said
from wangge.dispatch.actions.sheet import Wrong
from wangge.kit.errors import Invalid, say
from wangge.people.names import Colleague

Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,40}$")]
UnitOrSymbol = Annotated[
    str, StringConstraints(pattern=r"^(@(street|community|owner|maintainer)|[0-9A-Za-z_-]{1,40})$")
]
Branch = Annotated[
    str, StringConstraints(pattern=r"^([0-9A-Za-z_-]{1,20}(/[0-9A-Za-z_-]{1,20})?)?$"), Field(examples=["0110", "b01"])
]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]


def _year(moment: datetime) -> datetime:
    if not 2000 <= moment.year <= 2999:
        raise ValueError("year")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_year)]
Short = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]


class RuleBody(BaseModel):
    """A rule as people write it. ``lead``: a unit's code, or ``@street``, ``@community``, ``@owner``, ``@maintainer``.

    ``owner``: whose component it must be, a unit's code or ``any``. Times need a zone; left out: from publication.
    """

    model_config = ConfigDict(extra="forbid")
    lead: UnitOrSymbol
    category: Branch = ""
    grid: Code | None = None
    exact: Literal["", "grid", "compound", "component"] = ""
    named: Annotated[str, Field(max_length=60)] = ""
    owner: Code | Literal[""] = ""
    hours: Annotated[str, Field(max_length=200, examples=["mon-sun 22:00-06:00"])] = ""
    season: Annotated[str, Field(max_length=20, examples=["11-15/03-15"])] = ""
    assistants: Annotated[list[UnitOrSymbol], Field(max_length=20)] = []
    limit: Annotated[str, Field(max_length=12, examples=["4wh"])] = ""
    valid_from: Moment | None = None
    valid_to: Moment | None = None
    reason: Short = ""

    def said(self) -> Said:
        return Said(**{name: getattr(self, name) for name in Said.__dataclass_fields__})


class DraftBody(RuleBody):
    """``rule``: the number of the rule whose next version this is; left out: a rule to come."""

    rule: Id | None = None


class EditionBody(RuleBody):
    """``edition``: the one the person saw."""

    edition: Id


class RetireBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    at: Moment | None = None
    reason: Short = ""


class PublishBody(BaseModel):
    """``drafts``: left out, all of them. ``based_on``: the edition of the rule book they were judged against."""

    model_config = ConfigDict(extra="forbid")
    based_on: Annotated[int, Field(ge=0, le=2**31 - 1)]
    drafts: Annotated[list[Id], Field(min_length=1, max_length=5000)] | None = None
    note: Short = ""


class UndoBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    note: Short = ""


class AreaBody(BaseModel):
    """``unit``: None takes it away."""

    model_config = ConfigDict(extra="forbid")
    unit: Code | None


class GridName(BaseModel):
    code: str
    name: str


class RuleRow(BaseModel):
    """One version of a rule. ``state``: in_force, coming, ended, retired, replaced. ``units``: code → short name.

    ``holds``: grids where a rule with a grid holds today: its own, or all parts where that was split. ``missed``: grids
    that took ground of it and where it does not hold.
    """

    model_config = ConfigDict(extra="ignore")
    version: int
    rule: int
    no: int
    name: str
    state: str
    change: int
    published_at: datetime
    published_by: Colleague | None
    category: str
    grid: str | None
    grid_name: str | None
    holds: list[GridName] = []
    missed: list[GridName] = []
    exact: str
    named: str
    owner: str
    hours: str
    season: str
    lead: str
    assistants: list[str]
    units: dict[str, str]
    limit: str
    valid_from: datetime
    valid_to: datetime | None
    replaced_at: datetime | None
    reason: str
    case_number: str | None
    changed: list[str] = []
    note: str = ""


class RulePage(BaseModel):
    """``next``: the ``after`` of the following page."""

    items: list[RuleRow]
    next: int | None


def page(rows: list[dict[str, Any]], limit: int, key: str) -> int | None:
    """The key of the last row of a full page."""
    return rows[-1][key] if len(rows) == limit else None


def said_of(wrong: Sequence[Wrong], language: str) -> list[dict[str, Any]]:
    """Lines that are wrong, each with its sentence."""
    return [asdict(one) | {"message": say(Invalid("ownership.bad", **asdict(one)), language)} for one in wrong]
