"""Urgent classes (gas, collapse, a live wire …): sent by the rules of that hour as soon as they are filed.

The system acts, whoever reports: no desk has to be open. Its events are marked ``automatic``. Verification runs beside
the handling; signing has the urgent limits of the standard, day and night.
"""

from dataclasses import replace

from wangge import dispatch
from wangge.cases.actions.routing import matter_of, of_choice
from wangge.cases.actions.store import Doc, Draft
from wangge.cases.rules import Channel, State, Verb
from wangge.catalogue import Standard
from wangge.kit.actor import SYSTEM
from wangge.kit.errors import Refused
from wangge.kit.tx import Tx

AUTOMATIC: Doc = {"automatic": True}


def file_at_once(tx: Tx, draft: Draft, standard: Standard, grade: str | None) -> None:
    """In the name of the system, for a reporter who may not file."""
    given = AUTOMATIC | {"category": standard.category, "condition": standard.condition, "grid": draft.case.grid}
    given |= {"path": draft.case.path, "area_class": draft.case.area_class, "grade": grade}
    told = {name: value for name, value in given.items() if value is not None}
    draft.move(_system(tx), Verb.FILE, told, draft.world(tx, standard.version))


def send_at_once(tx: Tx, draft: Draft) -> None:
    """An urgent case that is filed goes to who must act. Where the rules name nobody it waits on top of the queue."""
    if not draft.case.urgent or draft.case.state is not State.FILED:
        return
    try:
        choice = dispatch.choose(tx, *matter_of(tx, draft.case))
    except Refused:
        return
    draft.move(_system(tx), Verb.DISPATCH, of_choice(choice) | AUTOMATIC, draft.world(tx))
    if draft.case.verified is None and draft.case.channel is not Channel.PATROL:  # a patrol stands before it
        draft.move(_system(tx), Verb.ASK_VERIFICATION, AUTOMATIC, draft.world(tx))


def _system(tx: Tx) -> Tx:
    return replace(tx, actor=SYSTEM)
