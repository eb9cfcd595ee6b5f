"""HTTP for the catalogue: standards and categories in force, their versions, and every change with before and after."""

from typing import Annotated, Any

from fastapi import Path, Query, Response

from wangge.catalogue import actions
from wangge.catalogue.actions import changes, importing
from wangge.catalogue.api.forms import (
    Categories,
    CategoryBody,
    CategoryRow,
    ChangeDetail,
    Changes,
    Number,
    StandardRow,
    category_row,
    standard_row,
)
from wangge.catalogue.rules import Key
from wangge.catalogue.rules.search import search
from wangge.kit.http import json_response
from wangge.kit.routes import Router
from wangge.people import Duty
from wangge.people.http import Call, Signed
from wangge.people.names import colleague

router = Router("/api/v1", "catalogue")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

CodeText = Annotated[str, Query(pattern=r"^[0-9A-Za-z_-]{1,20}$")]
ConditionText = Annotated[str, Query(pattern=r"^[0-9A-Za-z_-]{0,20}$")]


@router.get("/catalogue")
def catalogue(call: Signed) -> dict[str, list[StandardRow]]:
    """Every standard in force."""
    with call.work(Duty.READ) as tx:
        return {"items": [StandardRow.model_validate(standard_row(one)) for one in actions.catalogue(tx)]}


@router.get("/categories", response_model=Categories)
def categories(call: Signed, text: Annotated[str | None, Query(max_length=200)] = None) -> Response:
    """The tree, majors before what is below them; or what fits ``text``: a name, a resident's word, a code, pinyin.

    The tree comes with an ETag: asked with it again, an unchanged one is 304.
    """
    with call.work(Duty.READ) as tx:
        if text is not None:
            found = search(actions.categories(tx), text)
            items = [category_row(hit.category) | {"by": hit.by, "match": hit.match} for hit in found]
            return json_response({"items": items})
        tag = f'"{actions.state(tx)}"'
        if _known(call, tag):
            return Response(status_code=304, headers={"ETag": tag})
        answer = json_response({"items": [category_row(category) for category in actions.categories(tx)]})
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@router.post("/categories", status_code=201, response_model=CategoryRow)
def publish_category(call: Signed, body: CategoryBody) -> Response:
    """A new version of a category, or a new one; its conditions stay as they are."""
    with call.work(Duty.CATALOGUE) as tx:
        version = actions.publish_category(tx, body.draft())
        found = next(category for category in actions.categories(tx) if category.code == body.code)
        return call.answer(tx, 201, category_row(found) | {"version": version})


@router.get("/catalogue/versions")
def versions(
    call: Signed, category: CodeText, condition: Annotated[str, Query(pattern=r"^[0-9A-Za-z_-]{0,20}$")] = ""
) -> Response:
    """Every version of a filing condition, or without one of the category: who, when, what differed from the former."""
    with call.work(Duty.READ) as tx:
        rows = changes.versions(tx, Key(category, condition))
        return json_response({"items": [r | {"published_by_name": colleague(r["published_by_name"])} for r in rows]})


@router.get("/catalogue/changes", response_model=Changes)
def list_changes(call: Signed, before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None) -> Response:
    """The newest first, those before a number: who did what and when."""
    with call.work(Duty.READ) as tx:
        return json_response({"items": [_plain(noted) for noted in changes.changes(tx, before)]})


@router.get("/catalogue/changes/{number}", response_model=ChangeDetail)
def read_change(call: Signed, number: Annotated[Number, Path()]) -> Response:
    """One change, with every row it touched and each field before and after."""
    with call.work(Duty.READ) as tx:
        noted, rows = changes.change(tx, number), changes.change_rows(tx, number)
        return json_response(_plain(noted) | {"rows": [_row(row) for row in rows]})


@router.get("/catalogue/export", response_class=Response, responses={200: {"content": {XLSX: {}}}})
def export(call: Signed) -> Response:
    """The catalogue in force as an Excel workbook, to be changed and imported again."""
    with call.work(Duty.CATALOGUE) as tx:
        data, name = importing.export(tx), f"catalogue-{tx.district}-{tx.now:%Y%m%d}.xlsx"
    return Response(data, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _known(call: Call, tag: str) -> bool:
    said = call.request.headers.get("if-none-match", "")
    return tag in (part.strip().removeprefix("W/") for part in said.split(","))


def _plain(noted: changes.Noted) -> dict[str, Any]:
    return {name: getattr(noted, name) for name in noted.__dataclass_fields__} | {"by_name": colleague(noted.by_name)}


def _row(row: changes.ChangeRow) -> dict[str, Any]:
    return {
        "category": row.key.category,
        "condition": row.key.condition,
        "before": row.before,
        "after": row.after,
        "until": row.until,
        "differences": [one._asdict() for one in row.differences],
    }
