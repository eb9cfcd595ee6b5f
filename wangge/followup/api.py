"""HTTP for tasks: what is to be verified, checked and asked, and the answers."""

from typing import Annotated, Any, Literal, Self

from fastapi import Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pypinyin import Style, lazy_pinyin

from wangge import cases, catalogue, followup
from wangge.cases.api import brief, cursor
from wangge.cases.api.fields import Evidence, Number, Text
from wangge.followup.actions import q
from wangge.followup.rules import ASKED_BY, QUESTIONS, TaskKind
from wangge.kit.config import settings
from wangge.kit.crypto import Keys, mask_name, mask_phone
from wangge.kit.errors import NotAllowed, word
from wangge.kit.http import json_response, language_of
from wangge.kit.routes import Router
from wangge.kit.tx import Tx
from wangge.people import Able
from wangge.people.http import Signed
from wangge.people.names import Colleague, colleague
from wangge.people.rules import Duty, Role

router = Router("/api/v1/tasks", "followup")

PAGE = 50

#: The duty of who asks for a task.
_ASKING = {kind: Duty(verb) for verb, kind in ASKED_BY.items()}

_Shown = Annotated[list[Evidence], Field(max_length=30)]


class _Body(BaseModel):
    """``seen`` is the ``seq`` of the case that the list has shown."""

    model_config = ConfigDict(extra="forbid")
    kind: str
    seen: Annotated[int, Field(ge=1, le=2_000_000_000)]

    def said(self) -> dict[str, Any]:
        return self.model_dump(exclude={"kind", "seen"}, exclude_none=True)


class Verified(_Body):
    kind: Literal["verify"]
    found: bool
    note: Text | None = None
    evidence: _Shown | None = None


class Checked(_Body):
    """``note`` with what passed, ``reason`` with what did not."""

    kind: Literal["check"]
    passed: bool
    note: Text | None = None
    reason: Text | None = None
    evidence: _Shown | None = None

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if self.passed and self.reason is not None:
            raise ValueError("passed: note, not reason")
        if not self.passed and (self.reason is None or self.note is not None):
            raise ValueError("not passed: reason, not note")
        return self


class Called(_Body):
    """Of a caller who was reached, all three."""

    kind: Literal["call_back"]
    reached: bool
    contacted: bool | None = None
    resolved: bool | None = None
    satisfied: Literal["satisfied", "basically", "unsatisfied"] | None = None
    note: Text | None = None


AnyAnswer = Annotated[Verified | Checked | Called, Field(discriminator="kind")]


@router.get("")
def read_tasks(
    call: Signed,
    kind: TaskKind | None = None,
    mine: bool = False,
    after: Annotated[str | None, Query(max_length=80)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE,
) -> Response:
    """Open tasks in my scope that I may answer, due first; ``mine``: those I was asked for by name.

    ``after`` is the ``next`` of the page before.
    """
    after_at, after_id = cursor(after)
    with call.work(Duty.READ) as tx:
        kinds = [k for k in ([kind] if kind else list(TaskKind)) if k in tx.actor.duties]
        if not kinds:
            raise NotAllowed("duty.missing", duty=kind or TaskKind.VERIFY)
        tx.run(q.custom_plan)
        rows = tx.rows(
            q.open_tasks,
            kinds=kinds,
            mine=mine,
            me=tx.actor.id,
            after_at=after_at,
            after_id=after_id,
            limit=limit,
            now=tx.now,
            **cases.scope_of(tx.actor),
        )
        last = rows[-1] if len(rows) == limit else None
        following = f"{last['queue_at']}~{last['id']}" if last else None
        body: dict[str, Any] = {"tasks": [_shown(tx, row) for row in rows], "next": following}
        if TaskKind.CALL_BACK in kinds:
            lang = language_of(call.request)
            body["questions"] = {name: word("followup", f"word.question.{name}", lang) for name in QUESTIONS}
        return json_response(body)


class AskableRow(BaseModel):
    """A colleague to ask by ``login``; the name masked, as on every page: of two who are both 李* the login says who.

    ``letters``: the first letters of the whole name, for finding somebody (``zl``). ``own``: the nearest grid worker.
    """

    login: str
    name: Colleague
    letters: str
    role: str
    unit: str
    own: bool


class Askable(BaseModel):
    items: list[AskableRow]


@router.get("/people")
def read_askable(call: Signed, number: Annotated[Number, Query()], kind: TaskKind) -> Askable:
    """Who may be asked by name to verify, check or call back of this case, the nearest first; at most 200.

    For who may ask: the duty of ``ask_verification``, ``ask_check`` or ``ask_call_back``.
    """
    with call.work(Duty.READ, _ASKING[kind]) as tx:
        found = followup.askable(tx, number, kind)
        nearest = max((len(p.lo) for p in found if p.role == Role.GRID_WORKER), default=0)
        return Askable(items=[_askable(p, nearest) for p in found])


@router.post("/{task_id}/answer", status_code=201)
def answer_task(call: Signed, task_id: Annotated[int, Path(ge=1, le=2**62)], body: AnyAnswer) -> Response:
    """The case moves and the task is settled. 409 names the rule that refuses, or the newer events."""
    kind = TaskKind(body.kind)
    with call.work(Duty(kind)) as tx:
        done = followup.answer(tx, task_id, kind, body.said(), body.seen)
        return call.answer(tx, 201, {"task": done.task, **brief(done.case)})


def _askable(able: Able, nearest: int) -> AskableRow:
    own = able.role == Role.GRID_WORKER and len(able.lo) == nearest
    letters = "".join(lazy_pinyin(able.name, style=Style.FIRST_LETTER))
    shown = {"login": able.login, "name": able.name, "letters": letters}
    return AskableRow(**shown, role=able.role, unit=able.unit, own=own)


def _shown(tx: Tx, row: dict[str, Any]) -> dict[str, Any]:
    """Names for codes; of who reported and who was asked, masked forms only."""
    standard = catalogue.by_version(tx, row.pop("standard"))
    name, phone = row.pop("reporter_name"), row.pop("reporter_phone")
    del row["queue_at"]
    row["person"] = colleague(row["person"])
    row["category_name"] = standard.category_name or None
    if row["kind"] == TaskKind.CALL_BACK:
        keys = Keys.load(settings())
        row["reporter"] = {
            "name": mask_name(keys.decrypt(name, "report_persons.name")) if name else None,
            "phone": mask_phone(keys.decrypt(phone, "report_persons.phone")) if phone else None,
        }
    return row
