"""HTTP for advice: on a report that is being written."""

from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from wangge.cases import Kind
from wangge.cases.api.fields import Accuracy, Code, Latitude, Longitude, words
from wangge.kit.http import json_response, language_of
from wangge.kit.routes import Router
from wangge.people.http import Signed
from wangge.people.rules import Duty
from wangge.places import Datum
from wangge.triage.actions import advising

router = Router("/api/v1", "advice")

#: The id of a piece of advice, as it was given out.
AdviceId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}$")]


class AdviceBody(BaseModel):
    """What the form holds so far; ``category`` and ``grid`` only where they are chosen. ``replaces``: the id before."""

    model_config = ConfigDict(extra="forbid")
    text: words(7000)  # type: ignore[valid-type]
    title: words(100) | None = None  # type: ignore[valid-type]
    kind: Kind | None = None
    category: Code | None = None
    condition: Code | None = None
    grid: Code | None = None
    lng: Longitude | None = None
    lat: Latitude | None = None
    datum: Datum | None = None
    accuracy: Accuracy | None = None
    address: words(200) | None = None  # type: ignore[valid-type]
    phone: words(40) | None = None  # type: ignore[valid-type]
    replaces: AdviceId | None = None


@router.post("/advice")
def advise(call: Signed, body: AdviceBody) -> Response:
    """What it may be, where, whose, whether somebody is in danger; the words behind it are shown and never kept.

    ``advice`` goes along with the report, so that what was chosen is kept beside what was suggested.
    """
    with call.work(Duty.REPORT) as tx:
        fields = body.model_dump() | {"title": body.title or ""}
        return json_response(advising.advise(tx, advising.Asked(**fields, language=language_of(call.request))))
