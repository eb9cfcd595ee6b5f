"""HTTP for ownership: the rules and their versions, drafts, publication and undo, coverage, and who would act."""

from typing import Annotated, Any

from fastapi import Path, Query, Response, UploadFile

from wangge import places
from wangge.dispatch.actions import areas, choosing, drafts, publishing, reading, sheet
from wangge.dispatch.actions.areas import AreaKind
from wangge.dispatch.api.forms import (
    AreaBody,
    Branch,
    Code,
    DraftBody,
    EditionBody,
    Id,
    Moment,
    PublishBody,
    RetireBody,
    RulePage,
    RuleRow,
    UndoBody,
    UnitOrSymbol,
    page,
    said_of,
)
from wangge.kit import sheets
from wangge.kit.errors import Invalid, NotFound
from wangge.kit.http import json_response, language_of
from wangge.kit.routes import Router
from wangge.kit.tables import MOST_BYTES
from wangge.kit.tx import Tx
from wangge.people import Duty
from wangge.people.http import Signed

router = Router("/api/v1/ownership", "ownership")

Limit = Annotated[int, Query(ge=1, le=500)]
After = Annotated[int, Query(ge=0, le=2**31 - 1)]
Longitude = Annotated[float | None, Query(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float | None, Query(ge=-90, le=90, allow_inf_nan=False)]


@router.get("/rules")
def rules(  # noqa: PLR0913 - each parameter is a filter of the address
    call: Signed,
    category: Branch | None = None,
    grid: Code | None = None,
    unit: UnitOrSymbol | None = None,
    text: Annotated[str | None, Query(min_length=1, max_length=60, pattern=r"^[^\x00]*$")] = None,
    *,
    ended: bool = False,
    after: After = 0,
    limit: Limit = 100,
) -> RulePage:
    """The newest version of each rule, by number. A class or grid finds what lies in it and what it lies in.

    A grid that came of a split or a merger finds the rules that hold there by what was before it, and those that lost
    their place to it (``missed``); a former grid those that lay on it.
    """
    with call.work(Duty.READ) as tx:
        rows = reading.rules(tx, reading.Filter(category, grid, unit, text, ended), after, limit)
        return RulePage(items=[RuleRow.model_validate(row) for row in rows], next=page(rows, limit, "rule"))


@router.get("/rules/{rule}")
def versions(call: Signed, rule: Annotated[Id, Path()]) -> dict[str, list[RuleRow]]:
    """Every version of a rule, the newest first: who, when, and which fields it changed."""
    with call.work(Duty.READ) as tx:
        return {"items": [RuleRow.model_validate(row) for row in reading.versions(tx, rule)]}


@router.post("/rules/{rule}/retire", status_code=201)
def retire(call: Signed, rule: Annotated[Id, Path()], body: RetireBody) -> Response:
    """The draft that ends a rule; it ends when that is published, or later at the time given."""
    with call.work(Duty.OWNERSHIP) as tx:
        return call.answer(tx, 201, {"draft": drafts.draft_retirement(tx, rule, body.at, body.reason)})


@router.get("/drafts")
def list_drafts(call: Signed, after: After = 0, limit: Limit = 200) -> Response:
    """Drafts by number, with the ties that publishing all of them would make, and the edition they are judged by."""
    with call.work(Duty.OWNERSHIP) as tx:
        rows = reading.drafts_shown(tx, after, limit)
        book = reading.with_drafts(tx)
        more = {"ties": reading.draft_ties(book), "based_on": book.change, "next": page(rows, limit, "id")}
        return json_response({"items": rows} | more)


@router.post("/drafts", status_code=201)
def write(call: Signed, body: DraftBody) -> Response:
    """A draft of a rule to come, or of the next version of a rule. 409 where that rule has a draft."""
    with call.work(Duty.OWNERSHIP) as tx:
        return call.answer(tx, 201, {"draft": drafts.draft(tx, body.said(), body.rule), "edition": 1})


@router.put("/drafts/{draft}")
def rewrite(call: Signed, draft: Annotated[Id, Path()], body: EditionBody) -> Response:
    """The next edition of a draft. 409 when somebody else has changed it since."""
    with call.work(Duty.OWNERSHIP) as tx:
        edition = drafts.change(tx, draft, body.said(), body.edition)
        return call.answer(tx, 200, {"draft": draft, "edition": edition})


@router.delete("/drafts/{draft}", status_code=204)
def drop(call: Signed, draft: Annotated[Id, Path()]) -> None:
    with call.work(Duty.OWNERSHIP) as tx:
        drafts.drop(tx, draft)


@router.post("/publish", status_code=201)
def publish(call: Signed, body: PublishBody) -> Response:
    """Drafts become one change. 409 names what is in the way: two rules that tie, a unit that has ended."""
    with call.work(Duty.OWNERSHIP) as tx:
        done = publishing.publish(tx, body.drafts, based_on=body.based_on, note=body.note)
        return call.answer(tx, 201, _published(done))


@router.get("/sheet", response_class=Response, responses={200: {"content": {sheets.MEDIA_TYPE: {}}}})
def export(call: Signed) -> Response:
    """Every rule in force or to come, as a workbook that may be changed and brought back."""
    with call.work(Duty.READ) as tx:
        named = {"Content-Disposition": 'attachment; filename="ownership.xlsx"'}
        return Response(sheet.export(tx), media_type=sheets.MEDIA_TYPE, headers=named)


@router.post("/sheet/preview", max_body_size=MOST_BYTES + 100_000)
def preview_sheet(call: Signed, file: UploadFile) -> Response:
    """What each line of a workbook or CSV file would change, and which lines are wrong; nothing is kept."""
    with call.work(Duty.OWNERSHIP) as tx:
        found = sheet.preview(tx, file.file.read(MOST_BYTES + 1))
        lines = [{"line": c.line, "rule": c.rule, "what": c.what, "fields": c.fields} for c in found.changes]
        return json_response({"changes": lines, "wrong": said_of(found.wrong, language_of(call.request))})


@router.post("/sheet", status_code=201, max_body_size=MOST_BYTES + 100_000)
def bring_sheet(call: Signed, file: UploadFile) -> Response:
    """Drafts of the lines that change something; wrong lines are left out and named by line and field."""
    with call.work(Duty.OWNERSHIP) as tx:
        done = sheet.bring(tx, file.file.read(MOST_BYTES + 1))
        return call.answer(tx, 201, done | {"wrong": said_of(done["wrong"], language_of(call.request))})


@router.get("/changes")
def changes(call: Signed, before: Annotated[Id | None, Query()] = None, limit: Limit = 50) -> Response:
    """Editions of the rule book, the newest first."""
    with call.work(Duty.READ) as tx:
        rows = reading.changes(tx, before, limit)
        return json_response({"items": rows, "next": page(rows, limit, "change")})


@router.post("/changes/{change}/undo", status_code=201)
def undo(call: Signed, change: Annotated[Id, Path()], body: UndoBody) -> Response:
    """A further change that restores what was before one. 409 names the rules that were changed since."""
    with call.work(Duty.OWNERSHIP) as tx:
        return call.answer(tx, 201, _published(publishing.undo(tx, change, body.note)))


@router.get("/coverage")
def coverage(call: Signed, at: Annotated[Moment | None, Query()] = None, *, drafts: bool = False) -> Response:
    """Every class and area that falls through, has nobody, is covered in part, or ties. ``drafts``: once published."""
    with call.work(Duty.READ) as tx:
        return json_response(reading.report(tx, at, with_all_drafts=drafts))


@router.get("/choice")
def choice(  # noqa: PLR0913, PLR0917 - each parameter is a part of the matter
    call: Signed,
    category: Code,
    condition: Code | None = None,
    grid: Code | None = None,
    lng: Longitude = None,
    lat: Latitude = None,
    component: Code | None = None,
    address: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Who would act now, by which rule, and what else was near. ``unit`` is null where nobody is found."""
    with call.work(Duty.READ) as tx:
        found = _place(tx, grid, lng, lat)
        if component is not None:
            places.component(tx, component)
        matter = choosing.Matter(category, condition or "", found.path, found.id, tx.now, component, address)
        return json_response(choosing.suggest(tx, matter) | {"grid": {"code": found.code, "name": found.name}})


@router.get("/areas")
def list_areas(call: Signed) -> Response:
    """The units of streets and communities, in the order of the tree."""
    with call.work(Duty.READ) as tx:
        return json_response({"items": areas.areas(tx)})


@router.put("/areas/{grid}/{kind}", status_code=204)
def set_area(call: Signed, grid: Annotated[Code, Path()], kind: AreaKind, body: AreaBody) -> None:
    """Which unit is the street or the community of a branch of the tree."""
    with call.work(Duty.OWNERSHIP) as tx:
        areas.set_area(tx, grid, kind, body.unit)


def _place(tx: Tx, grid: str | None, lng: float | None, lat: float | None) -> places.Grid:
    """The grid named, or the one of the point; NotFound for a point in none."""
    if grid is not None:
        return places.grid(tx, grid)
    if lng is None or lat is None:
        raise Invalid("ownership.place", field="grid")
    located = places.locate(tx, lng, lat)
    if located is None:
        raise NotFound("ownership.outside", field="lng")
    return located.grid


def _published(done: publishing.Published) -> dict[str, Any]:
    return {"change": done.change, "versions": [{"rule": r, "version": v} for r, v in sorted(done.versions.items())]}
