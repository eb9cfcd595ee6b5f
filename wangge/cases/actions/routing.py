"""Who the ownership rules send a case to: taken, or noted beside what a person chose."""

from collections.abc import Mapping
from typing import Any

from wangge import dispatch
from wangge.cases.actions.store import Doc, Draft, q
from wangge.cases.rules import Case, State, Verb
from wangge.dispatch import Book, Choice, Matter
from wangge.kit.tx import Tx

#: Verbs that name who acts; what the rules would have said is kept with each of them.
NAMING = (Verb.DISPATCH, Verb.REDISPATCH, Verb.RULE)

#: Somebody holds the case: an amendment may send it elsewhere.
HELD = (State.DISPATCHED, State.HANDLING)

Given = Mapping[str, Any]


def routed(tx: Tx, case: Case, verb: Verb, said: Given, given: Doc) -> Doc:
    """The given of the event with what the rules say. Refused where they are asked and name nobody.

    ``dispatch`` without a unit takes their choice. With one, and when a held case is amended, their choice stands in
    the trace, so that it can be counted how often people agree. ``said`` may bring the ``address`` that the case has.
    """
    if verb is Verb.DISPATCH and given.get("unit") is None:
        return given | _taken(tx, case, said)
    if verb in NAMING:
        return given | {"trace": dispatch.advise(tx, *matter_of(tx, case, address=said.get("address")))}
    if verb is Verb.AMEND and case.state in HELD:
        advice = dispatch.advise(tx, *matter_of(tx, case, given, said.get("address")))
        return given | {"reroute": said.get("reroute", "keep"), "trace": advice}
    return given


def _taken(tx: Tx, case: Case, said: Given) -> Doc:
    choice = dispatch.choose(tx, *matter_of(tx, case, address=said.get("address")))
    if codes := said.get("assistants"):
        first, *others = codes
        named = dispatch.by_hand(tx, first, others)
        choice = choice._replace(assistants=tuple(u for u in (named.lead, *named.assistants) if u != choice.lead))
    return of_choice(choice)


def of_choice(choice: Choice) -> Doc:
    """A choice as an event says it: the rule's version and the limit only where there is one."""
    plain = {"unit": choice.lead, "assistants": list(choice.assistants), "level": choice.level, "how": choice.how}
    more = {"rule": choice.rule, "limit": choice.limit}
    return plain | {k: v for k, v in more.items() if v is not None} | {"trace": dict(choice.trace)}


def reroute(tx: Tx, draft: Draft, given: Given, said: Given) -> None:
    """After an amendment that asks for it: the rules' choice as a second event, where it is another unit."""
    case = draft.case
    choice = dispatch.choose(tx, *matter_of(tx, case, address=said.get("address")))
    if case.lead is not None and case.lead.unit != choice.lead:
        more = {"reason": given["reason"]} if "reason" in given else {}
        draft.move(tx, Verb.REDISPATCH, of_choice(choice) | more, draft.world(tx))


def suggestion(tx: Tx, case: Case) -> Doc | None:
    """Where the rules would send a case that is held, if that is not where it is: unit, rule and how."""
    if case.state not in HELD or case.lead is None:
        return None
    found = dispatch.suggest(tx, *matter_of(tx, case))
    return None if found["unit"] is None or found["unit"]["id"] == case.lead.unit else found


def matter_of(tx: Tx, case: Case, given: Given | None = None, address: str | None = None) -> tuple[Matter, Book]:
    """The case as the rules see it, after what an event says of it; and the book, which may ask for its address."""
    given, book = given or {}, dispatch.current(tx)
    classed = given.get("category") is not None
    if address is None and book.asks_address and case.address is not None:
        address = tx.value(q.words_of, id=case.address)
    matter = Matter(
        given["category"] if classed else case.category,
        (given.get("condition") or "") if classed else case.condition,
        given.get("path", case.path),
        given.get("grid", case.grid),
        tx.now,
        given.get("component", case.component),
        address or "",
    )
    return matter, book


def ruling_as_draft(tx: Tx, case: Case, given: Given) -> int:
    """A ruling as the draft of an ownership rule for the narrowest scope: this class in this grid, or this component.

    A person widens and publishes it. The words of the ruling stay with the case: they may speak of somebody.
    """
    matter, _ = matter_of(tx, case)
    return dispatch.draft_ruling(tx, matter, case.number, (given["unit"], *(given.get("assistants") or ())))
