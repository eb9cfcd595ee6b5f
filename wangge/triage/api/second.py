"""HTTP for the second opinion: apart from the first, which nobody is to wait longer for."""

from typing import Any

from fastapi import Response
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from wangge import catalogue
from wangge.cases import Kind
from wangge.cases.api.fields import Code, words
from wangge.catalogue.rules.categories import major_of
from wangge.kit.errors import word
from wangge.kit.http import json_response, language_of
from wangge.kit.routes import Router
from wangge.people.http import Call, Signed
from wangge.people.rules import Duty
from wangge.triage.actions.second import second

router = Router("/api/v1", "advice")


class SecondBody(BaseModel):
    """What the form holds so far. ``first``: the code that stands first in the advice or was chosen."""

    model_config = ConfigDict(extra="forbid")
    text: words(7000)  # type: ignore[valid-type]
    title: words(100) | None = None  # type: ignore[valid-type]
    kind: Kind | None = None
    first: Code | None = None


@router.post("/advice/second")
async def ask_second(call: Signed, body: SecondBody) -> Response:
    """What a configured language model would choose, beside the advice; it changes nothing and decides nothing.

    ``configured`` false: there is none, do not ask again. ``second`` null: no opinion, or none in time. Only the masked
    text leaves. Holds no connection and no thread while it waits.
    """
    offered = await run_in_threadpool(_offered, call, body.kind)
    adviser = second()
    code = (
        await adviser.ask(body.text, body.title or "", {c: o["shown"] for c, o in offered.items()}) if adviser else None
    )
    if code is None:
        return json_response({"configured": adviser is not None, "second": None})
    says = "alone" if body.first is None else "agrees" if body.first == code else "differs"
    category = {name: offered[code][name] for name in ("code", "name", "major_name")}
    note = word("triage", f"word.second.{says}", language_of(call.request))
    return json_response({"configured": True, "second": {"category": category, "note": note}})


def _offered(call: Call, kind: Kind | None) -> dict[str, dict[str, Any]]:
    """Every category in force a report of this kind may be of, by code; none is read where nobody would be asked."""
    with call.work(Duty.REPORT) as tx:
        if second() is None:
            return {}
        names = {each.code: each.name for each in catalogue.categories(tx)}
        fitting = {
            each.category for each in catalogue.catalogue(tx) if kind is None or not each.kinds or kind in each.kinds
        }
        return {code: _named(code, names) for code in sorted(fitting)}


def _named(code: str, names: dict[str, str]) -> dict[str, Any]:
    major, name = names.get(major_of(code), ""), names.get(code, code)
    return {"code": code, "name": name, "major_name": major, "shown": f"{major}/{name}" if major else name}
