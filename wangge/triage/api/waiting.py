"""HTTP for a case that waits for dispatch: whose it seems to be."""

from typing import Annotated

from fastapi import Path, Response

from wangge.cases.api.fields import Number
from wangge.kit.http import json_response, language_of
from wangge.kit.routes import Router
from wangge.people.http import Signed
from wangge.people.rules import Duty
from wangge.triage.actions import units

router = Router("/api/v1/cases", "advice")


@router.get("/{number}/advice")
def advise_dispatcher(call: Signed, number: Annotated[Number, Path()]) -> Response:
    """Who should act, by the rules or by who handled such cases, and why; ``unit.how`` is none for a case in no state
    to be dispatched."""
    with call.work(Duty.DISPATCH) as tx:
        language = language_of(call.request)
        return json_response({"unit": units.advice_on_case(tx, number).shown(language)})
