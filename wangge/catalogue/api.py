"""HTTP for the catalogue: every standard in force."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from wangge.catalogue import actions
from wangge.catalogue.rules import CallBack, Check, Evidence, Grade, Standard
from wangge.people import Duty
from wangge.people.http import Signed

router = APIRouter(prefix="/api/v1", tags=["catalogue"])


class StagedRow(BaseModel):
    code: str
    name: str
    limit: str


class StandardRow(BaseModel):
    """``limits``: stage → limit, such as ``5wd``, with the defaults filled in. ``evidence``: verb → kinds."""

    version: int
    category: str
    category_name: str
    condition: str
    condition_name: str
    closing: str
    grade: Grade
    urgent: bool
    sensitive: bool
    answerable: bool
    limits: dict[str, str]
    stages: list[StagedRow]
    evidence: dict[str, list[Evidence]]
    check: Check
    call_back: CallBack
    max_extensions: int
    reopen_days: int


@router.get("/catalogue")
def catalogue(call: Signed) -> dict[str, list[StandardRow]]:
    with call.work(Duty.READ) as tx:
        return {"items": [StandardRow.model_validate(_row(standard)) for standard in actions.catalogue(tx)]}


def _row(standard: Standard) -> dict[str, Any]:
    plain = {name: getattr(standard, name) for name in StandardRow.model_fields}
    return plain | {
        "limits": {stage: str(limit) for stage, limit in standard.limits.items()},
        "stages": [{"code": s.code, "name": s.name, "limit": str(s.limit)} for s in standard.stages],
        "evidence": {verb: sorted(kinds) for verb, kinds in standard.evidence.items()},
    }
