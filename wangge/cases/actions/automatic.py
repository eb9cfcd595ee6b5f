"""What the system may do under a licence of the district: file a case as it arrived, send one as it was filed.

Whether it may is decided by who asks (``triage``). The events are the system's own, marked ``automatic``, and say under
which licence and how sure each step was (``auto``). Where somebody moved the case in between, nothing is done.
"""

from collections.abc import Sequence

from wangge.cases.actions.routing import of_choice
from wangge.cases.actions.store import Doc, Draft, load_one, save
from wangge.cases.actions.urgent import AUTOMATIC
from wangge.cases.rules import State, Verb
from wangge.catalogue import Standard
from wangge.dispatch import Choice
from wangge.kit.actor import SYSTEM
from wangge.kit.tx import Tx


def untouched(tx: Tx, case_id: int, seq: int, state: State) -> Draft | None:
    """The case, as long as this event is its last one and it waits in this state."""
    draft = load_one(tx, case_id)
    return draft if draft and draft.case.seq == seq and draft.case.state is state else None


def file(tx: Tx, draft: Draft, standard: Standard, place: Doc, auto: Sequence[Doc]) -> bool:
    """``place``: as history says it. False: somebody was faster. Refused as for people."""
    given = {"category": standard.category, "condition": standard.condition} | place
    return _done(tx, draft, Verb.FILE, given | AUTOMATIC | {"auto": list(auto)}, standard.version)


def send(tx: Tx, draft: Draft, choice: Choice, auto: Sequence[Doc]) -> bool:
    """To the lead and assistants of the choice. False: somebody was faster."""
    return _done(tx, draft, Verb.DISPATCH, of_choice(choice) | AUTOMATIC | {"auto": list(auto)}, None)


def _done(tx: Tx, draft: Draft, verb: Verb, given: Doc, standard: int | None) -> bool:
    assert tx.actor is SYSTEM
    draft.move(tx, verb, given, draft.world(tx, standard))
    return save(tx, draft)
