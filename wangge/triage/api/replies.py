"""HTTP for the look at a draft answer: hints for its author; nothing is sent, kept or held back."""

from typing import Annotated, Any

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from wangge.cases.api.fields import Number, words
from wangge.cases.api.views import detail
from wangge.kit.errors import Invalid, texts
from wangge.kit.http import json_response, language_of
from wangge.kit.routes import Router
from wangge.kit.tx import Tx
from wangge.people.http import Signed
from wangge.people.rules import Duty
from wangge.triage.rules.masking import masked
from wangge.triage.rules.reply import READ, Hint, check

router = Router("/api/v1", "advice")


class ReplyBody(BaseModel):
    """``case``, the number of a case: its reports are what was asked; or their words in ``text``."""

    model_config = ConfigDict(extra="forbid")
    case: Number | None = None
    text: words(7000, least=0) | None = None  # type: ignore[valid-type]
    draft: Annotated[words(7000, least=0), Field(description="The answer as it is written so far.")]  # type: ignore[valid-type]


@router.post("/advice/reply")
def check_reply(call: Signed, body: ReplyBody) -> Response:
    """What the draft lacks and which of its words to look at again, the worst first; an empty list is a good sign.

    ``start`` and ``end`` are characters of the draft; 0 and 0 where something is missing. 404 for a case that the
    asker may not see. Neither text is kept.
    """
    if (body.case is None) == (body.text is None):
        raise Invalid("triage.case_or_text", field="case")
    with call.work(Duty.READ) as tx:
        request = body.text if body.case is None else _asked(tx, body.case)
    found = check(request or "", body.draft)
    language = language_of(call.request)
    order = sorted(found.hints, key=lambda hint: (_ORDER[hint.severity], hint.start))
    return json_response({
        "hints": [_shown(hint, language) for hint in order],
        "shared": found.shared,
        "questions": [{"kind": q.kind, "words": masked(q.words), "met": well} for q, well in found.asked],
        "read": READ,
    })  # fmt: skip


_ORDER = {"stop": 0, "check": 1, "polish": 2}


def _asked(tx: Tx, number: str) -> str:
    """The words of every report of the case that were not erased."""
    reports = detail(tx, number)["reports"]
    return "\n".join(words for report in reports for words in (report["title"], report["text"]) if words)


def _shown(hint: Hint, language: str) -> dict[str, Any]:
    quoted = hint.words if hint.end else masked(hint.words)
    says = texts("triage")[language][hint.code].format(words=quoted)
    return {"code": hint.code, "severity": hint.severity, "says": says, "words": quoted} | {
        "start": hint.start, "end": hint.end,
    }  # fmt: skip
