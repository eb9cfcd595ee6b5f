"""The fields a move may carry, each with its type and bounds; the workflow table says which verb takes which."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from wangge.cases.rules import Grade
from wangge.cases.rules.reasons import Declined, Service, Withdrawn
from wangge.catalogue.rules.limits import is_limit
from wangge.places import Datum


def _clean(text: str) -> str:
    """No character that a text column cannot hold; line breaks and tabs stay."""
    if any((ord(c) < 32 and c not in "\n\r\t") or 0xD800 <= ord(c) < 0xE000 for c in text):
        raise ValueError("control")
    return text


def _limit(text: str) -> str:
    if not is_limit(text):
        raise ValueError("limit")
    return text


def _year(moment: datetime) -> datetime:
    if not 2000 <= moment.year <= 2999:
        raise ValueError("year")
    return moment


def words(most: int, least: int = 1) -> Any:
    """Free text of ``least`` to ``most`` characters."""
    bounds = StringConstraints(strip_whitespace=True, min_length=least, max_length=most)
    return Annotated[str, bounds, AfterValidator(_clean)]


Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,40}$")]
Number = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,40}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
LimitText = Annotated[str, StringConstraints(max_length=12), AfterValidator(_limit)]
Moment = Annotated[AwareDatetime, AfterValidator(_year)]
Text = words(4000)
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Accuracy = Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)]  # metres
Units = Annotated[list[Code], Field(min_length=1, max_length=20)]


class Evidence(BaseModel):
    """One piece: a picture or document by its SHA-256 name, or words (an answer, a mediation note)."""

    model_config = ConfigDict(extra="forbid")
    kind: Code
    file: Sha256 | None = None
    text: words(4000) | None = None  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.file is None) == (self.text is None):
            raise ValueError("file_or_text")
        return self


#: Field → type. ``seen`` and ``verb`` are added to every move.
FIELDS: dict[str, Any] = {
    "accuracy": Accuracy,
    "address": words(200),
    "answer": Text,
    "as_rule": bool,
    "assignment": Annotated[int, Field(ge=1, le=10_000)],
    "assistants": Annotated[list[Code], Field(max_length=20)],
    "by": Annotated[int, Field(ge=1, le=9999)],
    "category": Code,
    "component": Code,
    "condition": Code,
    "contacted": bool,
    "declined_for": Declined,
    "datum": Datum,
    "demand": Text,
    "evidence": Annotated[list[Evidence], Field(max_length=30)],
    "found": bool,
    "grade": Grade,
    "grid": Code,
    "into": Number,
    "lat": Latitude,
    "limit": LimitText,
    "lng": Longitude,
    "note": Text,
    "outcome": Literal["resolved", "explained", "answered", "referred"],  # the others have verbs of their own
    "person": words(40),
    "reached": bool,
    "reason": Text,
    "reply": Text,
    "report": Number,
    "reroute": Literal["keep", "rules"],
    "resolved": bool,
    "same_as": Number,
    "satisfied": Annotated[str, StringConstraints(pattern="^(satisfied|basically|unsatisfied)$")],
    "score": Annotated[int, Field(ge=1, le=5)],
    "sensitive": bool,
    "service": Service,
    "stage": Code,
    "suggest": Code,
    "text": Text,
    "title": words(100),
    "turn_to": words(500),
    "unit": Code,
    "units": Units,
    "until": Moment,
    "withdrawn_for": Withdrawn,
    "within": LimitText,
}
