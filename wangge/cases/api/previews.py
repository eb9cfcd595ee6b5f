"""Previews over HTTP: what a draft of something below would do to the cases."""

from dataclasses import asdict

from fastapi import APIRouter, Response

from wangge.cases.actions.preview import under_calendar
from wangge.clock.api import CalendarBody
from wangge.kit.http import json_response
from wangge.people.http import Signed
from wangge.people.rules import Duty

router = APIRouter(prefix="/api/v1/calendar", tags=["calendar"])


@router.post("/preview")
def preview_calendar(call: Signed, body: CalendarBody) -> Response:
    """The open deadlines that this calendar would move, in the reader's scope; nothing is changed."""
    with call.work(Duty.CALENDAR) as tx:
        return json_response(asdict(under_calendar(tx, body.draft())))
