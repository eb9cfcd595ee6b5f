"""HTTP for reports: one route for hotline, app, portal and partner."""

from typing import Annotated

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field

from wangge import cases, catalogue, triage
from wangge.cases import Channel, Kind, NewReport
from wangge.cases.api.fields import Accuracy, Code, Latitude, Longitude, Number, Sha256, words
from wangge.cases.rules import Grade
from wangge.intake.actions import duplicates_of_case, duplicates_of_report
from wangge.intake.rules.forms import form
from wangge.kit.http import json_response, language_of
from wangge.kit.routes import Router
from wangge.people.http import Signed
from wangge.people.rules import Duty
from wangge.places import Datum
from wangge.triage.api import AdviceId

router = Router("/api/v1", "intake")

#: From this score on a case is a suggestion that is kept beside what the clerk did.
LIKELY = 0.75


class PersonBody(BaseModel):
    """Who reports; leave out what was not said."""

    model_config = ConfigDict(extra="forbid")
    name: words(40) | None = None  # type: ignore[valid-type]
    phone: words(40) | None = None  # type: ignore[valid-type]
    identity: words(20) | None = None  # type: ignore[valid-type]


class ReportBody(BaseModel):
    """With ``category``, ``condition`` and ``grid`` by a person who may file, the case is filed at once.

    Otherwise the category stands in the history as what the reporter thinks it is, for whoever files the case.
    """

    model_config = ConfigDict(extra="forbid")
    channel: Channel
    kind: Kind
    text: words(7000)  # type: ignore[valid-type]
    title: words(100) | None = None  # type: ignore[valid-type]
    source: Code | None = None
    source_number: words(64) | None = None  # type: ignore[valid-type]
    person: PersonBody | None = None
    confidential: bool | None = None
    sensitive: bool = False
    grid: Code | None = None
    lng: Longitude | None = None
    lat: Latitude | None = None
    datum: Datum | None = None
    accuracy: Accuracy | None = None
    address: words(200) | None = None  # type: ignore[valid-type]
    category: Code | None = None
    condition: Code | None = None
    grade: Grade | None = None
    files: Annotated[list[Sha256], Field(max_length=30)] = []
    into: Number | None = None
    repeat_of: Number | None = None
    advice: AdviceId | None = None

    def report(self) -> NewReport:
        fields = self.model_dump(exclude={"person", "advice"})
        person = cases.Person(**self.person.model_dump()) if self.person else cases.Person()
        return NewReport(**fields, person=person)


@router.get("/reports/forms")
def read_form(call: Signed, kind: Kind, category: Code | None = None, condition: Code | None = None) -> Response:
    """What is asked for a report of this kind and category, its time for the answer, and the coded reasons."""
    with call.work(Duty.REPORT) as tx:
        standard = catalogue.standard(tx, category, condition or "") if category else catalogue.UNSORTED
        return json_response(form(kind, standard, language_of(call.request)))


@router.post("/reports/duplicates")
def find_duplicates(call: Signed, body: ReportBody) -> Response:
    """Cases that this report, not saved yet, may be of: the likeliest first, each part of the score told.

    Only what the asker may see. ``join`` says what one press does: save with ``into``, reopen, or with ``repeat_of``.
    With ``advice``, what is very like is kept as a suggestion.
    """
    with call.work(Duty.REPORT) as tx:
        found = duplicates_of_report(tx, body.report())
        like = [(one["number"], one["score"]) for one in found if one["score"] >= LIKELY and one["join"] == "into"]
        if body.advice and like:
            triage.suggest_duplicate(tx, body.advice, like)
        return json_response({"candidates": found})


@router.get("/cases/{number}/duplicates")
def find_duplicates_of_case(call: Signed, number: Annotated[Number, Path()]) -> Response:
    """Other cases that may be of the same matter as this one; one press merges it (the move ``merge``)."""
    with call.work(Duty.READ) as tx:
        return json_response({"candidates": duplicates_of_case(tx, number)})


@router.post("/reports", status_code=201)
def add_report(call: Signed, body: ReportBody) -> Response:
    """A report becomes a case, or joins the one named in ``into``.

    201 with the numbers; 200 with the same numbers when this source number was here before. ``advice``: the id that
    came with the advice on it; what was chosen is kept beside what was suggested.
    """
    with call.work() as tx:
        done = cases.report(tx, body.report())
        if body.advice and done.new:
            choice = triage.Choice(done.report, body.category, body.condition, body.grid, body.into)
            triage.chosen(tx, body.advice, choice)
        answer = {"number": done.report, "case": done.case, "state": done.state, "seq": done.seq}
        return call.answer(tx, 201 if done.new else 200, answer)
