"""HTTP for the licence: what acts alone, changed; what was done alone, reviewed."""

from typing import Annotated, Literal

from fastapi import Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from wangge.cases.api.fields import Code
from wangge.kit.crypto import mask_name
from wangge.kit.errors import word
from wangge.kit.http import json_response, language_of
from wangge.kit.routes import Router
from wangge.kit.tx import Tx
from wangge.people.http import Call, Signed
from wangge.people.rules import Duty
from wangge.triage.actions import licence, reviews
from wangge.triage.rules.licences import LicenceStep

router = Router("/api/v1/advice", "advice")

Branch = Annotated[str, StringConstraints(pattern=r"^([bmr]?[0-9]{2}([0-9]{2})?)?$")]
StepId = Annotated[int, Path(ge=1, le=2**53)]


class LicenceBody(BaseModel):
    """``branch``: empty for every category, or the code of a major or minor class. ``sample``: percent reviewed.

    ``seen``: the ``no`` of the licence that was shown, 0 where there was none.
    """

    model_config = ConfigDict(extra="forbid")
    step: LicenceStep
    branch: Branch = ""
    active: bool
    confidence: Annotated[float, Field(ge=0.5, le=0.999, allow_inf_nan=False)]
    sample: Annotated[int, Field(ge=1, le=100)] = 10
    seen: Annotated[int, Field(ge=0, le=1_000_000)]


class ReviewBody(BaseModel):
    """``should``: the code of what would have been right. The case itself is put right by a move of its own."""

    model_config = ConfigDict(extra="forbid")
    verdict: Literal["right", "wrong"]
    should: Code | None = None


@router.get("/licences")
def read_licences(call: Signed) -> Response:
    """From which confidence each step acts alone, if at all, and what reviews found of what it did.

    ``wrong_share`` of those reviewed with its exact 95 % interval ``low`` to ``high``; counts of a licence are since it
    was last set, those of ``categories`` of the last ``days``.
    """
    with call.work(Duty.CATALOGUE) as tx:
        return json_response(_shown(tx, call))


@router.put("/licences")
def set_licence(call: Signed, body: LicenceBody) -> Response:
    """A new version; the one before is kept. 409 where another person has set it since ``seen``."""
    with call.work(Duty.CATALOGUE) as tx:
        fields = body.model_dump(exclude={"seen"}) | {"step": str(body.step)}
        licence.set_licence(tx, licence.Wanted(**fields), body.seen)
        return call.answer(tx, 200, _shown(tx, call))


@router.get("/reviews")
def read_reviews(
    call: Signed, after: Annotated[int, Query(ge=0, le=2**53)] = 0, limit: Annotated[int, Query(ge=1, le=100)] = 50
) -> Response:
    """Automatic steps drawn for review and not looked at yet, oldest first. ``next``: the ``after`` of what follows."""
    with call.work(Duty.REVIEW) as tx:
        found, following = reviews.waiting(tx, after, limit)
        return json_response({"reviews": found, "next": following})


@router.post("/reviews/{step}")
def review(call: Signed, step: StepId, body: ReviewBody) -> Response:
    """Once for each. ``licence_ended``: so much was wrong by now that this step acts alone no more."""
    with call.work(Duty.REVIEW) as tx:
        ended = reviews.review(tx, step, reviews.Verdict(body.verdict, body.should))
        return call.answer(tx, 200, {"review": step, "verdict": body.verdict, "licence_ended": ended})


def _shown(tx: Tx, call: Call) -> dict[str, object]:
    found, language = licence.shown(tx), language_of(call.request)
    for row in found["licences"]:
        row["by"] = row["by"] and mask_name(row["by"])
        row["why_words"] = word("triage", f"word.licence.{row['why']}", language)
        del row["version"]
    return found
