"""HTTP for learning: how good the advice was, the models, and the one before brought back."""

from datetime import timedelta
from typing import Annotated

from fastapi import Path, Query, Response

from wangge.cases.api.fields import Moment
from wangge.kit.errors import Invalid, word
from wangge.kit.http import json_response, language_of
from wangge.kit.routes import Router
from wangge.kit.tx import Tx
from wangge.people.http import Call, Signed
from wangge.people.rules import Duty
from wangge.triage.actions import models
from wangge.triage.actions.figures import figures

router = Router("/api/v1/advice", "advice")

PERIOD = timedelta(weeks=12)
LONGEST = timedelta(days=3 * 366)

Version = Annotated[str, Path(pattern=r"^[0-9A-Za-z:.-]{1,40}$")]


@router.get("/figures")
def read_figures(
    call: Signed, since: Annotated[Moment | None, Query(alias="from")] = None, to: Moment | None = None
) -> Response:
    """Of the advice that was used in a report, by what its case is now; without a period the last twelve weeks.

    Per category as it was suggested, and for all: right, decided at the thresholds, calibration, and drift (the last
    four weeks of the period against the eight before).
    """
    with call.work(Duty.CATALOGUE) as tx:
        until = to or tx.now
        begin = since or until - PERIOD
        if not begin < until or until - begin > LONGEST:
            raise Invalid("advice.period", field="from", days=LONGEST.days)
        return json_response(figures(tx, begin, until))


@router.get("/models")
def read_models(call: Signed) -> Response:
    """The newest first; ``state``: live, former or refused, with the reason; ``scores`` are those on held-out cases.

    ``training``: whether one is being trained now.
    """
    with call.work(Duty.CATALOGUE) as tx:
        return json_response({"models": _shown(tx, call), "training": models.is_training(tx)})


@router.post("/models/{version}/restore", status_code=201)
def restore(call: Signed, version: Version) -> Response:
    """A former model advises again, or ``cold``, the catalogue's words. Two weeks long none replaces it by itself."""
    with call.work(Duty.CATALOGUE) as tx:
        models.restore(tx, version)
        return call.answer(tx, 201, {"live": version})


def _shown(tx: Tx, call: Call) -> list[dict[str, object]]:
    language = language_of(call.request)
    return [row | {"why_words": word("triage", row["why"], language)} for row in models.listed(tx)]
