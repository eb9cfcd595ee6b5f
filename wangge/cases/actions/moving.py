"""The one way a case moves: load, see whether it is news, decide, apply, save. Of two people one wins."""

from collections.abc import Mapping
from typing import Any

from wangge import catalogue, dispatch, people
from wangge.cases.actions.routing import reroute, routed, ruling_as_draft
from wangge.cases.actions.said import Words, file_rows, given_of, grid_of_point, texts_in
from wangge.cases.actions.store import Doc, Draft, case_of, q, save, scope_of
from wangge.cases.actions.urgent import send_at_once
from wangge.cases.rules import HARMLESS, Case, Verb, World
from wangge.cases.rules.decide import in_scope
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.tx import Tx

#: A move that another one overtook is tried again with the case held: then nobody overtakes it.
TRIES = 2


def move(tx: Tx, number: str, verb: Verb, said: Mapping[str, Any], seen: int | None = None) -> Case:
    """One verb on one case. Refused: why not; with newer events than ``seen``: which.

    ``said`` holds the fields of the verb in their spoken form: unit and grid codes, words, file names.
    """
    for _ in range(TRIES):
        draft, doc, texts = load(tx, number, texts_in(said))
        tell_news(tx, draft.case, verb, seen)
        words = Words(tx, draft.case.id, texts)
        given = given_of(tx, draft.case, {r["number"]: r["id"] for r in doc["reports"] or ()}, said, words)
        if verb in (Verb.RESOLVE, Verb.AMEND):
            given |= grid_of_point(tx, draft.case, said)
        world = world_for(tx, draft, verb, given)
        _may_be_asked(tx, draft.case, verb, given)
        given = routed(tx, draft.case, verb, {"address": doc["address"], **said}, given)
        draft.move(tx, verb, given, world, in_branch=verb is not Verb.ASSIGN or _in_branch(tx, draft.case, said))
        draft.texts += words.rows
        draft.files += file_rows(draft.case.id, draft.case.seq, given)
        if given.get("reroute") == "rules":
            reroute(tx, draft, given, said)
        if verb in (Verb.FILE, Verb.AMEND):
            send_at_once(tx, draft)
        if save(tx, draft):
            _audit(tx, draft.case, verb, given)
            if given.get("as_rule"):
                ruling_as_draft(tx, draft.case, given)
            return draft.case
        tx.run(q.hold, ids=[draft.case.id])
    raise Refused("move.again", verb=verb)


def _audit(tx: Tx, case: Case, verb: Verb, given: Mapping[str, Any]) -> None:
    """Whoever called in another service answers for it."""
    if verb is Verb.HAND_OVER:
        people.note_audit(tx, verb, f"case:{case.number}", service=given["service"])


def load(tx: Tx, number: str, texts: int = 0) -> tuple[Draft, Doc, list[int]]:
    """A case the actor may see: as a draft, as its rows with its address in words, ids for new texts. Else NotFound."""
    row = tx.row(q.load, number=number, texts=texts, **scope_of(tx.actor))
    if row is None:
        raise NotFound("case.unknown", number=number)
    doc = row["doc"] | {"address": row["address"]}
    return Draft.of(case_of(doc), row["calendar"]), doc, row["texts"]


def world_for(tx: Tx, draft: Draft, verb: Verb, given: Mapping[str, Any]) -> World:
    """The versions the move is decided under; the standard is the one the case will have."""
    if given.get("category") is None:
        if given.get("condition") is not None:
            raise Invalid("request.field", field="category", problem="condition")
        return draft.world(tx)
    standard = catalogue.standard(tx, given["category"], given.get("condition") or "")
    return draft.world(tx, standard.version)


def tell_news(tx: Tx, case: Case, verb: Verb, seen: int | None) -> None:
    if verb in HARMLESS and seen is None:
        return
    if seen is None:
        raise Invalid("move.seen_missing", field="seen")
    if case.seq > seen:
        events = tx.rows(q.events_since, id=case.id, seen=seen)
        raise Refused("move.news", verb=verb, seen=seen, last=case.seq, events=events)
    if seen > case.seq:
        raise Invalid("move.seen_ahead", field="seen", last=case.seq)


#: What somebody has to be able to do who is asked by name.
_ASKED = {Verb.ASK_VERIFICATION: "verify", Verb.ASK_CHECK: "check", Verb.ASK_CALL_BACK: "call_back"}


def _may_be_asked(tx: Tx, case: Case, verb: Verb, given: Mapping[str, Any]) -> None:
    """The person named has the duty and the place; else nobody would do it."""
    if verb not in _ASKED or given.get("person") is None:
        return
    asked = people.actor(tx, given["person"])
    if _ASKED[verb] not in asked.duties or not in_scope(case, asked):
        raise Refused("move.person", verb=verb, duty=_ASKED[verb])


def _in_branch(tx: Tx, case: Case, said: Mapping[str, Any]) -> bool:
    """The unit named lies below the one that passes the matter down."""
    held = [a for a in case.assignments if a.open and a.unit in tx.actor.units]
    return not held or any(dispatch.inside(tx, said["unit"], a.unit) for a in held)
